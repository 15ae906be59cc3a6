"""The public record of what was wrong (SEMANTICS, section 9): of stories that readers can see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.front import answers, paging
from articles.front.request import ReaderRequest
from articles.models import Correction, Edition
from articles.presentation import CorrectionNotice


@dataclass(frozen=True)
class Marked:
    """A correction, with the story as it stands now."""

    notice: CorrectionNotice
    headline: str
    url: str
    story_id: str


@require_safe
def corrections(request: ReaderRequest) -> HttpResponse:
    key = paging.key_of(request)
    rows = public_at(request.moment)
    if key:
        at, article_id = key.moment, key.article_id
        rows = rows.filter(
            Q(edition__live_from__lt=at) | Q(edition__live_from=at, edition__article_id__lt=article_id)
        )
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


def public_at(moment: datetime) -> QuerySet[Correction]:
    """Newest first, each with the present headline and address of its story."""
    now = Edition.objects.visible_at(moment).filter(article=OuterRef("article"))
    return (
        Correction.objects.filter(
            edition__live_from__lte=moment,
            edition__sealed_at__isnull=True,
        )
        .annotate(
            headline=Subquery(now.values("headline")[:1]),
            url=Subquery(now.values("path")[:1]),
        )
        .filter(url__isnull=False)
        .select_related("edition")
        .defer("edition__body")
        .order_by("-edition__live_from", "-edition__article_id", "-pk")
    )


def newest(moment: datetime, *, since: datetime) -> Marked | None:
    row = public_at(moment).filter(edition__live_from__gt=since).first()
    return marked(row) if row else None


def marked(row: Any) -> Marked:
    """Of a correction as `public_at` finds it."""
    return Marked(
        notice=CorrectionNotice(
            kind=row.kind,
            title=row.get_kind_display(),
            at=row.edition.live_from,
            wrote=row.wrote,
            it_is=row.it_is,
            serious=row.serious,
        ),
        headline=row.headline,
        url=row.url,
        story_id=row.edition.story_id,
    )
