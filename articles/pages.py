"""From a story's text to what a template reads. Asks no database: whoever calls has found everything already,
so an edition, a revision, a saved article and an unsaved form come out alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from articles import disclosures, prose, renditions
from articles.models import Author, Correction, Credit, Edition, Image, Kind, Section, Story, Tag
from articles.models.section import address_of
from articles.presentation import (
    Card,
    CorrectionNotice,
    DisclosureNote,
    Name,
    Picture,
    Place,
    StoryPage,
    UpdateNote,
)

CARD_SHAPES = ("wide", "landscape", "square")
#: What a card is made of: with a page of them, the rest of the columns is most of what a query costs.
CARD_FIELDS = (
    *("pk", "article_id", "story_id", "headline", "card_headline", "standfirst", "path", "first_published"),
    *("minutes", "section_id", "section__title", "section__slug", "section__description", "section__hue"),
    *(f"lead_image__{name}" for name in ("key", "width", "height", "focal_x", "focal_y", "rights_until")),
    *("lead_image__credit", "ready"),
)
#: Of these: which files the picture has, to be read where a template draws it.
CARD_TEXTS = {"ready": Cast("lead_image__ready", TextField())}


#: What a story's page is made of, for `only()`: a database driver takes longer over a column that nobody reads than Python
#: over one that somebody does.
IMAGE_FIELDS = ("key", "width", "height", "focal_x", "focal_y", "rights_until", "credit", "ready")
SECTION_FIELDS = ("title", "slug", "description", "hue")
TOPIC_FIELDS = ("name", "slug", "description")
STORY_FIELDS = (
    *("headline", "standfirst", "kind", "body", "section", "lead_image", "lead_alt", "lead_decorative"),
    *("lead_caption", "disclosures", "seo_title", "seo_description", "canonical_url", "noindex"),
    *("article", "story_id", "path", "first_published", "updated", "minutes", "live_from", "live_until"),
    *(f"section__{name}" for name in SECTION_FIELDS),
    *(f"lead_image__{name}" for name in IMAGE_FIELDS),
)
NAME_FIELDS = (
    *("name", "slug", "job_title", "place", "biography", "portrait"),
    *(f"portrait__{name}" for name in IMAGE_FIELDS),
)


def place(item: Section | Tag, *, url: str | None = None) -> Place:
    if isinstance(item, Section):
        return Place(
            item.title,
            url if url is not None else item.get_absolute_url(),
            item.slug,
            item.description,
            item.hue,
        )
    return Place(item.name, url if url is not None else item.get_absolute_url(), item.slug, item.description)


def name(author: Author, role: str = Credit.WORDS, *, moment: datetime, address: renditions.Address) -> Name:
    """`author.portrait` is read: select it with the author."""
    portrait = author.portrait
    return Name(
        name=author.name,
        url=author.get_absolute_url(),
        role=role,
        role_title="" if role == Credit.WORDS else Credit(role).label,
        job_title=author.job_title,
        place=author.place,
        biography=author.biography,
        portrait=(
            renditions.picture(portrait, "square", alt="", address=address)
            if portrait and portrait.has_rights_at(moment)
            else None
        ),
    )


def lead_picture(
    story: Story, image: Image | None, *, moment: datetime, address: renditions.Address
) -> Picture | None:
    if image is None or not image.has_rights_at(moment):
        return None
    alt = "" if story.lead_decorative else story.lead_alt
    return renditions.picture(
        image, renditions.lead_shape(image), alt=alt, caption=story.lead_caption, address=address
    )


def lead_shapes(image: Image | None, *, moment: datetime, address: renditions.Address) -> dict[str, Picture]:
    """The lead as machines are told of it."""
    if image is None or not image.has_rights_at(moment):
        return {}
    return renditions.pictures(image, (renditions.SOCIAL, *renditions.FOR_SEARCH_ENGINES), address=address)


def body(
    story: Story,
    *,
    images: Mapping[int, Image],
    stories: Mapping[str, str],
    moment: datetime,
    address: renditions.Address,
) -> str:
    """`images` by primary key; `stories` are present addresses by public id, for links to what readers can see."""
    shown = {}
    for pk, image in images.items():
        # The lead, should it stand in the text again, has its own shape's files only.
        shape = renditions.lead_shape(image) if pk == story.lead_image_id else "original"
        found = renditions.picture(image, shape, alt="", address=address)
        if found and image.has_rights_at(moment):
            shown[pk] = found
    return prose.present(story.body, pictures=shown, stories=stories)


def disclosed(story: Story) -> tuple[DisclosureNote, ...]:
    return tuple(
        DisclosureNote(item.kind, item.title, item.words) for item in disclosures.read(story.disclosures)
    )


def story_page(
    story: Story,
    *,
    public_id: str,
    section: Section | None,
    bylines: Iterable[tuple[Author, str]],
    topics: Iterable[Tag],
    images: Mapping[int, Image],
    stories: Mapping[str, str],
    moment: datetime,
    url: str = "",
    published: datetime | None = None,
    updated: datetime | None = None,
    minutes: int | None = None,
    corrections: Iterable[Correction] = (),
    updates: Iterable[Edition] = (),
    social_card: str = "",
    is_preview: bool = False,
    address: renditions.Address = renditions.public_address,
) -> StoryPage:
    """`images` are those of the lead and the body. Corrections need their edition selected."""
    return StoryPage(
        public_id=public_id,
        headline=story.headline,
        standfirst=story.standfirst,
        kind=story.kind,
        kind_title=Kind(story.kind).label,
        body=body(story, images=images, stories=stories, moment=moment, address=address),
        section=place(section) if section else None,
        url=url,
        names=tuple(name(author, role, moment=moment, address=address) for author, role in bylines),
        topics=tuple(place(tag) for tag in topics),
        lead=lead_picture(story, images.get(story.lead_image_id or 0), moment=moment, address=address),
        shapes=lead_shapes(images.get(story.lead_image_id or 0), moment=moment, address=address),
        minutes=prose.reading_minutes(story.body) if minutes is None else minutes,
        published=published,
        updated=updated if updated and published and updated > published else None,
        corrections=tuple(
            CorrectionNotice(
                kind=item.kind,
                title=Correction.Kind(item.kind).label,
                at=item.at,
                wrote=item.wrote,
                it_is=item.it_is,
                serious=item.serious,
            )
            for item in corrections
        ),
        updates=tuple(UpdateNote(edition.live_from, edition.note) for edition in updates),
        disclosures=disclosed(story),
        seo_title=story.seo_title,
        seo_description=story.seo_description,
        canonical_url=story.canonical_url,
        social_card=social_card,
        noindex=story.noindex,
        is_preview=is_preview,
    )


class Pictures(Mapping[str, Picture]):
    """A picture in those shapes that have files, each made when it is asked for, once: a page draws one of them, a feed
    or a reason none."""

    def __init__(self, make: Callable[[str], Picture | None], shapes: Iterable[str]) -> None:
        self.make, self.shapes = make, tuple(shapes)
        self._made: dict[str, Picture | None] = {}

    def made(self, shape: str) -> Picture | None:
        if shape not in self._made:
            self._made[shape] = self.make(shape)
        return self._made[shape]

    def __getitem__(self, shape: str) -> Picture:
        found = self.made(shape) if shape in self.shapes else None
        if found is None:
            raise KeyError(shape)
        return found

    def __iter__(self) -> Iterator[str]:
        return (shape for shape in self.shapes if self.made(shape))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(self.made(shape) for shape in self.shapes)


def card(
    row: Any, *, names: Iterable[str] = (), moment: datetime, place: str, shapes: Iterable[str] = CARD_SHAPES
) -> Card:
    """Of a row with `CARD_FIELDS`. `place` is where the public files stand."""
    return Card(
        headline=row.card_headline or row.headline,
        url=row.path,
        published=row.first_published,
        standfirst=row.standfirst,
        section=section_of(row),
        names=tuple(names),
        minutes=row.minutes,
        pictures=pictures_of(row, moment, shapes, place),
        story_id=row.story_id,
    )


def section_of(row: Any) -> Place | None:
    if row.section__slug is None:
        return None
    return _section(row.section__title, row.section__slug, row.section__description, row.section__hue)


@lru_cache(maxsize=256)  # a page has dozens of cards, and a site a dozen sections
def _section(title: str, slug: str, description: str, hue: str) -> Place:
    return Place(title, address_of(slug), slug, description, hue)


def pictures_of(row: Any, moment: datetime, shapes: Iterable[str], place: str) -> Mapping[str, Picture]:
    """The story's own, as long as there are rights; made of the row once a template draws one."""
    until = row.lead_image__rights_until
    if row.lead_image__key is None or (until is not None and until <= moment):
        return {}
    size, focal = (
        (row.lead_image__width, row.lead_image__height),
        (row.lead_image__focal_x, row.lead_image__focal_y),
    )

    def make(shape: str) -> Picture | None:
        found = renditions.of_reader(row.lead_image__key, *size, focal, row.ready, shape, place)
        return replace(found, credit=row.lead_image__credit) if found else None

    return Pictures(make, shapes)
