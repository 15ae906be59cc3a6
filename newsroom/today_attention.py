"""Today's "Needs attention": what was in order when somebody decided, and is not now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse

from articles import moments
from articles.desk import echoes, readiness, rights
from articles.models import Edition, Image, Transition
from articles.templatetags.desk import public
from newsroom.today import ROWS, WEEK, Button, Maker, Panel, Row

#: How long a note is shown that nobody acts on.
MONTH = timedelta(days=30)


def panels(user: Any) -> Iterable[Maker]:
    return [needs_attention] if user.has_perm("articles.approve_article") else []


def needs_attention(user: Any, moment: datetime) -> Panel:
    """Needs attention"""
    waits = waiting_with_findings(user, moment)
    waits += same_words(rights.readable(user), "admin:articles_article_change", moment)
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


def same_words(subjects: QuerySet[Any], page: str, moment: datetime) -> list[Row]:
    """Where the words of a correction stand too, until it was worked on, for a month. Two queries."""
    kind = ContentType.objects.get_for_model(subjects.model)
    notes = list(Transition.objects.filter(verb=echoes.VERB, subject_type=kind, at__gt=moment - MONTH))
    owned = subjects.in_bulk({note.subject_id for note in notes})
    return [
        Row(
            f"Look at “{owned[note.subject_id]}”",
            reverse(page, args=[note.subject_id]),
            note.note,
            button=Button("Open", reverse(page, args=[note.subject_id])),
            icon="triangle",
        )
        for note in notes
        if note.subject_id in owned and owned[note.subject_id].changed_at <= note.at
    ]


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
