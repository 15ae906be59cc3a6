"""A visible edition with everything that stands around its text. Six queries, whatever the story has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Q, Subquery

from articles import pages, prose
from articles.front.cards import bylines_of, for_cards, names_on_card
from articles.models import Change, Correction, Edition, Image, Tag
from articles.presentation import Card, StoryPage


@dataclass(frozen=True)
class Reading:
    story: StoryPage
    next_card: Card | None


@dataclass(frozen=True)
class History:
    """What changed in a story since readers first saw it, newest first."""

    corrections: tuple[Correction, ...] = ()
    updates: tuple[Edition, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.corrections or self.updates)


def read(edition: Edition, moment: datetime) -> Reading:
    following, linked = neighbours(edition, moment)
    bylines = bylines_of([edition, following] if following else [edition])
    history = history_of(edition, moment)
    story = pages.story_page(
        edition,
        public_id=edition.story_id,
        section=edition.section,
        bylines=[(byline.author, byline.role) for byline in bylines.get(edition.pk, [])],
        topics=Tag.objects.filter(edition_links__edition=edition).order_by("edition_links__pk"),
        images={image.pk: image for image in Image.objects.filter(edition_links__edition=edition)},
        stories=linked,
        moment=moment,
        url=edition.path,
        published=edition.first_published,
        updated=None if history.is_empty else edition.updated,
        corrections=history.corrections,
        updates=history.updates,
        social_card=_social_card(edition),
    )
    next_card = (
        pages.card(following, names=names_on_card(bylines.get(following.pk, [])), moment=moment)
        if following
        else None
    )
    return Reading(story, next_card)


def _social_card(edition: Edition) -> str:
    """Its address, or nothing. No query: it was selected with the edition."""
    card = getattr(edition, "social_card", None)
    return default_storage.url(card.name) if card else ""


def neighbours(edition: Edition, moment: datetime) -> tuple[Edition | None, dict[str, str]]:
    """The next story in the section, and where the stories it links to are now, by public id. One query for both."""
    visible = Edition.objects.visible_at(moment)
    assert edition.section_id is not None  # the database says so
    older = visible.in_section(edition.section_id).older_than(edition.first_published, edition.article_id)
    following = Q(pk=Subquery(older.latest_first().values("pk")[:1]))
    links = prose.story_links(edition.body)
    found = list(for_cards(visible.filter(following | Q(story_id__in=links) if links else following)))
    after = [row for row in found if row.section_id == edition.section_id and _is_older(row, edition)]
    return (
        max(after, key=lambda row: (row.first_published, row.article_id), default=None),
        {row.story_id: row.path for row in found if row.story_id in links},
    )


def _is_older(row: Edition, than: Edition) -> bool:
    return (row.first_published, row.article_id) < (than.first_published, than.article_id)


def history_of(edition: Edition, moment: datetime) -> History:
    """Updates and corrections that readers may know of at the moment. One query."""
    if edition.updated <= edition.first_published:
        return History()
    rows = (
        Edition.objects.begun_at(moment)
        .filter(
            article_id=edition.article_id,
            change__in=[Change.UPDATE, Change.CORRECTION],
            sealed_at__isnull=True,
        )
        .order_by("-live_from", "corrections__pk")
        .values("live_from", "change", "note", *(f"corrections__{name}" for name in _CORRECTION_FIELDS))
    )
    return History(tuple(_corrections(rows)), tuple(_updates(rows)))


_CORRECTION_FIELDS = ("pk", "kind", "wrote", "it_is", "serious")


def _corrections(rows: Iterable[dict]) -> Iterable[Correction]:
    for row in rows:
        if row["corrections__pk"]:
            yield Correction(
                edition=Edition(live_from=row["live_from"]),
                **{name: row[f"corrections__{name}"] for name in _CORRECTION_FIELDS},
            )


def _updates(rows: Iterable[dict]) -> Iterable[Edition]:
    for row in rows:
        if row["change"] == Change.UPDATE and row["note"]:
            yield Edition(live_from=row["live_from"], note=row["note"])
