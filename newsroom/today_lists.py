"""Today, for curators: what needs them, their lists, and what nobody has listed yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from articles import moments
from articles.models import Edition
from articles.templatetags.desk import public
from newsroom.today import Button, Maker, Panel, Row
from newsroom.today_attention import same_words
from recommendations import rights
from recommendations.admin.screen import sights_of
from recommendations.gone import gone_words, latest_of
from recommendations.models import LaunchedStory, ListEdition, Recommendation, Right
from recommendations.standing import standing

ROWS = 8
WEEK = timedelta(days=7)


def panels(user: Any) -> Iterable[Maker]:
    if not rights.may_any(user, Right.EDIT):
        return []
    found: list[Maker] = [needs_attention, my_lists]
    if user.has_perm("recommendations.change_recommendationlist"):
        found.append(never_listed)
    return found


def page(list_id: int) -> str:
    return reverse("admin:recommendations_recommendationlist_change", args=[list_id])


def needs_attention(user: Any, moment: datetime) -> Panel:
    """Needs attention"""
    visible = Edition.objects.visible_at(moment).filter(article=OuterRef("article"))
    waiting = Edition.objects.waiting_at(moment).filter(article=OuterRef("article"))
    dead = (
        Recommendation.objects.kept()
        .filter(list__in=rights.allowed(user, Right.EDIT), article__isnull=False)
        .filter(~Exists(visible), ~Exists(waiting))
        .select_related("list")
        .order_by("list__title", "order")
    )
    top = list(dead[:ROWS])
    gone = latest_of([item.article_id for item in top if item.article_id], moment)
    rows = same_words(
        rights.allowed(user, Right.EDIT), "admin:recommendations_recommendationlist_change", moment
    )
    count = dead.count() + len(rows)
    for item in top:
        edition = gone.get(item.article_id or 0)
        why = gone_words(edition, moment) or "is off the site"
        name = item.headline or (edition.headline if edition else "A story")
        rows.append(
            Row(
                f"“{name}” was {why}" if why.startswith(("withdrawn", "ended")) else f"“{name}” {why}",
                page(item.list_id),
                f"It is in {item.list} and is not shown; it comes back by itself if the story does",
                button=Button("Open the list", page(item.list_id)),
                icon="triangle",
            )
        )
    return Panel("Needs attention", "lists-attention", count, rows, icon="triangle", full=True, vanishes=True)


def my_lists(user: Any, moment: datetime) -> Panel:
    """My lists"""
    alive = ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
    found = rights.allowed(user, Right.EDIT)
    top = (
        found.annotate(count=Count("items", filter=Q(items__removed_at__isnull=True)))
        .prefetch_related(Prefetch("editions", alive, to_attr="alive"))
        .order_by("-changed_at")[:ROWS]
    )
    rows = [
        Row(
            list_.title,
            page(list_.pk),
            f"{list_.count} item{'s' if list_.count != 1 else ''} · changed {moments.at(list_.changed_at, moment)}",
            tuple(
                public(sight.kind, sight.when, sight.triangle)
                for sight in sights_of(list_, standing(list_, moment, list_.alive))
            ),
        )
        for list_ in top
    ]
    return Panel(
        "My lists", "my-lists", found.count(), rows,
        reverse("admin:recommendations_recommendationlist_changelist"),
        empty="You have no lists.", hint="Make one with New list.",
    )  # fmt: skip


def never_listed(user: Any, moment: datetime) -> Panel:
    """Published this week, in no list"""
    since = moment - WEEK
    listed = LaunchedStory.objects.filter(article=OuterRef("article"), edition__live_from__lte=moment).filter(
        Q(edition__live_until__isnull=True) | Q(edition__live_until__gt=since)
    )
    found = (
        Edition.objects.visible_at(moment)
        .filter(~Exists(listed), first_published__gt=since)
        .select_related("section")
        .defer("body")
        .latest_first()
    )
    rows = [
        Row(
            edition.headline,
            edition.path,
            f"{edition.section} · {moments.length(moment - edition.first_published)} old",
        )
        for edition in found[:ROWS]
    ]
    return Panel(
        "Published this week, in no list", "never-listed", found.count(), rows,
        empty="Everything of this week is in a list.",
    )  # fmt: skip
