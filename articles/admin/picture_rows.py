"""A picture in a grid, and the places where it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles import moments
from articles.admin import sights
from articles.desk import rights
from articles.desk.pictures import not_over
from articles.desk.standing import editions_for_standing, standing
from articles.models import Author, Image
from articles.presentation import join_names
from articles.templatetags.desk import Sight, capital

SOON = timedelta(days=14)
MOST = 30
KINDS = (
    ("live", "a live story", "live stories"),
    ("scheduled", "a scheduled story", "scheduled stories"),
    ("list", "a list", "lists"),
    ("author", "an author", "authors"),
    ("draft", "a draft", "drafts"),
)


@dataclass(frozen=True)
class Tile:
    pk: int
    title: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    url: str
    thumb: str
    warning: str = ""  # one at most
    warning_icon: str = ""
    ended: bool = False


@dataclass(frozen=True)
class Use:
    title: str
    url: str
    where: str
    stage: str = ""
    sights: tuple[Sight, ...] = ()
    kind: str = "draft"  # one of KINDS


def about_rights(image: Image, moment: datetime) -> str:
    """A warning, or nothing."""
    if image.rights_until is None or image.rights_until > moment + SOON:
        return ""
    last = moments.day(timezone.localtime(image.rights_until).date(), timezone.localtime(moment).date())
    return f"Rights ended {last}" if image.rights_until <= moment else f"Rights end {last}"


def tile(image: Image, moment: datetime) -> Tile:
    warning, symbol = about_rights(image, moment), "clock"
    if not warning and image.trouble:
        warning, symbol = f"Not all of its files could be made: {image.trouble}", "triangle"
    if not warning and not image.alt:
        warning, symbol = "Alt text missing", "triangle"
    return Tile(
        pk=image.pk,
        title=image.title,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        width=image.width,
        height=image.height,
        url=reverse("admin:articles_image_change", args=[image.pk]),
        thumb=reverse("admin:picture_thumb", args=[image.pk]),
        warning=warning,
        warning_icon=symbol,
        ended=not image.has_rights_at(moment),
    )


#: What apps above this one add: where they use a picture, as this person may know.
InUse = Callable[[Image, Any, datetime], Iterable[Use]]
_more: list[InUse] = []


def register(more: InUse) -> InUse:
    _more.append(more)
    return more


def uses(image: Image, user: Any, moment: datetime) -> list[Use]:
    """Working copies and what waits only for those who may know of them; what is public for everybody on the desk."""
    found = [*in_stories(image, user, moment), *portraits(image, user)]
    return found + [use for more in _more for use in more(image, user, moment)]


def uses_in_words(found: list[Use]) -> str:
    """ "2 live stories and a list", or nothing."""
    counted = Counter(use.kind for use in found)
    words = [
        one if counted[kind] == 1 else f"{counted[kind]} {many}" for kind, one, many in KINDS if counted[kind]
    ]
    return capital(join_names(words))


def portraits(image: Image, user: Any) -> Iterator[Use]:
    for author in Author.objects.filter(portrait=image)[:MOST]:
        url = reverse("admin:articles_author_change", args=[author.pk])
        known = user.has_perm("articles.view_author")
        yield Use(author.name, url if known else "", "portrait", kind="author")


def in_stories(image: Image, user: Any, moment: datetime) -> Iterator[Use]:
    editions = not_over(moment).filter(picture_links__image=image)
    shown = {
        edition.article_id: "live" if edition.live_from <= moment else "scheduled"
        for edition in editions.only("article_id", "live_from").order_by("-live_from")[:MOST]
    }
    readable = rights.readable(user)
    keys = {  # each by its index: asked for with OR, all stories would be looked at
        key
        for use in ({"lead_image": image}, {"picture_links__image": image})
        for key in readable.filter(**use).values_list("pk", flat=True)[:MOST]
    }
    stories = readable.filter(pk__in=keys).prefetch_related(editions_for_standing()).defer("body")[:MOST]
    listed = set()
    for article in stories:
        listed.add(article.pk)
        yield Use(
            title=str(article),
            url=reverse("admin:articles_article_change", args=[article.pk]),
            where="lead picture" if article.lead_image_id == image.pk else "in the text",
            stage=sights.stage(article),
            sights=sights.sights(article, standing(article, moment)),
            kind=shown.get(article.pk, "draft"),
        )
    others = editions.filter(rights.told(user, moment)).exclude(article__in=listed)
    for edition in others.only("headline", "path", "live_from", "article_id")[:MOST]:
        kind = "live" if edition.live_from <= moment else "scheduled"
        url = edition.path if kind == "live" else ""
        yield Use(edition.headline, url, "published text", sights=(Sight(kind),), kind=kind)
