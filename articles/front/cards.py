"""Cards for many stories, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles import pages
from articles.bylines import names_of
from articles.models import Edition
from articles.presentation import Card
from articles.renditions import public_place


def for_cards(editions: QuerySet[Edition], *more: str) -> QuerySet[Edition, Any]:
    """Rows with all that a card needs, and `more`: a model of each would cost more than all that is made of it."""
    return editions.annotate(**pages.CARD_TEXTS).values_list(*pages.CARD_FIELDS, *more, named=True)


def cards(
    rows: Iterable[Any], moment: datetime, shapes: Sequence[str] = ("landscape", "square")
) -> list[Card]:
    """Of rows that `for_cards` asked for, in the order given, with their pictures in the shapes that the page draws. One
    query, for the names."""
    rows = list(rows)
    names = names_of([row.pk for row in rows])
    place = public_place()
    return [
        pages.card(row, names=names.get(row.pk, ()), moment=moment, place=place, shapes=shapes)
        for row in rows
    ]
