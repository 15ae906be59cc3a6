"""Who writes a story, for which day, how long. Not part of the text: it takes no approval back and readers never see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from articles import clock, moments, refusals
from articles.desk import telling
from articles.desk.clearance import refuse_in_bin
from articles.models import About, Article, Priority, words
from articles.records import record


@dataclass(frozen=True)
class Assignment:
    """`planned_for` is a day, not the publication time; `commissioned` counts words."""

    assignee: Any = None
    planned_for: date | None = None
    commissioned: int | None = None
    priority: str = Priority.NORMAL

    FIELDS = ("assignee", "planned_for", "commissioned", "priority")

    @classmethod
    def of(cls, article: Article) -> Assignment:
        return cls(**{name: getattr(article, name) for name in cls.FIELDS})

    def __str__(self) -> str:
        parts = [f"to {self.assignee}" if self.assignee else "to nobody"]
        if self.planned_for:
            parts.append(f"for {moments.day(self.planned_for, date.min)}")
        if self.commissioned:
            parts.append(f"{self.commissioned:,} words")
        if self.priority != Priority.NORMAL:
            parts.append(f"{Priority(self.priority).label.lower()} priority")
        return ", ".join(parts)


def writers() -> QuerySet[Any]:
    """Who may be given a story: whoever could write it."""
    able = get_user_model().objects.with_perm("articles.change_article", include_superusers=False)
    return able.filter(is_staff=True).order_by("first_name", "last_name", "username")


def assign(article: Article, *, by: AbstractBaseUser | None, note: str = "", **changes: Any) -> None:
    """Change what `changes` names, of `Assignment.FIELDS`. Whoever is given a story may read and write it.

    Raises NothingNew, CannotWrite, WrongStage.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        refuse_in_bin(locked)
        was = Assignment.of(locked)
        now = replace(was, **changes)
        if now == was:
            raise refusals.NothingNew(f"It is assigned so already: {was}.")
        if now.assignee and now.assignee != was.assignee and now.assignee not in writers():
            raise refusals.CannotWrite(f"{now.assignee} has no right to write stories.")
        Article.objects.filter(pk=locked.pk).update(
            **{name: getattr(now, name) for name in Assignment.FIELDS}
        )
        words.index([locked])  # whoever has it finds it among their own
        at = clock.after(locked.settled)
        record(locked, "assign", by=by, at=at, note=note, was=str(was), now=str(now))
        if now.assignee and now.assignee != was.assignee:
            locked.assignee = now.assignee
            telling.tell([now.assignee], About.ASSIGNED, by=by, article=locked, words=note)
    article.refresh_from_db()
