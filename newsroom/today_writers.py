"""Today, for writers: what came back, what they are writing, what waits, what is out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from articles import moments, prose
from articles.admin import assignment, sights, trays
from articles.models import Article, Edition, Stage
from articles.templatetags.desk import capital, public
from newsroom.today import ROWS, WEEK, Maker, Panel, Row, address, badges, latest, page, stories


def panels(user: Any) -> Iterable[Maker]:
    if user.has_perm("articles.change_article") and not user.has_perm("articles.approve_article"):
        yield from (sent_back, my_drafts, waiting_for_an_editor, my_live_stories)


def lengths(articles: list[Article]) -> dict[int, str]:
    """ "1,140 of 1,200 words". One query: their bodies, which rows are read without."""
    bodies = dict(Article.objects.filter(pk__in=[item.pk for item in articles]).values_list("pk", "body"))
    found = {}
    for article in articles:
        count = prose.word_count(bodies[article.pk])
        of = f" of {article.commissioned:,}" if article.commissioned else ""
        found[article.pk] = f"{count:,}{of} word{'' if count == 1 and not of else 's'}"
    return found


def planned(article: Article, moment: datetime) -> str:
    due = assignment.due(article, moment)
    return f" · {due}" if due and not assignment.is_overdue(article, moment) else ""


def overdue(article: Article, moment: datetime) -> str:
    return capital(assignment.due(article, moment)) if assignment.is_overdue(article, moment) else ""


def _writing(user: Any, moment: datetime) -> QuerySet[Article]:
    return stories(user).filter(trays.NAMED["mine"].question(user, moment))


def sent_back(user: Any, moment: datetime) -> Panel:
    """Sent back to you"""
    drafts = list(_writing(user, moment).filter(stage=Stage.DRAFTING).order_by("-changed_at")[:50])
    returned = latest(drafts, "send-back")
    resubmitted = latest(drafts, "submit")
    rows = []
    for article in drafts:
        deed = returned.get(article.pk)
        later = resubmitted.get(article.pk)
        if deed and not (later and later.at > deed.at):
            line = f"{deed.by}, {moments.at(deed.at, moment)}: “{deed.note}”"
            rows.append(Row(str(article), page(article), line, badges(article, moment)))
    return Panel(
        "Sent back to you",
        "sent-back",
        len(rows),
        rows[:ROWS],
        icon="back",
        full=True,
        empty="Nothing came back.",
    )


def my_drafts(user: Any, moment: datetime) -> Panel:
    """My drafts"""
    found = (
        _writing(user, moment)
        .filter(stage=Stage.DRAFTING)
        .exclude(newest_digest=F("digest"))
        .order_by("-changed_at")
    )
    top = list(found[:ROWS])
    words = lengths(top)
    rows = [
        Row(
            str(article),
            page(article),
            f"Saved {moments.at(article.changed_at, moment)} by {sights.name(article.changed_by, user)}"
            f" · {words[article.pk]}" + planned(article, moment),
            badges(article, moment, with_public=False),
            triangle=overdue(article, moment),
        )
        for article in top
    ]
    return Panel(
        "My drafts",
        "drafts",
        found.count(),
        rows,
        address(view="mine"),
        empty="You have no drafts.",
        hint="Start one with New story.",
    )


def waiting_for_an_editor(user: Any, moment: datetime) -> Panel:
    """Waiting for an editor"""
    found = _writing(user, moment).filter(stage__in=(Stage.IN_REVIEW, Stage.READY)).order_by("-changed_at")
    top = list(found[:ROWS])
    submitted = latest(top, "submit")
    rows = [
        Row(
            str(article),
            page(article),
            f"Submitted {moments.at(submitted[article.pk].at, moment)}" if article.pk in submitted else "",
            badges(article, moment, with_public=False),
        )
        for article in top
    ]
    return Panel(
        "Waiting for an editor",
        "in-review",
        found.count(),
        rows,
        empty="Nothing of yours waits for an editor.",
    )


def my_live_stories(user: Any, moment: datetime) -> Panel:
    """My stories, live this week"""
    found = (
        Edition.objects.visible_at(moment)
        .filter(first_published__gte=moment - WEEK, article__in=_writing(user, moment).values("pk"))
        .defer("body")
        .latest_first()
    )
    rows = [
        Row(
            edition.headline,
            reverse("admin:articles_article_change", args=[edition.article_id]),
            f"Live since {moments.at(edition.first_published, moment)}",
            (public("live"),),
        )
        for edition in found[:ROWS]
    ]
    return Panel(
        "My stories, live this week",
        "live",
        found.count(),
        rows,
        address(view="mine"),
        empty="Nothing of yours went live this week.",
    )
