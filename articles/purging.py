"""Which pages are old when something changed, in tags: what a page shows, and the lists that it draws from.

A page names its tags while it is made (`front/edge.py`); a verb names here, in its own transaction, those of what it
changed. Once that is committed it gets a number, and whoever keeps pages lets go of those that are older.

What begins or ends at a moment to come needs no more than this: a page that is made from now on knows of that moment and
holds until then, and one that was made before is let go now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.models import (
    Author,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Image,
    Purge,
    PurgeCount,
)

#: Of every page: the outlet, the sections, what all pages share.
SITE = "site"
#: Of pages that list stories of the whole site, or whether there are any.
STORIES = "stories"

Tags = Iterable[str]

#: Stories that changed since somebody began to change many of them (`together`).
_put_off: ContextVar[list[int] | None] = ContextVar("put_off", default=None)

_more_of_stories: list[Callable[[int], Tags]] = []
_more_of_pictures: list[Callable[[int], Tags]] = []


def register(*, stories: Callable[[int], Tags], pictures: Callable[[int], Tags]) -> None:
    """For apps above: what else shows a story, or a picture, of that primary key."""
    _more_of_stories.append(stories)
    _more_of_pictures.append(pictures)


# --- The names of tags


def story(public_id: str) -> str:
    """Of pages that show the story or link to it."""
    return f"story-{public_id}"


def page(url: str) -> str:
    """Of pages that lead to this one: `authors-ines-okafor`."""
    return url.strip("/").replace("/", "-")


def listed(url: str) -> str:
    """Of pages that list the stories of a section, a topic, an author."""
    return f"in-{page(url)}"


def beside(section: str) -> str:
    """Of stories in the section: each tells the next one."""
    return f"beside-{section}"


# --- What is old after a change


def of_story(article_id: int, now: datetime) -> None:
    """After a verb that changed what readers see of a story, or will see. Five queries."""
    if (put_off := _put_off.get()) is not None:
        put_off.append(article_id)
        return
    editions = list(
        Edition.objects.filter(article=article_id)
        .select_related("section")
        .defer("body")
        .order_by("live_from")
    )
    if not editions:
        return
    tags = {STORIES, *(story(edition.story_id) for edition in editions)}
    keys = [edition.pk for edition in editions]
    links = EditionTag.objects.filter(edition__in=keys).select_related("tag")
    tags |= {listed(link.tag.get_absolute_url()) for link in links}
    bylines = EditionByline.objects.filter(edition__in=keys).select_related("author")
    tags |= {listed(line.author.get_absolute_url()) for line in bylines}
    for section in {edition.section for edition in editions if edition.section}:
        tags.add(listed(section.get_absolute_url()))
        others = Edition.objects.visible_at(now).in_section(section.pk).exclude(article=article_id)
        if not section.always_show and not others.exists():
            tags.add(SITE)  # it comes into the navigation with this story, or goes
    tags |= {beside(edition.section.slug) for edition in _between(editions, now) if edition.section}
    for more in _more_of_stories:
        tags |= {*more(article_id)}
    later = (at for edition in editions for at in (edition.live_from, edition.live_until) if at and at > now)
    purge(tags, later=later)


def _between(editions: list[Edition], now: datetime) -> Iterable[Edition]:
    """Those that come in among older and newer stories of their section, where they were not a moment before."""
    for before, edition in zip([None, *editions], editions, strict=False):
        goes_on = (
            before and before.section_id == edition.section_id and before.live_until == edition.live_from
        )
        is_over = edition.live_until is not None and edition.live_until <= now
        if edition.first_published < edition.live_from and not goes_on and not is_over:
            yield edition


def of_picture(image: Image) -> None:
    """After its files, its credit or its rights changed: stories, portraits and lists that show it."""
    shown = EditionPicture.objects.filter(image=image).values_list("edition__story_id", flat=True).distinct()
    tags = {story(public_id) for public_id in shown}
    tags |= {page(person.get_absolute_url()) for person in Author.objects.filter(portrait=image)}
    for more in _more_of_pictures:
        tags |= {*more(image.pk)}
    purge(tags)


def everything(*, later: Iterable[datetime] = ()) -> None:
    """After something changed that any page may show: a name, a section, a topic."""
    purge([SITE], later=later)


@contextmanager
def together() -> Iterator[None]:
    """For whoever changes stories by the thousand: every page once, at the end or when it breaks off, and not for each of
    them those that show it, which takes a sixth of an import and calls the edge ten thousand times."""
    put_off: list[int] = []
    before = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(before)
        if put_off:
            now = timezone.now()
            waiting = Edition.objects.filter(live_from__gt=now).order_by()
            everything(later=waiting.values_list("live_from", flat=True).distinct())


# --- Telling it


def purge(tags: Tags, *, later: Iterable[datetime] = ()) -> None:
    """Now, in the transaction of whoever calls; and the edge, which knows moments by whole seconds alone, once more at
    each of the moments to come."""
    named = sorted(set(tags))
    if not named or not (settings.PAGE_CACHE or settings.EDGE or settings.REPLICAS):
        return
    now = timezone.now()
    moments = [now, *sorted(set(later))] if settings.EDGE else [None]
    Purge.objects.bulk_create(Purge(tags=named, made_at=now, due=due) for due in moments)
    transaction.on_commit(count, robust=True)


def count() -> None:
    """Give numbers to what is committed. One at a time, and in a transaction of its own, so they appear in order."""
    waiting = Purge.objects.filter(number__isnull=True).order_by("pk")
    if not waiting.exists():
        return
    with transaction.atomic():
        PurgeCount.objects.get_or_create(pk=1)
        counted = PurgeCount.objects.select_for_update(no_key=True).get(pk=1)
        for row in waiting.only("pk"):
            counted.newest += 1
            Purge.objects.filter(pk=row.pk).update(number=counted.newest)
        counted.save()
