"""What those who keep pages are told, our own page cache and the edge: until when exactly a page holds, and what it shows.
The edge takes both off again. The public must not know: an exact lifetime would announce that something appears at 07:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles import purging
from articles.presentation import Card, Name, Place, StoryPage

#: What grows old by degrees, such as the order of related stories, follows within this.
LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Holds:
    """Of a page that anybody may get again. A view's answer has it as `holds`."""

    moment: datetime
    until: datetime
    tags: frozenset[str]


def is_told() -> bool:
    return bool(settings.EDGE or settings.PAGE_CACHE)


def note(request: HttpRequest, *shown: Any) -> None:
    """Values that the page shows: templates and their tags add theirs."""
    request.__dict__.setdefault("shown", []).extend(shown)


def draw_from(request: HttpRequest, *tags: str) -> None:
    """Of what the page depends on without showing it: lists that something may come into."""
    request.__dict__.setdefault("drawn_from", set()).update(tags)


def hold(request: HttpRequest, until: datetime | None) -> None:
    """No longer than this, for a reason that only this page has."""
    if until:
        request.__dict__.setdefault("ends", []).append(until)


def holds(request: HttpRequest, until: datetime) -> Holds:
    told = request.__dict__
    moment: datetime = told["moment"]
    ends = [at for at in told.get("ends", ()) if at > moment]
    tags = {purging.SITE, *told.get("drawn_from", ()), *tags_of(told.get("shown", ()))}
    return Holds(moment, min([until, moment + LONGEST, *ends]), frozenset(tags))


def instruct(response: HttpResponse, held: Holds, moment: datetime) -> None:
    """By the protocol in whole seconds, so at times too few."""
    seconds = int((held.until - moment).total_seconds())
    response.headers["Surrogate-Control"] = f"max-age={seconds}" if seconds > 0 else "no-store"
    response.headers["Cache-Tag"] = ",".join(sorted(held.tags))


def tags_of(shown: Any) -> Iterator[str]:
    """Public ids of stories, addresses of places and people."""
    match shown:
        case Card():
            yield from _story(shown.story_id)
            yield from tags_of(shown.section)
        case StoryPage():
            yield from _story(shown.public_id)
            yield from tags_of((shown.section, shown.names, shown.topics))
        case Name() | Place():
            if shown.url.startswith("/"):
                yield purging.page(shown.url)
        case str() | bytes() | dict():
            return
        case Iterable():
            for one in shown:
                yield from tags_of(one)
        case _ if hasattr(shown, "story_id"):
            yield from _story(shown.story_id)
        case _ if hasattr(shown, "cards"):
            yield from tags_of(shown.cards)


def _story(public_id: str) -> Iterator[str]:
    if public_id:
        yield purging.story(public_id)
