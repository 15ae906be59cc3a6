"""What a verb on a list answers when it cannot do what it was asked."""

from __future__ import annotations

from articles.refusals import (
    ClockWrong,
    EndsTooSoon,
    MomentPassed,
    NothingScheduled,
    Outdated,
    Refusal,
    Stale,
    TooLate,
    TooManyLinks,
)

__all__ = [
    "AlreadyListed",
    "ClockWrong",
    "EmptyList",
    "EndsTooSoon",
    "InNoPlace",
    "Locked",
    "MomentPassed",
    "MomentTaken",
    "NotPickable",
    "NotShown",
    "NothingBefore",
    "NothingScheduled",
    "NothingToDiscard",
    "NothingToLaunch",
    "Outdated",
    "Refusal",
    "Stale",
    "TooLate",
    "TooMany",
    "TooManyLinks",
    "WrongItem",
    "WrongLoan",
]


class NothingToLaunch(Refusal):
    words = "Readers already see exactly this list. There is nothing to launch."


class NothingToDiscard(Refusal):
    words = "The draft says what was launched last. There is nothing to discard."


class EmptyList(Refusal):
    words = "The list is empty, and nothing fills it. Add a story, or let it be filled by rule."


class MomentTaken(Refusal):
    words = "Another launch of this list is scheduled for that very moment. Choose another."


class NotShown(Refusal):
    words = "Readers do not see this list now."


class NothingBefore(Refusal):
    words = "This is the first version that was launched. Take the list off the site instead."


class NotPickable(Refusal):
    words = (
        "Readers neither see that story now nor will they: only what is public or scheduled can be listed."
    )


class AlreadyListed(Refusal):
    words = "It is in this list already."


class WrongItem(Refusal):
    pass


class WrongLoan(Refusal):
    words = "The lists would borrow from each other in a circle. Choose another one to borrow from."


class TooMany(Refusal):
    words = "A list has 100 items at most. Remove some first."


class Locked(Refusal):
    words = "This item is locked. Unlock it first."


class InNoPlace(Refusal):
    words = "The list is in no place: there is no page to show it on. Choose a place first."
