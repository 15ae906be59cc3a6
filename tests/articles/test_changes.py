"""When pages say that they changed, and what the edge is told of their next change."""

from __future__ import annotations

from datetime import timedelta

from django.test import override_settings

from articles.models import EditionPicture
from tests.articles.editions import DAY, HOUR, NOON, author, edition, image, tag
from tests.articles.test_front_addresses import Reading

MORNING = "Tue, 24 Nov 2026 00:00:00 GMT"


class LastModified(Reading):
    def changed(self, at=NOON, path="/machines/fab-reopens/"):
        return self.ask(path, at=at)["Last-Modified"]

    def test_is_when_something_last_began(self):
        edition("Fab reopens", since=NOON - 2 * HOUR)
        edition("Another", since=NOON - HOUR)

        self.assertEqual(self.changed(), "Tue, 24 Nov 2026 11:00:00 GMT")

    def test_is_when_something_last_ended(self):
        edition("Fab reopens", since=NOON - 3 * HOUR)
        edition("Another", since=NOON - 2 * HOUR, until=NOON - HOUR)

        self.assertEqual(self.changed(), "Tue, 24 Nov 2026 11:00:00 GMT")

    def test_is_this_morning_at_least_for_a_page_tells_the_date(self):
        edition("Fab reopens", since=NOON - 9 * DAY)

        self.assertEqual(self.changed(), MORNING)

    def test_knows_nothing_of_what_waits(self):
        edition("Fab reopens", since=NOON - 9 * DAY)
        waiting = edition("Waiting", since=NOON + HOUR)
        ended = image(rights_until=NOON - HOUR)
        EditionPicture.objects.create(edition=waiting, image=ended)

        self.assertEqual(self.changed(), MORNING)

    def test_saves_those_who_have_the_page_from_getting_it_again(self):
        edition("Fab reopens", since=NOON - HOUR)
        since = {"If-Modified-Since": self.changed()}

        self.assertEqual(self.ask("/machines/fab-reopens/", headers=since).status_code, 304)
        edition("Another", since=NOON + HOUR)
        self.assertEqual(self.ask("/machines/fab-reopens/", at=NOON + HOUR, headers=since).status_code, 200)

    def test_counts_less_than_the_tag_that_somebody_has(self):
        edition("Fab reopens", since=NOON - HOUR)

        answer = self.ask(
            "/machines/fab-reopens/",
            headers={"If-Modified-Since": self.changed(), "If-None-Match": '"another"'},
        )

        self.assertEqual(answer.status_code, 200)


class TheEdge(Reading):
    def setUp(self):
        self.shown = edition(
            "Fab reopens", since=NOON - HOUR, until=NOON + HOUR, names=[author()], topics=[tag("Chips")]
        )

    def test_is_told_nothing_unless_there_is_one(self):
        answer = self.ask(self.shown.path)

        self.assertNotIn("Surrogate-Control", answer)
        self.assertNotIn("Cache-Tag", answer)

    @override_settings(EDGE=True)
    def test_is_told_until_when_a_page_holds(self):
        self.assertEqual(self.ask("/")["Surrogate-Control"], "max-age=3600")
        edition("Waiting", since=NOON + timedelta(minutes=5))
        answer = self.ask("/")
        self.assertEqual(answer["Surrogate-Control"], "max-age=300")
        again = self.ask("/", headers={"If-None-Match": answer["ETag"]})
        self.assertEqual((again.status_code, again["Surrogate-Control"]), (304, "max-age=300"))

    @override_settings(EDGE=True)
    def test_is_told_when_the_rights_to_a_portrait_end(self):
        author("Jun Castellane", portrait=image(rights_until=NOON + timedelta(minutes=5)))

        self.assertEqual(self.ask(self.shown.path)["Surrogate-Control"], "max-age=300")

    @override_settings(EDGE=True)
    def test_is_told_what_a_page_shows(self):
        tags = self.ask(self.shown.path)["Cache-Tag"].split(",")

        shown = ["authors-ines-okafor", "machines", f"story-{self.shown.story_id}", "topics-chips"]
        could_be = ["beside-machines", "site", "spot-article-foot", "spot-article-foot-machines"]
        self.assertLess({*shown, *could_be}, set(tags))

    @override_settings(EDGE=True)
    def test_is_told_at_a_price_that_does_not_grow(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        costs = []
        for many in (0, 6):
            for number in range(many):
                edition(f"Story {number}", since=NOON - HOUR)
            with CaptureQueriesContext(connection) as asked:
                self.ask("/")
            costs.append(len(asked))

        self.assertEqual(*costs)
