"""What an address answers at a moment (SEMANTICS, section 5). At most three queries, each by an index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from articles import pages
from articles.models import Edition, Redirect
from articles.prepared import MOMENT, TEXT, Parameter, prepared

#: Second pages, feeds and other dresses of an address.
_BEHIND = re.compile(
    r"/(?:page/\d{1,5}|comment-page-\d{1,5}|\d{1,3}|feed(?:/(?:rss2?|rdf|atom))?|amp|embed|trackback|index\.php)/?$"
)


@dataclass(frozen=True)
class Moved:
    path: str


@dataclass(frozen=True)
class Gone:
    """A story was here. `withdrawn` is empty if it only came to its end; the notice is what readers may know."""

    withdrawn: datetime | None = None
    notice: str = ""


@prepared
def _here() -> QuerySet[Edition]:
    begun = Edition.objects.begun_at(Parameter("moment", MOMENT)).order_by("-live_from")
    found = begun.filter(path=Parameter("path", TEXT)).select_related("section", "social_card", "lead_image")
    return found.only(*pages.STORY_FIELDS, "social_card__name")[:1]


def look_up(path: str, moment: datetime) -> Edition | Moved | Gone | None:
    """The edition that readers see at this path, or where to find its story, or what became of it."""
    if "\0" in path:  # PostgreSQL takes none
        return None
    here: Edition | None = next(iter(_here(moment=moment, path=path)), None)
    if here is None:
        return _redirected(path, moment)
    if here.is_visible_at(moment):
        return here
    begun = Edition.objects.begun_at(moment).order_by("-live_from")
    newest = begun.filter(article_id=here.article_id).defer("body").first()
    assert newest is not None  # `here` is one of them
    return _of_story(newest, moment)


def _redirected(path: str, moment: datetime) -> Moved | Gone | None:
    ways = _plainer(path)
    redirect = min(Redirect.objects.filter(path__in=ways), key=lambda row: ways.index(row.path), default=None)
    if redirect is None:
        return None
    if redirect.target:
        return Moved(redirect.target)
    begun = Edition.objects.begun_at(moment).filter(story_id=redirect.story_id)
    newest = begun.order_by("-live_from").defer("body").first()
    return _of_story(newest, moment) if newest else None


def _of_story(newest: Edition, moment: datetime) -> Moved | Gone:
    """`newest` of those begun: only that one can be visible."""
    if newest.is_visible_at(moment):
        return Moved(newest.path)
    if newest.withdrawn_at and newest.withdrawn_at <= moment:
        return Gone(newest.withdrawn_at, newest.withdrawal_notice)
    return Gone()


def _plainer(path: str) -> list[str]:
    """The same address as WordPress would also answer it: with and without its last slash, without what stands behind."""
    found = [path, path.rstrip("/") if path.endswith("/") else f"{path}/"]
    if behind := _BEHIND.search(path):
        before = path[: behind.start()]
        found += [f"{before}/", before]
    return [address for address in dict.fromkeys(found) if address not in ("", "/")]
