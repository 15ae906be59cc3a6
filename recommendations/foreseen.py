"""Moments at which a list changes by itself: an item begins, ends, comes into its hours or out of them; a story grows too old for the rule that fills it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from articles.models import Edition, Image
from recommendations.items import of_edition
from recommendations.launched import current
from recommendations.models import LaunchedPicture, RecommendationList
from recommendations.rules import Rule


def pictures_shown(moment: Any) -> QuerySet[Image]:
    """Own pictures of lists that have begun: they vanish when their rights end."""
    begun = LaunchedPicture.objects.filter(edition__live_from__lte=moment)
    return Image.objects.filter(pk__in=begun.values("image"), rights_until__isnull=False)


def moments(moment: datetime) -> Iterator[datetime]:
    """Two queries at most: the visible lists, and the oldest stories that are still young enough for each limit."""
    limits: set[int] = set()
    timed = RecommendationList.objects.filter(is_timed=True).order_by().values("pk")
    for edition in current(moment, timed).only("items", "backfill"):
        for item in of_edition(edition):
            yield from item.changes_after(moment)
        if days := Rule.read(edition.backfill).days:
            limits.add(days)
    for days in sorted(limits):
        young = Edition.objects.visible_at(moment).filter(first_published__gte=moment - timedelta(days=days))
        oldest = (
            young.order_by("first_published", "article_id").values_list("first_published", flat=True).first()
        )
        if oldest:
            yield oldest + timedelta(days=days, microseconds=1)
