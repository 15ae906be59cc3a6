"""Where a list shows: in words, as what a page is about, and as the address of a page."""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import Edition
from recommendations.models.list import Site
from recommendations.spots import NOWHERE, Spot, Where

Headlines = dict[int, str]  # by key of the story


def headlines(sites: Iterable[Site]) -> Headlines:
    """Of the stories at which they stand. One query, or none."""
    stories = {site.article_id for site in sites if site.article_id}
    rows = Edition.objects.filter(article__in=stories).order_by("live_from")
    return dict(rows.values_list("article", "headline"))


def place_words(sites: Iterable[Site], told: Headlines | None = None) -> list[str]:
    """One query, or none if the headlines are given."""
    sites = list(sites)
    told = headlines(sites) if told is None else told
    return [place(site, told) for site in sites]


def place(site: Site, told: Headlines) -> str:
    words = Spot(site.spot).label
    if site.section:
        return f"{words}, {site.section}"
    if site.tag:
        return f"{words}, {site.tag}"
    if site.article_id:
        return f"{words}, “{told.get(site.article_id, 'one story')}”"
    if site.spot == Spot.ARTICLE_BODY:
        return f"{words}, after paragraph {site.paragraph}"
    return f"{words}, everywhere" if site.spot == Spot.ARTICLE_FOOT else words


def one_of_each_page(sites: Iterable[Site]) -> list[Site]:
    """Readers see it once for each kind of page: narrowed places speak for themselves."""
    found: dict[tuple, Site] = {}
    for site in sites:
        found.setdefault((site.spot, site.section_id, site.tag_id, site.article_id), site)
    return list(found.values())[:4]


def where(site: Site) -> Where:
    if site.article_id:
        edition = Edition.objects.filter(article=site.article_id).order_by("-live_from").defer("body").first()
        return Where(story=edition.story_id) if edition else NOWHERE
    return Where(
        section=site.section.slug if site.section else "", topics=(site.tag.slug,) if site.tag else ()
    )
