"""Random sequences of launches, schedules, moves, cancellations and undos, against a reference of another kind.

The reference keeps no intervals: only a book of what was launched for when, from which it reads who is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import clock
from articles.models.interval import ends
from recommendations import curation, drafting, refusals
from recommendations.models import ListEdition, RecommendationList
from tests.articles.desk import person
from tests.articles.editions import NOON

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """A version in the book: which text, from when, and the end it was asked to have."""

    number: int
    text: str
    start: int
    end: int | None = None


def begun_at(book: list[Entry], at: int) -> list[Entry]:
    """By start; of two with one start, what was written later came later."""
    return sorted((entry for entry in book if entry.start <= at), key=lambda entry: entry.start)


def reading(book: list[Entry], at: int) -> str | None:
    """What is shown: the entry that started last, unless its own end has come."""
    begun = begun_at(book, at)
    if not begun:
        return None
    last = begun[-1]
    return None if last.end is not None and last.end <= at else last.text


deeds = st.lists(
    st.tuples(
        st.sampled_from(["launch", "schedule", "move", "cancel", "undo", "take-off"]),
        st.integers(1, 3),  # minutes that go by before it
        st.integers(0, 8),  # minutes ahead it is for
        st.none() | st.integers(1, 6),  # minutes it lasts
        st.integers(0, 4),  # which of those that wait
    ),
    max_size=12,
)


class AnySequence(TestCase):
    def setUp(self):
        self.cura = person("cura")

    @given(deeds)
    def test_readers_have_what_the_book_says(self, sequence):
        with clock.pretend(NOON):
            list_ = drafting.start(
                RecommendationList(
                    title="Random", slug="random", heading="0", below_minimum="backfill", minimum=1
                ),
                by=self.cura,
            )
            list_.save()
        book: list[Entry] = []
        now = number = 0
        for step, (deed, passed, ahead, lasts, which) in enumerate(sequence):
            now += passed
            list_.heading = f"Text {step}"
            list_.save(update_fields=["heading"])
            with clock.pretend(NOON + now * MINUTE):
                drafting.save(list_, by=self.cura)
                known = list(book)
                number = self.do(list_, deed, now, ahead, lasts, which, book, number, f"Text {step}")
                self.compare(list_, book, past=known, now=now)

    def do(self, list_, deed, now, ahead, lasts, which, book, number, text):
        """Do it, and write it into the book if it was not refused. Returns the number given last."""
        end = None if lasts is None else now + ahead + lasts
        waiting = sorted((entry for entry in book if entry.start > now), key=lambda entry: entry.start)
        chosen = waiting[which % len(waiting)] if waiting else Entry(99, "", 0)
        starts = {entry.start for entry in book}
        shown = reading(book, now)
        begun = begun_at(book, now)
        moment = NOON + (now + ahead) * MINUTE
        try:
            match deed:
                case "launch":
                    made = curation.launch(list_, by=self.cura, ends_at=end and NOON + (now + lasts) * MINUTE)
                    book.append(Entry(made.number, text, now, end and now + lasts))
                case "schedule":
                    made = curation.launch(
                        list_, by=self.cura, at=moment, ends_at=end and NOON + end * MINUTE
                    )
                    assert ahead
                    assert now + ahead not in starts
                    book.append(Entry(made.number, text, now + ahead, end))
                case "move":
                    made = curation.move_launch(list_, by=self.cura, number=chosen.number, to=moment)
                    book.remove(chosen)
                    book.append(replace(chosen, start=now + ahead))
                case "cancel":
                    curation.cancel_launch(list_, by=self.cura, number=chosen.number)
                    book.remove(chosen)
                    return number
                case "undo":
                    made = curation.undo_launch(list_, by=self.cura)
                    former = begun[-2]
                    keeps = former.end if former.end is not None and former.end > now else None
                    book.append(Entry(made.number, former.text, now, keeps))
                case "take-off":
                    curation.take_off(list_, by=self.cura)
                    book.remove(begun[-1])
                    book.append(replace(begun[-1], end=now))
                    return number
        except refusals.MomentPassed:
            assert ahead == 0
            return number
        except refusals.MomentTaken:
            others = starts - ({chosen.start} if deed == "move" else set())
            assert deed in ("schedule", "move")
            assert now + ahead in others
            return number
        except refusals.EndsTooSoon:
            assert deed == "move"
            assert chosen.end is not None
            assert chosen.end <= now + ahead
            return number
        except refusals.NothingScheduled:
            assert not waiting
            return number
        except refusals.NotShown:
            assert shown is None
            return number
        except refusals.NothingBefore:
            assert len(begun) == 1
            return number
        if deed in ("launch", "schedule", "undo"):
            assert made.number == number + 1
            return made.number
        return number

    def compare(self, list_, book, *, past, now):
        rows = list(ListEdition.objects.filter(list=list_))
        self.assertEqual({row.pk: row.live_until for row in rows}, ends(rows))
        for at in range(now + 16):
            moment = NOON + at * MINUTE
            # A verb's own moment may be a tick later than another's of the same instant.
            visible = [row.heading for row in rows if row.is_visible_at(moment + 5 * clock.TICK)]
            self.assertEqual(visible, [text] if (text := reading(book, at)) else [])
            if at < now:
                self.assertEqual(reading(book, at), reading(past, at))
