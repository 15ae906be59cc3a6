"""What readers are told of companies: every disclosure that they can see now, by company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles import clock
from articles.disclosures import KINDS, Disclosure, read
from articles.models import Edition


@dataclass(frozen=True)
class Row:
    edition: Edition
    disclosure: Disclosure


def show(request: HttpRequest, *, site: Any) -> HttpResponse:
    if not request.user.has_perm("articles.view_correction"):
        raise PermissionDenied
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    companies = by_company(kind, words)
    context = {
        **site.each_context(request),
        "title": "Disclosures",
        "companies": companies,
        "found": sum(len(rows) for _name, rows in companies),
        "kinds": [(key, title) for key, (title, _words) in KINDS.items()],
        "kind": kind,
        "words": words,
    }
    response = TemplateResponse(request, "desk/records/disclosures.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def by_company(kind: str = "", words: str = "") -> list[tuple[str, list[Row]]]:
    """Companies in order of their names, what has none last; the newest story of each first. One query."""
    editions = (
        Edition.objects.visible_at(clock.now())
        .exclude(disclosures=[])
        .latest_first()
        .only("headline", "first_published", "disclosures", "article_id", "path")
    )
    found: dict[str, tuple[str, list[Row]]] = {}
    for edition in editions:
        for item in read(edition.disclosures):
            if (
                kind and item.kind != kind
            ) or words.casefold() not in f"{item.company} {item.words}".casefold():
                continue
            name = item.company or item.title
            key = f"{not item.company}{name.casefold()}"
            found.setdefault(key, (name, []))[1].append(Row(edition, item))
    return [found[key] for key in sorted(found)]
