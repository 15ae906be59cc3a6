"""Pages of a list by key: the last story shown, not a count, so nothing is repeated or lost when stories come in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Subquery
from django.http import Http404

from articles.front.request import ReaderRequest
from articles.models import Edition

SIZE = 20
PARAMETER = "before"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"([1-9][0-9]{0,15})-([a-z0-9]{12,16})", re.ASCII)


@dataclass(frozen=True)
class Key:
    """Microseconds and public id: the row's number would tell how many drafts there are."""

    moment: datetime
    story_id: str

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.story_id}"

    @property
    def article_id(self) -> Any:
        return Subquery(Edition.objects.filter(story_id=self.story_id).order_by().values("article_id")[:1])


def key_of(request: ReaderRequest) -> Key | None:
    """Where the page begins; nothing for the first one. Raises Http404 for what is no key."""
    given = request.GET.get(PARAMETER)
    if given is None:
        return None
    match = _KEY.fullmatch(given)
    if match is None:
        raise Http404
    return Key(_EPOCH + timedelta(microseconds=int(match[1])), match[2])


def older_after(path: str, moment: datetime, story_id: str) -> str:
    return f"{path}?{PARAMETER}={Key(moment, story_id)}"
