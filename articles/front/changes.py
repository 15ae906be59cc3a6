"""When something last changed for readers, and when it changes next (SEMANTICS, section 12): rough on purpose, the same
for every page. It can only name a moment too near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Expression, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from articles.models import Author, Edition, EditionPicture, Image

Rows = Callable[[Any], QuerySet[Any]]  # at a moment, or a parameter that will be one

LONG_AGO, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

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
    begun = EditionPicture.objects.filter(image=OuterRef("pk"), edition__live_from__lte=moment)
    # One row, not EXISTS, for which the database goes through all editions.
    limited = Image.objects.filter(rights_until__isnull=False).alias(begun=Subquery(begun.values("pk")[:1]))
    return limited.filter(begun__isnull=False)


def portraits(moment: Any) -> QuerySet[Image]:
    named = Author.objects.filter(portrait__isnull=False)
    return Image.objects.filter(pk__in=named.values("portrait"), rights_until__isnull=False)


watch(lambda moment: Edition.objects.all(), "live_from", "live_until", "redacted_at")
watch(pictures_shown, "rights_until")
watch(portraits, "rights_until")


def asked(moment: Any, *, ahead: bool) -> dict[str, Expression]:
    """To annotate any query with: `changed` and, for an edge, `changes`. A probe of an index for each that is watched."""
    before, after = [], []
    for rows, column in WATCHED:
        begun = rows(moment).filter(**{f"{column}__lte": moment}).order_by(f"-{column}")
        before.append(Coalesce(Subquery(begun.values(column)[:1]), Value(LONG_AGO)))
        coming = rows(moment).filter(**{f"{column}__gt": moment}).order_by(column)
        after.append(Coalesce(Subquery(coming.values(column)[:1]), Value(NEVER)))
    return {"changed": Greatest(*before), **({"changes": Least(*after)} if ahead else {})}


def last(answers: Mapping[str, Any], moment: datetime) -> datetime:
    """Not before this morning: every page tells the date. What is current, such as an author's name, changes the ETag
    alone: whoever has one is asked for it first.
    """
    return max(answers["changed"], _midnight(moment))


def next_after(answers: Mapping[str, Any], moment: datetime) -> datetime:
    foreseen = [at for moments in FORESEEN for at in moments(moment) if at > moment]
    return min([answers["changes"], *foreseen, _midnight(moment + timedelta(days=1))])


def _midnight(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time()))
