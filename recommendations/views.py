"""A public list's own page, and its feeds. The resolver decides what stands there, as everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.utils.html import format_html

from articles import purging
from articles.front import answers, edge, feeds
from articles.front.addresses import Moved, look_up
from articles.front.feed_formats import Entry, Feed, Writer
from articles.front.metadata import absolute
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.outlet import Outlet, present_outlet
from articles.presentation import Card, Place
from recommendations.asking import PageAsking, as_seen_by
from recommendations.shelves import Shelf, Shelves, resolve
from recommendations.spots import NOWHERE, Spot, drawn_from


def shelves_of(slug: str, request: ReaderRequest) -> Shelves:
    asking = PageAsking(spots=(Spot.BREAKING, Spot.OWN_PAGE), moment=request.moment, slug=slug)
    return resolve(as_seen_by(request, asking))


@reads()
def picks(request: ReaderRequest, slug: str) -> HttpResponse:
    edge.draw_from(request, purging.page(request.path), *drawn_from([Spot.BREAKING], NOWHERE))
    shelves = shelves_of(slug, request)
    shelf = shelves.own_page
    if shelf is None or not shelf.cards:
        return answers.elsewhere(request)
    place = Place(shelf.heading, shelf.url, shelf.slug, shelf.description)
    return answers.page(
        request, "recommendations/picks.html", {"shelves": shelves, "shelf": shelf, "place": place}
    )


@reads()
def feed(request: ReaderRequest, slug: str, format: str) -> HttpResponse:
    shelf = shelves_of(slug, request).own_page
    if shelf is None or not shelf.cards:
        found = look_up(request.path.removesuffix(format), request.moment)
        return answers.instead(request, Moved(f"{found.path}{format}") if isinstance(found, Moved) else None)
    edge.draw_from(request, purging.page(shelf.url))
    outlet = present_outlet()
    made = Feed(
        id=f"{feeds.tag_uri('feed')}{shelf.url}",
        title=f"{outlet.name}: {shelf.heading}",
        description=shelf.description or outlet.line,
        url=absolute(shelf.url, outlet),
        feed_url=absolute(f"{shelf.url}{format}", outlet),
        outlet=outlet,
        entries=list(entries(shelf, outlet, request.moment)),
    )
    response = feeds.FORMATS[format](made)
    response.headers["Access-Control-Allow-Origin"] = "*"  # readers that run in a browser
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answers.kept(request, response, lifetime=answers.FIVE_MINUTES)


def entries(shelf: Shelf, outlet: Outlet, moment: datetime) -> Iterable[Entry]:
    """What the curator says of each, and the way there: the stories themselves are in the other feeds."""
    for card, item in zip(shelf.cards, shelf.items, strict=True):
        listed = item.at or shelf.launched_at or moment
        yield Entry(
            id=feeds.tag_uri(card.story_id) if card.story_id else card.url,
            title=card.headline,
            url=card.url if card.is_external else absolute(card.url, outlet),
            published=card.published or listed,
            updated=max(listed, card.published or listed),
            summary=card.standfirst,
            content=content(card),
            category=card.section.title if card.section else "",
            writers=[Writer(name) for name in card.names] or [Writer(card.source or outlet.name)],
        )


def content(card: Card) -> str:
    words = format_html("<p>{}</p>", card.standfirst) if card.standfirst else ""
    return words + (format_html("<p>On another site: {}</p>", card.source) if card.is_external else "")
