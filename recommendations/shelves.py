"""The one way from launched lists to what a page shows: pages, feeds, the desk and time travel all ask here.

Three queries for all the shelves of a page, whatever there is: the versions, their stories, the stories' names. Two more
weigh what is like a story, if a list is filled so; with `explain` another one tells why a story is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from articles.models import Edition
from articles.presentation import Card
from recommendations import launched, reasons
from recommendations.allocation import Allotment, Verdict, Why, allocate
from recommendations.asking import PageAsking
from recommendations.cards import Cards
from recommendations.gone import gone_words, latest_of
from recommendations.items import Item
from recommendations.launched import Launched
from recommendations.spots import ROOM, SHAPES, Spot
from recommendations.stories import Stories

__all__ = ["Dropped", "PageAsking", "Shelf", "Shelves", "resolve"]


@dataclass(frozen=True)
class Dropped:
    headline: str
    reason: str
    why: Why
    item: Item
    story_id: str = ""


@dataclass(frozen=True)
class Shelf:
    spot: str
    heading: str
    cards: tuple[Card, ...]
    dropped: tuple[Dropped, ...] = ()
    list_title: str = ""
    list_id: int = 0
    slug: str = ""
    description: str = ""
    version: int = 0
    launched_by: str = ""
    launched_at: datetime | None = None
    url: str = ""  # of its own page, if it has one
    paragraph: int = 0
    is_told: bool = False  # whether its reasons are
    items: tuple[Item, ...] = ()  # one for each card: what it was made of


@dataclass(frozen=True)
class Shelves:
    """`shelves.home_lead` is the shelf of the spot "home-lead", or None."""

    by_spot: dict[str, Shelf] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Shelf | None:
        if name.startswith("_") or name == "by_spot":
            raise AttributeError(name)
        return self.by_spot.get(name.replace("_", "-"))

    def __iter__(self) -> Iterator[Shelf]:
        return iter(self.by_spot.values())

    @property
    def shown(self) -> set[str]:
        """Public ids of the stories on the page; what the line above it says may be there too."""
        shelves = (shelf for shelf in self if shelf.spot != Spot.BREAKING)
        return {card.story_id for shelf in shelves for card in shelf.cards if card.story_id}


def resolve(page: PageAsking) -> Shelves:
    if not page.spots:
        return Shelves()
    found = launched.for_page(page.spots, page.where, page.moment, slug=page.slug)
    if page.rehearsal:
        page.rehearsal(page, found)
    chosen = launched.chosen(found, page.spots)
    if not chosen:
        return Shelves()
    stories = Stories(page, found, chosen)
    allotments = allocate(
        [stories.claim(spot, version) for spot, version in chosen.items()],
        moment=page.moment,
        visible=stories.visible.keys(),  # type: ignore[arg-type]
        itself=stories.itself,
    )
    teller = Teller(page, stories, allotments)
    return Shelves(
        {allotment.spot: teller.shelf(allotment, chosen[allotment.spot]) for allotment in allotments}
    )


class Teller:
    """Makes cards of verdicts, and says why. One query for the names, and one more if it has to explain."""

    def __init__(self, page: PageAsking, stories: Stories, allotments: list[Allotment]) -> None:
        self.page, self.stories = page, stories
        shown = {verdict.item.article for made in allotments for verdict in made.shown}
        self.cards = Cards([row for article, row in stories.visible.items() if article in shown], page.moment)
        self.gone: dict[int, Edition] = {}
        if page.explain:
            hidden = {
                verdict.item.article
                for made in allotments
                for verdict in made.dropped
                if verdict.item.article is not None and verdict.item.article not in stories.visible
            }
            self.gone = latest_of(hidden, page.moment) if hidden else {}

    def is_told(self, version: Launched) -> bool:
        return self.page.explain and version.list_id not in self.page.secret

    def shelf(self, allotment: Allotment, version: Launched) -> Shelf:
        lender = self.stories.lender(version)
        return Shelf(
            spot=allotment.spot,
            heading=version.heading,
            cards=tuple(self.card(verdict, version, lender, allotment.spot) for verdict in allotment.shown),
            dropped=tuple(
                self.dropped(verdict, version, lender, allotment.spot) for verdict in allotment.dropped
            )
            if self.is_told(version)
            else (),
            list_title=version.title,
            list_id=version.list_id,
            slug=version.slug,
            description=version.description,
            version=version.number,
            launched_by=version.by,
            launched_at=version.since,
            url=version.url,
            paragraph=version.places[allotment.spot][1],
            is_told=self.is_told(version),
            items=tuple(verdict.item for verdict in allotment.shown),
        )

    def card(self, verdict: Verdict, version: Launched, lender: Launched | None, spot: str) -> Card:
        item = verdict.item
        return self.cards.card(
            item,
            self.stories.visible.get(item.article or 0),
            owner=next(
                (owner for owner in (lender, version) if owner and item.picture in owner.images), None
            ),
            shapes=SHAPES.get(spot, ()),
            reason=self.words(verdict, version, lender, spot) if self.is_told(version) else "",
        )

    def dropped(self, verdict: Verdict, version: Launched, lender: Launched | None, spot: str) -> Dropped:
        item = verdict.item
        edition = self.stories.visible.get(item.article or 0) or self.gone.get(item.article or 0)
        return Dropped(
            headline=item.headline or (edition.headline if edition else item.url or "A story"),
            reason=self.words(verdict, version, lender, spot),
            why=verdict.why,
            item=item,
            story_id=edition.story_id if edition else "",
        )

    def words(self, verdict: Verdict, version: Launched, lender: Launched | None, spot: str) -> str:
        """For the desk alone: a reader's page says no reason, and need not wait for one."""
        edition = self.stories.visible.get(verdict.item.article or 0)
        return reasons.words(
            verdict,
            reasons.Facts(
                moment=self.page.moment,
                published=edition.first_published if edition else None,
                maximum=version.maximum,
                minimum=version.minimum,
                gone=gone_words(self.gone.get(verdict.item.article or 0), self.page.moment),
                lender=f"“{lender.title}”" if lender and self.is_told(lender) else "",
                room=ROOM.get(spot),
                reader=self.page.reader,
            ),
        )
