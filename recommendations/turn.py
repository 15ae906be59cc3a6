"""One verb's turn on one list: the row locked, and only then the clock and everything else read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from articles import clock
from articles.models import Transition
from articles.models.interval import lay_out
from articles.records import record
from recommendations import freezing, purging, refusals
from recommendations.models import ListEdition, RecommendationList
from recommendations.standing import ListStanding, standing


@dataclass(frozen=True)
class Seen:
    """What the person saw who pressed the button: which save of the draft, which version readers had, and every verb
    up to then."""

    version: int
    shown: int
    settled: int  # microseconds since 1970

    def __str__(self) -> str:
        return f"{self.version}.{self.shown}.{self.settled}"

    @classmethod
    def read(cls, token: str) -> Seen:
        """Of a button's value. Anything malformed matches nothing, so it is refused as outdated."""
        parts = token.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            return cls(-1, -1, -1)
        return cls(*(int(part[:18]) for part in parts))

    @classmethod
    def of(cls, list_: RecommendationList, now: ListStanding) -> Seen:
        settled = round(list_.settled.timestamp() * 1_000_000) if list_.settled else 0
        return cls(list_.version, now.shown.pk if now.shown else 0, settled)


@dataclass
class Turn:
    list: RecommendationList
    now: datetime
    standing: ListStanding

    def make_room(self, start: datetime, *, moving: ListEdition | None = None) -> datetime | None:
        """Shorten the version that covers `start`, and tell where the next one begins: the database allows no
        overlap, even for an instant. Raises MomentTaken."""
        others = ListEdition.objects.filter(list=self.list)
        if moving is not None:
            others = others.exclude(pk=moving.pk)
        if others.filter(live_from=start).exists():
            raise refusals.MomentTaken
        others.filter(Q(live_until__isnull=True) | Q(live_until__gt=start), live_from__lt=start).update(
            live_until=start
        )
        following = others.filter(live_from__gt=start).order_by("live_from")
        return following.values_list("live_from", flat=True).first()

    def settle(self, verb: str, *, by: AbstractBaseUser | None, note: str = "", **data: Any) -> Transition:
        """Lay the versions out anew, remember the moment, let go of the pages that are old now, and enter the verb in
        the book."""
        rows = ListEdition.objects.filter(list=self.list)
        lay_out(rows)
        newest = rows.order_by("-number").values_list("digest", flat=True).first()
        RecommendationList.objects.filter(pk=self.list.pk).update(
            settled=self.now, newest_digest=newest or ""
        )
        purging.of_list(self.list, self.now)
        return record(self.list, verb, by=by, at=self.now, note=note, **data)

    def saved(self, *, by: AbstractBaseUser | None) -> None:
        """Note that the draft changed: its digest, its version, by whom."""
        self.list.digest = freezing.draft(self.list).digest
        self.list.version += 1
        self.list.changed_at, self.list.changed_by = self.now, by  # type: ignore[assignment]
        self.list.save(update_fields=["digest", "version", "changed_at", "changed_by"])


@contextmanager
def turn(
    list_: RecommendationList, *, seen: Seen | None = None, although_clock_is_behind: bool = False
) -> Iterator[Turn]:
    """Lock the list, read everything again, and refuse what its caller did not see.

    The object passed in is never trusted; it is refreshed when the verb is done.
    """
    with transaction.atomic():
        # A plain FOR UPDATE would block every insert that points at the list.
        locked = RecommendationList.objects.select_for_update(no_key=True).get(pk=list_.pk)
        if clock.is_behind(locked.settled) and not although_clock_is_behind:
            raise refusals.ClockWrong
        now = clock.after(locked.settled)
        if ListEdition.objects.filter(list=locked, live_from=now).exists():
            now += clock.TICK  # a version begins at this very moment: the verb comes after it
        taken = Turn(locked, now, standing(locked, now))
        if seen is not None and seen != Seen.of(locked, taken.standing):
            raise refusals.Outdated
        yield taken
    list_.refresh_from_db()
