"""Pages of a long list by key: the last row shown, not a count, so that page one thousand costs what page one does and
nothing is repeated or lost while others save."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

AFTER, BEFORE = "after", "before"

#: Counted exactly up to here.
MOST = 1000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Key:
    """Microseconds and row."""

    moment: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


def key_in(query: QueryDict, name: str) -> Key | None:
    given = query.get(name)
    if given is None:
        return None
    match = _KEY.fullmatch(given)
    if match is None:
        raise IncorrectLookupParameters
    return Key(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))


class ByKey(ChangeList):
    """Ordered by `moment`, then by row, either way round. `moment` is named by the subclass."""

    moment: str

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.after, self.before = key_in(request.GET, AFTER), key_in(request.GET, BEFORE)
        super().__init__(request, *args)
        for name in (AFTER, BEFORE):  # other filters begin at the first page again
            self.params.pop(name, None)

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in (AFTER, BEFORE)}

    def get_results(self, request: HttpRequest) -> None:
        counted = self.rows(None, rising=False)[: MOST + 1].count()  # in order, as an index has them
        self.result_count, self.is_more = min(counted, MOST), counted > MOST
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions, self.can_show_all = True, False
        self.multi_page = self.result_count > self.list_per_page

        rising = self.queryset.query.order_by[:1] == (self.moment,)
        backwards = self.before is not None
        rows = self.rows(self.before or self.after, rising=rising != backwards)
        found = list(rows[: self.list_per_page + 1])
        goes_on, shown = len(found) > self.list_per_page, found[: self.list_per_page]
        if backwards:
            shown.reverse()
        self.result_list = shown
        self.has_newer = goes_on if backwards else self.after is not None
        self.has_older = True if backwards else goes_on

    def rows(self, beyond: Key | None, *, rising: bool) -> QuerySet:
        sign, than = ("", "gt") if rising else ("-", "lt")
        rows = self.queryset.order_by(f"{sign}{self.moment}", f"{sign}pk")
        if beyond is None:
            return rows
        further = Q(**{f"{self.moment}__{than}": beyond.moment})
        beside = Q(**{self.moment: beyond.moment, f"pk__{than}": beyond.pk})
        return rows.filter(further | beside, **{f"{self.moment}__{than}e": beyond.moment})

    def key(self, row: Any) -> str:
        return str(Key(getattr(row, self.moment), row.pk))

    @property
    def words(self) -> str:
        return f"over {MOST:,}" if self.is_more else str(self.result_count)

    @property
    def newer(self) -> str:
        shown = self.result_list
        return self.get_query_string({BEFORE: self.key(shown[0])}) if shown and self.has_newer else ""

    @property
    def older(self) -> str:
        shown = self.result_list
        return self.get_query_string({AFTER: self.key(shown[-1])}) if shown and self.has_older else ""


def by(moment: str) -> type[ByKey]:
    return type("ListByKey", (ByKey,), {"moment": moment})
