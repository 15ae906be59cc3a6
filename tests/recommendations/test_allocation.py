"""Any lists, any stories, any moment: what always holds of a page's shelves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
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


pages = given(
    asked=claims(),
    moment=MINUTES,
    visible=st.frozensets(STORIES),
    itself=st.none() | STORIES,
)


@pages
def test_nothing_is_shown_that_readers_cannot_see_then(asked, moment, visible, itself):
    for made in allocate(asked, moment=moment, visible=visible, itself=itself):
        for verdict in made.shown:
            assert verdict.item.is_in_time_at(moment)
            assert verdict.item.article is None or verdict.item.article in visible


@pages
def test_the_story_itself_is_never_shown(asked, moment, visible, itself):
    for made in allocate(asked, moment=moment, visible=visible, itself=itself):
        assert itself is None or itself not in [verdict.item.article for verdict in made.shown]


@pages
def test_nothing_repeats_unless_it_may(asked, moment, visible, itself):
    page: set[str] = set()
    for made in allocate(asked, moment=moment, visible=visible, itself=itself):
        here = [verdict.item.identity for verdict in made.shown]
        assert len(here) == len(set(here))
        assert not [v for v in made.shown if v.item.identity in page and not v.item.repeat]
        page |= set(here)


@pages
def test_no_shelf_has_more_than_its_maximum(asked, moment, visible, itself):
    for claim, made in zip(
        asked, allocate(asked, moment=moment, visible=visible, itself=itself), strict=True
    ):
        assert len(made.shown) <= claim.maximum


@pages
def test_a_shelf_that_is_not_filled_has_its_minimum_or_nothing(asked, moment, visible, itself):
    for claim, made in zip(
        asked, allocate(asked, moment=moment, visible=visible, itself=itself), strict=True
    ):
        assert claim.fills or not made.shown or len(made.shown) >= claim.minimum


@pages
def test_pins_hold_their_places(asked, moment, visible, itself):
    for made in allocate(asked, moment=moment, visible=visible, itself=itself):
        pinned = [verdict.item for verdict in made.shown if verdict.why is Why.PINNED]
        for place, verdict in enumerate(made.shown, start=1):
            if verdict.why is not Why.PINNED:
                continue
            later = sum(item.pin >= verdict.item.pin for item in pinned)
            # Where it belongs, or as near as a short shelf allows.
            assert place == min(verdict.item.pin, len(made.shown) - later + 1)


@pages
def test_what_was_picked_keeps_its_order(asked, moment, visible, itself):
    for claim, made in zip(
        asked, allocate(asked, moment=moment, visible=visible, itself=itself), strict=True
    ):
        picked = [claim.items.index(verdict.item) for verdict in made.shown if verdict.why is Why.PICKED]
        assert picked == sorted(picked)


@pages
def test_every_item_has_one_verdict(asked, moment, visible, itself):
    for claim, made in zip(
        asked, allocate(asked, moment=moment, visible=visible, itself=itself), strict=True
    ):
        told = [verdict.item for verdict in (*made.shown, *made.dropped)]
        for item in claim.items:
            assert sum(item is one for one in told) == 1
        assert all(verdict.why.is_shown for verdict in made.shown)
        assert not any(verdict.why.is_shown for verdict in made.dropped)


@pages
def test_the_same_question_has_the_same_answer(asked, moment, visible, itself):
    given = {"moment": moment, "visible": visible, "itself": itself}
    assert allocate(asked, **given) == allocate([replace(claim) for claim in asked], **given)
