"""Which stories stand where, so that a page looks edited: pictures open a band, and not every row has one."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from articles.models.section import Layout
from articles.presentation import Card, Place

NEWEST = 5  # an older picture would not be worth its place


@dataclass(frozen=True)
class Band:
    """A section's part of the front page."""

    section: Place
    topics: list[Place]
    layout: str
    cards: list[Card]


def edited(bands: Iterable[Band], shown: Container[str]) -> list[Band]:
    """Without what stands above already, and no layout twice in a row: the second of two takes the next one."""
    page: list[Band] = []
    for band in bands:
        cards = [card for card in band.cards if card.story_id not in shown]
        if not cards:
            continue
        layout = Layout(band.layout)
        if page and page[-1].layout == layout:
            others = list(Layout)
            layout = others[(others.index(layout) + 1) % len(others)]
        page.append(replace(band, layout=layout, cards=laid_out(cards, layout)))
    return page


def laid_out(cards: list[Card], layout: str = Layout.ONE_AND_FOUR) -> list[Card]:
    """In the order given, but opening with a picture if one of the newest has one; a pair with two."""
    wanted = {Layout.TEXT_THREE: 0, Layout.PAIR: 2}.get(Layout(layout), 1)
    pictured = [card for card in cards[:NEWEST] if card.pictures][:wanted]
    if len(pictured) < wanted:
        return cards
    return pictured + [card for card in cards if card not in pictured]


def with_squares(cards: list[Card], count: int) -> list[tuple[Card, bool]]:
    """Each card, and whether its row shows a square: the first few that have a picture."""
    pictured = [card.story_id for card in cards if card.pictures][:count]
    return [(card, card.story_id in pictured) for card in cards]
