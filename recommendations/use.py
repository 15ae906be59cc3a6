"""What the desk asks of lists: stories themselves know nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from articles import clock, renditions
from articles.desk import pictures
from articles.desk.echoes import Echo
from articles.desk.readiness import Finding
from articles.models import Article
from recommendations import items, launched
from recommendations.models import ListEdition, Recommendation
from recommendations.spots import Spot, Where


def recommended(article: Article) -> Iterator[Finding]:
    """Something to read on at its foot"""
    where = Where(
        story=article.public_id,
        section=article.section.slug if article.section else "",
        topics=tuple(article.tag_links.values_list("tag__slug", flat=True)),
    )
    if not launched.is_anything_at(Spot.ARTICLE_FOOT, where, clock.now()):
        yield Finding(
            "recommendations",
            "Nothing is recommended at its foot.",
            "No list that stands there is launched.",
        )


def same_words(article: Article, moment: datetime) -> Iterator[Echo]:
    """Own words of items for this story, in what is launched next or now."""
    found = Recommendation.objects.kept().filter(article=article).exclude(headline="", summary="")
    for item in found.select_related("list").order_by("list__title"):
        said = " · ".join(filter(None, (item.headline, item.summary)))
        yield Echo(
            item.list,
            f"item-{item.pk}",
            f"The list “{item.list}” says: “{said}”",
            reverse("admin:recommendations_recommendationlist_change", args=[item.list_id]),
        )


def pictures_shown(moment: datetime) -> pictures.Shapes:
    """Own pictures of items that readers see, or will."""
    alive = Q(live_until__isnull=True) | Q(live_until__gt=moment)
    shown: pictures.Shapes = {}
    for edition in ListEdition.objects.filter(alive, picture_links__isnull=False).distinct().only("items"):
        for pk, shapes in pictures_of(edition).items():
            shown.setdefault(pk, set()).update(shapes)
    return shown


def pictures_of(edition: ListEdition) -> pictures.Shapes:
    """Each as its item crops it."""
    shown: pictures.Shapes = {}
    for item in items.of_edition(edition):
        if item.picture:
            cropped = {renditions.focused(shape, item.focal) for shape in pictures.CARD}
            shown.setdefault(item.picture, set()).update(cropped)
    return shown
