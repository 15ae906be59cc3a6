"""Making, opening and ending a link for somebody without an account, whatever it shows.

A token has 192 bits from the system's own source, so guesses need no limit. It is told once, to whoever made it, and
only its hash is kept. Looking the hash up needs no constant time: nobody who guesses a token can steer its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from articles import clock, refusals
from articles.models import SharedLink
from articles.records import record

BYTES = 24
HOURS = (24, 48, 168)
USUAL_HOURS = 48
MOST = 20  # alive at one time, for one thing
#: Openings between two lines in the book are counted, and not written down one by one.
SAME_LOOK = timedelta(hours=1)
#: So long it is still listed that there was one.
KEPT = timedelta(days=30)

Link = TypeVar("Link", bound=SharedLink)


@dataclass(frozen=True)
class Made(Generic[Link]):
    link: Link
    token: str


def key_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(
    link: Link, subject: models.Model, *, by: AbstractBaseUser, hours: int, at: datetime, **data: Any
) -> Made[Link]:
    """Call in the subject's turn, with what the link is to show already set. Raises TooManyLinks."""
    if hours not in HOURS:
        raise ValueError(f"A link lasts one of {HOURS} hours, not {hours}.")
    token = secrets.token_urlsafe(BYTES)
    link.key, link.made_by, link.made_at = key_of(token), by, at  # type: ignore[assignment]
    link.ends_at = at + timedelta(hours=hours)
    link.save(force_insert=True)
    record(subject, "share-link", by=by, at=at, link=link.pk, ends=link.ends_at, **data)
    return Made(link, token)


def refuse_too_many(alive: models.QuerySet[Link]) -> None:
    if alive.count() >= MOST:
        raise refusals.TooManyLinks


def find(links: models.QuerySet[Link], token: str) -> Link | None:
    """Of links that are alive, the one that this token opens."""
    return links.filter(key=key_of(token)).select_related("made_by").first()


def opened(link: SharedLink, subject: models.Model, *, at: datetime) -> None:
    """Counted each time; written down by whoever comes first in an hour."""
    links = type(link)._default_manager.filter(pk=link.pk)
    links.update(openings=F("openings") + 1, opened_at=at)
    due = Q(noted_at__isnull=True) | Q(noted_at__lte=at - SAME_LOOK)
    if links.filter(due).update(noted_at=at):
        count = links.values_list("openings", flat=True).get()
        record(subject, "open-link", by=None, at=at, link=link.pk, openings=count)


def revoke(link: SharedLink, subject: models.Model, *, by: AbstractBaseUser) -> bool:
    """False if it opened nothing any more."""
    now = clock.now()
    alive = type(link)._default_manager.filter(pk=link.pk, ended_at__isnull=True, ends_at__gt=now)
    if not alive.update(ended_at=now, ended_by=by, because="revoked"):
        return False
    record(subject, "revoke-link", by=by, at=now, link=link.pk)
    return True


def end(links: models.QuerySet[Link], *, because: str, by: AbstractBaseUser | None, at: datetime) -> None:
    """What they show went out, or was put away: the book says so already."""
    links.filter(ended_at__isnull=True, ends_at__gt=at).update(ended_at=at, ended_by=by, because=because)


def forget(kind: type[Link]) -> int:
    """Delete those that opened nothing for a month. The book keeps who made and revoked them, and when."""
    return kind._default_manager.over_at(clock.now() - KEPT).delete()[0]  # type: ignore[attr-defined]
