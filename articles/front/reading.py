"""A visible edition with everything that stands around its text. Six queries, whatever the story has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet, Subquery

from articles import pages, prose
from articles.bylines import bylines_of, names_on_card
from articles.front.cards import for_cards
from articles.models import Change, Correction, Edition, Image, Tag
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, prepared
from articles.presentation import Card, StoryPage
from articles.renditions import public_place


@dataclass(frozen=True)
class Reading:
    story: StoryPage
    next_card: Card | None
    linked: frozenset[
        str
    ]  # public ids of the stories that its text links to, whether readers see them or not


@dataclass(frozen=True)
class History:
    """What changed in a story since readers first saw it, newest first."""

    corrections: tuple[Correction, ...] = ()
    updates: tuple[Edition, ...] = ()


def read(edition: Edition, moment: datetime) -> Reading:
    links = prose.story_links(edition.body)
    following, linked = neighbours(edition, moment, links)
    bylines = bylines_of([edition.pk, following.pk] if following else [edition.pk])
    history = history_of(edition, moment)
    story = pages.story_page(
        edition,
        public_id=edition.story_id,
        section=edition.section,
        bylines=[(byline.author, byline.role) for byline in bylines.get(edition.pk, [])],
        topics=_topics(edition=edition.pk),
        images=images_of(edition),
        stories=linked,
        moment=moment,
        url=edition.path,
        published=edition.first_published,
        updated=edition.updated,
        minutes=edition.minutes,
        corrections=history.corrections,
        updates=history.updates,
        social_card=_social_card(edition),
    )
    names = names_on_card(bylines.get(following.pk, [])) if following else []
    next_card = pages.card(following, names=names, moment=moment, place=public_place()) if following else None
    return Reading(story, next_card, frozenset(links))


@prepared
def _topics() -> QuerySet[Tag]:
    links = Tag.objects.filter(edition_links__edition=Parameter("edition", NUMBER))
    return links.only(*pages.TOPIC_FIELDS).order_by("edition_links__pk")


def images_of(edition: Edition) -> dict[int, Image]:
    """By key. Most stories have no picture but their lead, which was selected with them; only the others are asked for."""
    lead = [edition.lead_image] if edition.lead_image else []
    others = _images(edition=edition.pk) if prose.figures(edition.body) else []
    return {image.pk: image for image in (*lead, *others)}


@prepared
def _images() -> QuerySet[Image]:
    found = Image.objects.filter(edition_links__edition=Parameter("edition", NUMBER))
    return found.only(*pages.IMAGE_FIELDS).order_by()


def _social_card(edition: Edition) -> str:
    """Its address, or nothing. No query: it was selected with the edition."""
    card = getattr(edition, "social_card", None)
    return default_storage.url(card.name) if card else ""


@prepared
def _neighbours(has_links: bool) -> Any:
    visible = Edition.objects.visible_at(Parameter("moment", MOMENT))  # type: ignore[arg-type]
    of_section: Any = visible.in_section(Parameter("section", NUMBER))  # type: ignore[arg-type]
    older = of_section.older_than(Parameter("published", MOMENT), Parameter("article", NUMBER))
    following = older.latest_first().values("pk")[:1]
    if not has_links:
        return for_cards(visible.filter(pk=Subquery(following)))
    linked = Edition.objects.filter(story_id__in=Parameters("links", TEXT)).order_by().values("pk")
    return for_cards(visible.among(following, linked))


def neighbours(edition: Edition, moment: datetime, links: tuple[str, ...]) -> tuple[Any, dict[str, str]]:
    """The next story in the section, and where the stories it links to are now, by public id. One query for both."""
    found = _neighbours(
        bool(links),
        moment=moment,
        section=edition.section_id,
        published=edition.first_published,
        article=edition.article_id,
        links=links,
    )
    after = [row for row in found if row.section_id == edition.section_id and _is_older(row, edition)]
    return (
        max(after, key=lambda row: (row.first_published, row.article_id), default=None),
        {row.story_id: row.path for row in found if row.story_id in links},
    )


def _is_older(row: Any, than: Edition) -> bool:
    return (row.first_published, row.article_id) < (than.first_published, than.article_id)


def history_of(edition: Edition, moment: datetime) -> History:
    """Updates and corrections that readers may know of at the moment. One query."""
    if edition.live_from <= edition.first_published:
        return History()
    rows = _history(moment=moment, article=edition.article_id)
    return History(tuple(_corrections(rows)), tuple(_updates(rows)))


_CORRECTION_FIELDS = ("pk", "kind", "wrote", "it_is", "serious", "made_at")


@prepared
def _history() -> Any:
    return (
        Edition.objects.begun_at(Parameter("moment", MOMENT))  # type: ignore[arg-type]
        .filter(
            Q(change__in=[Change.UPDATE, Change.CORRECTION]) | Q(corrections__made_at__isnull=False),
            article_id=Parameter("article", NUMBER),
            sealed_at__isnull=True,
        )
        .order_by("-live_from", "corrections__pk")
        .values_list("live_from", "change", "note", *(f"corrections__{name}" for name in _CORRECTION_FIELDS))
    )


def _corrections(rows: Iterable[Any]) -> Iterable[Correction]:
    for row in rows:
        if row.corrections__pk:
            yield Correction(
                live_from=row.live_from,
                **{name: getattr(row, f"corrections__{name}") for name in _CORRECTION_FIELDS},
            )


def _updates(rows: Iterable[Any]) -> Iterable[Edition]:
    for row in rows:
        if row.change == Change.UPDATE and row.note:
            yield Edition(live_from=row.live_from, note=row.note)
