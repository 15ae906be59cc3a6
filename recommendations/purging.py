"""Which pages are old when something happened to a list, or to a story or a picture that a list shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from articles import clock, purging
from recommendations import hours, items
from recommendations.models import BelowMinimum, LaunchedPlacement, ListEdition, RecommendationList
from recommendations.spots import Spot, tag

#: At which the edge is told of a list once more: each is a row that waits.
MOST_MOMENTS = 50


def of_list(list_: RecommendationList, now: datetime) -> None:
    """After a verb that changed what readers see of it, or will see. Its places may have been others until now."""
    alive = ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gte=now), list=list_)
    purging.purge(_tags(alive), later=islice(_later(alive, now), MOST_MOMENTS))


def _later(editions: QuerySet[ListEdition], now: datetime) -> Iterator[datetime]:
    """When a version, or something in it, begins or ends; then the hours that come again, of the fortnight to come."""
    once: set[datetime | None] = set()
    again: set[datetime | None] = set()
    for edition in editions:
        once |= {edition.live_from, edition.live_until}
        for item in items.of_edition(edition):
            once |= {item.starts, item.ends, item.pin_until}
            if item.hours:
                again.update(*hours.read(item.hours).windows(max(now, edition.live_from)))
    for found in (once, again - once):
        yield from sorted(at for at in found if at and at > now)


def of_readdressed(list_: RecommendationList, *, was: RecommendationList) -> None:
    purging.purge([purging.page(was.get_absolute_url())])
    of_list(list_, clock.now())


def of_story(article_id: int) -> set[str]:
    """Lists that have it, and those that a rule may fill with it."""
    return _tags(
        _not_over().filter(Q(story_links__article=article_id) | Q(below_minimum=BelowMinimum.BACKFILL))
    )


def of_picture(image_id: int) -> set[str]:
    return _tags(_not_over().filter(picture_links__image=image_id))


def _not_over() -> QuerySet[ListEdition]:
    return ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=clock.now()))


def _tags(editions: QuerySet[ListEdition]) -> set[str]:
    """Of their places, and of those of lists that borrow from them. Two queries."""
    lists = dict(editions.values_list("list_id", "list__slug"))
    if not lists:
        return set()
    places = LaunchedPlacement.objects.filter(
        Q(edition__in=editions.order_by().values("pk"))
        | Q(edition__borrows__in=lists, edition__in=_not_over())
    ).values_list("spot", "section__slug", "tag__slug", "article__public_id", "edition__list__slug")
    tags = {purging.page(f"/picks/{slug}/") for slug in lists.values()}
    for spot, *narrowed, slug in places:
        own = purging.page(f"/picks/{slug}/")
        tags |= {own} if spot == Spot.OWN_PAGE else {tag(spot, next(filter(None, narrowed), "")), own}
    return tags
