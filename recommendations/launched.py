"""Which launched versions a page shows at a moment, the most specific place winning. One query."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, FilteredRelation, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim

from articles import renditions
from articles.models import Edition, Image, Section, Tag
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, prepared
from recommendations.items import Item, read
from recommendations.models import BelowMinimum, LaunchedPlacement, ListEdition, RecommendationList
from recommendations.models.list import address_of
from recommendations.rules import Rule
from recommendations.spots import Spot, Where


@dataclass
class Launched:
    """A visible version, with where on the page it may stand and the pictures that its items bring."""

    pk: int
    list_id: int
    title: str
    slug: str
    number: int
    since: datetime
    heading: str
    description: str
    maximum: int
    minimum: int
    below_minimum: str
    borrows: int | None
    stored_rule: dict[str, Any]
    by: str = ""
    places: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # by spot: how specific, after which paragraph
    images: dict[int, Image] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    has_own_page: bool = False
    address: renditions.Address = renditions.public_address  # where its own pictures' files are

    @cached_property
    def rule(self) -> Rule | None:
        """What it is filled by, if it is."""
        return Rule.read(self.stored_rule) if self.below_minimum == BelowMinimum.BACKFILL else None

    @property
    def url(self) -> str:
        return address_of(self.slug) if self.has_own_page else ""


_IMAGE = ("id", "key", "width", "height", "focal_x", "focal_y", "rights_until", "credit", "ready")
_GENERAL = RecommendationList.objects.filter(is_general=True).order_by().values("pk")
_AT_STORIES = LaunchedPlacement.objects.order_by().values("edition__list")
#: Readers are told it: never the name that somebody signs in with.
_NAME = Coalesce(
    NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")),
    "author__name",
    Value(""),
    output_field=CharField(),
)


def rows(spots: frozenset[str], *, wherever: bool = False) -> Any:
    """One row for each place and picture of a version; whoever asks says of which lists, and when. A version that has
    no place among these, and is not lent, comes only if it may be `wherever` it is.

    Items and rule as text, to be read once a version and not with each of its rows. PostgreSQL takes longer to look for
    the best way through eight tables than to go it: names are asked for beside the rows.
    """
    person = get_user_model().objects.filter(pk=OuterRef("by")).values(name=_NAME)
    story = Edition.objects.filter(article=OuterRef("here__article")).order_by().values("story_id")[:1]
    section = Section.objects.filter(pk=OuterRef("here__section")).order_by().values("slug")
    topic = Tag.objects.filter(pk=OuterRef("here__tag")).order_by().values("slug")
    return (
        ListEdition.objects.alias(
            here=FilteredRelation("placements", condition=Q(placements__spot__in=sorted(spots)))
        )
        .filter(Q() if wherever else Q(here__isnull=False) | Q(list__is_lent=True))
        .annotate(
            said=Cast("items", TextField()),
            rule=Cast("backfill", TextField()),
            launched_by=Subquery(person),
            here_section=Subquery(section),
            here_topic=Subquery(topic),
            here_story=Subquery(story),
        )
        .order_by("list_id")
        .values_list(
            *("pk", "list_id", "list__title", "list__slug", "number", "live_from", "heading", "description"),
            *("maximum", "minimum", "below_minimum", "borrows_id", "rule", "said", "launched_by"),
            *("here__spot", "here__paragraph", "here_section", "here_topic", "here_story"),
            *(f"picture_links__image__{name}" for name in _IMAGE),
            named=True,
        )
    )


@prepared
def _on_page(spots: frozenset[str], at_a_story: bool) -> Any:
    asked = rows(spots).visible_at(Parameter("moment", MOMENT))
    return asked.filter(looked_through(Parameter("story", TEXT) if at_a_story else None))


@prepared
def _of_list() -> Any:
    asked = rows(frozenset(Spot.values), wherever=True).visible_at(Parameter("moment", MOMENT))
    return asked.filter(list=Parameter("list", NUMBER))


def looked_through(story: Any) -> Q:
    """The lists that may stand on the page: the general ones, and those at its own story."""
    if story is None:
        return Q(list__is_general=True)
    this = Edition.objects.filter(story_id=story).order_by().values("article")[:1]
    return Q(list__in=_GENERAL.union(_AT_STORIES.filter(article__in=this), all=True))


def current(moment: datetime, lists: QuerySet[Any, Any]) -> QuerySet[ListEdition]:
    """The version of each list that readers have: two probes of an index for each, however many versions it had."""
    return ListEdition.objects.visible_at(moment).filter(list__in=lists)


def for_page(spots: Iterable[str], where: Where, moment: datetime, *, slug: str = "") -> dict[int, Launched]:
    """By key of the list: those with a place on the page, and those that others borrow from."""
    spots = set(spots)
    found: dict[int, Launched] = {}
    for row in _on_page(
        frozenset({*spots, Spot.OWN_PAGE}), bool(where.story), moment=moment, story=where.story
    ):
        launched = _noted(row, found)
        is_elsewhere = slug and row.here__spot == Spot.OWN_PAGE and row.list__slug != slug
        if row.here__spot in spots and not is_elsewhere and _means(where, row):
            _note_place(launched, row)
    return found


def of_list(pk: int, moment: datetime) -> Launched | None:
    """What is launched of one list, wherever it stands. One query."""
    found: dict[int, Launched] = {}
    for row in _of_list(moment=moment, list=pk):
        _noted(row, found)
    return found.get(pk)


def _noted(row: Any, found: dict[int, Launched]) -> Launched:
    launched = found.get(row.list_id)
    if launched is None:
        launched = found[row.list_id] = _launched(row)
    launched.has_own_page |= row.here__spot == Spot.OWN_PAGE
    if row.picture_links__image__id is not None:
        _note_image(launched, row)
    return launched


def _launched(row: Any) -> Launched:
    return Launched(
        *row[:12],
        stored_rule=json.loads(row.rule),
        by=row.launched_by or "",
        items=read(json.loads(row.said)),
    )


def _note_image(launched: Launched, row: Any) -> None:
    pk = row.picture_links__image__id
    if pk not in launched.images:
        launched.images[pk] = Image(
            **{name: getattr(row, f"picture_links__image__{name}") for name in _IMAGE}
        )


def _means(where: Where, row: Any) -> bool:
    section, topic, story = row.here_section, row.here_topic, row.here_story
    return (
        (section is None or section == where.section)
        and (topic is None or topic in where.topics)
        and (story is None or story == where.story)
    )


def _note_place(launched: Launched, row: Any) -> None:
    """Everywhere, a section, a topic, one story: the most specific wins."""
    narrowed = (row.here_section, row.here_topic, row.here_story)
    specific = next((weight for weight in (3, 2, 1) if narrowed[weight - 1] is not None), 0)
    spot, place = row.here__spot, (specific, row.here__paragraph)
    launched.places[spot] = max(launched.places.get(spot, place), place)


def chosen(found: dict[int, Launched], spots: Iterable[str]) -> dict[str, Launched]:
    """For each spot the list with the most specific place; of two alike the one launched last."""
    candidates: dict[str, list[Launched]] = defaultdict(list)
    for launched in found.values():
        for spot in launched.places:
            candidates[spot].append(launched)
    return {
        spot: max(
            candidates[spot],
            key=lambda launched: (launched.places[spot][0], launched.since, launched.pk),
        )
        for spot in spots
        if candidates[spot]
    }


def is_anything_at(spot: str, where: Where, moment: datetime) -> bool:
    """Whether some list stands in that place of the page. One query."""
    return any(spot in version.places for version in for_page([spot], where, moment).values())
