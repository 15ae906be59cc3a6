"""Today's "Needs attention": what was in order when somebody decided, and is not now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from articles import moments
from articles.desk import readiness, rights
from articles.models import Edition, Image
from articles.templatetags.desk import public
from newsroom.today import ROWS, WEEK, Button, Maker, Panel, Row


def panels(user: Any) -> Iterable[Maker]:
    return [needs_attention] if user.has_perm("articles.approve_article") else []


def needs_attention(user: Any, moment: datetime) -> Panel:
    """Needs attention"""
    waits = waiting_with_findings(user, moment)
    found = (
        Image.objects.filter(
            rights_until__gt=moment, rights_until__lte=moment + 2 * WEEK, edition_links__isnull=False
        )
        .distinct()
        .order_by("rights_until")
    )
    rows = waits[:ROWS] + [
        Row(
            f"Rights to “{image.title}” end {moments.at(image.rights_until, moment)}",
            reverse("admin:articles_image_change", args=[image.pk]),
            "It vanishes from readers’ pages then",
            button=Button("Open picture", reverse("admin:articles_image_change", args=[image.pk])),
            icon="image",
        )
        for image in found[:ROWS]
        if image.rights_until
    ]
    return Panel(
        "Needs attention",
        "attention",
        len(waits) + found.count(),
        rows,
        icon="triangle",
        full=True,
        vanishes=True,
    )


def waiting_with_findings(user: Any, moment: datetime) -> list[Row]:
    """What goes out by itself and would be stopped if it were asked now. Three queries, however much waits."""
    waiting = list(
        Edition.objects.waiting_at(moment).filter(article__in=rights.readable(user)).order_by("live_from")
    )
    findings = readiness.again(waiting)
    return [
        Row(
            edition.headline,
            reverse("admin:articles_article_change", args=[edition.article_id]),
            f"Goes out {moments.at(edition.live_from, moment)}: "
            + " ".join(finding.words for finding in found),
            (public("scheduled"),),
            icon="octagon" if any(finding.stops for finding in found) else "triangle",
        )
        for edition in waiting
        if (found := findings[edition.pk])
    ]
