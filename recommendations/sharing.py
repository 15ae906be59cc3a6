"""A list that is not launched for somebody without an account, by a link that ends: its draft, or a version that waits.

They see the pages of *now*, with this list in its places and nothing else that readers do not have: what is not visible
now is left out of it, whatever the list says. Nobody can tell whether there was such a story.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from articles import renditions
from articles.desk import shared_links
from articles.desk.shared_links import Made
from recommendations import refusals
from recommendations.models import BelowMinimum, ListEdition, RecommendationList, RehearsalLink
from recommendations.rehearsal import Rehearsal
from recommendations.turn import Turn, turn


def share(
    list_: RecommendationList,
    *,
    by: AbstractBaseUser,
    hours: int = shared_links.USUAL_HOURS,
    version: int = 0,
) -> Made[RehearsalLink]:
    """Of the draft, or of the version that waits under this number. The token is told now and never again.

    Raises NothingToLaunch, NothingScheduled, EmptyList, InNoPlace, TooManyLinks.
    """
    with turn(list_) as taken:
        edition = waiting(taken, version) if version else None
        if edition is None:
            refuse_draft(taken)
        if not Rehearsal(taken.list, edition).sites:
            raise refusals.InNoPlace
        shared_links.refuse_too_many(RehearsalLink.objects.filter(list=taken.list).alive_at(taken.now))
        made = shared_links.make(
            RehearsalLink(list=taken.list, edition=edition), taken.list, by=by, hours=hours, at=taken.now,
            version=version or None,
        )  # fmt: skip
    return made


def waiting(taken: Turn, version: int) -> ListEdition:
    for edition in taken.standing.waiting:
        if edition.number == version:
            return edition
    raise refusals.NothingScheduled(f"Version {version} does not wait any more.")


def refuse_draft(taken: Turn) -> None:
    list_, newest = taken.list, taken.standing.newest
    if newest and newest.digest == list_.digest:
        raise refusals.NothingToLaunch(
            "This draft is scheduled as it is. Share that launch instead."
            if newest in taken.standing.waiting
            else "The draft says what was launched last: there is nothing to show."
        )
    if list_.below_minimum == BelowMinimum.HIDE and not list_.items.kept().exists():
        raise refusals.EmptyList


def shown_by(token: str, moment: datetime) -> RehearsalLink | None:
    """The link, if it opens at that moment: one to a version that waits, until that is launched."""
    open_ones = (
        RehearsalLink.objects.alive_at(moment)
        .filter(Q(edition__isnull=True) | Q(edition__live_from__gt=moment))
        .select_related("list", "edition__by")
    )
    return shared_links.find(open_ones, token)


def rehearsal(link: RehearsalLink, moment: datetime, address: renditions.Address) -> Rehearsal:
    """What the link shows at that moment."""
    launched_at = link.edition.live_from if link.edition else moment
    return Rehearsal(link.list, link.edition, launched_at=launched_at, address=address)


def opened(link: RehearsalLink, *, at: datetime) -> None:
    shared_links.opened(link, link.list, at=at)


def revoke(link: RehearsalLink, *, by: AbstractBaseUser) -> bool:
    return shared_links.revoke(link, link.list, by=by)


def end(taken: Turn, *, because: str, by: AbstractBaseUser | None) -> None:
    """Of the draft: it is launched. Call it in the list's turn."""
    links = RehearsalLink.objects.filter(list=taken.list, edition__isnull=True)
    shared_links.end(links, because=because, by=by, at=taken.now)
