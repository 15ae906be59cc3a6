"""Find a story, from everywhere at the desk: working copies for those who may read them, and what readers see.

The page works alone; `static/desk/find.js` shows the same results under the field while one types.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from articles import clock, moments
from articles.admin import sights
from articles.admin.addresses import story_url
from articles.admin.story_list import with_rows
from articles.desk import finding
from articles.desk.standing import standing
from articles.models import Article, Edition, EditionWords
from articles.models.edition import EditionQuerySet
from articles.templatetags.desk import Sight
from newsroom import time_travel

#: Under the field, and on the page.
FEW, MOST = 8, 50


@dataclass(frozen=True)
class Found:
    headline: str
    url: str
    line: str
    stage: str
    sights: tuple[Sight, ...]


def find(user: Any, text: str, most: int) -> list[Found]:
    """Best first: what the person may work on, then what anybody may read."""
    moment = clock.now()
    found, known = [], set()
    if user.has_perm("articles.view_article"):
        keys = finding.best(user, text, most)
        rows = with_rows(Article.objects.select_related("section")).in_bulk(keys)
        found = [of_desk(rows[key], moment) for key in keys if key in rows]
        known = set(rows)
    if not user.has_perm("articles.read_all_articles"):
        open_ones = open_to(user, text, moment, known, most - len(found))
        found += [of_readers(edition, moment) for edition in open_ones]
    return found


def of_desk(article: Article, moment: datetime) -> Found:
    now = standing(article, moment)
    names = ", ".join(byline.author.name for byline in article.bylines.all())
    parts = (
        names,
        article.section.title if article.section else "",
        f"changed {moments.at(article.changed_at, moment)}",
    )
    return Found(
        str(article),
        story_url(article),
        " · ".join(filter(None, parts)),
        sights.stage(article),
        sights.sights(article, now),
    )


def of_readers(edition: Edition, moment: datetime) -> Found:
    """Somebody who may not read the working copy is led to the page: as it is, or as it will be."""
    names = ", ".join(byline.author.name for byline in edition.bylines.all())
    line = " · ".join(filter(None, (names, edition.section.title if edition.section else "")))
    if edition.live_from > moment:
        soon = edition.live_from.astimezone(UTC) + timedelta(minutes=1)
        url = time_travel.at(soon, edition.path)
        return Found(
            edition.headline, url, line, "", (Sight("scheduled", moments.at(edition.live_from, moment)),)
        )
    since = f"since {moments.at(edition.first_published, moment)}"
    return Found(edition.headline, edition.path, line, "", (Sight("live", since),))


def open_to(user: Any, text: str, moment: datetime, besides: set[int], most: int) -> list[Edition]:
    """What readers see and, for who may see any moment, what waits. Never a working copy."""
    if most <= 0:
        return []
    if path := finding.path_in(text):
        among = Q(article__in=finding.had(path))
    elif finding.looks_like_address(text):
        return []
    else:
        newest = finding.matching(text, EditionWords).values_list("pk", flat=True)[: finding.POOL]
        among = Q(pk__in=list(newest))
    editions = Edition.objects.filter(among).exclude(article__in=besides)
    found = list(for_lines(editions.visible_at(moment))[:most])
    if time_travel.may_travel(user):
        shown = {edition.article_id for edition in found}
        waiting = for_lines(editions.waiting_at(moment).exclude(article__in=shown))[:most]
        found = sorted([*waiting, *found], key=lambda edition: edition.live_from, reverse=True)[:most]
    return found


def for_lines(editions: Any) -> EditionQuerySet:
    return editions.select_related("section").prefetch_related("bylines__author").defer("body").latest_first()


@require_safe
def page(request: HttpRequest, *, site: Any) -> HttpResponse:
    """All of it, or only the results, for the list under the field."""
    text = request.GET.get("q", "").strip()
    is_part = "X-Desk-Part" in request.headers
    found = find(request.user, text, FEW if is_part else MOST) if text else []
    context = {"q": text, "found": found, "is_full": len(found) == MOST, "most": MOST}
    if not is_part:
        context |= {**site.each_context(request), "title": "Find a story"}
    response = TemplateResponse(request, "desk/found.html" if is_part else "desk/find_page.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
