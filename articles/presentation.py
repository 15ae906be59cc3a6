"""What a template reads: plain, frozen values. They are built from an edition, a revision, a saved article or an
unsaved form alike, so a preview is the reader's page. Nothing here knows a model or asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Source:
    """One `<source>` of a `<picture>`."""

    type: str  # "image/webp"
    srcset: str  # "/media/ab/cdef.webp 320w, ..."


@dataclass(frozen=True)
class Picture:
    """A picture in one use. `sources` are better formats, best first; `src`/`srcset` are JPEG for everybody."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str  # "" is decorative
    sources: tuple[Source, ...] = ()
    caption: str = ""  # plain text, or clean inline HTML in a body figure
    credit: str = ""

    @property
    def is_portrait(self) -> bool:
        return self.height > self.width

    @property
    def largest(self) -> str:
        """Address of the JPEG that is `width` wide: `srcset` ends with it."""
        return self.srcset.rpartition(", ")[2].partition(" ")[0] or self.src


@dataclass(frozen=True)
class Place:
    """Something that has a page: a section or a topic. `url` is empty if readers have no such page now."""

    title: str
    url: str
    slug: str = ""
    description: str = ""
    hue: str = ""  # "machines" ... "science" or "neutral"; topics have none


@dataclass(frozen=True)
class Name:
    """A name in the byline."""

    name: str
    url: str
    role: str = "words"  # words, photography, illustration, research, video
    role_title: str = ""  # as written after the name: "Photography"; empty for words
    job_title: str = ""
    place: str = ""  # where they report from
    biography: str = ""
    portrait: Picture | None = None


@dataclass(frozen=True)
class CorrectionNotice:
    kind: str  # "correction" or "clarification"
    title: str  # "Correction"
    at: datetime
    wrote: str
    it_is: str
    serious: bool = False  # stands before the body


@dataclass(frozen=True)
class DisclosureNote:
    kind: str  # "loan"
    title: str  # "Loaned device"
    words: str


@dataclass(frozen=True)
class UpdateNote:
    at: datetime
    note: str


@dataclass(frozen=True)
class Card:
    """A story in a list. An external one has `source` (the other site's name) and no section."""

    headline: str
    url: str
    published: datetime | None = None
    standfirst: str = ""
    kicker: str = ""  # instead of the section's title
    section: Place | None = None
    names: tuple[str, ...] = ()
    minutes: int = 0  # reading time, rounded up; 0 if unknown
    pictures: Mapping[str, Picture] = field(
        default_factory=dict
    )  # by shape: "landscape" 3:2, "square" 1:1, "wide" 2:1
    source: str = ""
    story_id: str = ""  # public id; empty for another site
    reason: str = ""  # why it is here; for staff

    @property
    def is_external(self) -> bool:
        return bool(self.source)

    @property
    def label(self) -> str:
        """What stands above the headline, in the colour of `hue`."""
        return self.source or self.kicker or (self.section.title if self.section else "")

    @property
    def hue(self) -> str:
        return "neutral" if self.source else self.section.hue if self.section else ""

    @property
    def byline(self) -> str:
        """ "Ines Okafor, Jun Castellane and Tomasz Wren"."""
        return join_names(self.names)


@dataclass(frozen=True)
class StoryPage:
    public_id: str
    headline: str
    standfirst: str
    kind: str  # "news"
    kind_title: str  # "News"
    body: str  # safe HTML as readers get it
    section: Place | None
    url: str
    names: tuple[Name, ...] = ()
    topics: tuple[Place, ...] = ()
    lead: Picture | None = None
    shapes: dict[str, Picture] = field(default_factory=dict)  # the lead in others, for machines
    minutes: int = 0
    published: datetime | None = None
    updated: datetime | None = None  # only if readers should be told: after `published`, and real
    corrections: tuple[CorrectionNotice, ...] = ()
    updates: tuple[UpdateNote, ...] = ()
    disclosures: tuple[DisclosureNote, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    canonical_url: str = ""  # of a syndicated piece, elsewhere
    social_card: str = ""  # address of the one drawn for it, if its lead is not what a shared link shows
    noindex: bool = False
    is_preview: bool = False

    @property
    def byline(self) -> str:
        return join_names([name.name for name in self.names])

    @property
    def serious_corrections(self) -> list[CorrectionNotice]:
        return [notice for notice in self.corrections if notice.serious]

    @property
    def other_corrections(self) -> list[CorrectionNotice]:
        return [notice for notice in self.corrections if not notice.serious]


def join_names(names: list[str] | tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
