"""Why a card is shown, or is not, in words for curators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles import moments
from recommendations import hours
from recommendations.allocation import Verdict, Why
from recommendations.spots import SHORT


@dataclass(frozen=True)
class Facts:
    """What the words are made of, beside the verdict. `gone` is why readers cannot see the story: "withdrawn today
    08:55"; `lender` names the list that was borrowed from, `room` is how many cards that place of the page has."""

    moment: datetime
    published: datetime | None = None
    maximum: int = 0
    minimum: int = 0
    gone: str = ""
    lender: str = ""
    room: int | None = None
    reader: int | None = None  # the person who asks, to be called “you”


def words(verdict: Verdict, facts: Facts) -> str:
    return _WORDS[verdict.why](verdict, facts)


def _who(verdict: Verdict, facts: Facts) -> str:
    item = verdict.item
    if item.by is not None and item.by == facts.reader:
        return "you"
    return item.by_name or "the system"


def _picked(verdict: Verdict, facts: Facts) -> str:
    item = verdict.item
    said = f"Picked by {_who(verdict, facts)}"
    return f"{said} {_on(item.at, facts.moment)}" if item.at else said


def _on(at: datetime, now: datetime) -> str:
    """ "today 09:41", "on Mon 23 Nov"."""
    near = moments.at(at, now)
    if near.startswith(("today", "yesterday", "tomorrow")):
        return near
    return f"on {near.rsplit(',', 1)[0]}"


def _pinned(verdict: Verdict, facts: Facts) -> str:
    item = verdict.item
    until = f" until {moments.at(item.pin_until, facts.moment)}" if item.pin_until else ""
    return f"Pinned to place {item.pin}{until}, by {_who(verdict, facts)}"


def _filled(verdict: Verdict, facts: Facts) -> str:
    parts = [verdict.because or "the newest that fit"]
    if facts.published:
        parts.append(f"{moments.length(facts.moment - facts.published)} old")
    return f"Filled by rule: {', '.join(parts)}"


def _not_yet(verdict: Verdict, facts: Facts) -> str:
    start = verdict.item.starts
    return f"Waits: starts {moments.at(start, facts.moment)}" if start else "Waits"


def _over(verdict: Verdict, facts: Facts) -> str:
    end = verdict.item.ends
    return f"Over: ended {moments.at(end, facts.moment)}" if end else "Over"


def _out_of_hours(verdict: Verdict, facts: Facts) -> str:
    item = verdict.item
    own = hours.read(item.hours)
    next_ = own.opens_after(facts.moment)
    comes = next_ is not None and (item.ends is None or next_ < item.ends)
    again = f"; next {moments.at(next_, facts.moment)}" if next_ and comes else ""
    return f"Out of its hours: {own.words}{again}"


def _shown_already(verdict: Verdict, facts: Facts) -> str:
    return f"Passed over: already in {SHORT.get(verdict.where, 'a list')} on this page"  # type: ignore[call-overload]


def _no_room(verdict: Verdict, facts: Facts) -> str:
    if facts.room is not None and facts.room < facts.maximum:
        return f"No room: that place of the page has {facts.room} at most"
    return f"No room: the list shows {facts.maximum} at most"


_WORDS = {
    Why.PICKED: _picked,
    Why.PINNED: _pinned,
    Why.FILLED: _filled,
    Why.BORROWED: lambda verdict, facts: f"Borrowed from {facts.lender or 'another list'}",
    Why.NOT_VISIBLE: lambda verdict, facts: f"Hidden: {facts.gone or 'readers cannot see it'}",
    Why.NOT_YET: _not_yet,
    Why.OVER: _over,
    Why.OUT_OF_HOURS: _out_of_hours,
    Why.ITSELF: lambda verdict, facts: "Passed over: it is the story on this page",
    Why.SHOWN_ALREADY: _shown_already,
    Why.NO_ROOM: _no_room,
    Why.TOO_FEW: lambda verdict, facts: f"Not shown: fewer than {facts.minimum}, so the whole list is hidden",
}
