"""An item's own days and hours, on the newsroom's clock: London's, which jumps in March and goes back in October."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from articles import clock
from recommendations import differences, drafting, foreseen, freezing, hours, items, refusals
from recommendations.models import Recommendation
from tests.articles.desk import person
from tests.articles.editions import DAY, HOUR, NOON, edition
from tests.recommendations.lists import a_list, add, launch, shelf, shown
from tests.recommendations.test_shelves import dropped, story

MINUTE = timedelta(minutes=1)
MORNINGS = "12345 06:00-10:00"


def at(said: str) -> datetime:
    """In UTC."""
    return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def opens(said: str, *moments: str) -> list[bool]:
    return [hours.read(said).is_open_at(at(moment)) for moment in moments]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (MORNINGS, "Mon–Fri, 06:00–10:00"),
        ("67", "Sat, Sun"),
        ("1234567 18:00-00:00", "Every day, 18:00–00:00"),
        ("1246 22:00-02:00", "Mon, Tue, Thu, Sat, 22:00–02:00"),
        ("13567", "Mon, Wed, Fri–Sun"),
    ],
)
def test_they_are_told_in_words(said, words):
    assert hours.read(said).words == words


@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "8", "21", "11", "06:00-10:00", "1 6:00-10:00", "1 06:00-06:00", "1 24:00-10:00"),
        *("1 06:00", "1  06:00-10:00", "1234567", "1\n", "١", "1 06:00-10:0٠", "1234567 00:00-00:00"),
    ],
)
def test_what_says_nothing_is_not_taken(said):
    with pytest.raises(ValueError, match="hours"):
        hours.read(said)


def test_they_open_and_close_to_the_second():
    found = hours.read(MORNINGS)

    assert not found.is_open_at(at("2026-11-24 06:00") - timedelta(microseconds=1))
    assert found.is_open_at(at("2026-11-24 06:00"))
    assert found.is_open_at(at("2026-11-24 10:00") - timedelta(microseconds=1))
    assert not found.is_open_at(at("2026-11-24 10:00"))
    assert not found.is_open_at(at("2026-11-28 07:00"))  # a Saturday


def test_a_night_belongs_to_the_day_on_which_it_begins():
    friday = "5 22:00-02:00"

    assert opens(friday, "2026-11-27 01:59", "2026-11-27 22:00", "2026-11-28 01:59", "2026-11-28 02:00") == [
        *(False, True, True, False)
    ]


def test_they_follow_the_clock_into_summer():
    assert opens(
        MORNINGS, "2026-07-01 04:59", "2026-07-01 05:00", "2026-07-01 08:59", "2026-07-01 09:00"
    ) == [*(False, True, True, False)]


def test_an_hour_that_does_not_exist_is_the_moment_after_the_jump():
    """On 29 March 2026 the clocks jump from 01:00 to 02:00, at 01:00 UTC."""
    assert opens("7 01:30-03:00", "2026-03-29 00:59", "2026-03-29 01:00", "2026-03-29 01:59") == [
        *(False, True, True)
    ]
    assert opens("7 00:30-01:30", "2026-03-29 00:59", "2026-03-29 01:00") == [True, False]
    # Nothing of it exists that day.
    assert opens("7 01:10-01:50", "2026-03-29 00:59", "2026-03-29 01:00", "2026-03-29 01:30") == [False] * 3
    assert hours.read("7 01:10-01:50").opens_after(at("2026-03-28 12:00")) == at("2026-04-05 00:10")


def test_an_hour_that_comes_twice_counts_the_first_time():
    """On 25 October 2026 the clocks go back from 02:00 to 01:00, at 01:00 UTC."""
    assert opens("7 01:15-01:45", "2026-10-25 00:15", "2026-10-25 00:45", "2026-10-25 01:15") == [
        *(True, False, False)
    ]
    assert opens("7 01:30-03:00", "2026-10-25 00:29", "2026-10-25 00:30", "2026-10-25 01:10") == [
        *(False, True, True)
    ]


ANY = st.builds(
    lambda days, opening, length: hours.written(
        days,
        f"{opening // 60:02}:{opening % 60:02}",
        f"{(opening + length) % 1440 // 60:02}:{(opening + length) % 60:02}",
    ),
    st.sets(st.sampled_from("1234567"), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1439),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(said=ANY, moment=MOMENTS)
def test_nothing_changes_before_the_moment_that_is_foretold(said, moment):
    found = hours.read(said)

    change = found.changes_after(moment)

    assert change > moment
    assert len({found.is_open_at(moment + (change - moment) * part / 8) for part in range(8)}) == 1
    if found.is_open_at(moment):
        assert not found.is_open_at(change) or found.opens_after(moment) == change


class AnItemInItsHours(TestCase):
    """Tuesday 24 November 2026, noon in London."""

    def listed(self, said, **words):
        picks = a_list(story("Always"))
        add(picks, story("Mornings"), hours=said, **words)
        return picks

    def test_shows_in_them_and_waits_out_of_them(self):
        launch(self.listed(MORNINGS))

        self.assertEqual(shown(NOON), ["Always"])
        self.assertEqual(shown(NOON + 18 * HOUR), ["Always", "Mornings"])
        self.assertEqual(shown(NOON + 22 * HOUR), ["Always"])
        self.assertEqual(
            dropped(shelf())["Mornings"], "Out of its hours: Mon–Fri, 06:00–10:00; next tomorrow 06:00"
        )

    def test_does_not_promise_an_hour_after_its_end(self):
        launch(self.listed(MORNINGS, ends_at=NOON + HOUR))

        self.assertEqual(dropped(shelf())["Mornings"], "Out of its hours: Mon–Fri, 06:00–10:00")

    def test_waits_for_its_start_first(self):
        launch(self.listed("1234567 11:00-13:00", starts_at=NOON + DAY))

        self.assertEqual(dropped(shelf())["Mornings"], "Waits: starts tomorrow 12:00")
        self.assertEqual(shown(NOON + DAY), ["Always", "Mornings"])

    def test_is_frozen_with_the_launch(self):
        picks = self.listed(MORNINGS)
        launch(picks)
        Recommendation.objects.filter(list=picks).update(hours="")
        with clock.pretend(NOON + HOUR):
            drafting.save(picks, by=person("cura"))
        launch(picks, now=NOON + HOUR)

        self.assertEqual(shown(NOON), ["Always"])
        self.assertEqual(shown(NOON + HOUR), ["Always", "Mornings"])

    def test_its_place_is_not_filled_by_the_rule_meanwhile(self):
        story("Filler")
        picks = self.listed(MORNINGS)
        picks.below_minimum = "backfill"
        picks.save()
        launch(picks)

        self.assertEqual(shown(NOON), ["Always"])

    def test_gives_its_pinned_place_up_meanwhile(self):
        launch(self.listed(MORNINGS, pin=1))

        self.assertEqual(shown(NOON), ["Always"])
        self.assertEqual(shown(NOON + 18 * HOUR), ["Mornings", "Always"])

    def test_tells_when_it_changes_by_itself(self):
        picks = self.listed(MORNINGS)
        launch(picks)
        picks.refresh_from_db()

        self.assertTrue(picks.is_timed)
        self.assertIn(NOON + 18 * HOUR, list(foreseen.moments(NOON)))
        self.assertIn(NOON + 22 * HOUR, list(foreseen.moments(NOON + 18 * HOUR)))

    def test_tells_no_change_once_it_is_over(self):
        launch(self.listed(MORNINGS, ends_at=NOON + HOUR))

        self.assertEqual([at for at in foreseen.moments(NOON + HOUR) if at > NOON + HOUR], [])

    def test_cannot_be_launched_with_hours_that_nobody_can_read(self):
        picks = self.listed("9 x")

        with self.assertRaisesMessage(refusals.WrongItem, "has days and hours that cannot be read"):
            launch(picks)


class HoursGoAlong(TestCase):
    def setUp(self):
        self.picks = a_list(title="From")
        self.row = add(self.picks, edition("One", since=NOON - DAY), hours=MORNINGS)
        launch(self.picks)

    def hours_of(self, list_):
        return [item.hours for item in items.of_draft(list_)]

    def test_into_another_list(self):
        other = a_list(title="To")
        with clock.pretend(NOON):
            drafting.copy(self.picks, by=person("cura"), pk=self.row.pk, to=other)

        self.assertEqual(self.hours_of(other), [MORNINGS])

    def test_into_a_duplicate(self):
        with clock.pretend(NOON):
            made = drafting.duplicate(self.picks, by=person("cura"), title="Twin")

        self.assertEqual(self.hours_of(made), [MORNINGS])

    def test_back_into_the_draft(self):
        Recommendation.objects.update(hours="67")
        with clock.pretend(NOON):
            drafting.save(self.picks, by=person("cura"))
            drafting.restore(self.picks, by=person("cura"), number=1)

        self.assertEqual(self.hours_of(self.picks), [MORNINGS])
        self.picks.refresh_from_db()
        self.assertFalse(self.picks.has_changes_to_launch)

    def test_into_a_comparison(self):
        before = freezing.draft(self.picks)
        Recommendation.objects.update(hours="67")
        found = differences.differences(before, freezing.draft(self.picks))

        self.assertEqual(found.words, "1 time of day")

    def test_into_the_count_of_what_changed(self):
        before = freezing.draft(self.picks)
        Recommendation.objects.update(hours="67", headline="Mine")
        found = differences.differences(before, freezing.draft(self.picks))

        self.assertEqual((found.count, found.words), (2, "1 own headline, 1 time of day"))
