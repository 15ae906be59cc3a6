"""Today: what waits for this person, most urgent first. Counts and rows come from the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from articles import clock
from articles.admin import sights
from articles.desk import rights
from articles.desk.standing import editions_for_standing, standing
from articles.models import Article, Transition
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
    count: int | str = 0  # “99+”, where to count on would be to walk through the archive
    rows: list[Row] = field(default_factory=list)
    more_url: str = ""
    more_title: str = "Open as list"
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
    """Which panels a person has, each a function of the person and the moment. In order: most urgent first."""
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
    return [maker for more in _more for maker in more(user)]


def address(**query: str) -> str:
    base = reverse("admin:articles_article_changelist")
    return base + "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else base


def page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def stories(user: Any) -> QuerySet[Article]:
    return (
        rights.readable(user)
        .out_of_bin()
        .select_related("section", "changed_by", "assignee")
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
