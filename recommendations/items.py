"""One item of a list as a launch freezes it. The draft's rows and a launched version's JSON become the same value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from recommendations import hours
from recommendations.models import ListEdition, Recommendation, RecommendationList

#: Who picked it, and which row it was: told, but no part of what a list says.
_ABOUT = ("key", "by", "by_name", "at")
_MOMENTS = ("starts", "ends", "pin_until", "at")


@dataclass(frozen=True)
class Item:
    """`article` and `picture` are primary keys; a page elsewhere has `url` and `source` instead of a story."""

    key: int = 0
    article: int | None = None
    url: str = ""
    source: str = ""
    headline: str = ""
    kicker: str = ""
    summary: str = ""
    picture: int | None = None
    focal_x: int | None = None  # of the picture in this use
    focal_y: int | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    hours: str = ""
    pin: int | None = None
    pin_until: datetime | None = None
    repeat: bool = False
    by: int | None = None
    by_name: str = ""
    at: datetime | None = None

    @property
    def identity(self) -> str:
        """Of what it points to: two items with the same one are the same story."""
        return self.url or f"story {self.article}"

    @property
    def focal(self) -> tuple[int, int] | None:
        return (self.focal_x, self.focal_y) if self.focal_x is not None and self.focal_y is not None else None

    def is_in_time_at(self, moment: datetime) -> bool:
        return (
            (self.starts is None or self.starts <= moment)
            and (self.ends is None or self.ends > moment)
            and (not self.hours or hours.read(self.hours).is_open_at(moment))
        )

    def is_pinned_at(self, moment: datetime) -> bool:
        return self.pin is not None and (self.pin_until is None or self.pin_until > moment)

    @property
    def is_timed(self) -> bool:
        """Whether it begins or ends by itself."""
        return bool(self.starts or self.ends or self.hours or self.pin_until)

    def changes_after(self, moment: datetime) -> Iterator[datetime]:
        """When it begins or ends by itself, some of it perhaps before."""
        yield from filter(None, (self.starts, self.ends, self.pin_until))
        if self.hours and not (self.ends and self.ends <= moment):
            yield from filter(None, (hours.read(self.hours).changes_after(moment),))

    def says(self) -> dict[str, Any]:
        return {name: value for name, value in self.as_json().items() if name not in _ABOUT}

    def as_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if value is not None and value is not False and value != ""  # 0 % is a place
        }


_NAMES = frozenset(field.name for field in fields(Item))


def read(stored: Iterable[dict[str, Any]]) -> tuple[Item, ...]:
    """Of a launched version. What a later release wrote and this one does not know is left out."""
    return tuple(Item(**_known(row)) for row in stored)


def _known(row: dict[str, Any]) -> dict[str, Any]:
    said = row if row.keys() <= _NAMES else {name: row[name] for name in row.keys() & _NAMES}
    return said | {name: datetime.fromisoformat(said[name]) for name in _MOMENTS if name in said}


def of_row(row: Recommendation) -> Item:
    """Select `added_by` with it."""
    return Item(
        key=row.pk or 0,
        article=row.article_id,
        url=row.url,
        source=row.source,
        headline=row.headline,
        kicker=row.kicker,
        summary=row.summary,
        picture=row.picture_id,
        focal_x=row.focal_x,
        focal_y=row.focal_y,
        starts=row.starts_at,
        ends=row.ends_at,
        hours=row.hours,
        pin=row.pin,
        pin_until=row.pin_until if row.pin else None,
        repeat=row.may_repeat,
        by=row.added_by_id,
        by_name=(row.added_by.first_name or str(row.added_by)) if row.added_by else "",
        at=row.added_at,
    )


def of_draft(list_: RecommendationList) -> tuple[Item, ...]:
    """One query."""
    rows = Recommendation.objects.kept().filter(list=list_).select_related("added_by")
    return tuple(of_row(row) for row in rows.order_by("order", "pk"))


def of_edition(edition: ListEdition) -> tuple[Item, ...]:
    return read(edition.items)
