"""Which stories stand where, so that a page looks edited: pictures open a band, and not every row has one."""

from __future__ import annotations

from articles.models.section import Layout
from articles.presentation import Card

NEWEST = 5  # an older picture would not be worth its place


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
