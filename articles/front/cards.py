"""Cards for many stories, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from articles import pages
from articles.models import Credit, Edition, EditionByline
from articles.presentation import Card


def for_cards(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """All that a card needs, and not the text."""
    return editions.select_related("section", "lead_image").defer("body")


def bylines_of(editions: Iterable[Edition]) -> dict[int, list[EditionByline]]:
    """Names in order, by edition. One query."""
    found: dict[int, list[EditionByline]] = defaultdict(list)
    rows = EditionByline.objects.filter(edition__in=[edition.pk for edition in editions])
    for byline in rows.select_related("author__portrait").order_by("order", "pk"):
        found[byline.edition_id].append(byline)
    return found


def names_on_card(bylines: list[EditionByline]) -> list[str]:
    """Who wrote it; whoever else made it, if nobody did."""
    writers = [byline.author.name for byline in bylines if byline.role == Credit.WORDS]
    return writers or [byline.author.name for byline in bylines]


def cards(
    editions: Iterable[Edition], moment: datetime, shapes: tuple[str, ...] = ("landscape", "square")
) -> list[Card]:
    """In the order given, with their pictures in the shapes that the page draws. One query, for the names."""
    editions = list(editions)
    bylines = bylines_of(editions) if editions else {}
    return [
        pages.card(edition, names=names_on_card(bylines.get(edition.pk, [])), moment=moment, shapes=shapes)
        for edition in editions
    ]
