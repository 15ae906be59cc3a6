"""What an edge is told of lists: when one changes by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.test import TestCase, override_settings

from articles.models import Purge
from tests.articles.editions import DAY, HOUR, NOON, edition, image
from tests.articles.test_front_addresses import Reading
from tests.recommendations.lists import a_list, add, launch, launched


def story(headline, **given):
    return edition(headline, **{"since": NOON - DAY, **given})


@override_settings(EDGE=True)
class AnEdge(Reading):
    def holds(self):
        """Minutes: a reader's clock begins a tick after the last launch."""
        return round(int(self.ask("/")["Surrogate-Control"].removeprefix("max-age=")) / 60)

    def test_is_told_when_an_item_ends(self):
        picks = a_list(story("One"))
        add(picks, story("Two"), ends_at=NOON + HOUR)
        launch(picks)

        self.assertEqual(self.holds(), 60)

    def test_is_told_when_an_item_comes_into_its_hours_and_out_of_them(self):
        for hours in ("2 13:00-14:00", "2 11:00-13:00"):
            picks = a_list(story("One"))
            add(picks, story("Two"), hours=hours)
            launch(picks)

            self.assertEqual(self.holds(), 60, hours)

    def test_is_told_when_a_story_grows_too_old_for_a_rule(self):
        story("Old", since=NOON - DAY + timedelta(minutes=10))
        launched(story("One", since=NOON - HOUR), backfill={"days": 1})

        self.assertEqual(self.holds(), 10)

    def test_is_told_when_the_rights_to_a_picture_of_its_own_end(self):
        picks = a_list(story("One"))
        own = image(free_for_lists=True, rights_until=NOON + timedelta(minutes=10))
        add(picks, story("Two"), picture=own)
        self.assertEqual(self.holds(), 60)
        launch(picks)

        self.assertEqual(self.holds(), 10)

    def test_is_told_when_the_next_version_begins(self):
        picks = launched(story("One"))
        launch(picks, at=NOON + HOUR)

        self.assertEqual(self.holds(), 60)

    def test_is_told_which_lists_a_page_shows(self):
        launched(story("One"), title="Best reads")

        self.assertIn("picks-best-reads", self.ask("/")["Cache-Tag"].split(","))


@override_settings(EDGE=True)
class AnEdgeThatGoesOnForSeconds(TestCase):
    """It is told once more at each moment at which a list changes by itself."""

    def told(self):
        later = Purge.objects.exclude(due=F("made_at")).order_by("due")
        return [(row.due - NOON) / HOUR for row in later]

    def test_when_a_version_or_an_item_begins_or_ends(self):
        picks = a_list(story("One"))
        add(picks, story("Two"), starts_at=NOON - HOUR, ends_at=NOON + HOUR, pin=1, pin_until=NOON + HOUR / 2)
        launch(picks, at=NOON + 2 * HOUR, ends_at=NOON + 3 * HOUR)
        Purge.objects.all().delete()

        launch(picks)

        self.assertEqual(self.told(), [0.5, 1, 2, 3])

    def test_when_hours_begin_and_end_in_the_fortnight_to_come_after_what_comes_once(self):
        picks = a_list(story("One"))
        add(picks, story("Two"), hours="2 13:00-14:00")
        launch(picks)
        self.assertEqual(self.told(), [1, 2, 7 * 24 + 1, 7 * 24 + 2, 14 * 24 + 1, 14 * 24 + 2])

        add(picks, story("Three"), hours="1234567 13:00-14:00")
        for number in range(48):
            add(picks, story(f"Ends {number}"), ends_at=NOON + number * DAY + DAY)
        Purge.objects.all().delete()
        launch(picks, now=NOON + timedelta(minutes=1))
        self.assertEqual(self.told(), [1, 2, *(24 * (number + 1) for number in range(48))])


class EverybodyElse(Reading):
    def test_is_told_that_a_list_began(self):
        launched(story("One"), now=NOON - HOUR)

        self.assertEqual(self.ask("/")["Last-Modified"], "Tue, 24 Nov 2026 11:00:00 GMT")
