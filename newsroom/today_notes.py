"""Today's "Mentions": what somebody asks this person, until it is resolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from articles import moments
from articles.admin import sights
from articles.admin.notes import note_url
from articles.desk import rights
from articles.models import Note
from newsroom.today import ROWS, Maker, Panel, Row


def panels(user: Any) -> Iterable[Maker]:
    if user.has_perm("articles.view_article"):
        yield mentions


def mentions(user: Any, moment: datetime) -> Panel:
    """Mentions"""
    is_open = Q(thread__isnull=True, resolved_at__isnull=True) | Q(
        thread__isnull=False, thread__resolved_at__isnull=True
    )
    found = (
        Note.objects.filter(is_open, mentions=user.pk)
        .filter(article__in=rights.readable(user).out_of_bin().values("pk"))
        .select_related("article", "by")
        .defer("article__body")
        .order_by("-at", "-pk")
    )
    rows = []
    for note in found[:ROWS]:
        who = sights.name(note.by, user)
        line = f"{who[:1].upper()}{who[1:]}, {moments.at(note.at, moment)} · {note.article}"
        rows.append(Row(f"“{Truncator(note.text).chars(120)}”", note_url(note), line))
    return Panel(
        "Mentions",
        "mentions",
        found.count(),
        rows,
        reverse("admin:bell"),
        more_title="What is new",
        icon="at",
        empty="Nobody asks you anything.",
        hint="Notes that mention you appear here until they are resolved.",
    )
