"""The list's screen: what stands on it, what its buttons do, and whom it lets in."""

from __future__ import annotations

from datetime import time, timedelta

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock
from articles.admin.audit import details
from articles.desk import publishing
from articles.models import Transition
from newsroom.models import User
from recommendations.models import ListRight, Placement, Recommendation, RecommendationList, Right
from recommendations.spots import Spot
from tests.articles.desk import at_the_desk, draft, live, person
from tests.articles.editions import DAY, edition, image, section
from tests.recommendations.lists import a_list, add, launch, launched

HOUR = timedelta(hours=1)


def now():
    return clock.now()


def story(headline, **given):
    return edition(headline, since=given.pop("since", now() - DAY), **given)


def page(list_):
    return reverse("admin:recommendations_recommendationlist_change", args=[list_.pk])


def verb(list_, name):
    return reverse("admin:recommendations_recommendationlist_verb", args=[list_.pk, name])


def form_data(answer, **changes):
    """What the browser would send of the page as it stands."""
    context = answer.context
    data = {"version": context["list"].version, "seen": context["seen"]}
    forms = [context["adminform"].form]
    for name in ("items", "places", "rights"):
        formset = context[name].formset
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if field.name in ("version",) or value is None or value is False:
                continue
            if hasattr(value, "strftime"):
                value = value.strftime("%H:%M" if isinstance(value, time) else "%Y-%m-%dT%H:%M")
            data[field.html_name] = getattr(value, "pk", value)
    return data | changes


class Screen(TestCase):
    def setUp(self):
        self.client = at_the_desk("cura")

    def ask(self, list_):
        answer = self.client.get(page(list_))
        self.assertEqual(answer.status_code, 200)
        return answer

    def send(self, list_, answer=None, **changes):
        return self.client.post(page(list_), form_data(answer or self.ask(list_), **changes))


class ItsMaterial(Screen):
    def test_names_each_item_and_what_is_not_launched(self):
        picks = launched(story("One"), story("Two"), now=now() - HOUR)
        add(picks, story("Three"), at=now())

        answer = self.ask(picks)

        self.assertContains(answer, "1 change not launched: 1 in")
        self.assertContains(answer, '<span class="mark in">Added</span>')
        self.assertContains(answer, "follows the story’s own headline", count=3)

    def test_tells_what_readers_see_and_why(self):
        with clock.pretend(now() - 2 * HOUR):
            article = live("Vans recalled")
        picks = launched(article, story("Other"), now=now() - HOUR)
        with clock.pretend(now() - HOUR / 2):
            publishing.withdraw(article, by=person("edda"), reason="The lawyers called.")

        answer = self.ask(picks)

        self.assertRegex(answer.text, "Picked by you (today|yesterday)")  # an hour ago
        self.assertContains(answer, "Hidden: withdrawn")
        self.assertContains(answer, "Comes back by itself if the story does.")
        self.assertNotContains(answer, "lawyers")

    def test_marks_an_own_headline_gone_stale(self):
        first = story("Fab reopens", until=now() - HOUR)
        picks = a_list(at=now() - 3 * HOUR)
        row = add(picks, first, at=now() - 3 * HOUR, headline="Mine", headline_then="Fab reopens")
        edition("Fab shut again", of=first.article, since=now() - HOUR, first_published=first.first_published)

        self.assertContains(self.ask(picks), "Story headline changed since: “Fab shut again”")
        self.send(picks, act=f"follow {row.pk}")

        row.refresh_from_db()
        self.assertEqual(row.headline, "")

    def test_never_shows_a_draft(self):
        with clock.pretend(now() - HOUR):
            article = live("Public headline")
            picks = a_list(article, at=now())
            article.headline = "Secret headline"
            article.save()
            draft("Secret draft")

        answer = self.ask(picks)
        found = self.client.get(page(picks), {"q": "headline"})
        suggested = self.client.get(
            reverse("admin:recommendations_recommendationlist_find", args=[picks.pk]), {"q": "secret"}
        )

        for one in (answer, found, suggested):
            self.assertNotContains(one, "Secret headline")
            self.assertNotContains(one, "Secret draft")

    def test_costs_as_many_queries_with_one_item_as_with_five(self):
        few, many = a_list(), a_list()
        add(few, story("One"), at=now())
        for number in range(5):
            add(many, story(f"Story {number}", section=section(f"Section {number}")), at=now())
        self.ask(few)
        counts = []
        for list_ in (few, many):
            with CaptureQueriesContext(connection) as queries:
                self.ask(list_)
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])

    def test_of_all_lists_costs_as_many_with_one_as_with_five(self):
        address = reverse("admin:recommendations_recommendationlist_changelist")
        self.client.get(address)
        counts = []
        for many in (1, 4):
            for _ in range(many):
                placed = launched(story("One"), now=now() - HOUR)
                placed.placements.update(spot=Spot.ARTICLE_FOOT, article=story("Placed at").article_id)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address)
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])


class ItsButtons(Screen):
    def test_makes_a_list(self):
        answer = self.client.post(
            reverse("admin:recommendations_recommendationlist_add"), {"title": "Editors’ Recommendations"}
        )

        made = RecommendationList.objects.get()
        self.assertRedirects(answer, page(made))
        self.assertEqual((made.slug, made.heading), ("editors-recommendations", "Editors’ Recommendations"))

    def test_finds_stories_by_words_and_by_address(self):
        picks = a_list()
        found = story("Fab reopens")
        story("Something else")
        address = reverse("admin:recommendations_recommendationlist_find", args=[picks.pk])

        for words in ("fab", found.path, f"https://slipmark.example{found.path}?utm=1"):
            answer = self.client.get(address, {"q": words})
            self.assertContains(answer, f'value="add {found.article_id}"')
            self.assertNotContains(answer, "Something else")

    def test_offers_an_unknown_address_as_a_link_elsewhere(self):
        picks = a_list()
        answer = self.client.get(page(picks), {"q": "https://signal.example/riga"})
        self.assertContains(answer, "That address is not a story here.")

        self.send(
            picks,
            act="elsewhere",
            new_url="https://signal.example/riga",
            new_source="Signal Post",
            new_headline="Riga",
        )
        self.assertEqual(picks.items.get().source, "Signal Post")

    def test_refuses_a_link_that_would_run(self):
        picks = a_list()
        answer = self.send(
            picks, act="elsewhere", new_url="javascript:alert(1)", new_source="S", new_headline="H"
        )

        self.assertContains(self.client.get(answer.url), "begins with https://")
        self.assertFalse(picks.items.exists())

    def test_saves_before_it_adds(self):
        picks = a_list(story("One"))
        other = story("Two")
        answer = self.ask(picks)
        self.send(picks, answer, act=f"add {other.article_id}", **{"items-0-note": "Keep"})

        first, second = picks.items.order_by("order")
        self.assertEqual((first.note, second.article_id), ("Keep", other.article_id))

    def test_takes_a_story_from_its_own_page(self):
        picks, other = a_list(title="Picks"), story("One")
        with clock.pretend(now()):
            secret = draft("Secret")
        address = "admin:recommendations_recommendationlist_add_story"

        self.client.post(reverse(address, args=[other.article_id]), {"to": picks.pk})

        self.assertEqual(picks.items.get().article_id, other.article_id)
        self.assertEqual(self.client.get(reverse(address, args=[secret.pk])).status_code, 404)

    def test_a_storys_page_leads_to_it_for_those_who_may_edit_some_list(self):
        with clock.pretend(now() - HOUR):
            public, secret = live("Public"), draft("Secret")
        picks = a_list(at=now())
        editor = at_the_desk("edda")
        pages = [reverse("admin:articles_article_change", args=[one.pk]) for one in (public, secret)]
        self.assertNotContains(editor.get(pages[0]), "Add to list…")

        ListRight.objects.create(list=picks, user=person("edda"), right=Right.EDIT)

        self.assertContains(editor.get(pages[0]), "Add to list…")
        self.assertNotContains(editor.get(pages[1]), "Add to list…")

    def test_orders_by_the_numbers_typed(self):
        picks = a_list(story("One"), story("Two"), story("Three"))
        one, two, three = picks.items.order_by("order")
        self.send(picks, **{"items-0-order": 3, "items-1-order": 1, "items-2-order": 2})

        rows = Recommendation.objects.filter(list=picks).order_by("order")
        self.assertEqual([row.pk for row in rows], [two.pk, three.pk, one.pk])

    def test_remembers_what_an_own_headline_was_written_over(self):
        picks = a_list(story("Fab reopens"))
        self.send(picks, **{"items-0-headline": "Mine"})

        self.assertEqual(picks.items.get().headline_then, "Fab reopens")

    def test_keeps_the_focal_point_of_an_own_picture_and_drops_it_with_the_picture(self):
        picks, own = a_list(story("One")), image(free_for_lists=True)
        self.send(picks, **{"items-0-picture": own.pk, "items-0-focal_x": "0", "items-0-focal_y": "80"})
        self.assertEqual((picks.items.get().focal_x, picks.items.get().focal_y), (0, 80))

        self.send(picks, **{"items-0-picture": ""})
        self.assertEqual((picks.items.get().focal_x, picks.items.get().focal_y), (None, None))

    def test_gives_an_item_its_days_and_hours(self):
        picks = a_list(story("One"))
        for given, stored, told in (
            ({"days": ["1", "2", "3", "4", "5"], "opens": "06:00", "closes": "10:00"}, "12345 06:00-10:00", "Mon–Fri, 06"),
            ({"days": [], "closes": "09:30"}, "1234567 06:00-09:30", "Every day, 06:00–09:30"),
            ({"days": ["7"], "opens": "", "closes": ""}, "7", "Sun</span>"),
            ({"days": []}, "", "Draft"),
        ):  # fmt: skip
            self.send(picks, **{f"items-0-{name}": value for name, value in given.items()})
            self.assertEqual(picks.items.get().hours, stored)
            self.assertContains(self.ask(picks), told)
            self.send(picks, **{"items-0-note": stored})  # the form says them again as they are
            self.assertEqual(picks.items.get().hours, stored)

    def test_says_what_is_wrong_with_an_item(self):
        picks, own = a_list(story("One"), maximum=3), image(free_for_lists=True)
        for changes, words in (
            (
                {"items-0-starts_at": "2026-11-25T07:00", "items-0-ends_at": "2026-11-25T06:00"},
                "It would end before it starts.",
            ),
            ({"items-0-opens": "07:00"}, "Say both: from which hour, and until which."),
            ({"items-0-opens": "07:00", "items-0-closes": "07:00"}, "That is the same hour."),
            ({"items-0-opens": "25:00", "items-0-closes": "07:00"}, "Write the time, as 07:00."),
            ({"items-0-days": ["8"]}, "8 is not one of the available choices"),
            ({"items-0-pin": "4"}, "The list shows 3 at most."),
            ({"items-0-picture": own.pk, "items-0-focal_x": "30"}, "A focal point is two numbers"),
            ({"items-0-picture": own.pk, "items-0-focal_x": "30", "items-0-focal_y": "101"}, "100"),
            ({"items-0-picture": "99999"}, "There is no picture with that number."),
        ):
            answer = self.send(picks, **changes)
            self.assertContains(answer, words)

    def test_places_it_and_narrows_the_place(self):
        picks = a_list(story("One"), spots=[])
        money = section("Money")
        self.send(picks, **{"placements-0-spot": Spot.SECTION_FRONT, "placements-0-section": money.pk})

        placed = Placement.objects.get()
        self.assertEqual((placed.spot, placed.section), (Spot.SECTION_FRONT, money))

    def test_shows_each_place_and_takes_it_out_of_one(self):
        picks = a_list(story("One"), spots=[Spot.HOME_LEAD, Spot.BREAKING])
        answer = self.ask(picks)
        self.assertContains(answer, "Take it out of this place", count=2)

        self.send(picks, answer, **{"placements-0-DELETE": "on", "placements-1-spot": Spot.HOME_TOP})

        self.assertEqual(picks.placements.get().spot, Spot.HOME_TOP)

    def test_shows_each_right_and_takes_one_back(self):
        picks = a_list(story("One"))
        for name in ("wren", "edda"):
            picks.rights.create(user=person(name), right=Right.EDIT)
        answer = self.ask(picks)
        self.assertContains(answer, "Take this right back", count=2)

        self.send(picks, answer, **{"rights-0-DELETE": "on"})

        self.assertEqual(picks.rights.get().user, person("edda"))

    def test_saves_on_if_somebody_who_is_named_was_switched_off(self):
        picks = a_list(story("One"))
        picks.rights.create(user=person("wren"), right=Right.EDIT)
        User.objects.filter(username="wren").update(is_active=False)

        self.send(picks, heading="New words")

        picks.refresh_from_db()
        self.assertEqual((picks.heading, picks.rights.get().user), ("New words", person("wren")))

    def test_says_no_rule_anew_that_nobody_changed(self):
        older, newer = story("Older", since=now() - 2 * DAY), story("Newer")
        picks = a_list(story("One"), below_minimum="backfill")
        self.send(picks, rule_excluded=f"{newer.path}\r\n{older.path}")
        picks.refresh_from_db()
        launch(picks, now=now())
        answer = self.ask(picks)
        excluded = answer.context["adminform"].form["rule_excluded"].value().replace("\n", "\r\n")

        self.send(picks, answer, rule_excluded=excluded)

        picks.refresh_from_db()
        self.assertFalse(picks.has_changes_to_launch)

    def test_takes_a_place_that_another_row_gives_up_in_the_same_form(self):
        picks = a_list(story("One"), spots=[Spot.HOME_LEAD, Spot.HOME_TOP])
        self.send(picks, **{"placements-0-spot": Spot.HOME_TOP, "placements-1-DELETE": "on"})
        self.assertEqual([place.spot for place in picks.placements.all()], [Spot.HOME_TOP])

        self.send(picks, **{"placements-1-spot": Spot.HOME_LEAD})
        self.send(picks, **{"placements-0-spot": Spot.HOME_LEAD, "placements-1-spot": Spot.HOME_TOP})
        self.assertEqual([place.spot for place in picks.placements.all()], [Spot.HOME_LEAD, Spot.HOME_TOP])

    def test_refuses_a_place_that_cannot_be(self):
        picks = a_list(story("One"), spots=[])
        money = section("Money")
        answer = self.send(picks, **{"placements-0-spot": Spot.HOME_LEAD, "placements-0-section": money.pk})

        self.assertContains(answer, "That place cannot be narrowed to a section.")

    def test_asks_before_it_launches_and_says_what_changes(self):
        picks = a_list(story("One"))
        answer = self.send(picks, verb="launch")
        self.assertRedirects(answer, verb(picks, "launch"))
        question = self.client.get(answer.url)
        self.assertContains(question, "<ins>One</ins>")
        self.assertContains(question, "Home page, picks")

        self.client.post(answer.url, {"seen": question.context["seen"], "note": "Morning"})

        self.assertEqual(picks.editions.get().note, "Morning")

    def test_refuses_a_launch_on_top_of_one_not_seen(self):
        picks = a_list(story("One"))
        question = self.client.get(verb(picks, "launch"))
        launch(picks, now=now())
        add(picks, story("Two"), at=now())

        answer = self.client.post(verb(picks, "launch"), {"seen": question.context["seen"], "note": ""})

        self.assertContains(answer, "Not launched.")
        self.assertContains(answer, "version 1 was launched")
        self.assertEqual(picks.editions.count(), 1)

    def test_schedules_moves_and_cancels(self):
        picks = a_list(story("One"))
        for name, given, number in (
            ("launch-at", {"at": "2099-01-02T07:00", "note": ""}, 1),
            ("move-launch", {"at": "2099-01-03T07:00", "number": 1}, 1),
            ("cancel-launch", {"number": 1}, 0),
        ):
            question = self.client.get(verb(picks, name))
            answer = self.client.post(verb(picks, name), {"seen": question.context["seen"], **given})
            self.assertRedirects(answer, page(picks))
            self.assertEqual(picks.editions.count(), number)

    def test_undoes_a_launch_at_once(self):
        picks = launched(story("One"), now=now() - 2 * HOUR)
        add(picks, story("Two"), at=now() - HOUR)
        launch(picks, now=now() - HOUR)

        answer = self.send(picks, verb="undo-launch")

        self.assertContains(
            self.client.get(answer.url), "Readers see version 1 again, as version 3. The draft is unchanged."
        )

    def test_shows_both_drafts_if_somebody_saved_meanwhile(self):
        picks = a_list(story("One"), story("Two"))
        answer = self.ask(picks)
        add(picks, story("Three"), at=now())

        late = self.send(picks, answer, **{"items-0-headline": "Mine"})

        self.assertContains(late, "Your changes are safe and not yet saved.", status_code=409)
        self.assertContains(late, "Three", status_code=409)
        self.assertContains(late, 'value="Mine"', status_code=409)
        self.assertFalse(picks.items.filter(headline="Mine").exists())

        carried = dict(late.context["carried"]) | {"version": late.context["version"], "_mine": "1"}
        self.client.post(page(picks), carried)

        kept = Recommendation.objects.kept().filter(list=picks).order_by("order")
        self.assertEqual([row.headline for row in kept], ["Mine", ""])
        self.assertEqual(Recommendation.objects.removed().filter(list=picks).count(), 1)

    def test_says_in_what_else_the_two_drafts_differ(self):
        picks = a_list(story("One"), story("Two"))
        answer = self.ask(picks)
        self.send(picks, answer, **{"items-0-kicker": "Theirs"})

        late = self.send(
            picks,
            answer,
            heading="Mine",
            **{"items-0-note": "Mine", "items-0-days": ["7"], "items-1-pin": "1"},
        )

        self.assertEqual(
            [differs for _, _, differs in late.context["mine"]],
            ["own kicker, note, on these days", "pin to place"],
        )
        self.assertEqual(late.context["differs"], "heading for readers")
        self.assertContains(late, "Differs: pin to place", status_code=409)

    def test_compares_any_version_and_restores_it(self):
        picks = launched(story("One"), now=now() - 2 * HOUR)
        add(picks, story("Two"), at=now() - HOUR)
        launch(picks, now=now() - HOUR)

        compare = reverse("admin:recommendations_recommendationlist_compare", args=[picks.pk])
        answer = self.client.get(compare, {"from": "1"})
        self.assertContains(answer, "<ins>Two</ins>")
        self.assertEqual(self.client.get(compare, {"from": "77"}).status_code, 404)

        question = self.client.get(verb(picks, "restore"), {"number": "1"})
        self.client.post(verb(picks, "restore"), {"seen": question.context["seen"], "number": "1"})
        self.assertEqual(Recommendation.objects.kept().filter(list=picks).count(), 1)

    def test_discarding_says_what_becomes_of_the_draft_not_what_a_launch_would_change(self):
        picks = launched(story("One"), now=now() - 2 * HOUR)
        add(picks, story("Waits"), at=now() - HOUR)
        launch(picks, now=now() - HOUR, at=now() + HOUR)
        add(picks, story("Only drafted"), at=now())

        asked = self.client.get(verb(picks, "discard"))

        self.assertContains(asked, "<del>Only drafted</del>")
        self.assertNotContains(asked, "Waits")  # launched last, and kept
        self.assertNotContains(asked, "Comes in")
        self.assertContains(self.client.get(verb(picks, "launch")), "<ins>Only drafted</ins>")


class TheBook(Screen):
    def lines(self):
        """Latest first, without what needs no look."""
        rows = Transition.objects.filter(subject_type__model="recommendationlist").order_by("-pk")
        return [(row.verb, row.by.username, details(row) or row.note) for row in rows]

    def test_says_who_was_given_a_right_and_who_lost_it(self):
        picks = a_list(story("One"))
        self.send(
            picks, by_invitation="on", **{"rights-0-user": person("cura").pk, "rights-0-right": "configure"}
        )
        self.send(picks, **{"rights-1-group": person("edda").groups.get().pk, "rights-1-right": "launch"})
        self.send(picks, heading="Other words")
        self.send(picks, **{"rights-1-DELETE": "on"})

        named = "Only those named; Cura: Configure"
        self.assertEqual(
            self.lines(),
            [
                ("change-rights", "cura", f"{named}; Editor: Launch → {named}"),
                ("change-rights", "cura", f"{named} → {named}; Editor: Launch"),
                ("change-rights", "cura", f"Every curator → {named}"),
            ],
        )

    def test_says_that_a_list_was_made_named_anew_and_deleted(self):
        self.client.post(reverse("admin:recommendations_recommendationlist_add"), {"title": "Picks"})
        picks = RecommendationList.objects.get()
        self.send(picks, title="Best", slug="best")
        delete = reverse("admin:recommendations_recommendationlist_delete", args=[picks.pk])
        self.client.post(delete, {"post": "yes"})

        self.assertFalse(RecommendationList.objects.exists())
        self.assertEqual(
            self.lines(),
            [
                ("delete", "cura", "Best"),
                ("rename", "cura", "Picks, /picks/picks/ → Best, /picks/best/"),
                ("create", "cura", ""),
            ],
        )
        self.assertFalse(LogEntry.objects.exists())


class WhoGetsIn(TestCase):
    VERBS = (
        "launch",
        "launch-at",
        "move-launch",
        "cancel-launch",
        "undo-launch",
        "take-off",
        "discard",
        "restore",
        "copy",
        "duplicate",
    )

    def setUp(self):
        self.list = launched(story("One"), now=now() - HOUR)
        self.addresses = [
            page(self.list),
            reverse("admin:recommendations_recommendationlist_find", args=[self.list.pk]),
            reverse("admin:recommendations_recommendationlist_compare", args=[self.list.pk]),
            *(verb(self.list, name) for name in self.VERBS),
            reverse(
                "admin:recommendations_recommendationlist_add_story",
                args=[Recommendation.objects.get(list=self.list).article_id],
            ),
        ]

    def codes(self, name):
        client = at_the_desk(name)
        return {client.get(address).status_code for address in self.addresses}

    def test_curators_and_managers(self):
        self.assertEqual(self.codes("cura"), {200})
        self.assertEqual(self.codes("max"), {200})

    def test_nobody_else(self):
        for name in ("wren", "edda", "lena"):
            self.assertLessEqual(self.codes(name), {403, 404})

    def test_an_editor_who_is_named_may_edit_but_not_launch_or_configure(self):
        ListRight.objects.create(list=self.list, user=person("edda"), right=Right.EDIT)
        client = at_the_desk("edda")

        answer = client.get(page(self.list))
        self.assertEqual(answer.status_code, 200)
        self.assertNotContains(answer, 'value="launch"')
        self.assertNotContains(answer, "placements-0-spot")
        self.assertEqual(client.get(verb(self.list, "launch")).status_code, 403)
        self.assertEqual(client.post(verb(self.list, "launch"), {}).status_code, 403)

        client.post(page(self.list), form_data(answer, maximum="9", title="Mine now"))
        self.list.refresh_from_db()
        self.assertNotEqual((self.list.maximum, self.list.title), (9, "Mine now"))

    def test_who_may_not_configure_brings_back_items_and_words_but_no_limits_and_places(self):
        RecommendationList.objects.filter(pk=self.list.pk).update(heading="Theirs", maximum=9)
        Placement.objects.filter(list=self.list).update(spot=Spot.HOME_LEAD)
        add(self.list, story("Two"), at=now())
        ListRight.objects.create(list=self.list, user=person("edda"), right=Right.EDIT)
        client = at_the_desk("edda")
        for name, given in (("discard", {}), ("restore", {"number": "1"})):
            question = client.get(verb(self.list, name), given)
            self.assertContains(question, "Limits, rule and places stay as the draft has them")
            self.assertNotContains(question, "how many at most")
            client.post(verb(self.list, name), {"seen": question.context["seen"], **given})

            self.list.refresh_from_db()
            self.assertEqual(self.list.heading, self.list.editions.get().heading)
            self.assertEqual(Recommendation.objects.kept().filter(list=self.list).count(), 1)
            self.assertEqual((self.list.maximum, self.list.placements.get().spot), (9, Spot.HOME_LEAD))

        question = client.get(verb(self.list, "discard"))
        answer = client.post(verb(self.list, "discard"), {"seen": question.context["seen"]})
        self.assertContains(answer, "Only limits, rule or places differ")
        self.assertNotContains(at_the_desk("cura").get(verb(self.list, "discard")), "Limits, rule and places")

    def test_one_who_may_only_look_sees_no_button(self):
        ListRight.objects.create(list=self.list, user=person("edda"), right=Right.VIEW)
        client = at_the_desk("edda")

        answer = client.get(page(self.list))

        self.assertEqual(answer.status_code, 200)
        self.assertNotContains(answer, 'name="act"')
        self.assertEqual(client.post(page(self.list), {}).status_code, 403)

    def test_nobody_signed_out(self):
        for address in self.addresses:
            self.assertEqual(self.client.get(address).status_code, 302)
