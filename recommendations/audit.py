"""What goes into the book besides the verbs on a list: what it is called, and who may work on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles.records import record
from recommendations.models import ListRight, RecommendationList


@dataclass(frozen=True)
class Said:
    """Of a list as it is stored."""

    name: str  # "Picks, /picks/picks/"
    rights: str  # "Only those named; Edda: Launch"

    @classmethod
    def of(cls, pk: int) -> Said:
        """Two queries."""
        list_ = RecommendationList.objects.get(pk=pk)
        named = ListRight.objects.filter(list=pk).select_related("user", "group").order_by("pk")
        whom = "Only those named" if list_.by_invitation else "Every curator"
        return cls(f"{list_}, {list_.get_absolute_url()}", "; ".join([whom, *map(str, named)]))


def changed(list_: RecommendationList, *, by: Any, was: Said) -> None:
    now = Said.of(list_.pk)
    if now.name != was.name:
        record(list_, "rename", by=by, was=was.name, now=now.name)
    if now.rights != was.rights:
        record(list_, "change-rights", by=by, was=was.rights, now=now.rights)
