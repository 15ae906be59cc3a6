"""What a page asks the resolver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from recommendations.launched import Launched
from recommendations.spots import NOWHERE, Where


@dataclass(frozen=True)
class PageAsking:
    """One page at one moment. The spots are in order of precedence. `slug` says whose own page it is."""

    spots: tuple[str, ...]
    moment: datetime
    where: Where = NOWHERE
    slug: str = ""
    explain: bool = False
    reader: int | None = None  # who asks, if it is one of the desk: the reasons call them “you”
    secret: frozenset[int] = frozenset()  # lists that whoever asks is not told of
    rehearsal: Callable[[PageAsking, dict[int, Launched]], None] | None = None  # changes what was found


def as_seen_by(request: Any, page: PageAsking) -> PageAsking:
    """Somebody of the desk who looks from another moment is told why; a guest may have been shown a draft."""
    if travel := getattr(request, "travel", None):
        return replace(
            page,
            explain=True,
            reader=travel.reader,
            secret=travel.secret,
            rehearsal=travel.rehearsal,
        )
    if guest := getattr(request, "guest", None):
        return replace(page, rehearsal=guest.rehearsal)
    return page
