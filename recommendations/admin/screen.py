"""What stands on a list's screen: its items, what readers see and why, where it shows, what was launched before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from articles import moments
from articles.admin import sights
from articles.admin.images import recipe_for
from articles.models import Edition
from articles.templatetags.desk import Sight
from recommendations import addresses, differences, freezing, hours, rights
from recommendations.admin import places
from recommendations.differences import Differences
from recommendations.gone import gone_words
from recommendations.items import of_row
from recommendations.models import ListEdition, Placement, Recommendation, RecommendationList
from recommendations.models.list import BelowMinimum, Site
from recommendations.rules import Rule
from recommendations.shelves import PageAsking, Shelf, resolve
from recommendations.spots import Spot, together_with
from recommendations.standing import ListStanding


@dataclass(frozen=True)
class Chip:
    icon: str
    words: str


@dataclass
class Row:
    """One item of the draft. `form` is its form in the formset, if the person may edit."""

    item: Recommendation
    place: int
    headline: str
    line: str
    thumb: str = ""
    whole: str = ""  # the own picture, uncut
    mark: str = ""  # "Added", "Moved from 4", "Changed"
    mark_css: str = ""
    chips: tuple[Chip, ...] = ()
    dead: str = ""  # why readers do not see it
    waits: bool = False  # because it goes live later
    stale: str = ""  # the story's headline now, if it is not the one an own headline was written over
    form: Any = None


@dataclass(frozen=True)
class Seen:
    """A line of “What readers see now”."""

    place: int  # 0 for what is not shown
    headline: str
    reason: str


@dataclass(frozen=True)
class View:
    """What readers see of the list in one of its places."""

    title: str
    shown: tuple[Seen, ...]
    dropped: tuple[Seen, ...]
    other: str = ""  # which list stands there instead
    url: str = ""  # of a page where readers see it


@dataclass(frozen=True)
class Waiting:
    """A version that goes live by itself. `then` is where its pages can be seen as they will be."""

    edition: ListEdition
    then: str


@dataclass
class Screen:
    now: ListStanding
    rows: list[Row]
    changes: Differences
    sights: tuple[Sight, ...]
    views: list[View]
    places: list[str]
    foot: str
    saved: str
    state: str
    waiting: list[Waiting] = field(default_factory=list)
    former: list[ListEdition] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)


FORMER = 12
REMOVED = 10


def screen(list_: RecommendationList, now: ListStanding, user: Any) -> Screen:
    moment = now.moment
    draft, newest = freezing.draft(list_), now.newest
    before = freezing.launched(newest) if newest else None
    changes = differences.differences(before, draft)
    items = list(
        Recommendation.objects.kept().filter(list=list_).select_related("picture", "locked_by", "added_by")
    )
    removed = list(
        Recommendation.objects.removed()
        .filter(list=list_)
        .select_related("picture", "locked_by", "removed_by")[:REMOVED]
    )
    stories = editions_of([*items, *removed], moment)
    marks = marks_of(changes) if before else {}
    rows = [
        row(item, place, stories, moment, user, marks.get(of_row(item).identity, ("", "")))
        for place, item in enumerate(items, start=1)
    ]
    placements = list(Placement.objects.filter(list=list_).select_related("section", "tag"))
    launched_places = list(now.shown.placements.select_related("section", "tag")) if now.shown else []
    told = places.headlines([*placements, *launched_places])
    return Screen(
        now=now,
        rows=rows,
        changes=changes,
        sights=sights_of(list_, now),
        views=[view(list_, site, told, moment, user) for site in places.one_of_each_page(launched_places)],
        places=places.place_words(placements, told),
        foot=foot(list_, rows, user),
        saved=f"Draft saved {moments.at(list_.changed_at, moment).removeprefix('today ')}",
        state=state(list_, now, user),
        waiting=[Waiting(edition, then(edition, list_)) for edition in now.waiting],
        former=list(now.begun[:FORMER]),
        removed=[row(item, 0, stories, moment, user, ("", "")) for item in removed],
    )


def editions_of(items: Iterable[Recommendation], moment: datetime) -> dict[int, Edition]:
    """What readers see of each story, else what they will see, else what they saw last. One query."""
    wanted = {item.article_id for item in items if item.article_id}
    rows = Edition.objects.filter(article__in=wanted).select_related("section", "lead_image").defer("body")
    found: dict[int, Edition] = {}
    for edition in rows.order_by("live_from"):
        known = found.get(edition.article_id)
        if known is None or edition.live_from <= moment or known.live_until is not None:
            if known is not None and known.is_visible_at(moment):
                continue
            found[edition.article_id] = edition
    return found


def marks_of(changes: Differences) -> dict[str, tuple[str, str]]:
    """By identity of the item: the words, and their class."""
    marks = {change.item.identity: ("Changed", "moved") for change in changes.changed}
    marks |= {change.item.identity: (f"Moved from {change.was}", "moved") for change in changes.moved}
    return marks | {item.identity: ("Added", "in") for item in changes.added}


def row(
    item: Recommendation,
    place: int,
    stories: dict[int, Edition],
    moment: datetime,
    user: Any,
    mark: tuple[str, str],
) -> Row:
    edition = stories.get(item.article_id or 0)
    visible = edition is not None and edition.is_visible_at(moment)
    own = edition.headline if edition else ""
    # Of a story off the site a curator sees neither text nor picture.
    alive = edition is not None and (visible or edition.waits_at(moment))
    image = item.picture or (edition.lead_image if edition and alive else None)
    stale = own if item.headline and item.headline_then and own and own != item.headline_then else ""
    return Row(
        item=item,
        place=place,
        headline=item.headline or (edition.card_headline or own if edition else "") or item.url or "A story",
        line=line(item, edition, moment),
        thumb=reverse("admin:picture_thumb", args=[image.pk]) if image else "",
        whole=reverse(
            "admin:articles_image_rendition",
            args=[item.picture.pk, recipe_for(item.picture, "original", 640).slug],
        )
        if item.picture
        else "",
        mark=mark[0],
        mark_css=mark[1],
        chips=tuple(chips(item, moment, user)),
        dead="" if item.is_external or visible else dead(edition, moment),
        waits=edition is not None and edition.waits_at(moment),
        stale=stale,
    )


def line(item: Recommendation, edition: Edition | None, moment: datetime) -> str:
    if item.is_external:
        return f"Elsewhere: {item.source} · link opens {item.url.split('/')[2]}"
    parts = [edition.section.title] if edition and edition.section else []
    if edition and edition.is_visible_at(moment):
        parts.append(f"live since {moments.at(edition.first_published, moment)}")
    elif edition and edition.waits_at(moment):
        parts.append(f"goes live {moments.at(edition.live_from, moment)}")
    parts.append("own headline" if item.headline else "follows the story’s own headline")
    return " · ".join(parts)


def dead(edition: Edition | None, moment: datetime) -> str:
    """The desk's inner reason is not for curators: only that it is off the site, and since when."""
    if edition is not None and edition.waits_at(moment):
        return f"Not shown yet: goes live {moments.at(edition.live_from, moment)}."
    why = gone_words(edition, moment) or "off the site"
    return f"Not shown: {why}. Comes back by itself if the story does."


def chips(item: Recommendation, moment: datetime, user: Any) -> Iterable[Chip]:
    if item.pin:
        if item.pin_until and item.pin_until <= moment:
            yield Chip("pin", f"Pin to place {item.pin} ended {moments.at(item.pin_until, moment)}")
        else:
            until = f" until {moments.at(item.pin_until, moment)}" if item.pin_until else ""
            yield Chip("pin", f"Pinned to place {item.pin}{until}")
    if item.starts_at and item.starts_at > moment:
        yield Chip("clock", f"From {moments.at(item.starts_at, moment)}")
    if item.ends_at:
        word = "Until" if item.ends_at > moment else "Ended"
        yield Chip("clock", f"{word} {moments.at(item.ends_at, moment)}")
    if item.hours:
        yield Chip("clock", hours.read(item.hours).words)
    if item.is_external:
        yield Chip("away", "Other site")
    if item.may_repeat:
        yield Chip("list", "May repeat")
    if item.locked_by:
        yield Chip("lock", f"Locked by {sights.name(item.locked_by, user)}")
    if item.note:
        yield Chip("note", f"“{item.note}”")


def sights_of(list_: RecommendationList, now: ListStanding) -> tuple[Sight, ...]:
    """The square badges: what readers see, and what waits."""
    newest = now.newest
    triangle = "Changes not launched" if newest and list_.digest != newest.digest else ""
    found = []
    if now.shown:
        found.append(Sight("live", triangle=triangle))
    elif now.begun:
        ended = now.begun[0].live_until
        found.append(Sight("ended", moments.at(ended, now.moment) if ended else "", triangle))
    if now.waiting:
        more = f" and {len(now.waiting) - 1} more" if len(now.waiting) > 1 else ""
        found.append(Sight("scheduled", moments.at(now.waiting[0].live_from, now.moment) + more))
    return tuple(found) or (Sight("none"),)


def state(list_: RecommendationList, now: ListStanding, user: Any) -> str:
    """The line at the foot: who saved, and what readers still have."""
    who = sights.name(list_.changed_by, user)
    if now.shown:
        still = "still see" if list_.digest != now.shown.digest else "see"
        return f"by {who} · readers {still} version {now.shown.number}"
    return f"by {who} · readers see nothing of it"


# --- What readers see


def view(list_: RecommendationList, site: Site, told: places.Headlines, moment: datetime, user: Any) -> View:
    asked = PageAsking(
        spots=together_with(site.spot),
        moment=moment,
        where=places.where(site),
        slug=list_.slug if site.spot == Spot.OWN_PAGE else "",
        explain=True,
        reader=user.pk,
        secret=rights.secret_from(user),
    )
    shelf = resolve(asked).by_spot.get(site.spot)
    title, url = places.place(site, told), addresses.of_site(site, list_, moment)
    if shelf is None:
        return View(title, (), (), url=url)
    if shelf.list_id != list_.pk:
        return View(title, (), (), other=f"“{shelf.list_title}”" if shelf.is_told else ANOTHER, url=url)
    return View(title, *lines(shelf), url=url)


def then(edition: ListEdition, list_: RecommendationList) -> str:
    """The first of its pages, at the minute from which on it is there."""
    sites = edition.placements.select_related("section", "tag").order_by("pk")
    page = addresses.first(sites, list_, edition.live_from)
    return reverse("admin:at_home", args=[moments.in_address(edition.live_from)]) + page.lstrip("/")


def lines(shelf: Shelf) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    return (
        tuple(Seen(place, card.headline, card.reason) for place, card in enumerate(shelf.cards, start=1)),
        tuple(Seen(0, item.headline, item.reason) for item in shelf.dropped),
    )


def foot(list_: RecommendationList, rows: list[Row], user: Any) -> str:
    """How many readers will have, and what happens if there are too few."""
    parts = [f"At most {list_.maximum}, at least {list_.minimum}."]
    alive = sum(not row.dead for row in rows)
    if alive < min(list_.minimum, list_.maximum) or alive < len(rows):
        missing = "an item is not shown" if alive >= list_.minimum else f"only {alive} can be shown now"
        parts.append(f"For now {missing}: {what_happens(list_, alive, user)}.")
    return " ".join(parts)


def what_happens(list_: RecommendationList, alive: int, user: Any) -> str:
    match list_.below_minimum:
        case BelowMinimum.BACKFILL:
            return f"the rest is filled by rule ({rule_words(Rule.read(list_.backfill))})"
        case BelowMinimum.BORROW:
            is_secret = list_.borrows_id in rights.secret_from(user)
            return f"the rest is borrowed from {ANOTHER if is_secret else f'“{list_.borrows}”'}"
    return "readers see nothing of the list" if alive < list_.minimum else "its place stays empty"


def rule_words(rule: Rule) -> str:
    parts = ["related stories" if rule.related else "the newest stories"]
    if rule.sections or rule.topics or rule.authors or rule.kinds:
        parts.append("of some sections, topics, authors or kinds")
    if rule.days:
        parts.append(f"at most {rule.days} day{'s' if rule.days > 1 else ''} old")
    return ", ".join(parts)


ANOTHER = "another list"


def already_listed(articles: Iterable[int], moment: datetime, user: Any) -> dict[int, list[str]]:
    """By story: names of the lists that readers have, or will have, with it. Two queries."""
    secret = rights.secret_from(user)
    rows = (
        ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
        .filter(story_links__article__in=list(articles))
        .order_by("list__title")
        .values_list("story_links__article", "list", "list__title")
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for article_id, pk, title in rows:
        found.setdefault(article_id, []).append(ANOTHER if pk in secret else title)
    return {article_id: list(dict.fromkeys(titles)) for article_id, titles in found.items()}
