"""Why readers do not see a story that a list has, as far as curators are told: never the desk's inner reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from articles import moments
from articles.models import Edition


def latest_of(articles: Iterable[int], moment: datetime) -> dict[int, Edition]:
    """The last edition that readers saw, or the one that waits: for the reason why a story is not shown."""
    rows = Edition.objects.filter(article__in=articles).defer("body").order_by("live_from")
    found: dict[int, Edition] = {}
    for edition in rows:
        if edition.live_from <= moment or edition.article_id not in found:
            found[edition.article_id] = edition
    return found


def gone_words(edition: Edition | None, moment: datetime) -> str:
    """ "withdrawn today 08:55"."""
    if edition is None:
        return ""
    if edition.live_from > moment:
        return f"not public before {moments.at(edition.live_from, moment)}"
    if edition.withdrawn_at and edition.withdrawn_at <= moment:
        return f"withdrawn {moments.at(edition.withdrawn_at, moment)}"
    return f"ended {moments.at(edition.live_until, moment)}" if edition.live_until else ""
