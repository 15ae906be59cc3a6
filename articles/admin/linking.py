"""Stories to link to from a body: what readers see, and of what waits and of drafts those that the person may know of.
A link keeps the story's identity, so it follows the story's address; to readers it is plain text until they can see it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, JsonResponse

from articles import clock, moments, plain
from articles.desk import finding, rights
from articles.models import Address, Article, Edition, EditionWords

MOST = 8
MOST_WORDS = 8
LONGEST = 300


def find(request: HttpRequest) -> JsonResponse:
    """`q` are words of a headline, or an address of this site; `id` asks about one story. Nine queries at most."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    moment = clock.now()
    drafts = never_shown(request.user)
    public_id = plain.line(request.GET.get("id", "")[:LONGEST])
    asked = plain.line(request.GET.get("q", "")[:LONGEST])
    those = Q()
    if public_id:
        those, drafts = Q(story_id=public_id), drafts.filter(public_id=public_id)
    elif path := path_of(asked, request.get_host()):
        those, drafts = Q(article__in=Address.objects.filter(path=path).values("article")), drafts.none()
    else:
        if finding.words_of(asked):
            having = finding.matching(asked, EditionWords).values_list("pk", flat=True)
            those = Q(pk__in=list(having[: finding.POOL]))
        for word in asked.split()[:MOST_WORDS]:  # of these there are few
            drafts = drafts.filter(Q(headline__icontains=word) | Q(standfirst__icontains=word))
    found = [of_edition(row, moment) for row in shown_or_waiting(those, request.user, moment)]
    if len(found) < MOST:
        found += [
            of_draft(row) for row in drafts.select_related("section").defer("body")[: MOST - len(found)]
        ]
    return JsonResponse({"stories": found}, headers={"Cache-Control": "no-store"})


def shown_or_waiting(those: Q, user: Any, moment: datetime) -> list[Edition]:
    """Newest first. Two queries: of one with OR a database would look at all."""
    shown = Edition.objects.visible_at(moment)
    waiting = Edition.objects.filter(rights.told(user, moment), live_from__gt=moment)
    waiting = waiting.filter(~Exists(shown.filter(article=OuterRef("article"))))
    rows = [
        row
        for editions in (shown, waiting)
        for row in editions.filter(those).select_related("section").defer("body").latest_first()[:MOST]
    ]
    return sorted(rows, key=lambda row: (row.first_published, row.article_id), reverse=True)[:MOST]


def never_shown(user: Any) -> QuerySet[Article]:
    return rights.readable(user).out_of_bin().filter(newest_digest="")


def path_of(asked: str, host: str) -> str:
    """Of an address of this site; nothing for words."""
    if " " in asked or not asked.startswith(("/", "http://", "https://")):
        return ""
    try:
        parts = urlsplit(asked)
    except ValueError:
        return ""
    return parts.path if parts.netloc in ("", host) else ""


def of_edition(edition: Edition, moment: datetime) -> dict[str, str]:
    waits = edition.live_from > moment
    when = moments.at(edition.live_from if waits else edition.first_published, moment)
    state = f"goes out {when}" if waits else when
    return {
        "id": edition.story_id,
        "headline": edition.headline,
        "line": " · ".join(filter(None, (edition.section.title if edition.section else "", state))),
        "path": edition.path,
    }


def of_draft(article: Article) -> dict[str, str]:
    section = article.section.title if article.section else ""
    return {
        "id": article.public_id,
        "headline": article.headline,
        "line": " · ".join(filter(None, (section, "not public: plain text until it is"))),
        "path": "",
    }
