"""The places of the readers' pages that a list can be in. Knows no model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models


class Spot(models.TextChoices):
    ARTICLE_FOOT = "article-foot", "Article foot"
    ARTICLE_BODY = "article-body", "In the article"
    HOME_LEAD = "home-lead", "Home page, lead"
    HOME_TOP = "home-top", "Home page, top stories"
    HOME_PICKS = "home-picks", "Home page, picks"
    SECTION_FRONT = "section-front", "Section front"
    TOPIC_PAGE = "topic-page", "Topic page"
    BREAKING = "breaking", "Breaking-news line, every page"
    OWN_PAGE = "own-page", "A page of its own"


#: Which spots may be narrowed to a section, a topic or a story.
NARROWED_BY: dict[str, frozenset[str]] = {
    Spot.ARTICLE_FOOT: frozenset({"section", "tag", "article"}),
    Spot.ARTICLE_BODY: frozenset({"section", "tag", "article"}),
    Spot.SECTION_FRONT: frozenset({"section"}),
    Spot.TOPIC_PAGE: frozenset({"tag"}),
}

#: Shapes of the pictures that the page draws there: each costs some thirty names of files.
SHAPES: dict[str, tuple[str, ...]] = {
    Spot.ARTICLE_FOOT: ("landscape",),
    Spot.ARTICLE_BODY: ("square",),
    Spot.HOME_LEAD: ("landscape",),
    Spot.HOME_TOP: ("landscape",),
    Spot.OWN_PAGE: ("square",),
}

#: How many cards the page has room for there, where that is fixed. Elsewhere it is as long as its list.
ROOM: dict[str, int] = {Spot.HOME_LEAD: 3, Spot.HOME_TOP: 4}

HOME = (Spot.HOME_LEAD, Spot.HOME_TOP, Spot.HOME_PICKS)

#: Which spots stand on one page, the one that chooses first before the others.
PAGES: tuple[tuple[str, ...], ...] = (
    HOME,
    (Spot.ARTICLE_BODY, Spot.ARTICLE_FOOT),
    (Spot.SECTION_FRONT,),
    (Spot.TOPIC_PAGE,),
    (Spot.BREAKING,),
    (Spot.OWN_PAGE,),
)

#: What a curator calls the spot when it is one of several on the page.
SHORT: dict[str, str] = {
    Spot.ARTICLE_FOOT: "the article's foot",
    Spot.ARTICLE_BODY: "the article",
    Spot.HOME_LEAD: "the lead",
    Spot.HOME_TOP: "Top stories",
    Spot.HOME_PICKS: "the picks",
    Spot.SECTION_FRONT: "the section's picks",
    Spot.TOPIC_PAGE: "the topic's picks",
    Spot.BREAKING: "the breaking-news line",
    Spot.OWN_PAGE: "its own page",
}


def together_with(spot: str) -> tuple[str, ...]:
    """The spots of the page that this one is on, in order of precedence."""
    return next((page for page in PAGES if spot in page), (spot,))


@dataclass(frozen=True)
class Where:
    """What a page is about, as far as a list's place can depend on it."""

    story: str = ""  # public id
    section: str = ""  # slug
    topics: tuple[str, ...] = ()  # slugs
    headline: str = ""


NOWHERE = Where()


def tag(spot: str, narrowed_to: str = "") -> str:
    """For those who keep pages: `spot-article-foot`, `spot-article-foot-machines`."""
    return f"spot-{spot}-{narrowed_to}" if narrowed_to else f"spot-{spot}"


def drawn_from(spots: Iterable[str], where: Where) -> Iterator[str]:
    """The tags of a page with these spots, as narrow as a list's place can be."""
    means = {"section": (where.section,), "tag": where.topics, "article": (where.story,)}
    for spot in spots:
        narrowed = (name for by in NARROWED_BY.get(spot, ()) for name in means[by] if name)
        yield from (tag(spot, name) for name in ("", *narrowed))
