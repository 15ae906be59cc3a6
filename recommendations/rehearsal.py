"""A list on the readers' pages as if it were launched: its draft, or a version that waits. For the desk, and for those
with whom the desk shared it; nothing is written, and readers' pages cannot ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from articles import renditions
from articles.models import Edition, Image
from recommendations import addresses
from recommendations.asking import PageAsking
from recommendations.freezing import shape_of
from recommendations.items import Item, of_draft, of_edition
from recommendations.launched import Launched, of_list
from recommendations.models import ListEdition, Placement, RecommendationList
from recommendations.models.list import Site
from recommendations.spots import Spot


@dataclass
class Rehearsal:
    """For `PageAsking.rehearsal`: this in place of what is launched of the list. Five queries a page at most."""

    list: RecommendationList
    waiting: ListEdition | None = None  # else the draft
    #: Whose windows of time hold: those of the page's moment, or of this one.
    launched_at: datetime | None = None
    address: renditions.Address = renditions.public_address

    @cached_property
    def items(self) -> tuple[Item, ...]:
        items = of_edition(self.waiting) if self.waiting else of_draft(self.list)
        return at_launch(items, self.launched_at) if self.launched_at else items

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        rows: Any = (
            self.waiting.placements.all() if self.waiting else Placement.objects.filter(list=self.list)
        )
        return tuple(rows.select_related("section", "tag"))

    def __call__(self, page: PageAsking, found: dict[int, Launched]) -> None:
        made = found[self.list.pk] = self.as_launched(page)
        if made.borrows and made.borrows not in found and (lender := of_list(made.borrows, page.moment)):
            found[lender.list_id] = lender

    def as_launched(self, page: PageAsking) -> Launched:
        waiting = self.waiting
        shape = shape_of(waiting or self.list)
        return Launched(
            pk=0,
            list_id=self.list.pk,
            title=self.list.title,
            slug=self.list.slug,
            number=waiting.number if waiting else self.list.launches + 1,
            since=page.moment,
            by=str(waiting.by or "") if waiting else "",
            borrows=shape.pop("borrows_id"),
            stored_rule=shape.pop("backfill"),
            **shape,
            places=self.places_on(page),
            images=Image.objects.in_bulk([item.picture for item in self.items if item.picture]),
            items=self.items,
            has_own_page=any(site.spot == Spot.OWN_PAGE for site in self.sites),
            address=self.address,
        )

    def places_on(self, page: PageAsking) -> dict[str, tuple[int, int]]:
        here = story_of(page)
        places: dict[str, tuple[int, int]] = {}
        for row in self.sites:
            is_meant = (
                (row.section is None or row.section.slug == page.where.section)
                and (row.tag is None or row.tag.slug in page.where.topics)
                and (row.article_id is None or row.article_id == here)
            )
            if row.spot in page.spots and is_meant:
                specific = 3 if row.article_id else 2 if row.tag_id else 1 if row.section_id else 0
                places[row.spot] = max(places.get(row.spot, (0, 0)), (specific, row.paragraph))
        if page.slug not in ("", self.list.slug):
            places.pop(Spot.OWN_PAGE, None)
        return places

    def first_page(self, moment: datetime) -> str:
        """Where somebody who wants to see it looks first."""
        return addresses.first(self.sites, self.list, moment)

    def left_out(self, moment: datetime) -> int:
        """How many of its stories readers cannot see at the moment."""
        wanted = {item.article for item in self.items if item.article}
        return len(wanted) - Edition.objects.visible_at(moment).filter(article__in=wanted).count()


def at_launch(items: Iterable[Item], moment: datetime) -> tuple[Item, ...]:
    """What stands in the list when it is launched then, whenever somebody looks at it."""
    return tuple(
        replace(
            item,
            starts=None,
            ends=None,
            hours="",
            pin=item.pin if item.is_pinned_at(moment) else None,
            pin_until=None,
        )
        for item in items
        if item.is_in_time_at(moment)
    )


def story_of(page: PageAsking) -> int | None:
    if not page.where.story:
        return None
    found = Edition.objects.visible_at(page.moment).filter(story_id=page.where.story)
    return found.values_list("article_id", flat=True).first()
