"""What a curator, or a script that plays one, may send: each gets a clear sentence, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.html import escape

from articles.desk import publishing
from articles.models import Article, Edition
from recommendations.models import ListEdition, Placement, Recommendation
from recommendations.models.list import MOST_ITEMS
from tests.articles.desk import draft, live, person
from tests.recommendations.lists import a_list, add, launched
from tests.recommendations.test_admin import HOUR, Screen, now, page, story, verb


class BadInput(Screen):
    def assertSays(self, answer, words):
        if answer.status_code == 302:
            answer = self.client.get(answer.url)
        self.assertContains(answer, words)

    def answer(self, list_, name, **data):
        """Of a verb's question, sent as its own page would send it."""
        seen = self.client.get(verb(list_, name)).context["seen"]
        return self.client.post(verb(list_, name), {"seen": seen, **data})

    def test_a_story_that_does_not_exist_is_not_added(self):
        picks = a_list(story("One"))
        for key in (Article.objects.order_by("pk").last().pk + 77, 10**16):
            self.assertSays(
                self.send(picks, act=f"add {key}"), "only what is public or scheduled can be listed"
            )
        self.assertEqual(self.client.post(page(picks), {"act": "add -1"}).status_code, 409)
        self.assertEqual(self.send(picks, act="add x").status_code, 404)
        self.assertEqual(picks.items.count(), 1)

    def test_a_draft_is_not_added(self):
        picks = a_list(story("One"))
        secret = draft("Secret")

        answer = self.send(picks, act=f"add {secret.pk}")

        self.assertSays(answer, "only what is public or scheduled can be listed")
        self.assertNotContains(self.client.get(page(picks)), "Secret")

    def test_a_story_whose_schedule_was_cancelled_does_not_go_out_with_the_list(self):
        kept, gone = story("One"), story("Two", since=now() + HOUR)
        picks = a_list(kept, gone, at=now())
        Edition.objects.filter(pk=gone.pk).delete()

        answer = self.answer(picks, "launch", note="")

        self.assertContains(answer, "was taken off its schedule")
        self.assertFalse(ListEdition.objects.exists())
        self.assertEqual(picks.items.count(), 2)

    def test_an_address_that_would_run_is_not_saved_over_a_good_one(self):
        picks = a_list(story("One"))
        self.send(picks, act="elsewhere", new_url="https://s.example/", new_source="S", new_headline="H")
        for address in ("javascript:alert(1)", "https:javascript:alert(1)", "http://s.example/"):
            answer = self.send(picks, **{"items-1-url": address})
            self.assertEqual(answer.status_code, 200, address)
            self.assertTrue(answer.context["items"].formset.forms[1].errors["url"])
        self.assertEqual(picks.items.get(article=None).url, "https://s.example/")

    def test_a_link_that_cannot_be_is_refused_and_stands_there_again_and_the_draft_is_saved(self):
        picks = a_list(story("One"))
        good = {"new_url": "https://s.example/", "new_source": "Signal", "new_headline": "Riga & Tartu"}
        for number, (wrong, words) in enumerate(
            (
                ({"new_url": "https://"}, "begins with https"),
                ({"new_url": "https://[::1"}, "address"),
                ({"new_url": "https://s.example\\x"}, "address"),
                ({"new_url": f"https://s.example/{'x' * 500}"}, "at most 500 characters"),
                ({"new_source": "s" * 61}, "at most 60 characters"),
                ({"new_headline": "h" * 121}, "at most 120 characters"),
                ({"new_source": "\x01"}, "Name the other site"),
                ({"new_headline": "\x01"}, "Write a headline"),
            )
        ):
            answer = self.send(
                picks, act="elsewhere", **{"items-0-note": f"Note {number}"}, **{**good, **wrong}
            )
            page = self.client.get(answer.url)
            self.assertContains(page, words)
            self.assertContains(page, escape((good | wrong)["new_headline"]).replace("\x01", ""))
            self.assertEqual(picks.items.get().note, f"Note {number}")

    def test_an_item_that_would_say_nothing_or_stand_there_twice_is_not_saved(self):
        picks = a_list(story("One"))
        for address in ("https://s.example/1", "https://s.example/2"):
            self.send(picks, act="elsewhere", new_url=address, new_source="S", new_headline="H")
        for wrong in (
            {"items-1-headline": "\x01"},
            {"items-1-source": "\x01"},
            {"items-2-url": "https://s.example/1"},
            {"items-1-url": "https://s.example/3", "items-2-url": "https://s.example/3"},
        ):
            answer = self.send(picks, **wrong)
            self.assertEqual(answer.status_code, 200, wrong)
            self.assertTrue(any(answer.context["items"].formset.errors), wrong)

    def test_odd_words_and_numbers_find_nothing(self):
        picks = a_list(story("One"))
        lists = reverse("admin:recommendations_recommendationlist_changelist")
        for address in (page(picks), f"{lists}{picks.pk}/find/"):
            for words in ("\0", "/\0/", "One\0"):
                self.assertEqual(self.client.get(address, {"q": words}).status_code, 200, words)
        for number in ("9" * 18, "9" * 20, "9" * 5000):
            for address in (f"{number}/find/", f"{number}/verb/launch/", f"add-story/{number}/"):
                answer = self.client.get(f"{lists}{address}", follow=True)
                self.assertEqual(answer.status_code, 404, address[:30])

    def test_odd_numbers_in_a_late_form_name_no_item_and_no_place(self):
        picks = a_list(story("One"))
        answer = self.ask(picks)
        add(picks, story("Two"), at=now())
        for number in ("²", "9" * 20, "9" * 5000):
            for name in ("version", "items-TOTAL_FORMS", "items-0-id", "items-0-order"):
                self.assertEqual(self.send(picks, answer, **{name: number}).status_code, 409, name)

    def test_five_hundred_items_are_not_taken(self):
        picks = a_list(story("One"))
        one = picks.items.get()
        Recommendation.objects.bulk_create(
            Recommendation(
                list=picks, url=f"https://s.example/{n}", source="S", headline=f"H {n}",
                order=n + 2, added_at=one.added_at,
            )
            for n in range(MOST_ITEMS - 1)
        )  # fmt: skip
        self.assertSays(self.send(picks, act=f"add {story('Two').article_id}"), "100")

        # Rows that the form was never given make none.
        data = {f"items-{n}-headline": f"More {n}" for n in range(MOST_ITEMS, 500)}
        self.send(picks, **{"items-TOTAL_FORMS": 500}, **data)
        self.assertEqual(picks.items.count(), MOST_ITEMS)

    def test_two_launches_for_one_moment(self):
        picks = launched(story("One"), now=now() - HOUR)
        at = (now() + timedelta(days=1)).strftime("%Y-%m-%dT07:00")
        add(picks, story("Two"), at=now())
        self.answer(picks, "launch-at", at=at, ends="", note="")

        answer = self.answer(picks, "launch-at", at=at, ends="", note="Mine")

        self.assertContains(answer, "Not scheduled.")
        self.assertContains(answer, 'value="Mine"')
        self.assertEqual(ListEdition.objects.filter(live_from__gt=now()).count(), 1)

    def test_an_end_before_the_start(self):
        picks = a_list(story("One"))
        day = now() + timedelta(days=1)

        answer = self.answer(
            picks,
            "launch-at",
            at=day.strftime("%Y-%m-%dT07:00"),
            ends=day.strftime("%Y-%m-%dT06:00"),
            note="",
        )

        self.assertContains(answer, "Not scheduled.")
        self.assertFalse(ListEdition.objects.exists())

    def test_a_moment_that_has_passed(self):
        picks = a_list(story("One"))
        answer = self.answer(picks, "launch-at", at="2020-01-01T07:00", ends="", note="")

        self.assertContains(answer, "Not scheduled.")
        self.assertFalse(ListEdition.objects.exists())

    def test_a_pin_beyond_the_maximum_even_if_that_shrinks_in_the_same_form(self):
        picks = a_list(story("One"), maximum=5)
        answer = self.send(picks, maximum="2", **{"items-0-pin": "3"})

        self.assertContains(answer, "The list shows 2 at most.")
        self.assertEqual((picks.items.get().pin, type(picks).objects.get(pk=picks.pk).maximum), (None, 5))

    def test_a_list_that_borrows_from_itself(self):
        picks = a_list(story("One"))
        answer = self.send(picks, below_minimum="borrow", borrows=str(picks.pk))

        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.context["adminform"].form.errors["borrows"])

    def test_lists_that_borrow_in_a_circle(self):
        one, two = a_list(story("One")), a_list(story("Two"))
        self.send(one, below_minimum="borrow", borrows=str(two.pk), minimum="2")
        self.answer(one, "launch", note="")
        self.send(two, below_minimum="borrow", borrows=str(one.pk), minimum="2")

        answer = self.answer(two, "launch", note="")

        self.assertContains(answer, "Not launched.")
        self.assertEqual(ListEdition.objects.filter(list=two).count(), 0)

    def test_an_item_of_another_list_is_not_touched(self):
        picks, other = a_list(story("One")), a_list(story("Two"))
        foreign = other.items.get()

        self.assertSays(self.send(picks, act=f"remove {foreign.pk}"), "Somebody removed that item meanwhile.")
        self.send(picks, **{"items-0-id": foreign.pk, "items-0-headline": "Taken over"})

        foreign.refresh_from_db()
        self.assertEqual((foreign.headline, foreign.removed_at, foreign.list), ("", None, other))

    def test_a_place_that_is_none(self):
        picks = a_list(story("One"), spots=[])
        answer = self.send(picks, **{"placements-0-spot": "everywhere"})

        self.assertEqual(answer.status_code, 200)
        self.assertFalse(Placement.objects.exists())

    def test_a_locked_item_is_not_removed_by_a_late_button(self):
        picks = a_list(story("One"))
        row = picks.items.get()
        answer = self.ask(picks)
        Recommendation.objects.filter(pk=row.pk).update(locked_by=person("max"))

        self.assertSays(self.send(picks, answer, act=f"remove {row.pk}"), "locked")
        row.refresh_from_db()
        self.assertIsNone(row.removed_at)

    def test_a_withdrawn_story_stays_in_the_draft_and_does_not_stop_a_launch(self):
        article = live("Vans recalled")
        picks = a_list(article, story("Other"), at=now())
        publishing.withdraw(article, by=person("edda"), reason="Wrong.")

        self.answer(picks, "launch", note="")
        launch_count = ListEdition.objects.filter(list=picks).count()

        self.assertEqual((launch_count, picks.items.count()), (1, 2))
