"""What readers see of a list. Never stored, always asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recommendations.models import ListEdition, RecommendationList


@dataclass(frozen=True)
class ListStanding:
    """A list's versions at one moment: the one shown, those waiting (soonest first), those that began (latest first)."""

    moment: datetime
    shown: ListEdition | None
    waiting: tuple[ListEdition, ...]
    begun: tuple[ListEdition, ...]

    @property
    def former(self) -> ListEdition | None:
        """The version shown before the present one."""
        return self.begun[1] if self.shown and len(self.begun) > 1 else None

    @property
    def newest(self) -> ListEdition | None:
        """The one launched last, whether it waits or not."""
        return max((*self.waiting, *self.begun), key=lambda edition: edition.number, default=None)


def standing(
    list_: RecommendationList, moment: datetime, editions: Iterable[ListEdition] | None = None
) -> ListStanding:
    """One query, or none if the editions are given."""
    if editions is None:
        editions = ListEdition.objects.filter(list=list_).select_related("by")
    ordered = sorted(editions, key=lambda edition: edition.live_from)
    begun = tuple(edition for edition in reversed(ordered) if edition.live_from <= moment)
    return ListStanding(
        moment=moment,
        shown=begun[0] if begun and begun[0].is_visible_at(moment) else None,
        waiting=tuple(edition for edition in ordered if edition.live_from > moment),
        begun=begun,
    )
