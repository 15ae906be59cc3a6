"""The one way from launched lists to what a page shows: pages, feeds, the desk and time travel all ask here.

Three queries for all the shelves of a page, whatever there is: the versions, their stories, the stories' names. With
`explain` a fourth tells why a story is not shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.fields import BooleanField

from articles import moments, pages
from articles.models import Credit, Edition, EditionByline
from articles.presentation import Card, Picture
from recommendations import candidates, launched, reasons
from recommendations.allocation import Allotment, Candidate, Claim, Verdict, Why, allocate
from recommendations.items import Item
from recommendations.launched import Launched
from recommendations.models import BelowMinimum
from recommendations.rules import Rule
from recommendations.spots import NOWHERE, SHAPES, SHORT, Spot, Where

MOST_OFFERED = 60  # stories that one rule is asked for


@dataclass(frozen=True)
class PageAsking:
    """One page at one moment. The spots are in order of precedence. `slug` says whose own page it is."""

    spots: tuple[str, ...]
    moment: datetime
    where: Where = NOWHERE
    slug: str = ""
    explain: bool = False
    reader: int | None = None  # who asks, if it is one of the desk: the reasons call them “you”
    rehearsal: Callable[[PageAsking], dict[int, Launched]] | None = None  # see `recommendations.rehearsal`


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
    items: tuple[Item, ...] = ()  # one for each card: what it was made of

    @property
    def spot_name(self) -> str:
        return SHORT[self.spot]


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
        found |= page.rehearsal(page)
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


class Stories:
    """The visible editions that a page's lists could show. One query."""

    def __init__(self, page: PageAsking, found: dict[int, Launched], chosen: dict[str, Launched]) -> None:
        self.page, self.found, self.chosen = page, found, chosen
        self.rules = {
            spot: Rule.read(version.edition.backfill)
            for spot, version in chosen.items()
            if version.edition.below_minimum == BelowMinimum.BACKFILL
        }
        #: Most lists of a page have the same rule: each is asked once.
        self.flags = {
            rule: f"offer_{number}" for number, rule in enumerate(dict.fromkeys(self.rules.values()))
        }
        lists = {id(version): version for version in chosen.values()}
        lists |= {id(lender): lender for version in chosen.values() if (lender := self.lender(version))}
        self.wanted = {
            item.article
            for version in lists.values()
            for item in version.items
            if item.article is not None and item.is_in_time_at(page.moment)
        }
        self.editions = list(self.query()) if self.wanted or self.rules else []
        self.visible = {edition.article_id: edition for edition in self.editions}
        self.itself = next(
            (edition.article_id for edition in self.editions if edition.story_id == page.where.story), None
        )

    def query(self) -> QuerySet[Edition]:
        moment = self.page.moment
        picked = Edition.objects.visible_at(moment).filter(article__in=self.wanted)
        if not self.rules:
            return of_cards(picked)
        keys, flags = self.offered()
        # The keys are visible ones already: said again, for nothing else decides what readers see.
        found = Edition.objects.visible_at(moment).filter(pk__in=picked.order_by().values("pk").union(*keys))
        return of_cards(found.annotate(**flags))

    def offered(self) -> tuple[list[QuerySet[Any, Any]], dict[str, Any]]:
        """What each rule offers, and how to tell which rule offered a story, and how like this one it is."""
        keys: list[QuerySet[Any, Any]] = []
        flags: dict[str, Any] = {}
        # Enough even if every other card of the page had to be passed over.
        count = 1 + sum(version.edition.maximum + len(version.items) for version in self.chosen.values())
        for rule, flag in self.flags.items():
            offers = candidates.offered(
                rule, moment=self.page.moment, where=self.page.where, count=min(count, MOST_OFFERED)
            ).values("pk")
            # SQLite has no order inside a union, so each arm keeps its own to itself.
            keys.append(Edition.objects.filter(pk__in=offers).order_by().values("pk"))
            if len(self.flags) > 1:
                flags[flag] = Case(
                    When(pk__in=offers, then=Value(True)),
                    default=Value(False),
                    output_field=BooleanField(),
                )
        if any(candidates.is_by_likeness(rule, self.page.where) for rule in self.flags):
            flags["likeness"] = candidates.score(self.page.where, self.page.moment)
            flags["shared"] = candidates.shared_topics(self.page.where)
        return keys, flags

    def claim(self, spot: str, version: Launched) -> Claim:
        edition = version.edition
        lender = self.lender(version)
        return Claim(
            spot=spot,
            maximum=edition.maximum,
            minimum=edition.minimum,
            fills=edition.below_minimum != BelowMinimum.HIDE,
            items=version.items,
            candidates=tuple(self.offers(spot)),
            borrowed=lender.items if lender else (),
        )

    def lender(self, version: Launched) -> Launched | None:
        if version.edition.below_minimum == BelowMinimum.HIDE or not version.edition.borrows_id:
            return None
        return self.found.get(version.edition.borrows_id)

    def offers(self, spot: str) -> Iterable[Candidate]:
        rule = self.rules.get(spot)
        if rule is None:
            return
        # What some list of the page has picked is no filling, of whichever list.
        offered = [
            edition
            for edition in self.editions
            if edition.article_id not in self.wanted
            and edition.article_id not in rule.excluded
            and getattr(edition, self.flags[rule], True)
        ]
        by_likeness = candidates.is_by_likeness(rule, self.page.where)
        offered.sort(
            key=lambda edition: (
                edition.likeness if by_likeness else 0,  # type: ignore[attr-defined]
                edition.first_published,
                edition.article_id,
            ),
            reverse=True,
        )
        for edition in offered:
            yield Candidate(Item(article=edition.article_id), self.because(edition, by_likeness))

    def because(self, edition: Edition, by_likeness: bool) -> str:
        if by_likeness and edition.shared:  # type: ignore[attr-defined]
            return f"shares {edition.shared} topic{'s' if edition.shared > 1 else ''}"  # type: ignore[attr-defined]
        if self.page.where.section and edition.section and edition.section.slug == self.page.where.section:
            return "same section"
        return "related" if by_likeness else "the newest that fit"


class Teller:
    """Makes cards of verdicts, and says why. One query for the names, and one more if it has to explain."""

    def __init__(self, page: PageAsking, stories: Stories, allotments: list[Allotment]) -> None:
        self.page, self.stories = page, stories
        shown = {verdict.item.article for made in allotments for verdict in made.shown}
        self.names = names_of([edition for pk, edition in stories.visible.items() if pk in shown])
        self.gone: dict[int, Edition] = {}
        if page.explain:
            hidden = {
                verdict.item.article
                for made in allotments
                for verdict in made.dropped
                if verdict.item.article is not None and verdict.item.article not in stories.visible
            }
            self.gone = latest_of(hidden, page.moment) if hidden else {}

    def shelf(self, allotment: Allotment, version: Launched) -> Shelf:
        edition = version.edition
        lender = self.stories.lender(version)
        return Shelf(
            spot=allotment.spot,
            heading=edition.heading,
            cards=tuple(self.card(verdict, version, lender, allotment.spot) for verdict in allotment.shown),
            dropped=tuple(self.dropped(verdict, version, lender) for verdict in allotment.dropped)
            if self.page.explain
            else (),
            list_title=edition.list.title,
            list_id=edition.list_id,
            slug=edition.list.slug,
            description=edition.description,
            version=edition.number,
            launched_by=str(edition.by or ""),
            launched_at=edition.live_from,
            url=edition.list.get_absolute_url() if version.has_own_page else "",
            paragraph=version.places[allotment.spot][1],
            items=tuple(verdict.item for verdict in allotment.shown),
        )

    def card(self, verdict: Verdict, version: Launched, lender: Launched | None, spot: str) -> Card:
        item = verdict.item
        shapes = SHAPES.get(spot, ())
        own = self.own_picture(item, version, lender, shapes)
        if item.article is None:
            return Card(
                headline=item.headline,
                url=item.url,
                standfirst=item.summary,
                kicker=item.kicker,
                pictures=own,
                source=item.source,
                reason=self.words(verdict, version, lender),
            )
        edition = self.stories.visible[item.article]
        made = pages.card(
            edition,
            names=self.names.get(edition.pk, ()),
            moment=self.page.moment,
            shapes=() if own else shapes,
        )
        return replace(
            made,
            headline=item.headline or made.headline,
            standfirst=item.summary or made.standfirst,
            kicker=item.kicker,
            pictures=own or made.pictures,
            reason=self.words(verdict, version, lender),
        )

    def own_picture(
        self, item: Item, version: Launched, lender: Launched | None, shapes: Iterable[str]
    ) -> Mapping[str, Picture]:
        images = version.images | (lender.images if lender else {})
        image = images.get(item.picture or 0)
        if image is None or not image.has_rights_at(self.page.moment):
            return {}
        return pages.Pictures(image.focused(item.focal), shapes)

    def dropped(self, verdict: Verdict, version: Launched, lender: Launched | None) -> Dropped:
        item = verdict.item
        edition = self.stories.visible.get(item.article or 0) or self.gone.get(item.article or 0)
        return Dropped(
            headline=item.headline or (edition.headline if edition else item.url or "A story"),
            reason=self.words(verdict, version, lender),
            why=verdict.why,
            item=item,
            story_id=edition.story_id if edition else "",
        )

    def words(self, verdict: Verdict, version: Launched, lender: Launched | None) -> str:
        """For the desk alone: a reader's page says no reason, and need not wait for one."""
        if not self.page.explain:
            return ""
        edition = self.stories.visible.get(verdict.item.article or 0)
        return reasons.words(
            verdict,
            reasons.Facts(
                moment=self.page.moment,
                published=edition.first_published if edition else None,
                maximum=version.edition.maximum,
                minimum=version.edition.minimum,
                gone=gone_words(self.gone.get(verdict.item.article or 0), self.page.moment),
                lender=f"“{lender.edition.list.title}”" if lender else "",
                reader=self.page.reader,
            ),
        )


def of_cards(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """No more of each than a card is made of."""
    return editions.order_by().select_related("section", "lead_image").only(*pages.CARD_FIELDS)


def names_of(editions: Iterable[Edition]) -> dict[int, list[str]]:
    """Who wrote it; whoever else made it, if nobody did."""
    keys = [edition.pk for edition in editions]
    if not keys:
        return {}
    rows = (
        EditionByline.objects.filter(edition__in=keys)
        .order_by("order", "pk")
        .values_list("edition_id", "role", "author__name")
    )
    writers: dict[int, list[str]] = defaultdict(list)
    others: dict[int, list[str]] = defaultdict(list)
    for edition_id, role, name in rows:
        (writers if role == Credit.WORDS else others)[edition_id].append(name)
    return others | writers


def latest_of(articles: Iterable[int], moment: datetime) -> dict[int, Edition]:
    """The last edition that readers saw, or the one that waits: for the reason why a story is not shown."""
    rows = Edition.objects.filter(article__in=articles).defer("body").order_by("live_from")
    found: dict[int, Edition] = {}
    for edition in rows:
        if edition.live_from <= moment or edition.article_id not in found:
            found[edition.article_id] = edition
    return found


def gone_words(edition: Edition | None, moment: datetime) -> str:
    """Never the desk's inner reason: "withdrawn today 08:55"."""
    if edition is None:
        return ""
    if edition.live_from > moment:
        return f"not public before {moments.at(edition.live_from, moment)}"
    if edition.withdrawn_at and edition.withdrawn_at <= moment:
        return f"withdrawn {moments.at(edition.withdrawn_at, moment)}"
    return f"ended {moments.at(edition.live_until, moment)}" if edition.live_until else ""
