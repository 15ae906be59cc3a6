"""The public record of what was wrong (SEMANTICS, section 9): of stories that readers can see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.urls import reverse

from articles import purging
from articles.front import answers, edge, paging
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.models import Correction, Edition
from articles.prepared import MOMENT, Parameter, prepared
from articles.presentation import CorrectionNotice


@dataclass(frozen=True)
class Marked:
    """A correction, with the story as it stands now."""

    notice: CorrectionNotice
    headline: str
    url: str
    story_id: str


@reads("before")
def corrections(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    key = paging.key_of(request)
    rows = public_at(request.moment)
    if key:
        at, article_id = key.moment, key.article_id
        rows = rows.filter(Q(said_at__lt=at) | Q(said_at=at, article_id__lt=article_id), said_at__lte=at)
    found = [marked(row) for row in rows[: paging.SIZE + 1]]
    if key and not found:
        raise Http404
    shown, more = found[: paging.SIZE], len(found) > paging.SIZE
    return answers.page(
        request,
        "front/corrections.html",
        {
            "corrections": shown,
            "older": paging.older_after(reverse("corrections"), shown[-1].notice.at, shown[-1].story_id)
            if more
            else "",
            "older_page": key is not None,
        },
    )


def public_at(moment: Any) -> QuerySet[Correction]:
    """Newest first, each with the present headline and address of its story."""
    now = Edition.objects.visible_at(moment).filter(article=OuterRef("article"))
    return (
        Correction.objects.filter(
            ~Exists(Edition.objects.filter(pk=OuterRef("edition"), sealed_at__isnull=False)),
            live_from__lte=moment,
        )
        .annotate(
            said_at=Coalesce("made_at", "live_from"),  # in the words of the index `correction_latest`
            headline=Subquery(now.values("headline")[:1]),
            url=Subquery(now.values("path")[:1]),
            story_id=Subquery(now.values("story_id")[:1]),
        )
        .filter(url__isnull=False, said_at__lte=moment)
        .order_by("-said_at", "-article_id", "-pk")
    )


@prepared
def _newest() -> QuerySet[Correction]:
    return public_at(Parameter("moment", MOMENT)).filter(said_at__gt=Parameter("since", MOMENT))[:1]


def newest(moment: datetime, *, since: datetime) -> Marked | None:
    return next(map(marked, _newest(moment=moment, since=since)), None)


def marked(row: Any) -> Marked:
    """Of a correction as `public_at` finds it."""
    return Marked(
        notice=CorrectionNotice(
            kind=row.kind,
            title=row.get_kind_display(),
            at=row.at,
            wrote=row.wrote,
            it_is=row.it_is,
            serious=row.serious,
        ),
        headline=row.headline,
        url=row.url,
        story_id=row.story_id,
    )
