"""From one list to another, out of it and back, and what a curator is told of other lists: by the screen's own buttons."""

from __future__ import annotations

from django.urls import reverse, reverse_lazy

from articles.models import EditionReference
from recommendations import audit
from recommendations.admin.pictures import in_lists
from recommendations.models import ListRight, Placement, RecommendationList, Right
from recommendations.spots import Spot
from tests.articles.desk import at_the_desk, person
from tests.articles.editions import DAY, image, tag
from tests.recommendations.lists import a_list, add, elsewhere, launch, launched
from tests.recommendations.test_admin import HOUR, Screen, now, page, story, verb


def titles(list_):
    return [row.headline or row.article.headline for row in list_.items.kept().order_by("order")]


class Items(Screen):
    def test_are_copied_to_another_list_with_their_own_words(self):
        source, target = a_list(title="From"), a_list(title="To")
        row = add(source, story("One"), headline="Mine", kicker="Look")
        self.assertContains(self.client.get(verb(source, "copy"), {"item": row.pk}), "Mine")

        answer = self.client.post(verb(source, "copy"), {"item": row.pk, "to": target.pk})

        self.assertContains(self.client.get(answer.url), "It is in the draft of “To”.")
        self.assertEqual((titles(source), titles(target)), (["Mine"], ["Mine"]))
        self.assertEqual(target.items.get().kicker, "Look")

    def test_are_moved_to_another_list(self):
        source, target = a_list(story("One"), title="From"), a_list(title="To")
        row = source.items.get()

        self.client.post(verb(source, "copy"), {"item": row.pk, "to": target.pk, "move": "on"})

        self.assertEqual((titles(source), titles(target)), ([], ["One"]))
        self.assertContains(self.ask(source), "Recently removed (1)")

    def test_are_not_copied_where_one_may_not_edit_or_where_they_are_already(self):
        one = story("One")
        source, full, secret = a_list(one), a_list(one, title="Has it"), a_list(by_invitation=True)
        row = source.items.get()

        refused = self.client.post(verb(source, "copy"), {"item": row.pk, "to": secret.pk})
        self.assertContains(refused, "Select a valid choice")
        again = self.client.post(verb(source, "copy"), {"item": row.pk, "to": full.pk})
        self.assertContains(again, "It is in this list already.")
        self.assertEqual((titles(full), titles(secret)), (["One"], []))

    def test_are_locked_removed_and_put_back(self):
        picks = a_list(story("One"), story("Two"))
        one, two = picks.items.order_by("order")
        self.send(picks, act=f"lock {one.pk}", **{"items-0-note": "Until Friday"})
        self.send(picks, act=f"remove {one.pk}")
        self.send(picks, act=f"remove {two.pk}")

        answer = self.ask(picks)
        self.assertContains(answer, "Locked by you")
        self.assertContains(answer, "“Until Friday”")
        self.assertContains(answer, "Remove: it is locked")
        self.assertContains(answer, "Recently removed (1)")
        self.assertEqual(titles(picks), ["One"])

        self.send(picks, act=f"put-back {two.pk}")
        self.send(picks, act=f"unlock {one.pk}")
        self.send(picks, act=f"remove {one.pk}")
        self.assertEqual(titles(picks), ["Two"])

    def test_of_another_picture_know_nothing_of_the_formers_focal_point(self):
        picks = a_list()
        one, other = image(free_for_lists=True), image(free_for_lists=True)
        add(picks, story("One"), picture=one, focal_x=10, focal_y=20)
        self.assertContains(self.ask(picks), "Follow the picture")

        self.send(picks, **{"items-0-picture": other.pk})

        row = picks.items.get()
        self.assertEqual((row.picture, row.focal_x, row.focal_y), (other, None, None))


class AList(Screen):
    def test_is_duplicated_in_no_place_and_launched_nowhere(self):
        picks = a_list(story("One"), title="Picks")
        elsewhere(picks, "Riga")
        launch(picks, now=now() - HOUR)

        answer = self.client.post(verb(picks, "duplicate"), {"title": "Picks for Sunday"})

        made = RecommendationList.objects.get(title="Picks for Sunday")
        self.assertContains(self.client.get(answer.url), "“Picks for Sunday” is a new list.")
        self.assertEqual(titles(made), ["One", "Riga"])
        self.assertEqual((made.placements.count(), made.launches, made.is_general), (0, 0, False))

    def test_leads_to_its_pages_as_they_will_be_when_it_goes_live_by_itself(self):
        moment = (now() + DAY).replace(hour=7, minute=0, second=0, microsecond=0)
        picks = launched(story("One"), spots=[Spot.OWN_PAGE], title="Picks", now=now() - HOUR)
        add(picks, story("Two"), at=now())
        launch(picks, at=moment, now=now())

        address = f"/admin/at/{moment:%Y%m%dT%H%MZ}/picks/picks/"

        self.assertContains(self.ask(picks), f'href="{address}"')
        self.assertContains(self.client.get(address), "Two")
        self.assertNotContains(self.client.get("/picks/picks/"), "Two")

    def test_leads_to_where_readers_see_it(self):
        shown = story("One")
        picks = launched(shown, spots=[Spot.HOME_PICKS], now=now() - HOUR)
        Placement.objects.create(list=picks, spot=Spot.ARTICLE_FOOT, article_id=shown.article_id)
        launch(picks, now=now())

        answer = self.ask(picks)

        self.assertContains(answer, '<h3><a href="/">Home page, picks')
        self.assertContains(answer, f'<h3><a href="{shown.path}">Article foot, “One”')


class Suggestions(Screen):
    def groups(self, list_):
        return {
            group.title: {found.headline: found.line for found in group.found}
            for group in self.ask(list_).context["suggestions"]
        }

    def test_each_has_a_reason(self):
        chips = tag("Chips")
        old = story("Old and listed", since=now() - 20 * DAY)
        launched(old, title="Archive", now=now() - 19 * DAY)
        picks = a_list(story("Here", topics=[chips]))
        story("Akin", topics=[chips], since=now() - 9 * DAY)
        story("Fresh", since=now() - HOUR)

        found = self.groups(picks)

        self.assertEqual(found["Related"], {"Akin": "Shares Chips · Machines · 9 days old · in no list now"})
        self.assertEqual(list(found["Fresh"]), ["Fresh", "Akin", "Old and listed"])
        self.assertIn("in Archive", found["Fresh"]["Old and listed"])
        self.assertEqual(list(found["Not this week"]), ["Fresh"])
        self.assertEqual(list(found["Never listed"]), ["Fresh", "Akin"])

    def test_are_strong_if_several_stories_of_the_month_link_to_them(self):
        strong, once = story("Strong", since=now() - 90 * DAY), story("Once")
        linking = [story(f"Links {number}", since=now() - DAY) for number in range(3)]
        linking += [story("Hidden", since=now() + DAY), story("Long ago", since=now() - 40 * DAY)]
        for number, edition_ in enumerate(linking):
            targets = [strong] if number else [strong, once]
            for target in targets:
                EditionReference.objects.create(edition=edition_, target=target.story_id)

        found = self.groups(a_list(story("Here")))

        self.assertEqual(
            found["Strong"], {"Strong": "3 stories link to it · Machines · 90 days old · in no list now"}
        )
        self.assertNotIn("Strong", self.groups(a_list(strong)))

    def test_leave_out_what_the_draft_has_and_fold(self):
        picks = a_list(story("Here"))
        self.assertEqual(self.groups(picks), {})
        story("New")

        self.assertContains(self.ask(picks), '<details class="suggested"', count=3)


AUDIT = reverse_lazy("admin:articles_transition_changelist")


class WhatIsNotForOne(Screen):
    """A list for named people: nobody else is told its title."""

    def setUp(self):
        super().setUp()
        self.shown = story("One")
        self.secret = launched(self.shown, title="The secret", heading="Picks", now=now() - HOUR)
        RecommendationList.objects.filter(pk=self.secret.pk).update(by_invitation=True)

    def assert_not_told(self, list_):
        answer = self.client.get(page(list_), {"q": "One"})
        self.assertEqual(answer.status_code, 200)
        self.assertNotContains(answer, "The secret")
        return answer

    def test_where_a_story_is_listed(self):
        self.assertContains(self.assert_not_told(a_list()), "in another list")
        found = reverse("admin:recommendations_recommendationlist_find", args=[a_list().pk])
        self.assertNotContains(self.client.get(found, {"q": "One"}), "The secret")

    def test_what_stands_in_the_same_place(self):
        mine = launched(story("Two"), now=now() - 2 * HOUR)

        self.assertContains(self.assert_not_told(mine), "Another list stands there")

    def test_what_it_borrows_from(self):
        mine = launched(
            title="Mine",
            below_minimum="borrow",
            borrows=self.secret,
            minimum=1,
            now=now(),
            spots=[Spot.HOME_TOP],
        )

        answer = self.assert_not_told(mine)

        self.assertContains(answer, "Borrowed from another list")
        self.assertContains(answer, "A list that is not for you")
        self.send(mine, answer, heading="Changed")  # and keeps borrowing from it
        mine.refresh_from_db()
        self.assertEqual((mine.heading, mine.borrows), ("Changed", self.secret))

    def test_what_shows_a_picture(self):
        own = image(free_for_lists=True)
        add(self.secret, story("Two"), at=now(), picture=own)
        launch(self.secret, now=now())

        uses = {name: [use.title for use in in_lists(own, person(name), now())] for name in ("cura", "max")}

        self.assertEqual(uses, {"cura": ["another list"], "max": ["The secret"]})

    def test_what_the_audit_says_of_it(self):
        launched(story("Two"), title="Not secret", now=now())
        audit.changed(self.secret, by=person("max"), was=audit.Said("", ""))
        audit.changed(a_list(), by=person("max"), was=audit.Said("", ""))

        told = {name: at_the_desk(name).get(AUDIT).text for name in ("edda", "max")}

        self.assertEqual(
            {name: "The secret" in page for name, page in told.items()}, {"edda": False, "max": True}
        )
        self.assertEqual(
            {name: "Changed rights</b>" in page for name, page in told.items()}, {"edda": False, "max": True}
        )
        self.assertIn("Not secret", told["edda"])

    def test_it_cannot_be_borrowed_from_or_opened(self):
        mine = a_list()
        self.send(mine, below_minimum="borrow", borrows=self.secret.pk)
        mine.refresh_from_db()

        self.assertIsNone(mine.borrows)
        self.assertEqual(self.client.get(page(self.secret)).status_code, 404)

    def test_those_who_are_named_are_told(self):
        ListRight.objects.create(list=self.secret, user=person("cura"), right=Right.VIEW)
        self.assertContains(at_the_desk("cura").get(page(a_list()), {"q": "One"}), "in The secret")
