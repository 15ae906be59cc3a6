"""Who made a story that readers see. One query for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from articles import pages
from articles.models import Credit, EditionByline
from articles.prepared import NUMBER, Parameters, prepared


@prepared
def _bylines() -> QuerySet[EditionByline]:
    rows = EditionByline.objects.filter(edition__in=Parameters("editions", NUMBER))
    fields = (f"author__{name}" for name in pages.NAME_FIELDS)
    return (
        rows.select_related("author__portrait")
        .only("edition", "role", "author", *fields)
        .order_by("order", "pk")
    )


def bylines_of(editions: Collection[int]) -> dict[int, list[EditionByline]]:
    """Names in order, by the key of the edition. One query."""
    found: dict[int, list[EditionByline]] = defaultdict(list)
    for byline in _bylines(editions=editions) if editions else ():
        found[byline.edition_id].append(byline)
    return found


def names_on_card(bylines: list[EditionByline]) -> list[str]:
    """Who wrote it; whoever else made it, if nobody did."""
    writers = [byline.author.name for byline in bylines if byline.role == Credit.WORDS]
    return writers or [byline.author.name for byline in bylines]


@prepared
def _names() -> Any:
    rows = EditionByline.objects.filter(edition__in=Parameters("editions", NUMBER)).order_by("order", "pk")
    return rows.values_list("edition_id", "role", "author__name")


def names_of(editions: Collection[int]) -> dict[int, tuple[str, ...]]:
    """As `names_on_card`, by the key of the edition. One query, for where nothing else of these people is shown."""
    writers: dict[int, tuple[str, ...]] = {}
    others: dict[int, tuple[str, ...]] = {}
    for edition, role, name in _names(editions=editions) if editions else ():
        found = writers if role == Credit.WORDS else others
        found[edition] = (*found.get(edition, ()), name)
    return others | writers
