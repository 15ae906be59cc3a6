"""Any lists, any stories, any moment: what always holds of a page's shelves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.allocation import Candidate, Claim, Why, allocate
from recommendations.items import Item

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTES = st.integers(0, 10).map(lambda minutes: START + timedelta(minutes=minutes))
STORIES = st.integers(1, 12)


@st.composite
def items(draw, article=STORIES):
    start, end = draw(st.none() | MINUTES), draw(st.none() | MINUTES)
    if start and end and end <= start:
        end = start + timedelta(minutes=1)
    elsewhere = draw(st.integers(0, 6)) == 0
    return Item(
        key=draw(st.integers(1, 10_000)),
        article=None if elsewhere else draw(article),
        url=f"https://elsewhere.example/{draw(st.integers(1, 3))}" if elsewhere else "",
        starts=start,
        ends=end,
        hours=draw(st.sampled_from(["", "", "2 12:03-12:07", "1234567 12:05-12:02"])),
        pin=draw(st.none() | st.integers(1, 6)),
        pin_until=draw(st.none() | MINUTES),
        repeat=draw(st.booleans()),
    )


def once(found):
    """A list has each story once: the database sees to it."""
    return tuple({item.identity: item for item in found}.values())


@st.composite
def claims(draw):
    spots = draw(st.lists(st.sampled_from(["lead", "top", "picks", "foot", "body"]), unique=True, max_size=5))
    maximum = st.integers(1, 6)
    return [
        Claim(
            spot=spot,
            maximum=draw(maximum),
            minimum=draw(st.integers(0, 4)),
            fills=draw(st.booleans()),
            items=once(draw(st.lists(items(), max_size=8))),
            candidates=tuple(
                Candidate(Item(article=number)) for number in draw(st.lists(STORIES, unique=True, max_size=8))
            ),
            borrowed=once(draw(st.lists(items(), max_size=5))),
        )
        for spot in spots
    ]


@settings(max_examples=3 * settings().max_examples)
@given(asked=claims(), moment=MINUTES, visible=st.frozensets(STORIES), itself=st.none() | STORIES)
def test_what_always_holds(asked, moment, visible, itself):
    """To draw a page takes longer than to fill it: each is asked everything."""
    visible |= {itself} - {None}  # else there were no page
    made = allocate(asked, moment=moment, visible=visible, itself=itself)

    assert_only_what_readers_see_then_is_shown(made, moment, visible)
    assert_the_story_itself_is_not(made, itself)
    assert_nothing_repeats_unless_it_may(made)
    assert_pins_hold_their_places(made)
    for claim, shelf in zip(asked, made, strict=True):
        assert len(shelf.shown) <= claim.maximum
        assert claim.fills or not shelf.shown or len(shelf.shown) >= claim.minimum
        assert_what_was_picked_keeps_its_order(claim, shelf)
        assert_every_item_has_one_verdict(claim, shelf)
    again = [replace(claim) for claim in asked]
    assert made == allocate(again, moment=moment, visible=visible, itself=itself)


def assert_only_what_readers_see_then_is_shown(made, moment, visible):
    for verdict in (verdict for shelf in made for verdict in shelf.shown):
        assert verdict.item.is_in_time_at(moment)
        assert verdict.item.article is None or verdict.item.article in visible


def assert_the_story_itself_is_not(made, itself):
    for shelf in made:
        assert itself is None or itself not in [verdict.item.article for verdict in shelf.shown]


def assert_nothing_repeats_unless_it_may(made):
    page: set[str] = set()
    for shelf in made:
        here = [verdict.item.identity for verdict in shelf.shown]
        assert len(here) == len(set(here))
        assert not [v for v in shelf.shown if v.item.identity in page and not v.item.repeat]
        page |= set(here)


def assert_pins_hold_their_places(made):
    for shelf in made:
        pinned = [verdict.item for verdict in shelf.shown if verdict.why is Why.PINNED]
        for place, verdict in enumerate(shelf.shown, start=1):
            if verdict.why is not Why.PINNED:
                continue
            later = sum(item.pin >= verdict.item.pin for item in pinned)
            # Where it belongs, or as near as a short shelf allows.
            assert place == min(verdict.item.pin, len(shelf.shown) - later + 1)


def assert_what_was_picked_keeps_its_order(claim, shelf):
    picked = [claim.items.index(verdict.item) for verdict in shelf.shown if verdict.why is Why.PICKED]
    assert picked == sorted(picked)


def assert_every_item_has_one_verdict(claim, shelf):
    told = [verdict.item for verdict in (*shelf.shown, *shelf.dropped)]
    for item in claim.items:
        assert sum(item is one for one in told) == 1
    assert all(verdict.why.is_shown for verdict in shelf.shown)
    assert not any(verdict.why.is_shown for verdict in shelf.dropped)
