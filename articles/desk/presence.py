"""Who has a story open, and who is writing in it. A courtesy, never a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from articles import clock, moments
from articles.models import Article, Presence

#: Without a beat for so long, somebody is gone.
GONE = timedelta(seconds=90)
WRITING = timedelta(seconds=60)


@dataclass(frozen=True)
class Here:
    person: Any
    is_writing: bool
    words: str


def beat(article: Article, *, by: AbstractBaseUser, is_writing: bool = False) -> None:
    now = clock.now()
    changes: dict[str, datetime] = {"seen_at": now} | ({"wrote_at": now} if is_writing else {})
    stayed = Presence.objects.filter(article=article, person_id=by.pk, seen_at__gt=now - GONE)
    if not stayed.update(**changes):
        Presence.objects.update_or_create(
            article=article,
            person_id=by.pk,
            defaults={"opened_at": now, "wrote_at": None, **changes},
        )


def others(article: Article, *, besides: AbstractBaseUser) -> list[Here]:
    """Who else is there, those who write first. One query."""
    now = clock.now()
    found = (
        Presence.objects.filter(article=article, seen_at__gt=now - GONE, person__is_active=True)
        .exclude(person=besides.pk)
        .select_related("person")
        .order_by("opened_at", "pk")
    )
    return sorted((_here(row, now) for row in found), key=lambda here: not here.is_writing)


def _here(row: Presence, now: datetime) -> Here:
    person: Any = row.person
    name = person.first_name or str(person)
    is_writing = row.wrote_at is not None and row.wrote_at > now - WRITING
    ago = moments.length(now - row.opened_at)
    words = f"{name} is writing here" if is_writing else f"{name} opened this {ago} ago"
    return Here(person, is_writing, words)


def forget() -> int:
    count, _ = Presence.objects.filter(seen_at__lte=clock.now() - timedelta(days=1)).delete()
    return count
