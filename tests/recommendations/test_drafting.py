"""The draft: adding, moving, removing, copying, discarding, restoring; and who may."""

from __future__ import annotations

import pytest
from django.test import TestCase

from articles import clock
from articles.models import Redirect
from recommendations import drafting, freezing, refusals, rights
from recommendations.differences import differences
from recommendations.models import ListRight, Recommendation, Right
from tests.articles.desk import person
from tests.articles.editions import DAY, HOUR, NOON, edition
from tests.recommendations.lists import a_list, add, elsewhere, launch, launched


def story(headline):
    return edition(headline, since=NOON - DAY)


def order(list_):
    rows = Recommendation.objects.kept().filter(list=list_).order_by("order")
    return [row.headline or row.article.headline for row in rows]


def do(verb, list_, **given):
    with clock.pretend(NOON + HOUR):
        return verb(list_, by=person("cura"), **given)


class Items(TestCase):
    def setUp(self):
        self.picks = a_list(story("One"), story("Two"), story("Three"))
        self.one, self.two, self.three = self.picks.items.order_by("order")

    def test_move_to_a_place(self):
        do(drafting.move, self.picks, pk=self.three.pk, place=1)
        self.assertEqual(order(self.picks), ["Three", "One", "Two"])

        do(drafting.move, self.picks, pk=self.three.pk, place=99)
        self.assertEqual(order(self.picks), ["One", "Two", "Three"])

    def test_a_removed_one_lies_in_the_tray_and_can_come_back(self):
        do(drafting.remove, self.picks, pk=self.one.pk)
        self.assertEqual(order(self.picks), ["Two", "Three"])

        do(drafting.put_back, self.picks, pk=self.one.pk)
        self.assertEqual(order(self.picks), ["Two", "Three", "One"])

    def test_a_locked_one_is_not_removed(self):
        do(drafting.lock, self.picks, pk=self.one.pk)

        with pytest.raises(refusals.Locked):
            do(drafting.remove, self.picks, pk=self.one.pk)

    def test_one_that_is_there_is_not_added_twice(self):
        with pytest.raises(refusals.AlreadyListed):
            do(drafting.add, self.picks, article_id=self.one.article_id)

    def test_what_is_gone_meanwhile_cannot_be_moved(self):
        do(drafting.remove, self.picks, pk=self.one.pk)

        with pytest.raises(refusals.WrongItem, match="removed that item meanwhile"):
            do(drafting.move, self.picks, pk=self.one.pk, place=1)

    def test_a_link_elsewhere_is_https_and_says_where_it_leads(self):
        for wrong in (
            {"url": "javascript:alert(1)"},
            {"url": "http://plain.example/"},
            {"source": " "},
            {"headline": ""},
        ):
            with pytest.raises(refusals.WrongItem):
                elsewhere(self.picks, **wrong)
        elsewhere(self.picks, "Elsewhere")

    def test_a_hundred_are_enough(self):
        Recommendation.objects.bulk_create(
            Recommendation(
                list=self.picks,
                url=f"https://e.example/{n}",
                source="E",
                headline="E",
                added_at=NOON,
                order=n,
            )
            for n in range(97)
        )

        with pytest.raises(refusals.TooMany):
            elsewhere(self.picks)

    def test_are_copied_with_their_own_words_or_moved(self):
        other = a_list()
        Recommendation.objects.filter(pk=self.two.pk).update(headline="Mine")
        do(drafting.copy, self.picks, pk=self.two.pk, to=other)
        do(drafting.copy, self.picks, pk=self.one.pk, to=other, move=True)

        self.assertEqual(order(other), ["Mine", "One"])
        self.assertEqual(order(self.picks), ["Mine", "Three"])

    def test_follow_the_story_again(self):
        Recommendation.objects.filter(pk=self.one.pk).update(headline="Mine", headline_then="One")
        do(drafting.follow_story, self.picks, pk=self.one.pk)

        self.one.refresh_from_db()
        self.assertEqual((self.one.headline, self.one.headline_then), ("", ""))


class TheWholeDraft(TestCase):
    def test_discarding_makes_it_what_was_launched_last(self):
        picks = launched(story("One"), story("Two"))
        do(drafting.remove, picks, pk=picks.items.get(order=1).pk)
        add(picks, story("Three"), at=NOON + HOUR)
        picks.maximum = 9
        picks.save()
        do(drafting.discard, picks)

        self.assertEqual((order(picks), picks.maximum), (["One", "Two"], 5))
        self.assertFalse(picks.has_changes_to_launch)

    def test_discarding_nothing_is_refused(self):
        with pytest.raises(refusals.NothingToDiscard):
            do(drafting.discard, launched(story("One")))

    def test_a_former_version_comes_back_into_the_draft(self):
        picks = launched(story("One"))
        elsewhere(picks, "Elsewhere")
        launch(picks, now=NOON + HOUR)
        with clock.pretend(NOON + 2 * HOUR):
            drafting.restore(picks, by=person("cura"), number=1)

        self.assertEqual(order(picks), ["One"])
        self.assertEqual(picks.digest, picks.editions.get(number=1).digest)

    def test_a_duplicate_has_the_same_items_in_no_place(self):
        picks = launched(story("One"), title="Picks")
        made = do(drafting.duplicate, picks, title="Picks, copy")

        self.assertEqual((order(made), made.slug, made.launches), (["One"], "picks-copy", 0))
        self.assertFalse(made.placements.exists())

    def test_saving_what_somebody_else_saved_meanwhile_is_refused(self):
        picks = a_list(story("One"))

        with pytest.raises(refusals.Stale):
            drafting.hold_for_saving(picks, version=picks.version - 1)

    def test_another_address_leaves_a_redirect(self):
        picks = launched(story("One"), title="Picks")
        was = type(picks).objects.get(pk=picks.pk)
        picks.slug = "best"
        drafting.readdress(picks, was=was)

        self.assertEqual(Redirect.objects.get().target, "/picks/best/")

    def test_an_address_that_another_list_had_before_may_be_left_too(self):
        for slug in ("weekend", "month"):
            picks = launched(story(slug), title="Week")
            was = type(picks).objects.get(pk=picks.pk)
            picks.slug = slug
            picks.save()
            drafting.readdress(picks, was=was)

        self.assertEqual(Redirect.objects.get(path="/picks/week/").target, "/picks/month/")


class Differences(TestCase):
    def test_say_what_a_launch_would_change(self):
        picks = launched(story("One"), story("Two"), story("Three"), story("Four"))
        do(drafting.remove, picks, pk=picks.items.get(order=2).pk)
        do(drafting.move, picks, pk=picks.items.get(article__headline="Four").pk, place=1)
        row = picks.items.get(article__headline="One")
        row.headline = "Mine"
        row.save()
        elsewhere_row = elsewhere(a_list(), "Elsewhere")
        Recommendation.objects.filter(pk=elsewhere_row.pk).update(list=picks, order=9)

        found = differences(freezing.launched(picks.editions.get()), freezing.draft(picks))

        self.assertEqual(found.words, "1 in, 1 out, 1 moved, 1 own headline")

    def test_of_the_same_are_none(self):
        picks = launched(story("One"))

        self.assertFalse(differences(freezing.launched(picks.editions.get()), freezing.draft(picks)))


class WhoMay(TestCase):
    def rights_of(self, name, list_):
        return [right.value for right in rights.LADDER if rights.may(person(name), right, list_)]

    def test_curators_and_managers_all_lists_editors_and_writers_none(self):
        picks = a_list()
        everything = ["view", "edit", "launch", "configure"]

        self.assertEqual(self.rights_of("cura", picks), everything)
        self.assertEqual(self.rights_of("max", picks), everything)
        for name in ("edda", "wren", "lena"):
            self.assertEqual(self.rights_of(name, picks), [])

    def test_an_editor_who_is_named_the_one_list(self):
        picks, other = a_list(), a_list()
        ListRight.objects.create(list=picks, user=person("edda"), right=Right.EDIT)

        self.assertEqual(self.rights_of("edda", picks), ["view", "edit"])
        self.assertEqual(self.rights_of("edda", other), [])

    def test_a_role_that_is_named(self):
        picks = a_list()
        ListRight.objects.create(list=picks, group=person("edda").groups.get(), right=Right.LAUNCH)

        self.assertEqual(self.rights_of("tove", picks), ["view", "edit", "launch"])

    def test_only_those_named_where_it_says_so(self):
        picks = a_list(by_invitation=True)

        self.assertEqual(self.rights_of("cura", picks), [])
        self.assertEqual(self.rights_of("max", picks), ["view", "edit", "launch", "configure"])
