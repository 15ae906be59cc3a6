"""The desk's trays: the questions that Today and the list of stories both ask, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.desk import rights
from articles.models import Article, Edition, Stage


def visible(moment: datetime) -> Exists:
    return Exists(Edition.objects.visible_at(moment).filter(article=OuterRef("pk")))


def waiting(moment: datetime) -> Q:
    """By the few that wait: asked of each story in turn, it would be a question to every one of the archive."""
    return Q(pk__in=Edition.objects.waiting_at(moment).order_by().values("article"))


def begun(moment: datetime) -> Exists:
    return Exists(Edition.objects.begun_at(moment).filter(article=OuterRef("pk")))


def _withdrawn(user: Any, moment: datetime) -> Q:
    taken_off = Edition.objects.filter(withdrawn_at__isnull=False)
    return Q(pk__in=taken_off.order_by().values("article")) & ~Q(visible(moment))


def _mine(user: Any, moment: datetime) -> Q:
    return rights.own(user)


def _for_me(user: Any, moment: datetime) -> Q:
    """An editor's: what is in review. Anybody else's: what came back, and what they are writing."""
    if user.has_perm("articles.approve_article"):
        limits = rights.sections_of(user)
        return Q(stage=Stage.IN_REVIEW, section__in=limits) if limits else Q(stage=Stage.IN_REVIEW)
    return Q(stage=Stage.DRAFTING) & _mine(user, moment) & ~_unchanged()


def _unchanged() -> Q:
    """The working copy says what was last published or scheduled: nobody is working on a next version."""
    return ~Q(newest_digest="") & Q(newest_digest=F("digest"))


def _live_with_changes(user: Any, moment: datetime) -> Q:
    # In the words of the index `article_unpublished_changes`.
    return ~Q(newest_digest="") & ~Q(newest_digest=F("digest")) & Q(visible(moment))


@dataclass(frozen=True)
class Tray:
    key: str
    title: str
    question: Callable[[Any, datetime], Q]
    is_found_by_key: bool = False  # not by an index of the stories in the order of the list


TRAYS = (
    Tray("mine", "Mine", _mine),
    Tray("for-me", "Waiting for me", _for_me),
    Tray("ready", "Ready, not out", lambda user, moment: Q(stage=Stage.READY)),
    Tray("scheduled", "Scheduled", lambda user, moment: Q(waiting(moment))),
    Tray("changed", "Live with changes", _live_with_changes),
    Tray("withdrawn", "Withdrawn", _withdrawn, is_found_by_key=True),
)
BIN = "bin"


#: Counted exactly up to here: nobody works through more, and to count on would be to walk through the archive.
MOST = 99


def count(stories: QuerySet[Article], *, is_found_by_key: bool = False) -> int | str:
    # As the list has them, by its indexes; but thousands that are found by key would all be looked at to be put in order.
    ordered = stories.order_by() if is_found_by_key else stories.order_by("-changed_at", "-pk")
    found = ordered[: MOST + 1].count()
    return f"{MOST}+" if found > MOST else found


NAMED = {tray.key: tray for tray in TRAYS}
