"""Something readers see for an interval of time: an edition of a story, a launched version of a list.

`live_from` is when it starts, `ends_at` the end it was asked to have, and `live_until` the end it has: the earlier of
its own wish and the start of its owner's next one. Only `lay_out` writes `live_until` (SEMANTICS, section 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q, Value


class IntervalQuerySet(models.QuerySet):
    def visible_at(self, moment: datetime, **also: datetime) -> IntervalQuerySet:
        """`also` is what is always true of them, and lets an index help."""
        return self.filter(
            Q(live_until__isnull=True) | Q(live_until__gt=moment),
            live_from__lte=moment,
            **also,
        )

    def begun_at(self, moment: datetime) -> IntervalQuerySet:
        return self.filter(live_from__lte=moment)

    def waiting_at(self, moment: datetime) -> IntervalQuerySet:
        return self.filter(live_from__gt=moment)


class Interval(models.Model):
    live_from = models.DateTimeField("live from", db_index=True)
    ends_at = models.DateTimeField("ends at", null=True, blank=True)
    live_until = models.DateTimeField("live until", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_visible_at(self, moment: datetime) -> bool:
        return self.live_from <= moment and (self.live_until is None or self.live_until > moment)

    def waits_at(self, moment: datetime) -> bool:
        return self.live_from > moment


class NoOverlap(ExclusionConstraint):
    """At most one visible at every moment. PostgreSQL holds it here; on SQLite a trigger does (`articles.guards`)."""

    def constraint_sql(self, model: type[models.Model], schema_editor: Any) -> Any:  # type: ignore[override]
        if schema_editor.connection.vendor == "postgresql":
            return super().constraint_sql(model, schema_editor)

    def create_sql(self, model: type[models.Model], schema_editor: Any) -> Any:  # type: ignore[override]
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor)

    def remove_sql(self, model: type[models.Model], schema_editor: Any) -> Any:  # type: ignore[override]
        if schema_editor.connection.vendor == "postgresql":
            return super().remove_sql(model, schema_editor)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the database: the verbs write, no form does."""


def interval_constraints(owner: str, prefix: str) -> list[models.BaseConstraint]:
    """What the database holds about the intervals of one `owner` (a foreign key's name)."""
    return [
        models.UniqueConstraint(fields=[owner, "live_from"], name=f"{prefix}_starts_once"),
        models.UniqueConstraint(
            fields=[owner], condition=Q(live_until__isnull=True), name=f"{prefix}_one_open_end"
        ),
        models.CheckConstraint(
            condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
            name=f"{prefix}_ends_after_start",
        ),
        models.CheckConstraint(
            condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("live_from")),
            name=f"{prefix}_wish_after_start",
        ),
        NoOverlap(
            name=f"{prefix}_no_overlap",
            expressions=[
                (Func(F(owner), F(owner), Value("[]"), function="int8range"), "&&"),
                (
                    Func(
                        F("live_from"),
                        F("live_until"),
                        RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                        function="tstzrange",
                    ),
                    "&&",
                ),
            ],
        ),
    ]


def ends(rows: Iterable[Interval]) -> dict[int, datetime | None]:
    """The `live_until` that each of one owner's rows should have, by primary key."""
    ordered = sorted(rows, key=lambda row: row.live_from)
    wanted: dict[int, datetime | None] = {}
    for row, following in zip_longest(ordered, ordered[1:]):
        limits = [limit for limit in (row.ends_at, following and following.live_from) if limit]
        wanted[row.pk] = min(limits) if limits else None
    return wanted


def lay_out(rows: models.QuerySet) -> None:
    """Derive the ends of one owner's rows anew. Shortens before it lengthens: no overlap, even for an instant."""
    present = list(rows.only("pk", "live_from", "ends_at", "live_until"))
    wanted = ends(present)
    changed = [row for row in present if row.live_until != wanted[row.pk]]

    def lengthens(row: Interval) -> bool:
        end = wanted[row.pk]
        return end is None or (row.live_until is not None and end > row.live_until)

    for row in sorted(changed, key=lengthens):
        rows.filter(pk=row.pk).update(live_until=wanted[row.pk])
