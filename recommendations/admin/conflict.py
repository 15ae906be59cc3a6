"""Somebody saved the list while somebody else was at it: both are shown, and one is chosen. Nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock
from articles.admin import sights
from articles.models import Image
from articles.plain import is_number
from recommendations import rights
from recommendations.admin.forms import ListForm
from recommendations.admin.row_forms import ItemForm
from recommendations.admin.screen import editions_of
from recommendations.models import Recommendation, RecommendationList, Right

#: Of the late form: what is made anew when it is sent again.
OWN = ("csrfmiddlewaretoken", "version", "seen", "verb", "act", "_mine", "_continue", "_save")


@dataclass(frozen=True)
class Posted:
    """A row of the late form: its own headline, and what else it says that the saved row does not."""

    row: Recommendation
    headline: str
    differs: str  # "own kicker, note"


def page(request: HttpRequest, list_: RecommendationList, *, site: Any) -> HttpResponse:
    list_ = RecommendationList.objects.select_related("changed_by").get(pk=list_.pk)
    moment = clock.now()
    rows = list(Recommendation.objects.kept().filter(list=list_).order_by("order", "pk"))
    posted = posted_items(request, list_)
    stories = editions_of([*rows, *(item.row for item in posted)], moment)

    def name(row: Recommendation, own: str) -> str:
        edition = stories.get(row.article_id or 0)
        return own or (edition.headline if edition else row.url)

    theirs = [name(row, row.headline) for row in rows]
    mine = [name(item.row, item.headline) for item in posted]
    kept = {row.pk for row in rows}
    who = sights.name(list_.changed_by, request.user)
    context = {
        **site.each_context(request),
        "title": "You saved in another window meanwhile"
        if who == "you"
        else f"{who} saved this list meanwhile",
        "list": list_,
        "other": "the other window" if who == "you" else who,
        "theirs": [(line, line not in mine) for line in theirs],
        "mine": [
            (line, line not in theirs, item.differs if item.row.pk in kept else "")
            for line, item in zip(mine, posted, strict=True)
        ],
        "differs": words_of(list_form(request, list_)),
        "carried": [
            (field, value) for field, values in request.POST.lists() if field not in OWN for value in values
        ],
        "version": list_.version,
        "back_url": reverse("admin:recommendations_recommendationlist_change", args=[list_.pk]),
        "action_url": request.path,
    }
    return TemplateResponse(request, "recommendations/conflict.html", context, status=409)


def list_form(request: HttpRequest, list_: RecommendationList) -> ListForm:
    may_configure = rights.may(request.user, Right.CONFIGURE, list_)
    made = type("Theirs", (ListForm,), {"user": request.user, "may_configure": may_configure})
    return made(request.POST, instance=RecommendationList.objects.get(pk=list_.pk))


def words_of(form: forms.ModelForm) -> str:
    """Which fields of the late form differ from what is saved."""
    names = (name for name in form.changed_data if name not in ("version", "order"))
    return ", ".join(str(form.fields[name].label).lower() for name in names)


def posted_items(request: HttpRequest, list_: RecommendationList) -> list[Posted]:
    """The rows of the late form in its order; those removed meanwhile are among them."""
    found: list[tuple[int, Posted]] = []
    rows = {row.pk: row for row in Recommendation.objects.filter(list=list_)}
    for index in range(total(request)):
        key = request.POST.get(f"items-{index}-id", "")
        row = rows.get(int(key)) if is_number(key) else None
        if row is not None:
            place = request.POST.get(f"items-{index}-order", "")
            own = request.POST.get(f"items-{index}-headline", "")
            form = ItemForm(request.POST, instance=row, prefix=f"items-{index}", pictures=Image.objects.all())
            item = Posted(row, own, words_of(form))
            found.append((int(place) if is_number(place) else 0, item))
    return [item for _, item in sorted(found, key=lambda placed: placed[0])]


def total(request: HttpRequest) -> int:
    count = request.POST.get("items-TOTAL_FORMS", "0")
    return min(int(count), 200) if is_number(count) else 0


def take_mine(request: HttpRequest, list_: RecommendationList) -> None:
    """Make the late form fit the rows that are there now: those removed meanwhile come back, those added go into the
    tray. Only if nobody saved once more since the two were shown."""
    current = RecommendationList.objects.select_for_update(no_key=True).get(pk=list_.pk)
    if request.POST.get("version") != str(current.version):
        return  # refused as stale by the save itself
    mine = {item.row.pk for item in posted_items(request, list_)}
    kept = Recommendation.objects.kept().filter(list=list_)
    kept.exclude(pk__in=mine).update(removed_at=clock.now(), removed_by=request.user)
    for row in Recommendation.objects.removed().filter(list=list_, pk__in=mine):
        twin = kept.filter(article=row.article_id, url=row.url)
        if not twin.exists():
            Recommendation.objects.filter(pk=row.pk).update(removed_at=None, removed_by=None)
