"""What an address answers (SEMANTICS, section 5)."""

from __future__ import annotations

from django.test import TestCase

from articles import clock
from articles.models import Redirect
from tests.articles.editions import DAY, HOUR, NOON, edition, section, tag


class Reading(TestCase):
    """A reader at noon, unless she says otherwise."""

    def ask(self, path, *, at=NOON, **given):
        clock.forget()
        self.addCleanup(clock.forget)
        with clock.pretend(at):
            return self.client.get(path, **given)


class AnAddress(Reading):
    def test_of_a_visible_story_answers_with_it(self):
        edition("Fab reopens")

        answer = self.ask("/machines/fab-reopens/")

        self.assertContains(answer, '<h1 class="headline">Fab reopens</h1>', html=True)

    def test_appears_on_the_second(self):
        edition("Fab reopens", since=NOON)

        before, after = (
            self.ask("/machines/fab-reopens/", at=NOON - clock.TICK),
            self.ask("/machines/fab-reopens/", at=NOON),
        )

        self.assertEqual((before.status_code, after.status_code), (404, 200))

    def test_of_before_leads_straight_to_the_present_one(self):
        first = edition("Fab reopens", since=NOON - 3 * HOUR, until=NOON - 2 * HOUR)
        second = edition("Fab opens", of=first.article, since=NOON - 2 * HOUR, until=NOON - HOUR)
        edition("Fab is open", of=first.article, since=NOON - HOUR)

        for former in (first, second):
            answer = self.ask(former.path)
            self.assertRedirects(answer, "/machines/fab-is-open/", 301, fetch_redirect_response=False)
            self.assertEqual(answer["Cache-Control"], "public, max-age=3600")

    def test_and_the_one_it_came_back_to_do_not_loop(self):
        first = edition("Fab reopens", since=NOON - 3 * HOUR, until=NOON - 2 * HOUR)
        edition("Fab opens", of=first.article, since=NOON - 2 * HOUR, until=NOON - HOUR)
        edition("Fab reopens", of=first.article, since=NOON - HOUR)

        self.assertEqual(self.ask("/machines/fab-reopens/").status_code, 200)
        self.assertRedirects(
            self.ask("/machines/fab-opens/"), "/machines/fab-reopens/", 301, fetch_redirect_response=False
        )

    def test_of_a_withdrawn_story_says_the_notice_and_never_the_headline(self):
        edition(
            "Fab reopens",
            since=NOON - DAY,
            until=NOON - HOUR,
            withdrawn_at=NOON - HOUR,
            withdrawal_reason="The owner called.",
            withdrawal_notice="We could not confirm it.",
        )

        answer = self.ask("/machines/fab-reopens/")

        self.assertContains(answer, "We could not confirm it.", status_code=410)
        self.assertNotContains(answer, "Fab reopens", status_code=410)
        self.assertNotContains(answer, "The owner called.", status_code=410)

    def test_of_a_story_that_ended_is_gone_without_a_notice(self):
        edition("Fab reopens", since=NOON - DAY, until=NOON - HOUR)

        self.assertContains(
            self.ask("/machines/fab-reopens/"), "It is no longer on the site.", status_code=410
        )

    def test_of_a_story_that_left_from_another_address_is_gone_too(self):
        first = edition("Fab reopens", since=NOON - DAY, until=NOON - 2 * HOUR)
        edition(
            "Fab opens",
            of=first.article,
            since=NOON - 2 * HOUR,
            until=NOON - HOUR,
            withdrawn_at=NOON - HOUR,
            withdrawal_notice="We could not confirm it.",
        )

        self.assertContains(self.ask(first.path), "We could not confirm it.", status_code=410)

    def test_of_a_waiting_story_answers_like_nonsense(self):
        edition("Fab reopens", since=NOON + HOUR)
        section("Machines")

        waiting, nonsense = self.ask("/machines/fab-reopens/"), self.ask("/machines/no-such-thing/")

        self.assertEqual(waiting.status_code, 404)
        self.assertEqual(waiting.content, nonsense.content)
        self.assertEqual(waiting.headers, nonsense.headers)

    def test_of_a_waiting_story_costs_what_nonsense_costs(self):
        edition("Fab reopens", since=NOON + HOUR)
        edition("Another", since=NOON - HOUR)
        self.ask("/")

        with self.assertNumQueries(5):  # the moment, the address, the redirects, the lists, the navigation
            self.ask("/machines/fab-reopens/")
        with self.assertNumQueries(5):
            self.ask("/machines/no-such-thing/")

    def test_of_another_system_leads_to_the_story(self):
        story = edition("Fab reopens")
        Redirect.objects.create(path="/2019/05/fab.html", story_id=story.story_id)

        self.assertRedirects(self.ask("/2019/05/fab.html"), story.path, 301, fetch_redirect_response=False)

    def test_of_another_system_does_not_betray_a_waiting_story(self):
        story = edition("Fab reopens", since=NOON + HOUR)
        Redirect.objects.create(path="/2019/05/fab.html", story_id=story.story_id)

        self.assertEqual(self.ask("/2019/05/fab.html").status_code, 404)

    def test_of_a_renamed_topic_leads_to_its_new_one(self):
        edition("Fab reopens", topics=[tag("Power grids")])
        Redirect.objects.create(path="/topics/grids/", target="/topics/power-grids/")

        self.assertRedirects(
            self.ask("/topics/grids/"), "/topics/power-grids/", 301, fetch_redirect_response=False
        )

    def test_without_its_slash_leads_to_the_one_with_it(self):
        edition("Fab reopens")

        answer = self.ask("/machines/fab-reopens")

        self.assertRedirects(answer, "/machines/fab-reopens/", 301, fetch_redirect_response=False)

    def test_never_leads_to_another_site(self):
        for path in ("//example.com", "//example.com/", "/%5Cexample.com", "/machines//"):
            answer = self.ask(path)
            self.assertNotIn("//", answer.get("Location", ""), path)
