"""From a story's text to what a template reads. Asks no database: whoever calls has found everything already,
so an edition, a revision, a saved article and an unsaved form come out alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from articles import disclosures, prose, renditions
from articles.models import Author, Correction, Credit, Edition, Image, Kind, Section, Story, Tag
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
#: What a card is made of, for `only`: with a page of them, the rest of the columns is most of what a query costs.
CARD_FIELDS = (
    *(
        "article_id",
        "story_id",
        "headline",
        "card_headline",
        "standfirst",
        "path",
        "first_published",
        "minutes",
    ),
    *(f"section__{name}" for name in ("title", "slug", "description", "hue")),
    *(
        f"lead_image__{name}"
        for name in ("key", "width", "height", "focal_x", "focal_y", "rights_until", "credit", "ready")
    ),
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
        minutes=prose.reading_minutes(story.body),
        published=published,
        updated=updated if updated and published and updated > published else None,
        corrections=tuple(
            CorrectionNotice(
                kind=item.kind,
                title=Correction.Kind(item.kind).label,
                at=item.edition.live_from,
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
    """A picture in those shapes that have files, each made when it is asked for: a page draws one of them, a feed or a
    reason none, and each costs some ten names of files."""

    def __init__(
        self, image: Image, shapes: Iterable[str], address: renditions.Address = renditions.public_address
    ) -> None:
        self.image, self.shapes, self.address = image, tuple(shapes), address

    def made(self, shape: str) -> Picture | None:
        return renditions.picture(self.image, shape, alt="", address=self.address)

    def __getitem__(self, shape: str) -> Picture:
        found = self.made(shape) if shape in self.shapes else None
        if found is None:
            raise KeyError(shape)
        return found

    def __iter__(self) -> Iterator[str]:
        return (shape for shape in self.shapes if self.made(shape))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def card(
    edition: Edition,
    *,
    names: Iterable[str] = (),
    moment: datetime,
    shapes: Iterable[str] = CARD_SHAPES,
    address: renditions.Address = renditions.public_address,
) -> Card:
    """The edition needs its section and lead image selected."""
    image = edition.lead_image
    return Card(
        headline=edition.card_headline or edition.headline,
        url=edition.path,
        published=edition.first_published,
        standfirst=edition.standfirst,
        section=place(edition.section) if edition.section else None,
        names=tuple(names),
        minutes=edition.minutes,
        pictures=Pictures(image, shapes, address) if image and image.has_rights_at(moment) else {},
        story_id=edition.story_id,
    )
