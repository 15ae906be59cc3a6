"""Today, for those who decide: what waits for them, what goes out, what readers do not have yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from articles import moments
from articles.admin import assignment, sights, trays
from articles.desk import rights
from articles.desk.standing import standing
from articles.desk.workflow import needs_other_eyes
from articles.models import Article, Edition, Stage
from articles.templatetags.desk import public
from newsroom.today import (
    DAY,
    ROWS,
    Button,
    Maker,
    Panel,
    Row,
    address,
    badges,
    latest,
    names,
    page,
    place,
    stories,
)
from recommendations import rights as lists
from recommendations.models import ListEdition, Right


def panels(user: Any) -> Iterable[Maker]:
    if user.has_perm("articles.clear_legal"):
        yield legal_questions
    if user.has_perm("articles.approve_article"):
        yield from (waiting_for_me, going_out, live_with_changes, ready_not_out)


def legal_questions(user: Any, moment: datetime) -> Panel:
    """Open legal questions"""
    found = stories(user).exclude(legal_question="").order_by("changed_at")
    rows = [
        Row(str(article), page(article), f"“{article.legal_question}”", badges(article, moment))
        for article in found[:ROWS]
    ]
    return Panel(
        "Open legal questions", "legal", found.count(), rows, icon="octagon", full=True,
        empty="No legal question is open.", hint="Nothing waits for you.",
    )  # fmt: skip


def waiting_for_me(user: Any, moment: datetime) -> Panel:
    """Waiting for me"""
    found = stories(user).filter(trays.NAMED["for-me"].question(user, moment)).order_by("changed_at")
    top = list(found[:ROWS])
    submitted = latest(top, "submit")
    rows = []
    for article in top:
        live = standing(article, moment).shown is not None
        sent = submitted.get(article.pk)
        parts = [names(article), "update to a live story" if live else place(article)]
        if sent:
            parts.append(f"submitted {moments.at(sent.at, moment)}")
        if article.legal_question:
            parts.append("legal question open")
        elif needs_other_eyes(article, user):
            parts.append("you changed it last, so someone else approves")
        parts += filter(None, [assignment.line(article, moment, user)])
        rows.append(
            Row(str(article), page(article), " · ".join(parts), badges(article, moment, with_public=live))
        )
    return Panel(
        "Waiting for me",
        "for-me",
        found.count(),
        rows,
        address(view="for-me"),
        empty="Nothing waits for you.",
        hint="Stories sent for review appear here.",
        order="oldest first",
    )


def going_out(user: Any, moment: datetime) -> Panel:
    """Going out, next 24 hours"""
    until = moment + DAY
    stories = (
        Edition.objects.waiting_at(moment)
        .filter(live_from__lte=until, article__in=rights.readable(user))
        .select_related("article", "created_by")
        .defer("body", "article__body")
        .order_by("live_from")
    )
    launches = (
        ListEdition.objects.waiting_at(moment)
        .filter(live_from__lte=until, list__in=lists.allowed(user, Right.VIEW))
        .select_related("list", "by")
        .order_by("live_from")
    )
    rows = [(edition.live_from, goes_out(edition, user, moment)) for edition in stories[:ROWS]]
    rows += [(edition.live_from, launches_then(edition, user, moment)) for edition in launches[:ROWS]]
    return Panel(
        "Going out in the next 24 hours",
        "going-out",
        stories.count() + launches.count(),
        [row for _at, row in sorted(rows, key=lambda pair: pair[0])][:ROWS],
        reverse("admin:calendar"),
        more_title="Calendar",
        empty="Nothing goes out by itself.",
        hint="What is scheduled for the next 24 hours appears here.",
    )


def goes_out(edition: Edition, user: Any, moment: datetime) -> Row:
    line = f"{when(edition.live_from, moment)} · scheduled by {sights.name(edition.created_by, user)}"
    is_update = edition.first_published < edition.live_from
    newer = edition.article.digest != edition.digest
    return Row(
        edition.headline,
        page(edition.article),
        line,
        (public("update" if is_update else "story"),),
        triangle="Newer text is not in it" if newer else "",
    )


def launches_then(edition: ListEdition, user: Any, moment: datetime) -> Row:
    line = f"{when(edition.live_from, moment)} · list launch by {sights.name(edition.by, user)}"
    url = reverse("admin:recommendations_recommendationlist_change", args=[edition.list_id])
    return Row(edition.list.title, url, line, (public("list"),))


def when(start: datetime, moment: datetime) -> str:
    return f"{moments.at(start, moment).capitalize()} · {moments.distance(start, moment)}"


def live_with_changes(user: Any, moment: datetime) -> Panel:
    """Live, with unpublished changes"""
    found = stories(user).filter(trays.NAMED["changed"].question(user, moment)).order_by("-changed_at")
    rows = [
        Row(
            str(article),
            page(article),
            f"Changed by {sights.name(article.changed_by, user)}, {moments.at(article.changed_at, moment)}",
            button=Button("Compare", reverse("admin:articles_article_compare", args=[article.pk])),
        )
        for article in found[:ROWS]
    ]
    return Panel(
        "Live, with unpublished changes",
        "changed",
        trays.count(found),
        rows,
        address(view="changed"),
        empty="Readers have the newest text of everything.",
    )


def ready_not_out(user: Any, moment: datetime) -> Panel:
    """Ready, not out"""
    found = stories(user).filter(stage=Stage.READY).order_by("approved_at")
    rows = [
        Row(
            str(article),
            page(article),
            " · ".join(filter(None, (names(article), place(article), approved(article, moment)))),
            badges(article, moment, with_public=False),
        )
        for article in found[:ROWS]
    ]
    return Panel(
        "Ready, not out",
        "ready",
        found.count(),
        rows,
        address(view="ready"),
        empty="Nothing waits to be published.",
    )


def approved(article: Article, moment: datetime) -> str:
    return f"approved {moments.at(article.approved_at, moment)}" if article.approved_at else ""
