"""When something last changed for readers, and when it changes next (SEMANTICS, section 12): rough on purpose, the same
for every page. It can only name a moment too near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from articles.models import Edition, EditionPicture, Image

Rows = Callable[[Any], QuerySet[Any]]  # at a moment, or a parameter that will be one

#: Rows that begin or end at a moment of this column. `recommendations` adds its own when it starts.
WATCHED: list[tuple[Rows, str]] = []
#: What no column knows: each gives moments after the one it is asked at. Asked for those who keep pages only.
FORESEEN: list[Callable[[datetime], Iterable[datetime]]] = []


def watch(rows: Rows, *columns: str) -> None:
    WATCHED.extend((rows, column) for column in columns)


def foresee(moments: Callable[[datetime], Iterable[datetime]]) -> None:
    FORESEEN.append(moments)


def pictures_shown(moment: Any) -> QuerySet[Image]:
    """Of editions that have begun. A draft's picture ends without a sound."""
    begun = EditionPicture.objects.filter(edition__live_from__lte=moment)
    return Image.objects.filter(pk__in=begun.values("image"), rights_until__isnull=False)


watch(lambda moment: Edition.objects.all(), "live_from", "live_until", "redacted_at")
watch(pictures_shown, "rights_until")


def asked(moment: Any, *, ahead: bool) -> dict[str, Subquery]:
    """To annotate any query with: `changed_0`, `changed_1` … and, for an edge, `changes_0` …: a probe of an index each."""
    questions = {}
    for number, (rows, column) in enumerate(WATCHED):
        before = rows(moment).filter(**{f"{column}__lte": moment}).order_by(f"-{column}")
        questions[f"changed_{number}"] = Subquery(before.values(column)[:1])
        if ahead:
            after = rows(moment).filter(**{f"{column}__gt": moment}).order_by(column)
            questions[f"changes_{number}"] = Subquery(after.values(column)[:1])
    return questions


def last(answers: Mapping[str, Any], moment: datetime) -> datetime:
    """Not before this morning: every page tells the date. What is current, such as an author's name, changes the ETag
    alone: whoever has one is asked for it first.
    """
    found = [answers[name] for name in answers if name.startswith("changed_") and answers[name]]
    return max([*found, _midnight(moment)])


def next_after(answers: Mapping[str, Any], moment: datetime) -> datetime:
    found = [answers[name] for name in answers if name.startswith("changes_") and answers[name]]
    foreseen = [at for moments in FORESEEN for at in moments(moment) if at > moment]
    return min([*found, *foreseen, _midnight(moment + timedelta(days=1))])


def _midnight(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time()))
