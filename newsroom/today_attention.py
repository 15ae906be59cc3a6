"""Today's "Needs attention": what was in order when somebody decided, and is not now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles import moments
from articles.admin import assignment
from articles.admin.addresses import story_url, verb_url
from articles.admin.notes import note_url
from articles.desk import echoes, rights, second_look
from articles.models import Article, Edition, Image, Note, Stage, Transition
from articles.templatetags.desk import public
from newsroom import outbox
from newsroom.today import ROWS, WEEK, Button, Maker, Panel, Row

#: How long a note is shown that nobody acts on.
MONTH = timedelta(days=30)


def panels(user: Any) -> Iterable[Maker]:
    return [needs_attention] if user.has_perm("articles.approve_article") else []


def needs_attention(user: Any, moment: datetime) -> Panel:
    """Needs attention"""
    waits = edge_in_trouble(moment) + waiting_with_findings(user, moment)
    waits += corrected_elsewhere(user, moment)
    late = overdue(user, moment)
    found = (
        Image.objects.filter(
            rights_until__gt=moment, rights_until__lte=moment + 2 * WEEK, edition_links__isnull=False
        )
        .distinct()
        .order_by("rights_until")
    )
    rows = waits[:ROWS] + [late_row(article, moment) for article in late[:ROWS]]
    rows += [
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
        len(waits) + late.count() + found.count(),
        rows,
        icon="triangle",
        full=True,
        vanishes=True,
    )


def edge_in_trouble(moment: datetime) -> list[Row]:
    """What is withdrawn may still stand there."""
    waiting = outbox.trouble()
    if waiting is None:
        return []
    since = moments.at(waiting.made_at, moment)
    return [
        Row(
            "The cache in front of the site does not take changes",
            "",
            f"Readers may get pages as they were before {since}. Whoever runs the site should look: {waiting.trouble}.",
            icon="octagon",
        )
    ]


def corrected_elsewhere(user: Any, moment: datetime) -> list[Row]:
    """Notes that a correction left on a story, until somebody resolves them or works on the story. For a month."""
    found = Note.objects.filter(
        correction_of__isnull=False,
        resolved_at__isnull=True,
        at__gt=moment - MONTH,
        article__changed_at__lte=F("at"),
        article__in=rights.readable(user).out_of_bin().values("pk"),
    )
    return [
        Row(
            f"Look at “{note.article}”",
            note_url(note),
            note.text,
            button=Button("Open the note", note_url(note)),
            icon="triangle",
        )
        for note in found.select_related("article").defer("article__body").order_by("-at")
    ]


def overdue(user: Any, moment: datetime) -> QuerySet[Article]:
    """Planned for a day that is over, and what is being written is not out."""
    today = timezone.localtime(moment).date()
    late = rights.readable(user).out_of_bin().filter(planned_for__lt=today)
    late = late.exclude(stage__in=(Stage.SPIKED, Stage.ON_HOLD))
    is_not_out = Q(newest_digest="") | ~Q(newest_digest=F("digest"))
    return late.filter(is_not_out).select_related("assignee").defer("body").order_by("planned_for", "pk")


def late_row(article: Article, moment: datetime) -> Row:
    line = assignment.line(article, moment, None)
    return Row(
        str(article),
        story_url(article),
        f"{line[:1].upper()}{line[1:]}",
        button=Button("Change the day", verb_url(article, "assign")),
        icon="clock",
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
    """What goes out by itself and would be stopped if it were asked now. Four queries, however much waits."""
    waiting = list(
        Edition.objects.waiting_at(moment).filter(article__in=rights.readable(user)).order_by("live_from")
    )
    found = {pk: items for pk, items in second_look.findings(waiting).items() if items}
    since = second_look.since(edition for edition in waiting if edition.pk in found)
    return [
        Row(
            edition.headline,
            reverse("admin:articles_article_change", args=[edition.article_id]),
            f"Goes out {moments.at(edition.live_from, moment)}: "
            + " ".join(finding.words for finding in found[edition.pk])
            + (f" Found {moments.at(since[edition.pk], moment)}." if edition.pk in since else ""),
            (public("scheduled"),),
            button=Button("Open story", reverse("admin:articles_article_change", args=[edition.article_id])),
            icon="octagon" if any(finding.stops for finding in found[edition.pk]) else "triangle",
        )
        for edition in waiting
        if edition.pk in found
    ]
