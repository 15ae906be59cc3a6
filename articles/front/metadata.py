"""What a page says of itself to machines: JSON-LD, Open Graph, canonical address, feeds. Made of the values that its
template shows, so that both agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles import prose, social_card
from articles.models import Credit, Kind
from articles.outlet import Outlet, language
from articles.presentation import CorrectionNotice, Name, Picture, Place, StoryPage
from articles.renditions import FOR_SEARCH_ENGINES, SOCIAL, WIDTH_FOR_MACHINES

Node = dict[str, Any]

SHORTEST, LONGEST = 60, 200  # characters of a description

#: News for all of them, and what kind of it where schema.org has a word.
TYPES = {
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.REVIEW: "ReviewNewsArticle",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.EXPLAINER: "BackgroundNewsArticle",
}
FEED_TYPES = {
    "rss.xml": ("application/rss+xml", "RSS"),
    "atom.xml": ("application/atom+xml", "Atom"),
    "feed.json": ("application/feed+json", "JSON Feed"),
}


@dataclass(frozen=True)
class FeedLink:
    url: str
    type: str
    title: str


@dataclass(frozen=True)
class SocialPicture:
    url: str
    width: int
    height: int
    alt: str
    type: str = "image/png"


@dataclass(frozen=True)
class Metadata:
    """What stands in the head of one page."""

    title: str  # of what is shared, without the outlet's name
    description: str
    canonical: str
    picture: SocialPicture
    type: str = "website"  # Open Graph's
    is_indexed: bool = True
    properties: list[tuple[str, str]] = field(default_factory=list)  # more of Open Graph's
    feeds: list[FeedLink] = field(default_factory=list)
    graph: list[Node] = field(default_factory=list)

    @property
    def robots(self) -> str:
        return "max-image-preview:large" if self.is_indexed else "noindex"

    @property
    def json_ld(self) -> SafeString:
        """Data in a `<script>` that no browser runs. `<` is escaped, so that nothing in it can close the element."""
        text = json.dumps({"@context": "https://schema.org", "@graph": self.graph}, ensure_ascii=False)
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return mark_safe(text)  # no character of it is left that HTML reads


# Pages


def of_story(story: StoryPage, outlet: Outlet) -> Metadata:
    url = absolute(story.url, outlet)
    description = description_of_story(story, outlet)
    return Metadata(
        title=story.headline,
        description=description,
        canonical=story.canonical_url or url,
        picture=social_picture(story, outlet),
        type="article",
        is_indexed=not story.noindex,
        properties=[
            ("article:published_time", iso(story.published)),
            ("article:modified_time", iso(story.updated or story.published)),
            ("article:section", story.section.title if story.section else ""),
            *(("article:author", absolute(name.url, outlet)) for name in story.names if name.url),
            *(("article:tag", topic.title) for topic in story.topics),
        ],
        feeds=feed_links("/", outlet.name),
        graph=[
            news_article(story, outlet, description),
            breadcrumb([*_places(story), Place(story.headline, story.url)], outlet),
            organization(outlet),
        ],
    )


def of_home(outlet: Outlet) -> Metadata:
    description = describe(f"{outlet.name}: {outlet.line}", outlet.promise)
    return Metadata(
        title=f"{outlet.name}: {outlet.line}",
        description=description,
        canonical=absolute("/", outlet),
        picture=outlet_card(outlet),
        feeds=feed_links("/", outlet.name),
        graph=[website(outlet, description), organization(outlet)],
    )


def of_place(place: Place, outlet: Outlet, *, path: str) -> Metadata:
    """Of a section or topic. `path` is the page's own, with the key of an older one."""
    return of_page(
        place.title,
        outlet,
        path=path,
        description=describe(
            place.description, f"All that {outlet.name} has published on {place.title}, newest first."
        ),
        feeds=[*feed_links(place.url, f"{outlet.name}: {place.title}"), *feed_links("/", outlet.name)],
        type="CollectionPage",
    )


def of_author(author: Name, links: Iterable[Place], outlet: Outlet, *, path: str) -> Metadata:
    page = of_page(
        author.name,
        outlet,
        path=path,
        description=describe(
            author.biography, f"All stories by {author.name} in {outlet.name}, newest first."
        ),
        feeds=[*feed_links(author.url, f"{outlet.name}: {author.name}"), *feed_links("/", outlet.name)],
        type="ProfilePage",
    )
    whole = person(author, outlet) | {
        "description": Truncator(author.biography).chars(LONGEST) if author.biography else None,
        "image": _image(author.portrait, outlet) if author.portrait else None,
        "sameAs": [link.url for link in links if link.url.startswith("http")] or None,
        "worksFor": {"@id": _organization_id(outlet)},
    }
    page.graph[0]["mainEntity"] = _said(whole)
    return page


def of_page(
    title: str,
    outlet: Outlet,
    *,
    path: str,
    description: str,
    feeds: list[FeedLink] | None = None,
    type: str = "WebPage",
) -> Metadata:
    """Of any other page."""
    url = absolute(path, outlet)
    description = describe(description, f"{outlet.name}: {outlet.line}", outlet.promise)
    return Metadata(
        title=title,
        description=description,
        canonical=url,
        picture=outlet_card(outlet),
        feeds=feed_links("/", outlet.name) if feeds is None else feeds,
        graph=[
            {
                "@type": type,
                "@id": url,
                "url": url,
                "name": title,
                "description": description,
                "inLanguage": language(),
                "isPartOf": {"@id": f"{outlet.url}/#website"},
                "publisher": {"@id": _organization_id(outlet)},
            },
            organization(outlet),
        ],
    )


# Nodes of schema.org


def news_article(story: StoryPage, outlet: Outlet, description: str) -> Node:
    url = absolute(story.url, outlet)
    writers = [name for name in story.names if name.role == Credit.WORDS]
    others = [name for name in story.names if name.role != Credit.WORDS]
    if not writers:
        writers, others = others, []
    return _said(
        {
            "@type": ["NewsArticle", TYPES[Kind(story.kind)]] if story.kind in TYPES else "NewsArticle",
            "@id": url,
            "url": url,
            "mainEntityOfPage": story.canonical_url or url,
            "headline": story.headline,
            "description": description,
            "image": images(story, outlet),
            "datePublished": iso(story.published),
            "dateModified": iso(story.updated or story.published),
            "author": [person(name, outlet) for name in writers] or [{"@id": _organization_id(outlet)}],
            "contributor": [person(name, outlet) for name in others] or None,
            "publisher": {"@id": _organization_id(outlet)},
            "articleSection": story.section.title if story.section else None,
            "keywords": [topic.title for topic in story.topics] or None,
            "timeRequired": f"PT{story.minutes}M" if story.minutes else None,
            "inLanguage": language(),
            "isAccessibleForFree": True,
            "correction": [correction(notice) for notice in story.corrections] or None,
        }
    )


def correction(notice: CorrectionNotice) -> Node:
    text = f"We wrote: {notice.wrote} It is: {notice.it_is}" if notice.wrote else notice.it_is
    return {
        "@type": "CorrectionComment",
        "name": notice.title,
        "text": text,
        "datePublished": iso(notice.at),
    }


def breadcrumb(places: list[Place], outlet: Outlet) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": place.title,
                "item": absolute(place.url, outlet),
            }
            for position, place in enumerate(places, start=1)
        ],
    }


def _places(story: StoryPage) -> list[Place]:
    """As the visible breadcrumb has them."""
    return [place for place in (story.section, *story.topics[:1]) if place and place.url]


def person(name: Name, outlet: Outlet) -> Node:
    return _said(
        {
            "@type": "Person",
            "name": name.name,
            "url": absolute(name.url, outlet) if name.url else None,
            "jobTitle": name.job_title or None,
        }
    )


@lru_cache(maxsize=8)  # every page says it, and nobody changes it
def organization(outlet: Outlet) -> Node:
    return {
        "@type": "NewsMediaOrganization",
        "@id": _organization_id(outlet),
        "name": outlet.name,
        "url": absolute("/", outlet),
        "logo": {
            "@type": "ImageObject",
            "url": absolute(static("front/icon/icon-512.png"), outlet),
            "width": 512,
            "height": 512,
        },
        "correctionsPolicy": absolute(reverse("corrections"), outlet),
        "contactPoint": {"@type": "ContactPoint", "contactType": "newsroom", "email": outlet.email},
    }


def website(outlet: Outlet, description: str) -> Node:
    return {
        "@type": "WebSite",
        "@id": f"{outlet.url}/#website",
        "name": outlet.name,
        "url": absolute("/", outlet),
        "description": description,
        "inLanguage": language(),
        "publisher": {"@id": _organization_id(outlet)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('search'), outlet)}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def images(story: StoryPage, outlet: Outlet) -> list[Node]:
    """16:9, 4:3 and 1:1 as Google asks; until a job has made them the page's own; a card without a picture."""
    wanted = [story.shapes[shape] for shape in FOR_SEARCH_ENGINES if shape in story.shapes]
    if story.lead:
        return [_image(picture, outlet, alt=story.lead.alt) for picture in wanted or [story.lead]]
    card = social_picture(story, outlet)
    return [{"@type": "ImageObject", "url": card.url, "width": card.width, "height": card.height}]


def _image(picture: Picture, outlet: Outlet, *, alt: str = "") -> Node:
    return _said(
        {
            "@type": "ImageObject",
            "url": absolute(picture.largest, outlet),
            "width": picture.width,
            "height": picture.height,
            "caption": picture.alt or alt or None,
            "creditText": picture.credit or None,
        }
    )


def _organization_id(outlet: Outlet) -> str:
    return f"{outlet.url}/#organization"


def _said(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "")}


# What goes into them


def social_picture(story: StoryPage, outlet: Outlet) -> SocialPicture:
    """Cut from the lead if that is large enough, else the card drawn for the story, else the outlet's."""
    cut, lead = story.shapes.get(SOCIAL), story.lead
    if cut and lead and cut.width >= WIDTH_FOR_MACHINES:
        alt = lead.alt or story.headline
        return SocialPicture(absolute(cut.largest, outlet), cut.width, cut.height, alt, "image/jpeg")
    if story.social_card:
        width, height = social_card.SIZE
        return SocialPicture(absolute(story.social_card, outlet), width, height, story.headline)
    return outlet_card(outlet)


def outlet_card(outlet: Outlet) -> SocialPicture:
    url = absolute(static("front/icon/social.png"), outlet)
    return SocialPicture(url, 1200, 630, f"{outlet.name}: {outlet.line}")


def description_of_story(story: StoryPage, outlet: Outlet) -> str:
    said = story.seo_description or story.standfirst
    if len(said) >= SHORTEST:
        return describe(said)
    return describe(said, prose.text(story.body)[:1000], f"{story.headline} – {outlet.name}. {outlet.line}")


def describe(*sentences: str) -> str:
    """The first, and as many of the others as it takes to say enough."""
    text = ""
    for sentence in sentences:
        if len(text) >= SHORTEST:
            break
        text = " ".join(f"{text} {sentence}".split())
    text = normalize("NFC", text)
    return Truncator(text).chars(LONGEST) if len(text) > LONGEST else text  # it looks at every character


def feed_links(path: str, title: str) -> list[FeedLink]:
    """Those below a page's address."""
    return [
        FeedLink(f"{path}{name}", kind, f"{title} ({words})") for name, (kind, words) in FEED_TYPES.items()
    ]


def absolute(path: str, outlet: Outlet) -> str:
    return f"{outlet.url}{path}" if path.startswith("/") else path


def iso(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """In the newsroom's zone, to the second, as the page has it. Who asks thousands of times finds the `zone` once."""
    return timezone.localtime(moment, zone).isoformat(timespec="seconds") if moment else ""
