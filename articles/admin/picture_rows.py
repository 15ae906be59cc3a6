"""A picture in a grid, and the places where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles import moments
from articles.admin import sights
from articles.desk import rights
from articles.desk.standing import editions_for_standing, standing
from articles.models import Edition, Image
from articles.templatetags.desk import Sight

SOON = timedelta(days=14)


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


def uses(image: Image, user: Any, moment: datetime) -> list[Use]:
    """Working copies only for those who may read them; what is public or waiting for everybody on the desk."""
    found = []
    stories = (
        rights.readable(user)
        .filter(Q(lead_image=image) | Q(picture_links__image=image))
        .distinct()
        .prefetch_related(editions_for_standing())
        .defer("body")[:30]
    )
    for article in stories:
        found.append(
            Use(
                title=str(article),
                url=reverse("admin:articles_article_change", args=[article.pk]),
                where="lead picture" if article.lead_image_id == image.pk else "in the text",
                stage=sights.stage(article),
                sights=sights.sights(article, standing(article, moment)),
            )
        )
    listed = {article.pk for article in stories}
    for edition in (
        Edition.objects.filter(
            Q(live_until__isnull=True) | Q(live_until__gt=moment), picture_links__image=image
        )
        .exclude(article__in=listed)
        .only("headline", "path", "live_from", "article_id")[:30]
    ):
        kind = "live" if edition.live_from <= moment else "scheduled"
        found.append(
            Use(
                edition.headline,
                edition.path if kind == "live" else "",
                "published text",
                sights=(Sight(kind),),
            )
        )
    return found
