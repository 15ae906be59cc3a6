"""Two versions of a list side by side: any two launched ones, or one and the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, moments
from articles.admin import sights
from recommendations import differences, freezing, rights
from recommendations.admin.questions import headlines, page_of
from recommendations.freezing import Content
from recommendations.models import ListEdition, RecommendationList, Right
from recommendations.standing import ListStanding, standing


@dataclass(frozen=True)
class Line:
    place: int
    headline: str
    signs: str  # "Goes out", "Added", "Moved from 4", "own headline"
    css: str  # "out", "in", "moved" or ""


def show(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    list_ = get_object_or_404(rights.allowed(request.user, Right.VIEW), pk=pk)
    now = standing(list_, clock.now())
    former = now.shown or now.newest
    before, before_name, number = said(
        list_, request.GET.get("from", str(former.number) if former else "draft"), now, request.user
    )
    after, after_name, _ = said(list_, request.GET.get("to", "draft"), now, request.user)
    found = differences.differences(before, after)
    names = headlines([*before.items, *after.items], now)
    context = {
        **site.each_context(request),
        "title": "Compare",
        "list": list_,
        "before_name": before_name,
        "after_name": after_name,
        "before": old_lines(before, found, names),
        "after": new_lines(after, found, names),
        "changes": found,
        "versions": [*reversed(now.waiting), *now.begun],
        "chosen_from": request.GET.get("from", str(former.number) if former else "draft"),
        "chosen_to": request.GET.get("to", "draft"),
        "restore_url": f"{reverse('admin:recommendations_recommendationlist_verb', args=[pk, 'restore'])}?number={number}"
        if number and rights.may(request.user, Right.EDIT, list_)
        else "",
        "restores": number,
        "back_url": page_of(list_),
    }
    return TemplateResponse(request, "recommendations/compare.html", context)


def said(list_: RecommendationList, which: str, now: ListStanding, user: Any) -> tuple[Content, str, int]:
    if which == "draft":
        return freezing.draft(list_), "Draft", 0
    edition = (
        ListEdition.objects.filter(list=list_, number=which).select_related("by").first()
        if which.isascii() and which.isdigit() and len(which) < 9
        else None
    )
    if edition is None:
        raise Http404
    when = moments.at(edition.live_from, now.moment)
    return (
        freezing.launched(edition),
        f"Version {edition.number}, {when}, {sights.name(edition.by, user)}",
        edition.number,
    )


def old_lines(content: Content, found: differences.Differences, names: dict[int, str]) -> list[Line]:
    gone = {item.identity for item in found.removed}
    return [
        Line(place, name(item, names), *(("Goes out", "out") if item.identity in gone else ("", "")))
        for place, item in enumerate(content.items, start=1)
    ]


def new_lines(content: Content, found: differences.Differences, names: dict[int, str]) -> list[Line]:
    marks = {item.identity: ("Added", "in") for item in found.added}
    for change in (*found.moved, *found.changed):
        words = [f"Moved from {change.was}"] if change.moved else []
        marks[change.item.identity] = (", ".join((*words, *change.words)), "moved")
    return [
        Line(place, name(item, names), *marks.get(item.identity, ("", "")))
        for place, item in enumerate(content.items, start=1)
    ]


def name(item: Any, names: dict[int, str]) -> str:
    return item.headline or names.get(item.article or 0, item.url)
