"""How ends follow from wishes (SEMANTICS, section 1)."""

from __future__ import annotations

from typing import Any

import pytest

from articles import refusals
from articles.desk import publishing
from articles.digest import digest
from articles.models import Edition
from articles.models.interval import ends, lay_out
from tests.cast import (
    TICK,
    at,
    change,
    edda,
    ended,
    minutes,
    moment,
    plain_fields,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    tag,
    visible,
    withdraw,
)

pytestmark = pytest.mark.django_db


# --- The rule by itself


def laid_out(*wishes: tuple[int, int | None]) -> list[float | None]:
    """Ends in minutes, of editions given by their start and the end they were asked to have."""
    rows = [
        Edition(pk=number, live_from=moment(start), ends_at=None if end is None else moment(end))
        for number, (start, end) in enumerate(wishes)
    ]
    found = ends(rows)
    return [minutes(found[row.pk]) for row in rows]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ([], []),
        ([(0, None)], [None]),
        ([(0, 5)], [5]),
        ([(0, None), (10, None)], [10, None]),
        ([(0, 5), (10, 20)], [5, 20]),
        ([(0, 10), (10, None)], [10, None]),
        ([(0, 30), (10, 30)], [10, 30]),
        ([(10, None), (0, 30), (20, 25)], [20, 10, 25]),
    ],
)
def test_an_end_is_the_earlier_of_the_wish_and_the_start_of_the_next(wishes: Any, expected: Any) -> None:
    assert laid_out(*wishes) == expected


def test_laying_out_never_overlaps_on_its_way() -> None:
    """The guards of the database look at every single step."""
    with at(0):
        article = published("One")
        for number, headline in enumerate(("Two", "Three", "Four"), start=1):
            with at(number * 10):
                publish(rewritten(article, headline))
    rows = article.editions.order_by("live_from")
    rows[3:].get().delete()
    lay_out(article.editions.all())
    assert [minutes(row.live_until) for row in rows.all()] == [10, 20, None]

    rows.filter(live_from=moment(10)).update(ends_at=moment(15))
    rows.filter(live_from=moment(20)).update(ends_at=moment(90))
    lay_out(article.editions.all())
    assert [minutes(row.live_until) for row in rows.all()] == [10, 15, 90]


def test_laying_out_again_writes_nothing(django_assert_num_queries: Any) -> None:
    with at(0):
        article = published("One")
        publish(rewritten(article, "Two"), at=50)
    with django_assert_num_queries(1):
        lay_out(Edition.objects.filter(article=article))


def test_what_is_visible_begins_with_its_start_and_is_gone_at_its_end() -> None:
    with at(0):
        article = ended("Old", before=10)
    edition = article.editions.get()
    moments = [moment(0) - TICK, moment(0), moment(10) - TICK, moment(10)]

    assert [edition.is_visible_at(when) for when in moments] == [False, True, True, False]
    assert [visible(article, when) for when in moments] == [None, "Old", "Old", None]
    assert [edition.waits_at(when) for when in moments] == [True, False, False, False]
    begun = [Edition.objects.begun_at(when).exists() for when in moments]
    waiting = [Edition.objects.waiting_at(when).exists() for when in moments]
    assert (begun, waiting) == ([False, True, True, True], [True, False, False, False])


# --- Section 1: ends follow from wishes


def test_an_end_passes_to_the_update_that_starts_before_it() -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=moment(100))
        publish(rewritten(article, "New"), at=50)

    assert [visible(article, minute) for minute in (49, 50, 99, 100)] == ["Old", "New", "New", None]


def test_an_end_does_not_pass_to_an_update_that_starts_after_it() -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=moment(30))
        publish(rewritten(article, "New"), at=50)

    assert [visible(article, minute) for minute in (29, 30, 49, 50, 999)] == ["Old", None, None, "New", "New"]


def test_an_end_passes_to_an_update_that_goes_out_now() -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=moment(100))
    with at(10):
        publish(rewritten(article, "New"))

    assert [visible(article, minute) for minute in (99, 100)] == ["New", None]


def test_end_at_holds_for_what_is_live_and_what_waits() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"), at=50)
        publishing.end_at(article, by=edda(), at=moment(100))

    assert [minutes(edition.ends_at) for edition in article.editions.all()] == [100, 100]
    assert [minutes(edition.live_until) for edition in article.editions.all()] == [100, 50]


def test_never_end_lifts_the_end_of_both() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"), at=50)
        publishing.end_at(article, by=edda(), at=moment(100))
        publishing.never_end(article, by=edda())

    assert [minutes(edition.live_until) for edition in article.editions.all()] == [None, 50]


def test_a_schedule_moved_later_lets_what_is_live_stay_until_then() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"), at=50)
    with at(10):
        publishing.move_schedule(article, by=edda(), to=moment(70))

    assert [visible(article, minute) for minute in (50, 69, 70)] == ["Old", "Old", "New"]


def test_a_schedule_moved_earlier_shortens_what_is_live() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"), at=50)
    with at(10):
        publishing.move_schedule(article, by=edda(), to=moment(30))

    assert [visible(article, minute) for minute in (29, 30, 50)] == ["Old", "New", "New"]


@pytest.mark.parametrize("to", [moment(100), moment(101)])
def test_a_schedule_does_not_move_past_its_own_end(to: Any) -> None:
    with at(0):
        article = scheduled("Old", to=50)
        publishing.end_at(article, by=edda(), at=moment(100))
        with pytest.raises(refusals.EndsTooSoon):
            publishing.move_schedule(article, by=edda(), to=to)


def test_reinstating_brings_back_the_last_shown_words_without_an_end() -> None:
    with at(0):
        article = published("Old", topics=[tag()])
        publish(rewritten(article, "Shown last"))
        publishing.end_at(article, by=edda(), at=moment(100))
        change(article, headline="Never published")
    with at(10):
        withdraw(article)
    with at(20):
        edition = publishing.reinstate(article, by=edda())

    last, _ = article.editions.all()[1:]
    assert plain_fields(edition) == plain_fields(last)
    assert digest(edition) == digest(last) == edition.digest
    assert [visible(article, minute) for minute in (9, 19, 20, 100, 9999)] == [
        "Shown last", None, "Shown last", "Shown last", "Shown last",
    ]  # fmt: skip


@pytest.mark.parametrize("when", [moment(20) - TICK, moment(20)])
def test_nothing_is_scheduled_for_a_moment_that_is_not_to_come(when: Any) -> None:
    with at(0):
        first, update = ready("One"), rewritten(published("Two"))
    with at(20):
        for article in (first, update):
            with pytest.raises(refusals.MomentPassed):
                publish(article, at=when)


@pytest.mark.parametrize("when", [moment(20) - TICK, moment(20)])
def test_nothing_moves_to_or_ends_at_a_moment_that_is_not_to_come(when: Any) -> None:
    with at(0):
        article = scheduled("Old", to=50)
    with at(20):
        with pytest.raises(refusals.MomentPassed):
            publishing.move_schedule(article, by=edda(), to=when)
        with pytest.raises(refusals.MomentPassed):
            publishing.end_at(article, by=edda(), at=when)
