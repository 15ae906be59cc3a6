"""Which launched versions a page shows at a moment, the most specific place winning. One query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from articles.models import Edition, Image, Section, Tag
from recommendations.items import Item, of_edition
from recommendations.models import ListEdition, RecommendationList
from recommendations.models.list import Site
from recommendations.spots import Spot, Where

_IMAGE = ("id", "key", "width", "height", "focal_x", "focal_y", "rights_until", "credit", "ready")
#: How specific a place is: everywhere, a section, a topic, one story.
_NARROWED = ("section_id", "tag_id", "article_id")


@dataclass
class Launched:
    """A visible version, with where on the page it may stand and the pictures that its items bring."""

    edition: ListEdition
    places: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # by spot: how specific, after which paragraph
    images: dict[int, Image] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    has_own_page: bool = False


def current(moment: datetime) -> QuerySet[ListEdition]:
    """The version of each list that readers have: one probe of an index for each list, however many it had."""
    latest = ListEdition.objects.begun_at(moment).filter(list=OuterRef("pk")).order_by("-live_from")
    keys = RecommendationList.objects.annotate(current=Subquery(latest.values("pk")[:1])).values("current")
    return ListEdition.objects.visible_at(moment).filter(pk__in=keys)


def matches(where: Where, place: str) -> Q:
    """Of the places that stand under this name in a query: those everywhere, and those that mean this page."""
    fits = Q(**{f"{place}__section": None, f"{place}__tag": None, f"{place}__article": None})
    if where.section:
        sections = Section.objects.filter(slug=where.section).values("pk")
        fits |= Q(**{f"{place}__section__in": sections})
    if where.topics:
        fits |= Q(**{f"{place}__tag__in": Tag.objects.filter(slug__in=where.topics).values("pk")})
    if where.story:
        stories = Edition.objects.filter(story_id=where.story).values("article")
        fits |= Q(**{f"{place}__article__in": stories})
    return fits


def for_page(spots: Iterable[str], where: Where, moment: datetime, *, slug: str = "") -> dict[int, Launched]:
    """By key of the list: those with a place on the page, and those that others borrow from."""
    spots = set(spots)
    fits = matches(where, "here") & Q(here__spot__in=spots)
    if slug:
        fits &= Q(list__slug=slug)
    lenders = ListEdition.objects.visible_at(moment).exclude(borrows=None).order_by().values("borrows")
    rows: Iterable[Any] = (
        current(moment)
        .alias(here=FilteredRelation("placements", condition=Q(placements__spot__in={*spots, Spot.OWN_PAGE})))
        .annotate(
            is_here=Case(When(fits, then=True), default=False, output_field=BooleanField()),
            **{f"place_{name}": F(f"here__{name}") for name in Site.SAYS},
            **{f"image_{name}": F(f"picture_links__image__{name}") for name in _IMAGE},
        )
        .filter(Q(here__isnull=False) | Q(list__in=lenders))
        .select_related("list", "by")
        .order_by("list_id")
    )
    found: dict[int, Launched] = {}
    for row in rows:
        launched = found.get(row.list_id)
        if launched is None:
            launched = found[row.list_id] = Launched(row, items=of_edition(row))
        launched.has_own_page |= row.place_spot == Spot.OWN_PAGE
        if row.is_here:
            _note_place(launched, row)
        if row.image_id:
            launched.images[row.image_id] = Image(**{name: getattr(row, f"image_{name}") for name in _IMAGE})
    return found


def is_anything_at(spot: str, where: Where, moment: datetime) -> bool:
    """Whether some list stands in that place of the page. One query."""
    return current(moment).filter(matches(where, "placements"), placements__spot=spot).exists()


def _note_place(launched: Launched, row: Any) -> None:
    specific = next(
        (weight for weight in (3, 2, 1) if getattr(row, f"place_{_NARROWED[weight - 1]}") is not None), 0
    )
    known = launched.places.get(row.place_spot)
    if known is None or (specific, row.place_paragraph) > known:
        launched.places[row.place_spot] = (specific, row.place_paragraph)


def chosen(found: dict[int, Launched], spots: Iterable[str]) -> dict[str, Launched]:
    """For each spot the list with the most specific place; of two alike the one launched last."""
    candidates: dict[str, list[Launched]] = defaultdict(list)
    for launched in found.values():
        for spot in launched.places:
            candidates[spot].append(launched)
    return {
        spot: max(
            candidates[spot],
            key=lambda launched: (launched.places[spot][0], launched.edition.live_from, launched.edition.pk),
        )
        for spot in spots
        if candidates[spot]
    }
