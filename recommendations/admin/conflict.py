"""Somebody saved the list while somebody else was at it: both are shown, and one is chosen. Nothing is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock
from articles.admin import sights
from recommendations.admin.screen import editions_of
from recommendations.models import Recommendation, RecommendationList

#: Of the late form: what is made anew when it is sent again.
OWN = ("csrfmiddlewaretoken", "version", "seen", "verb", "act", "_mine", "_continue", "_save")


def page(request: HttpRequest, list_: RecommendationList, *, site: Any) -> HttpResponse:
    list_ = RecommendationList.objects.select_related("changed_by").get(pk=list_.pk)
    moment = clock.now()
    rows = list(Recommendation.objects.kept().filter(list=list_).order_by("order", "pk"))
    posted = posted_items(request, list_)
    stories = editions_of([*rows, *(row for row, _ in posted)], moment)

    def name(row: Recommendation, own: str) -> str:
        edition = stories.get(row.article_id or 0)
        return own or (edition.headline if edition else row.url)

    theirs = [name(row, row.headline) for row in rows]
    mine = [name(row, own) for row, own in posted]
    who = sights.name(list_.changed_by, request.user)
    context = {
        **site.each_context(request),
        "title": "You saved in another window meanwhile"
        if who == "you"
        else f"{who} saved this list meanwhile",
        "list": list_,
        "other": "the other window" if who == "you" else who,
        "theirs": [(line, line not in mine) for line in theirs],
        "mine": [(line, line not in theirs) for line in mine],
        "carried": [
            (field, value) for field, values in request.POST.lists() if field not in OWN for value in values
        ],
        "version": list_.version,
        "back_url": reverse("admin:recommendations_recommendationlist_change", args=[list_.pk]),
        "action_url": request.path,
    }
    return TemplateResponse(request, "recommendations/conflict.html", context, status=409)


def posted_items(request: HttpRequest, list_: RecommendationList) -> list[tuple[Recommendation, str]]:
    """The rows of the late form in its order, each with its own headline; rows removed meanwhile are among them."""
    found: list[tuple[int, Recommendation, str]] = []
    rows = {row.pk: row for row in Recommendation.objects.filter(list=list_)}
    for index in range(total(request)):
        key = request.POST.get(f"items-{index}-id", "")
        row = rows.get(int(key)) if key.isascii() and key.isdigit() else None
        if row is not None:
            place = request.POST.get(f"items-{index}-order", "")
            own = request.POST.get(f"items-{index}-headline", "")
            found.append((int(place) if place.isascii() and place.isdigit() else 0, row, own))
    return [(row, own) for _, row, own in sorted(found, key=lambda item: item[0])]


def total(request: HttpRequest) -> int:
    count = request.POST.get("items-TOTAL_FORMS", "0")
    return min(int(count), 200) if count.isascii() and count.isdigit() else 0


def take_mine(request: HttpRequest, list_: RecommendationList) -> None:
    """Make the late form fit the rows that are there now: those removed meanwhile come back, those added go into the
    tray. Only if nobody saved once more since the two were shown."""
    current = RecommendationList.objects.select_for_update(no_key=True).get(pk=list_.pk)
    if request.POST.get("version") != str(current.version):
        return  # refused as stale by the save itself
    mine = {row.pk for row, _ in posted_items(request, list_)}
    kept = Recommendation.objects.kept().filter(list=list_)
    kept.exclude(pk__in=mine).update(removed_at=clock.now(), removed_by=request.user)
    for row in Recommendation.objects.removed().filter(list=list_, pk__in=mine):
        twin = kept.filter(article=row.article_id, url=row.url)
        if not twin.exists():
            Recommendation.objects.filter(pk=row.pk).update(removed_at=None, removed_by=None)
