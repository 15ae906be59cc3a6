"""Which launched versions a page shows at a moment, the most specific place winning. One query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import (
    FilteredRelation,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from articles.models import Edition, Image, Section, Tag
from recommendations.items import Item, of_edition
from recommendations.models import ListEdition, RecommendationList
from recommendations.spots import Spot, Where

#: What a shelf is made of: one row for each place and picture of a version.
_EDITION = (
    *("id", "list_id", "number", "live_from", "heading", "description", "items"),
    *("maximum", "minimum", "below_minimum", "borrows_id", "backfill"),
)
_LIST = ("list__id", "list__title", "list__slug")
_PERSON = ("by__id", "by__first_name", "by__last_name", "by__username")
#: How specific a place is: everywhere, a section, a topic, one story.
_NARROWED = ("here__section__slug", "here__tag__slug", "here__article_id")
_PLACE = ("here__spot", "here__paragraph", *_NARROWED)
_IMAGE = tuple(
    f"picture_links__image__{name}"
    for name in ("id", "key", "width", "height", "focal_x", "focal_y", "rights_until", "credit", "ready")
)


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
    lenders = ListEdition.objects.visible_at(moment).exclude(borrows=None).order_by().values("borrows")
    this = Edition.objects.filter(story_id=where.story).values("article")[:1]
    story = {"this_story": Subquery(this)} if where.story else {}
    rows: Iterable[dict[str, Any]] = (
        current(moment)
        .alias(here=FilteredRelation("placements", condition=Q(placements__spot__in={*spots, Spot.OWN_PAGE})))
        .annotate(**story)
        .filter(Q(here__isnull=False) | Q(list__in=lenders))
        .order_by("list_id")
        # Plain values: a model for every place and picture of a list would cost more than all that is made of them.
        .values(*_EDITION, *_LIST, *_PERSON, *_PLACE, *_IMAGE, *story)
    )
    found: dict[int, Launched] = {}
    for row in rows:
        launched = found.get(row["list_id"])
        if launched is None:
            launched = found[row["list_id"]] = _launched(row)
        launched.has_own_page |= row["here__spot"] == Spot.OWN_PAGE
        is_elsewhere = slug and row["here__spot"] == Spot.OWN_PAGE and row["list__slug"] != slug
        if row["here__spot"] in spots and _means(where, row) and not is_elsewhere:
            _note_place(launched, row)
        if image := _part(Image, row, _IMAGE):
            launched.images[image.pk] = image
    return found


def _launched(row: dict[str, Any]) -> Launched:
    edition = ListEdition(**{name: row[name] for name in _EDITION})
    edition.list = _part(RecommendationList, row, _LIST)
    edition.by = _part(get_user_model(), row, _PERSON)
    return Launched(edition, items=of_edition(edition))


def _part(model: type[Model], row: dict[str, Any], names: tuple[str, ...]) -> Any:
    """What the row tells of something that the version leads to, or None."""
    if row[names[0]] is None:
        return None
    return model(**{name.rpartition("__")[2]: row[name] for name in names})


def is_anything_at(spot: str, where: Where, moment: datetime) -> bool:
    """Whether some list stands in that place of the page. One query."""
    return current(moment).filter(matches(where, "placements"), placements__spot=spot).exists()


def _means(where: Where, row: dict[str, Any]) -> bool:
    """As `matches` says it to the database."""
    section, topic, story = (row[name] for name in _NARROWED)
    return (
        (section is None or section == where.section)
        and (topic is None or topic in where.topics)
        and (story is None or story == row.get("this_story"))
    )


def _note_place(launched: Launched, row: dict[str, Any]) -> None:
    specific = next((weight for weight in (3, 2, 1) if row[_NARROWED[weight - 1]] is not None), 0)
    spot, paragraph = row["here__spot"], row["here__paragraph"]
    known = launched.places.get(spot)
    if known is None or (specific, paragraph) > known:
        launched.places[spot] = (specific, paragraph)


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
