"""What readers see of a story, in words. Never stored, always asked (SEMANTICS, section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from articles.models import Article, Edition

#: What is asked of an edition here: everything but its text.
COLUMNS = (
    "pk",
    "article_id",
    "live_from",
    "ends_at",
    "live_until",
    "first_published",
    "updated",
    "digest",
    "path",
    "change",
    "created_by_id",
    "withdrawn_at",
    "withdrawn_by_id",
    "withdrawal_reason",
    "withdrawal_notice",
)


@dataclass(frozen=True)
class Standing:
    """A story's editions at one moment: the one shown, the one waiting, and the latest ever shown."""

    moment: datetime
    shown: Edition | None
    waiting: Edition | None
    last: Edition | None
    first: Edition | None = None

    @property
    def state(self) -> str:
        if self.shown:
            return "live-next-waiting" if self.waiting else "live"
        if self.last:
            return "return-waiting" if self.waiting else "off"
        return "first-waiting" if self.waiting else "never"

    @property
    def ever_shown(self) -> bool:
        return self.last is not None

    @property
    def was_withdrawn(self) -> bool:
        """Taken off by somebody, not merely ended."""
        return self.shown is None and self.last is not None and self.last.withdrawn_at is not None

    @property
    def newest(self) -> Edition | None:
        return self.waiting or self.last


def standing(article: Article, moment: datetime, editions: Iterable[Edition] | None = None) -> Standing:
    """One query, or none if the editions are prefetched with `editions_for_standing`."""
    if editions is None:
        editions = getattr(article, "standing_editions", None)
    if editions is None:
        editions = Edition.objects.filter(article_id=article.pk).only(*COLUMNS)
    ordered = sorted(editions, key=lambda edition: edition.live_from)
    begun = [edition for edition in ordered if edition.live_from <= moment]
    waiting = [edition for edition in ordered if edition.live_from > moment]
    last = begun[-1] if begun else None
    return Standing(
        moment=moment,
        shown=last if last and last.is_visible_at(moment) else None,
        waiting=waiting[0] if waiting else None,
        last=last,
        first=begun[0] if begun else None,
    )


def editions_for_standing() -> Prefetch:
    """For lists of stories: one query for all of them."""
    return Prefetch(
        "editions",
        queryset=Edition.objects.only(*COLUMNS).select_related(None),
        to_attr="standing_editions",
    )
