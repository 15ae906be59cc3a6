"""What time it is, for the desk and for readers (SEMANTICS, sections 4 and 12)."""

from __future__ import annotations

from threading import Thread

import pytest
import time_machine

from articles import clock
from articles.front.moment import readers_moment
from tests.cast import MINUTE, SECOND, TICK, at, moment, published, withdraw


def test_pretending_ends_with_the_block() -> None:
    with time_machine.travel(moment(100), tick=False):
        with clock.pretend(moment(5)):
            with clock.pretend(moment(6)):
                assert clock.now() == moment(6)
            assert clock.now() == moment(5)
        assert clock.now() == moment(100)


def test_pretending_ends_even_with_an_error() -> None:
    with time_machine.travel(moment(100), tick=False):
        with pytest.raises(RuntimeError), clock.pretend(moment(5)):
            raise RuntimeError
        assert clock.now() == moment(100)


def test_nobody_else_pretends() -> None:
    heard = []
    with time_machine.travel(moment(100), tick=False), clock.pretend(moment(5)):
        thread = Thread(target=lambda: heard.append(clock.now()))
        thread.start()
        thread.join()

    assert heard == [moment(100)]


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        (None, moment(5)),
        (moment(4), moment(5)),
        (moment(5) - TICK, moment(5)),
        (moment(5), moment(5) + TICK),
        (moment(6), moment(6) + TICK),
    ],
)
def test_a_verb_comes_after_the_one_before(settled: object, expected: object) -> None:
    with at(5):
        assert clock.after(settled) == expected


@pytest.mark.parametrize(
    ("settled", "behind"),
    [
        (None, False),
        (moment(4), False),
        (moment(5) + 5 * SECOND, False),
        (moment(5) + 5 * SECOND + TICK, True),
    ],
)
def test_five_seconds_are_borne(settled: object, behind: bool) -> None:
    with at(5):
        assert clock.is_behind(settled) is behind


def test_a_readers_moment_never_goes_back() -> None:
    readers = clock.ReadersClock()
    seen = []
    for minute in (5, 6, 3, 7):
        with at(minute):
            seen.append(readers.read())

    assert seen == [moment(minute) for minute in (5, 6, 6, 7)]


def test_a_readers_moment_starts_no_earlier_than_its_floor() -> None:
    readers = clock.ReadersClock()
    with at(5):
        assert readers.is_new()
        assert readers.read(floor=moment(9)) == moment(9)
        assert not readers.is_new()
        assert readers.read() == moment(9)
    with at(10):
        assert readers.read(floor=moment(9)) == moment(10)


def test_forgetting_starts_it_anew() -> None:
    readers = clock.ReadersClock()
    with at(5):
        readers.read()
    readers.forget()
    with at(4):
        assert readers.read() == moment(4)


@pytest.mark.django_db
def test_a_fresh_process_with_a_clock_behind_shows_what_the_desk_did_last() -> None:
    with at(60):
        withdraw(published("Old"))
    clock.forget()
    with at(0):
        assert readers_moment() > moment(60)
    with at(61):
        assert readers_moment() == moment(61)


@pytest.mark.django_db
def test_readers_ask_the_book_once_in_a_process(django_assert_num_queries: object) -> None:
    clock.forget()
    with at(0), django_assert_num_queries(1):  # type: ignore[operator]
        readers_moment()
        readers_moment()
    assert MINUTE > SECOND > TICK
