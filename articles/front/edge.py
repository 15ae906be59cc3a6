"""What only the edge is told, which removes it again: until when exactly a page holds, and what it shows. The public must
not know: an exact lifetime would announce that something appears at 07:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.presentation import Card, Name, Picture, Place, StoryPage


def note(request: HttpRequest, *shown: Any) -> None:
    """Values that the page shows: templates and their tags add theirs."""
    request.__dict__.setdefault("shown", []).extend(shown)


def instruct(response: HttpResponse, request: HttpRequest, *, until: datetime) -> None:
    moment: datetime = request.moment  # type: ignore[attr-defined]
    seconds = int((until - moment).total_seconds())
    response.headers["Surrogate-Control"] = f"max-age={seconds}" if seconds else "no-store"
    names = sorted(set(tags_of(getattr(request, "shown", []))))
    if names:
        response.headers["Cache-Tag"] = ",".join(names)


def tags_of(shown: Any) -> Iterator[str]:
    """Public ids of stories, addresses of places and people, names of pictures' files."""
    match shown:
        case Card():
            yield from _story(shown.story_id)
            yield from tags_of((shown.section, *shown.pictures.values()))
        case StoryPage():
            yield from _story(shown.public_id)
            yield from tags_of((shown.section, shown.names, shown.topics, shown.lead))
        case Name():
            yield from _page(shown.url)
            yield from tags_of(shown.portrait)
        case Place():
            yield from _page(shown.url)
        case Picture():
            yield f"picture-{shown.src.rpartition('/')[2].partition('.')[0]}"
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
        yield f"story-{public_id}"


def _page(url: str) -> Iterator[str]:
    if url.startswith("/"):
        yield url.strip("/").replace("/", "-")
