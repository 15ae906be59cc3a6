"""Which cards a page's shelves show, and why: pinned, then hand-picked, then filled by rule, then borrowed.

Asks no database and no clock: everything was found before, so that it can be tried with anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from recommendations.items import Item
from recommendations.spots import Spot


class Why(Enum):
    """Of a card that is shown, then of one that is not."""

    PINNED = "pinned"
    PICKED = "picked"
    FILLED = "filled"
    BORROWED = "borrowed"

    NOT_VISIBLE = "not-visible"
    NOT_YET = "not-yet"
    OVER = "over"
    OUT_OF_HOURS = "out-of-hours"
    ITSELF = "itself"
    SHOWN_ALREADY = "shown-already"
    NO_ROOM = "no-room"
    TOO_FEW = "too-few"

    @property
    def is_shown(self) -> bool:
        return self in (Why.PINNED, Why.PICKED, Why.FILLED, Why.BORROWED)


@dataclass(frozen=True)
class Candidate:
    """A story that the rule offers, best first."""

    item: Item
    because: str = ""  # "same section"


@dataclass(frozen=True)
class Claim:
    """What one shelf asks for. `fills` says whether it is filled up when the hand-picked ones are too few; if not, too
    few means none."""

    spot: str
    maximum: int
    minimum: int = 0
    fills: bool = False
    items: tuple[Item, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    borrowed: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`where` is the spot that shows it already."""

    item: Item
    why: Why
    because: str = ""
    where: str = ""


@dataclass
class Allotment:
    spot: str
    shown: list[Verdict] = field(default_factory=list)
    dropped: list[Verdict] = field(default_factory=list)


def allocate(
    claims: Iterable[Claim],
    *,
    moment: datetime,
    visible: frozenset[int] | set[int],
    itself: int | None = None,
) -> list[Allotment]:
    """One allotment a claim, in the same order; an earlier claim chooses first. `visible` are the stories that readers
    see at the moment, `itself` the one whose page it is."""
    page: dict[str, str] = {}
    return [
        # The line above every page may say what is on the page too.
        _allot(claim, {} if claim.spot == Spot.BREAKING else page, moment, visible, itself)
        for claim in claims
    ]


def _allot(
    claim: Claim,
    page: dict[str, str],
    moment: datetime,
    visible: frozenset[int] | set[int],
    itself: int | None,
) -> Allotment:
    made = Allotment(claim.spot)
    here: dict[str, str] = {}

    def refused(item: Item) -> Verdict | None:
        if item.starts and item.starts > moment:
            return Verdict(item, Why.NOT_YET)
        if item.ends and item.ends <= moment:
            return Verdict(item, Why.OVER)
        if not item.is_in_time_at(moment):
            return Verdict(item, Why.OUT_OF_HOURS)
        if item.article is not None and item.article == itself:
            return Verdict(item, Why.ITSELF)
        if item.article is not None and item.article not in visible:
            return Verdict(item, Why.NOT_VISIBLE)
        # On the same shelf nothing repeats, whatever it may do elsewhere on the page.
        where = here.get(item.identity) or (not item.repeat and page.get(item.identity))
        return Verdict(item, Why.SHOWN_ALREADY, where=where) if where else None

    def take(items: Iterable[Item], why: Why, room: int, because: str = "") -> list[Verdict]:
        taken: list[Verdict] = []
        for item in items:
            verdict = refused(item)
            if verdict is None and len(taken) >= room:
                verdict = Verdict(item, Why.NO_ROOM)
            if verdict is None:
                here[item.identity] = claim.spot
                taken.append(Verdict(item, why, because))
            else:
                made.dropped.append(verdict)
        return taken

    pinned_items = _pinned(claim, moment, lambda item: refused(item) is None)
    others = [item for item in claim.items if not any(item is pinned for pinned in pinned_items)]
    pinned = take(pinned_items, Why.PINNED, claim.maximum)
    row = take(others, Why.PICKED, claim.maximum - len(pinned))

    # As many as were picked for this moment, the minimum at least: a card that cannot be shown is replaced.
    wanted = min(claim.maximum, max(claim.minimum, sum(item.is_in_time_at(moment) for item in claim.items)))
    if claim.fills:
        for candidate in claim.candidates:
            if len(pinned) + len(row) >= wanted:
                break
            row += take([candidate.item], Why.FILLED, 1, candidate.because)
        for item in claim.borrowed:
            if len(pinned) + len(row) >= wanted:
                break
            row += take([item], Why.BORROWED, 1)
    elif len(pinned) + len(row) < claim.minimum:
        made.dropped = [Verdict(verdict.item, Why.TOO_FEW) for verdict in pinned + row] + made.dropped
        return made

    for verdict in sorted(pinned, key=lambda verdict: verdict.item.pin or 0):
        row.insert((verdict.item.pin or 1) - 1, verdict)
    made.shown = row
    page |= here
    return made


def _pinned(claim: Claim, moment: datetime, may_show: Callable[[Item], bool]) -> list[Item]:
    """At most one for a place, the first of the list; a pin beyond the maximum holds nothing."""
    held: dict[int, Item] = {}
    for item in claim.items:
        if (
            item.is_pinned_at(moment)
            and item.pin is not None
            and item.pin <= claim.maximum
            and may_show(item)
        ):
            held.setdefault(item.pin, item)
    return list(held.values())
