"""Today: what waits for this person, most urgent first. Counts and rows come from the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from articles import clock, moments
from articles.admin import sights, trays
from articles.desk import rights
from articles.desk.standing import editions_for_standing, standing
from articles.desk.workflow import needs_other_eyes
from articles.models import Article, Edition, Stage, Transition
from articles.templatetags.desk import public
from articles.templatetags.desk import stage as stage_badge

ROWS = 8
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Button:
    title: str
    url: str


@dataclass(frozen=True)
class Row:
    headline: str
    url: str
    line: str
    badges: tuple[SafeString, ...] = ()
    button: Button | None = None
    icon: str = ""
    triangle: str = ""


@dataclass
class Panel:
    title: str
    key: str
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    more_url: str = ""
    empty: str = "Nothing here."
    hint: str = ""
    icon: str = ""
    order: str = ""
    full: bool = False
    failed: bool = False
    vanishes: bool = False  # when there is nothing in it


Maker = Callable[[Any, datetime], Panel]
_more: list[Callable[[Any], Iterable[Maker]]] = []


def register(makers: Callable[[Any], Iterable[Maker]]) -> None:
    """For apps above stories: which panels a person has, each a function of the person and the moment."""
    _more.append(makers)


def panels(user: Any) -> list[Panel]:
    """Those with a row or a friendly word; a panel that cannot be counted says so and the rest stands."""
    moment = clock.now()
    made = []
    for maker in makers_for(user):
        try:
            panel = maker(user, moment)
        except DatabaseError:
            panel = Panel(maker.__doc__ or "", key=maker.__name__, failed=True)
        if panel.count or panel.failed or not panel.vanishes:
            made.append(panel)
    return made


def makers_for(user: Any) -> list[Maker]:
    makers: list[Maker] = []
    if user.has_perm("articles.clear_legal"):
        makers.append(legal_questions)
    if user.has_perm("articles.approve_article"):
        makers += [waiting_for_me, going_out, live_with_changes, ready_not_out]
    elif user.has_perm("articles.change_article"):
        makers += [sent_back, my_drafts, waiting_for_an_editor, my_live_stories]
    return makers + [maker for more in _more for maker in more(user)]


def address(**query: str) -> str:
    base = reverse("admin:articles_article_changelist")
    return base + "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else base


def page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def stories(user: Any) -> QuerySet[Article]:
    return (
        rights.readable(user)
        .out_of_bin()
        .select_related("section", "changed_by")
        .prefetch_related("bylines__author", editions_for_standing())
        .defer("body")
    )


def names(article: Article) -> str:
    return ", ".join(byline.author.name for byline in article.bylines.all()) or "No byline"


def place(article: Article) -> str:
    parts = [article.get_kind_display(), article.section.title if article.section else ""]
    return ", ".join(filter(None, parts))


def latest(articles: list[Article], verb: str) -> dict[int, Transition]:
    """When this was last done to each: one query."""
    if not articles:
        return {}
    rows = (
        Transition.objects.filter(
            subject_type=ContentType.objects.get_for_model(Article),
            subject_id__in=[article.pk for article in articles],
            verb=verb,
        )
        .select_related("by")
        .order_by("at")
    )
    return {row.subject_id: row for row in rows}


def badges(article: Article, moment: datetime, *, with_public: bool = True) -> tuple[SafeString, ...]:
    shown = sights.stage(article)
    made = [stage_badge(shown)] if shown else []
    if with_public:
        found = sights.sights(article, standing(article, moment))
        made += [public(sight.kind, sight.when) for sight in found]
    return tuple(made)


# --- An editor's ---


def waiting_for_me(user: Any, moment: datetime) -> Panel:
    """Waiting for me"""
    found = stories(user).filter(trays.tray("for-me").question(user, moment)).order_by("changed_at")
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
    found = (
        Edition.objects.waiting_at(moment)
        .filter(live_from__lte=moment + DAY, article__in=rights.readable(user))
        .select_related("article", "created_by")
        .defer("body", "article__body")
        .order_by("live_from")
    )
    rows = []
    for edition in found[:ROWS]:
        line = (
            f"{moments.at(edition.live_from, moment).capitalize()} · {moments.distance(edition.live_from, moment)} · "
            f"scheduled by {sights.name(edition.created_by, user)}"
        )
        is_update = edition.first_published < edition.live_from
        newer = edition.article.digest != edition.digest
        rows.append(
            Row(
                edition.headline,
                page(edition.article),
                line,
                (public("update" if is_update else "story"),),
                triangle="Newer text is not in it" if newer else "",
            )
        )
    return Panel(
        "Going out in the next 24 hours",
        "going-out",
        found.count(),
        rows,
        address(view="scheduled"),
        empty="Nothing goes out by itself.",
        hint="Stories scheduled for the next 24 hours appear here.",
    )


def live_with_changes(user: Any, moment: datetime) -> Panel:
    """Live, with unpublished changes"""
    found = stories(user).filter(trays.tray("changed").question(user, moment)).order_by("-changed_at")
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
        found.count(),
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


# --- A writer's ---


def _writing(user: Any, moment: datetime) -> QuerySet[Article]:
    return stories(user).filter(trays.tray("mine").question(user, moment))


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
    rows = [
        Row(
            str(article),
            page(article),
            f"Saved {moments.at(article.changed_at, moment)} by {sights.name(article.changed_by, user)}",
            badges(article, moment, with_public=False),
        )
        for article in found[:ROWS]
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
            f"Live since {moments.at(edition.live_from, moment)}",
            (public("live"),),
        )
        for edition in found[:ROWS]
    ]
    return Panel(
        "My stories, live this week",
        "live",
        found.count(),
        rows,
        empty="Nothing of yours went live this week.",
    )


# --- Legal's ---


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
