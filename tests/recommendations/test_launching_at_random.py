"""Launches, schedules, moves, cancellations and undos of two lists in any order, against a reference of another kind.

The reference keeps no intervals: only a book of what was launched for when, from which it reads who is shown.
`HYPOTHESIS_PROFILE=deep` looks longer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from articles import clock
from articles.models.interval import ends
from recommendations import curation, drafting, refusals
from recommendations.models import ListEdition, Recommendation, RecommendationList
from recommendations.spots import Spot
from tests.articles.desk import person
from tests.articles.editions import NOON
from tests.recommendations.lists import a_list, elsewhere, shelf

pytestmark = pytest.mark.django_db

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
LONG = settings(
    max_examples=300 if DEEP else 12,
    stateful_step_count=50 if DEEP else 25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MINUTE = timedelta(minutes=1)
SPOTS = (Spot.HOME_TOP, Spot.HOME_PICKS)
ahead = st.integers(0, 8)
lasts = st.none() | st.integers(1, 6)


@dataclass(frozen=True)
class Entry:
    """A version in the book: which words, from which minute, and the end it was asked to have."""

    number: int
    words: str
    start: int
    end: int | None = None


@dataclass
class Book:
    """What should be true of one list. `words` are the draft's."""

    list: RecommendationList
    spot: str
    words: str = "Words 0"
    entries: list[Entry] = field(default_factory=list)
    numbers: int = 0

    def begun(self, at: int) -> list[Entry]:
        """By start; of two with one start, what was written later came later."""
        return sorted((entry for entry in self.entries if entry.start <= at), key=lambda entry: entry.start)

    def waiting(self, now: int) -> list[Entry]:
        return sorted((entry for entry in self.entries if entry.start > now), key=lambda entry: entry.start)

    def reading(self, at: int) -> str | None:
        """What is shown: the entry that started last, unless its own end has come."""
        begun = self.begun(at)
        if not begun or (begun[-1].end is not None and begun[-1].end <= at):
            return None
        return begun[-1].words

    def takes(self, moment: int, *, moving: Entry | None = None) -> bool:
        return any(entry.start == moment for entry in self.entries if entry is not moving)

    def write(self, number: int, words: str, start: int, end: int | None) -> None:
        self.numbers += 1
        assert number == self.numbers  # of a cancelled one it is not given again
        self.entries.append(Entry(number, words, start, end))


class Curators(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = self.drafts = 0
        self.books: list[Book] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        self.cura = person("cura")
        for spot in SPOTS:
            made = a_list(spots=(spot,), heading="Words 0")
            elsewhere(made, "Words 0")
            made.refresh_from_db()
            self.books.append(Book(made, spot))

    # --- Drawing and doing

    def turn(self, data: Any) -> Book:
        """A minute goes by at least: whose turn it is, and when."""
        self.now += data.draw(st.integers(1, 3), label="minutes go by")
        return data.draw(st.sampled_from(self.books), label="list")

    def one_that_waits(self, book: Book, data: Any) -> Entry:
        waiting = book.waiting(self.now)
        return data.draw(st.sampled_from(waiting)) if waiting else Entry(99, "", 0)

    def ask(self, verb: Any, book: Book, expected: type[refusals.Refusal] | None, **given: Any) -> Any:
        """Do it, and see that it is refused as it should be, and then changes nothing."""
        with clock.pretend(at(self.now)):
            if expected is None:
                return verb(book.list, by=self.cura, **given)
            with pytest.raises(expected), transaction.atomic():
                verb(book.list, by=self.cura, **given)
            return None

    # --- Verbs

    @rule(data=st.data())
    def edit(self, data: Any) -> None:
        book = self.turn(data)
        self.drafts += 1
        book.words = f"Words {self.drafts}"
        RecommendationList.objects.filter(pk=book.list.pk).update(heading=book.words)
        Recommendation.objects.filter(list=book.list).update(headline=book.words)
        with clock.pretend(at(self.now)):
            drafting.save(book.list, by=self.cura)

    @rule(data=st.data(), lasts=lasts)
    def launch(self, data: Any, lasts: int | None) -> None:
        book = self.turn(data)
        shown = book.begun(self.now)[-1:] if book.reading(self.now) else []
        is_same = lasts is None and any(e.words == book.words and e.end is None for e in shown)
        end = None if lasts is None else self.now + lasts
        expected = refusals.NothingToLaunch if is_same else None
        if made := self.ask(curation.launch, book, expected, ends_at=end and at(end)):
            book.write(made.number, book.words, self.now, end)

    @rule(data=st.data(), ahead=ahead, lasts=lasts)
    def schedule(self, data: Any, ahead: int, lasts: int | None) -> None:
        book = self.turn(data)
        start = self.now + ahead
        end = None if lasts is None else start + lasts
        expected = None if ahead else refusals.MomentPassed
        if ahead and book.takes(start):
            expected = refusals.MomentTaken
        if made := self.ask(curation.launch, book, expected, at=at(start), ends_at=end and at(end)):
            book.write(made.number, book.words, start, end)

    @rule(data=st.data(), ahead=ahead)
    def move(self, data: Any, ahead: int) -> None:
        book = self.turn(data)
        chosen, start = self.one_that_waits(book, data), self.now + ahead
        expected: type[refusals.Refusal] | None = None
        if chosen.number == 99:
            expected = refusals.NothingScheduled
        elif not ahead:
            expected = refusals.MomentPassed
        elif chosen.end is not None and chosen.end <= start:
            expected = refusals.EndsTooSoon
        elif book.takes(start, moving=chosen):
            expected = refusals.MomentTaken
        if self.ask(curation.move_launch, book, expected, number=chosen.number, to=at(start)):
            book.entries.remove(chosen)
            book.entries.append(replace(chosen, start=start))

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        book = self.turn(data)
        chosen = self.one_that_waits(book, data)
        expected = refusals.NothingScheduled if chosen.number == 99 else None
        self.ask(curation.cancel_launch, book, expected, number=chosen.number)
        if expected is None:
            book.entries.remove(chosen)

    @rule(data=st.data())
    def undo(self, data: Any) -> None:
        book = self.turn(data)
        begun = book.begun(self.now)
        expected: type[refusals.Refusal] | None = None
        if book.reading(self.now) is None:
            expected = refusals.NotShown
        elif len(begun) == 1:
            expected = refusals.NothingBefore
        if made := self.ask(curation.undo_launch, book, expected):
            former = begun[-2]
            end = former.end if former.end is not None and former.end > self.now else None
            book.write(made.number, former.words, self.now, end)

    @rule(data=st.data())
    def take_off(self, data: Any) -> None:
        book = self.turn(data)
        is_shown = book.reading(self.now) is not None
        self.ask(curation.take_off, book, None if is_shown else refusals.NotShown)
        if is_shown:
            last = book.begun(self.now)[-1]
            book.entries.remove(last)
            book.entries.append(replace(last, end=self.now))

    # --- What always holds

    @invariant()
    def readers_have_what_the_book_says(self) -> None:
        for book in self.books:
            rows = list(ListEdition.objects.filter(list=book.list))
            assert {row.pk: row.live_until for row in rows} == ends(rows)
            for minute in range(self.now + 16):
                visible = [row.heading for row in rows if row.is_visible_at(shortly_after(minute))]
                assert visible == ([words] if (words := book.reading(minute)) else [])

    @invariant()
    def pages_show_the_words_and_the_items_of_the_book(self) -> None:
        for book in self.books:
            found = shelf(book.spot, at=shortly_after(self.now))
            shown = [found.heading, *(card.headline for card in found.cards)] if found else []
            assert shown == ([words, words] if (words := book.reading(self.now)) else [])


def at(minute: int) -> datetime:
    return NOON + minute * MINUTE


def shortly_after(minute: int) -> datetime:
    """A verb's own moment may be some ticks later than another's of the same instant."""
    return at(minute) + 5 * clock.TICK


def test_readers_have_what_the_book_says() -> None:
    run_state_machine_as_test(Curators, settings=LONG)
