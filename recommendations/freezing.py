"""What a draft says, as a launch would freeze it, and whether two of them say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from recommendations.items import Item, of_draft, of_edition
from recommendations.models import ListEdition, Placement, RecommendationList
from recommendations.models.list import Shape, Site

Place = tuple[str, int, int, int, int]
#: The only part of a shape that whoever edits a list may change; the rest, and the places, are for those who configure it.
EDITED = ("heading", "description")


@dataclass(frozen=True)
class Content:
    """Shape, items and places of a draft or of a launched version. `places` are `Site.says()`, sorted."""

    shape: dict[str, Any]
    items: tuple[Item, ...]
    places: tuple[Place, ...]

    @property
    def digest(self) -> str:
        said = {
            "shape": self.shape,
            "items": [item.says() for item in self.items],
            "places": self.places,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def configured_as(self, other: Content) -> Content:
        """Its items and words, with the limits, the rule and the places of the other."""
        words = {name: self.shape[name] for name in EDITED}
        return replace(self, shape={**other.shape, **words}, places=other.places)


def shape_of(source: Shape) -> dict[str, Any]:
    return {name: getattr(source, name) for name in Shape.PLAIN_FIELDS}


def places_of(rows: Iterable[Site]) -> tuple[Place, ...]:
    return tuple(sorted(row.says() for row in rows))


def draft(list_: RecommendationList) -> Content:
    """Two queries."""
    return Content(shape_of(list_), of_draft(list_), places_of(Placement.objects.filter(list=list_)))


def launched(edition: ListEdition) -> Content:
    return Content(shape_of(edition), of_edition(edition), places_of(edition.placements.all()))
