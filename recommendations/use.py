"""What the desk asks of lists: stories themselves know nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from articles import clock, renditions
from articles.desk import pictures
from articles.desk.echoes import Echo
from articles.desk.readiness import Finding
from articles.desk.telling import Told
from articles.models import About, Article, Edition
from recommendations import items, launched, rights
from recommendations.models import ListEdition, ListRight, Recommendation, RecommendationList, Right
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
            partial(rights.may_know, item.list),
        )


def left_lists(article: Article, verb: str) -> Iterator[Told]:
    """A story was withdrawn: whoever has it in a list of theirs is told, as far as readers knew it."""
    if verb != "withdraw":
        return
    shown = Edition.objects.begun_at(clock.now()).filter(article=article).order_by("-live_from").first()
    if shown is None:
        return
    kept = Recommendation.objects.kept().filter(article=article).values("list")
    for list_ in RecommendationList.objects.filter(pk__in=kept).order_by("title"):
        yield Told(
            [person for person in owners(list_) if rights.may(person, Right.EDIT, list_)],
            About.OFF,
            f"“{shown.headline}” has left {list_}",
            reverse("admin:recommendations_recommendationlist_change", args=[list_.pk]),
            "It comes back by itself if the story does.",
        )


def owners(list_: RecommendationList) -> list[Any]:
    """Whose list it is: who made it, who changed it last, and whom it names."""
    named = ListRight.objects.filter(list=list_, user__isnull=False).values("user")
    theirs = Q(pk__in=[list_.created_by_id, list_.changed_by_id]) | Q(pk__in=named)
    return list(get_user_model().objects.filter(theirs, is_active=True))


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
