"""Launch now and at a time, move, cancel, undo: what readers have at each moment, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import TestCase

from articles import clock
from articles.models import Transition
from articles.models.interval import ends
from recommendations import curation, refusals
from recommendations.models import ListEdition
from recommendations.spots import Spot
from recommendations.standing import standing
from recommendations.turn import Seen
from tests.articles.desk import draft, person
from tests.articles.editions import DAY, HOUR, NOON, edition
from tests.recommendations.lists import a_list, add, elsewhere, launch, launched, shown

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def story(headline):
    return edition(headline, since=NOON - DAY)


def launch_at(list_, at, *, now=NOON, **given):
    return launch(list_, now=now, at=at, **given)


def undo(list_, *, now):
    with clock.pretend(now):
        return curation.undo_launch(list_, by=person("cura"))


def cancel(list_, number, *, now=NOON):
    with clock.pretend(now):
        curation.cancel_launch(list_, by=person("cura"), number=number)


def move(list_, number, to, *, now=NOON):
    with clock.pretend(now):
        return curation.move_launch(list_, by=person("cura"), number=number, to=to)


def take_off(list_, *, now):
    with clock.pretend(now):
        curation.take_off(list_, by=person("cura"))


class Launching(TestCase):
    def test_ends_the_version_before_on_the_same_moment(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        second = launch(picks, now=NOON + HOUR)

        first = picks.editions.get(number=1)
        self.assertEqual(first.live_until, second.live_from)
        self.assertEqual(shown(NOON + HOUR - clock.TICK), ["One"])
        self.assertEqual(shown(NOON + HOUR), ["One", "Two"])

    def test_at_a_time_fixes_the_list_now(self):
        picks = a_list(story("One"))
        launch_at(picks, NOON + HOUR)
        add(picks, story("Two"))

        self.assertEqual(shown(NOON), [])
        self.assertEqual(shown(NOON + HOUR), ["One"])

    def test_now_leaves_what_waits_alone(self):
        picks = a_list(story("One"))
        launch_at(picks, NOON + HOUR)
        add(picks, story("Two"))
        launch(picks, now=NOON + MINUTE)

        self.assertEqual(shown(NOON + MINUTE), ["One", "Two"])
        self.assertEqual(shown(NOON + HOUR), ["One"])

    def test_several_may_wait(self):
        picks = a_list(story("One"))
        launch_at(picks, NOON + 2 * HOUR)
        add(picks, story("Two"))
        launch_at(picks, NOON + HOUR)

        self.assertEqual([shown(NOON + n * HOUR) for n in range(3)], [[], ["One", "Two"], ["One"]])

    def test_can_end_by_itself(self):
        picks = a_list(story("One"))
        launch(picks, ends_at=NOON + HOUR)

        self.assertEqual(shown(NOON + HOUR - clock.TICK), ["One"])
        self.assertEqual(shown(NOON + HOUR), [])

    def test_freezes_the_places_too(self):
        picks = launched(story("One"))
        picks.placements.all().delete()
        picks.placements.create(spot=Spot.HOME_TOP)

        self.assertEqual(shown(), ["One"])
        self.assertEqual(shown(spot=Spot.HOME_TOP), [])

    def test_is_entered_in_the_book(self):
        picks = a_list(story("One"))
        launch(picks, note="Morning")

        entry = Transition.objects.about(picks).latest("at")
        self.assertEqual(
            (entry.verb, entry.by, entry.note, entry.data["version"]),
            ("launch", person("cura"), "Morning", 1),
        )

    def test_of_the_same_list_again_is_refused(self):
        picks = launched(story("One"))

        with pytest.raises(refusals.NothingToLaunch):
            launch(picks, now=NOON + HOUR)

    def test_of_an_empty_list_is_refused_unless_something_fills_it(self):
        with pytest.raises(refusals.EmptyList):
            launch(a_list())
        with pytest.raises(refusals.EmptyList, match="“at least”"):
            launch(a_list(below_minimum="backfill"))
        launch(a_list(below_minimum="backfill", minimum=1))

    def test_in_the_past_is_refused(self):
        with pytest.raises(refusals.MomentPassed):
            launch_at(a_list(story("One")), NOON)

    def test_twice_for_one_moment_is_refused(self):
        picks = a_list(story("One"))
        launch_at(picks, NOON + HOUR)
        add(picks, story("Two"))

        with pytest.raises(refusals.MomentTaken):
            launch_at(picks, NOON + HOUR)

    def test_with_an_end_before_its_start_is_refused(self):
        with pytest.raises(refusals.EndsTooSoon):
            launch_at(a_list(story("One")), NOON + HOUR, ends_at=NOON + HOUR)

    def test_with_a_pin_beyond_the_maximum_is_refused(self):
        picks = a_list(maximum=3)
        add(picks, story("One"), pin=4)

        with pytest.raises(refusals.WrongItem, match="shows 3 at most"):
            launch(picks)

    def test_of_lists_that_borrow_in_a_circle_is_refused(self):
        first, second, third = a_list(story("One")), a_list(story("Two")), a_list(story("Three"))
        for list_, lender in ((first, second), (second, third), (third, first)):
            list_.below_minimum, list_.borrows = "borrow", lender
            list_.save()

        with pytest.raises(refusals.WrongLoan):
            launch(first)

    def test_of_a_list_that_somebody_changed_meanwhile_is_refused(self):
        picks = a_list(story("One"))
        seen = Seen.of(picks, standing(picks, NOON))
        add(picks, story("Two"))

        with pytest.raises(refusals.Outdated):
            launch(picks, seen=seen)

    def test_on_top_of_a_launch_one_has_not_seen_is_refused(self):
        picks = a_list(story("One"))
        seen = Seen.of(picks, standing(picks, NOON))
        launch(picks)

        with pytest.raises(refusals.Outdated):
            launch(picks, now=NOON + HOUR, at=NOON + DAY, seen=seen)

    def test_with_a_button_that_makes_no_sense_is_refused(self):
        with pytest.raises(refusals.Outdated):
            launch(a_list(story("One")), seen=Seen.read("x.²."))


class MovingAndCancelling(TestCase):
    def test_moved_ones_go_where_they_are_put(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        waiting = launch_at(picks, NOON + HOUR)
        move(picks, waiting.number, NOON + 3 * HOUR)

        self.assertEqual([shown(NOON + n * HOUR) for n in (0, 1, 3)], [["One"], ["One"], ["One", "Two"]])

    def test_can_be_moved_past_another(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        first = launch_at(picks, NOON + HOUR)
        add(picks, story("Three"))
        launch_at(picks, NOON + 2 * HOUR)
        move(picks, first.number, NOON + 3 * HOUR)

        self.assertEqual(
            [shown(NOON + n * HOUR) for n in (1, 2, 3)],
            [["One"], ["One", "Two", "Three"], ["One", "Two"]],
        )

    def test_can_be_moved_to_now(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        waiting = launch_at(picks, NOON + HOUR)
        move(picks, waiting.number, None, now=NOON + MINUTE)

        self.assertEqual(shown(NOON + MINUTE), ["One", "Two"])

    def test_cancelled_the_one_before_keeps_its_own_end(self):
        picks = a_list(story("One"))
        launch(picks, ends_at=NOON + 3 * HOUR)
        add(picks, story("Two"))
        waiting = launch_at(picks, NOON + HOUR)
        cancel(picks, waiting.number)

        self.assertEqual([shown(NOON + n * HOUR) for n in (1, 2, 3)], [["One"], ["One"], []])

    def test_a_number_is_not_given_twice(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        waiting = launch_at(picks, NOON + HOUR)
        cancel(picks, waiting.number)

        self.assertEqual(launch(picks, now=NOON + MINUTE).number, 3)

    def test_in_the_last_second_it_is_too_late(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        waiting = launch_at(picks, NOON + HOUR)

        with pytest.raises(refusals.TooLate):
            cancel(picks, waiting.number, now=NOON + HOUR - SECOND / 2)
        with pytest.raises(refusals.NothingScheduled, match="is live already"):
            cancel(picks, waiting.number, now=NOON + HOUR)

    def test_to_a_moment_that_another_has_is_refused(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        first = launch_at(picks, NOON + HOUR)
        launch_at(picks, NOON + 2 * HOUR)

        with pytest.raises(refusals.MomentTaken):
            move(picks, first.number, NOON + 2 * HOUR)


class UndoingALaunch(TestCase):
    def two(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        launch(picks, now=NOON + HOUR)
        return picks

    def test_shows_the_former_version_again_as_a_new_one(self):
        picks = self.two()
        third = undo(picks, now=NOON + 2 * HOUR)

        self.assertEqual((third.number, third.brings_back.number), (3, 1))
        self.assertEqual([shown(NOON + n * HOUR) for n in range(3)], [["One"], ["One", "Two"], ["One"]])

    def test_twice_is_redo(self):
        picks = self.two()
        undo(picks, now=NOON + 2 * HOUR)
        undo(picks, now=NOON + 3 * HOUR)

        self.assertEqual(shown(NOON + 3 * HOUR), ["One", "Two"])

    def test_leaves_the_draft_alone(self):
        picks = self.two()
        undo(picks, now=NOON + 2 * HOUR)

        self.assertEqual(picks.items.kept().count(), 2)
        self.assertTrue(picks.has_changes_to_launch)

    def test_brings_the_places_back_too(self):
        picks = launched(story("One"), spots=[Spot.HOME_TOP])
        picks.placements.all().delete()
        picks.placements.create(spot=Spot.HOME_PICKS)
        launch(picks, now=NOON + HOUR)
        undo(picks, now=NOON + 2 * HOUR)

        self.assertEqual(shown(NOON + 2 * HOUR, Spot.HOME_TOP), ["One"])
        self.assertEqual(shown(NOON + 2 * HOUR, Spot.HOME_PICKS), [])

    def test_leaves_what_waits_alone(self):
        picks = self.two()
        add(picks, story("Three"), at=NOON + HOUR)
        launch_at(picks, NOON + DAY, now=NOON + HOUR)
        undo(picks, now=NOON + 2 * HOUR)

        self.assertEqual(shown(NOON + DAY), ["One", "Two", "Three"])

    def test_of_the_first_version_is_refused(self):
        with pytest.raises(refusals.NothingBefore):
            undo(launched(story("One")), now=NOON + HOUR)

    def test_of_what_nobody_sees_is_refused(self):
        picks = self.two()
        take_off(picks, now=NOON + 2 * HOUR)

        with pytest.raises(refusals.NotShown):
            undo(picks, now=NOON + 3 * HOUR)


class TakingOff(TestCase):
    def test_ends_what_readers_see_and_leaves_what_waits(self):
        picks = launched(story("One"))
        add(picks, story("Two"))
        launch_at(picks, NOON + DAY)
        take_off(picks, now=NOON + HOUR)

        self.assertEqual([shown(NOON), shown(NOON + HOUR), shown(NOON + DAY)], [["One"], [], ["One", "Two"]])


class WhatTheDatabaseHolds(TestCase):
    def test_no_two_versions_are_visible_at_one_moment(self):
        picks = launched(story("One"))
        first = picks.editions.get()

        with pytest.raises(DatabaseError), transaction.atomic():
            ListEdition.objects.create(
                list=picks, number=2, digest="x", created_at=NOON, live_from=NOON + HOUR, heading="Twice"
            )
        first.refresh_from_db()
        self.assertIsNone(first.live_until)

    def test_what_was_launched_never_changes(self):
        picks = launched(story("One"))

        for changes in ({"items": []}, {"heading": "Another"}, {"maximum": 9}):
            with pytest.raises(DatabaseError), transaction.atomic():
                picks.editions.update(**changes)
        with pytest.raises(DatabaseError), transaction.atomic():
            picks.editions.get().placements.update(spot=Spot.BREAKING)

    def test_an_end_follows_from_the_next_start(self):
        picks = a_list(story("One"))
        for number in range(4):
            elsewhere(picks, f"Elsewhere {number}")
            launch_at(picks, NOON + (5 - number) * HOUR)
        rows = list(picks.editions.all())

        self.assertEqual({row.pk: row.live_until for row in rows}, ends(rows))


class Picking(TestCase):
    def test_a_draft_cannot_be_picked(self):
        with clock.pretend(NOON):
            article = draft("Secret")

        with pytest.raises(refusals.NotPickable):
            add(a_list(), article)
