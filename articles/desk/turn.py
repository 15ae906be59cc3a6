"""One verb's turn on one story: the row locked, and only then the clock and everything else read (SEMANTICS, section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from articles import clock, purging, refusals
from articles.desk import telling
from articles.desk.standing import Standing, standing
from articles.digest import digest
from articles.models import Address, Article, Edition, Transition
from articles.models.interval import lay_out
from articles.records import record


@dataclass(frozen=True)
class Seen:
    """What the person saw who pressed the button: the text, the newest edition and the waiting one."""

    digest: str
    newest: int
    waiting: int

    def __str__(self) -> str:
        return f"{self.digest}.{self.newest}.{self.waiting}"

    @classmethod
    def read(cls, token: str) -> Seen:
        """Of a button's value. Anything malformed matches nothing, so it is refused as outdated."""
        parts = token.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[1:]):
            return cls("", -1, -1)
        return cls(parts[0], int(parts[1][:18]), int(parts[2][:18]))

    @classmethod
    def of(cls, article: Article, now: Standing) -> Seen:
        return cls(
            article.digest,
            now.newest.pk if now.newest else 0,
            now.waiting.pk if now.waiting else 0,
        )


@dataclass
class Turn:
    article: Article
    now: datetime
    standing: Standing

    def remove_waiting(self) -> Edition | None:
        """Take away what waits, and its claim on an address that no other edition of the story has."""
        waiting = self.standing.waiting
        if waiting is None:
            return None
        pk, path = waiting.pk, waiting.path
        waiting.corrections.update(cancelled_at=self.now)  # never public: the database lets no other go
        waiting.delete()
        waiting.pk = pk
        if not Edition.objects.filter(article_id=self.article.pk, path=path).exists():
            Address.objects.filter(path=path, article_id=self.article.pk).delete()
        return waiting

    def end_for_readers_behind(self) -> None:
        """If this server's clock is behind, its readers may see what is over by the latest verb's: end that as well."""
        present = clock.now()
        if not clock.is_behind(self.article.settled):
            return
        for past in Edition.objects.filter(
            article_id=self.article.pk, live_from__lte=self.now, live_until__gt=present
        ).only("live_from"):
            ended = max(present, past.live_from + clock.TICK)
            Edition.objects.filter(pk=past.pk).update(ends_at=ended)

    def settle(
        self, verb: str, *, by: AbstractBaseUser | None, note: str = "", unseen: bool = False, **data: Any
    ) -> Transition:
        """Lay the editions out anew, remember the moment, let go of the pages that are old now, and enter the verb in
        the book. `unseen`: nothing that readers see, or will see, is touched."""
        rows = Edition.objects.filter(article_id=self.article.pk)
        lay_out(rows)
        newest = rows.order_by("-live_from").values_list("digest", flat=True).first()
        Article.objects.filter(pk=self.article.pk).update(settled=self.now, newest_digest=newest or "")
        if "edition" in data and self.standing.last and self.standing.last.pk != data["edition"]:
            data["before"] = self.standing.last.pk
        telling.of_verb(self.article, verb, by=by, words=note, goes_out=data.get("moment"))
        if not unseen:
            purging.of_story(self.article.pk, self.now)
        return record(self.article, verb, by=by, at=self.now, note=note, **data)


@contextmanager
def turn(
    article: Article, *, seen: Seen | None = None, although_clock_is_behind: bool = False
) -> Iterator[Turn]:
    """Lock the story, read everything again, and refuse what its caller did not see.

    The object passed in is never trusted; it is refreshed when the verb is done.
    """
    with transaction.atomic():
        # A plain FOR UPDATE would block every insert that points at the story.
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        if clock.is_behind(locked.settled) and not although_clock_is_behind:
            raise refusals.ClockWrong
        now = clock.after(locked.settled)
        stands = standing(locked, now)
        if (
            stands.last and stands.last.live_from == now
        ):  # what begins at a moment comes before what is done at it
            now += clock.TICK
            stands = standing(locked, now)
        taken = Turn(locked, now, stands)
        if seen is not None and seen != Seen.of(locked, taken.standing):
            raise refusals.Outdated
        yield taken
    article.refresh_from_db()


def true_digest(article: Article) -> str:
    """Of the text as it stands, not as it was noted: publishing does not trust the note."""
    return digest(article)
