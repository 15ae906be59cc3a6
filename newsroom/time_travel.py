"""The whole site as readers have it at another moment, past or future, for the desk (SEMANTICS, section 7).

Below `/admin/at/<moment>/` stands every address of the readers' site. Its own view answers it, at that moment, and links
lead on inside it. What is waiting is there, for that is approved; a working copy never is: readers' code cannot reach one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from articles import clock, moments
from articles.admin.when import MomentField, WhichHour
from articles.desk.previews import desk_address
from articles.front import answers
from recommendations import rights as lists
from recommendations.models import RecommendationList, Right
from recommendations.rehearsal import Rehearsal

READERS = "newsroom.readers"
RIGHT = "articles.see_any_moment"
#: What readers' pages link to and this does not answer: files, and the desk itself.
_OUTSIDE = ("/static/", "/media/", "/admin/", "//")
_LINKS = re.compile(r'(<(?:a|form)\b[^>]*?\s(?:href|action)=")(/[^"]*)"')
#: Of a page that anybody may keep. This one nobody may.
_PUBLIC_HEADERS = ("ETag", "Last-Modified", "Surrogate-Control", "Cache-Tag", "Access-Control-Allow-Origin")


@dataclass(frozen=True)
class Travel:
    """What the banner says. `address` is the page's own, as readers have it."""

    moment: datetime
    address: str
    reader: int | None = None  # who looks
    secret: frozenset[int] = frozenset()  # lists that they are not told of
    rehearsed: RecommendationList | None = None  # its draft stands on the pages as if it were launched

    @property
    def prefix(self) -> str:
        moment = moments.in_address(self.moment)
        if self.rehearsed:
            return reverse("admin:rehearsal_home", args=[self.rehearsed.pk, moment]).rstrip("/")
        return reverse("admin:at_home", args=[moment]).rstrip("/")

    @property
    def rehearsal(self) -> Rehearsal | None:
        return Rehearsal(self.rehearsed, address=desk_address) if self.rehearsed else None

    @property
    def words(self) -> str:
        return moments.in_full(self.moment)

    @property
    def is_future(self) -> bool:
        return self.moment > clock.now()

    @property
    def form(self) -> TravelForm:
        rehearsed = self.rehearsed.pk if self.rehearsed else None
        return TravelForm(initial={"moment": self.moment, "address": self.address, "rehearsed": rehearsed})


class TravelForm(forms.Form):
    """Where to, and when. In the newsroom's zone; an hour that comes twice is asked."""

    moment = MomentField(label="See the site at", error_messages={"required": "Choose a day and a time."})
    which = WhichHour()
    address = forms.CharField(required=False, widget=forms.HiddenInput)
    rehearsed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def full_clean(self) -> None:
        if self.is_bound:
            self.fields["moment"].fold = self.data.get("which", "")  # type: ignore[attr-defined]
        super().full_clean()

    def clean_address(self) -> str:
        return "/" + self.cleaned_data["address"].lstrip("/")

    @property
    def comes_twice(self) -> bool:
        return bool(self.errors.get("moment") and self.errors["moment"].as_data()[0].code == "ambiguous")


def may_travel(user: Any) -> bool:
    return bool(user.is_active and user.has_perm(RIGHT))


def at(moment: datetime, address: str = "/", *, rehearsed: RecommendationList | None = None) -> str:
    """Where somebody of the desk sees this page at that moment."""
    return f"{Travel(moment.astimezone(UTC), address, rehearsed=rehearsed).prefix}{address}"


def list_for(user: Any, pk: int) -> RecommendationList:
    """What one may not see is not there."""
    return get_object_or_404(lists.allowed(user, Right.VIEW), pk=pk)


@require_safe
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the pages where the list's draft would stand, now."""
    if not may_travel(request.user):
        raise PermissionDenied
    list_ = list_for(request.user, pk)
    now = clock.now()
    return HttpResponseRedirect(at(now, Rehearsal(list_).first_page(now), rehearsed=list_))


@require_safe
def choose(request: HttpRequest, *, site: Any) -> HttpResponse:
    """Asks for the moment, or leads to it."""
    if not may_travel(request.user):
        raise PermissionDenied
    form = TravelForm(request.GET if "moment" in request.GET else None, initial={"moment": clock.now()})
    if form.is_valid():
        said = form.cleaned_data
        rehearsed = list_for(request.user, said["rehearsed"]) if said["rehearsed"] else None
        return HttpResponseRedirect(at(said["moment"], said["address"], rehearsed=rehearsed))
    context = {**site.each_context(request), "title": "See the site at another moment", "form": form}
    return TemplateResponse(request, "desk/time_travel.html", context)


@require_safe
def page(request: HttpRequest, moment: str, address: str = "", pk: int | None = None) -> HttpResponse:
    """With `pk`, the draft of that list stands in place of what is launched of it."""
    if not may_travel(request.user):
        raise PermissionDenied
    rehearsed = list_for(request.user, pk) if pk else None
    secret = lists.secret_from(request.user)
    travel = Travel(_read(moment), f"/{address}", request.user.pk, secret, rehearsed)
    asking: Any = asking_for(request, travel.address)
    asking.moment = travel.moment
    asking.travel = travel
    return lead(answer(asking), lambda path: f"{travel.prefix}{path}")


def asking_for(request: HttpRequest, path: str) -> HttpRequest:
    """The same request for another address, of which the browser has nothing yet."""
    asking = copy(request)
    asking.path = asking.path_info = path
    asking.META = {name: value for name, value in request.META.items() if not name.startswith("HTTP_IF_")}
    return asking


def _read(moment: str) -> datetime:
    try:
        found = moments.of_address(moment)
    except ValueError:
        raise Http404 from None
    if found.year not in moments.YEARS:
        raise Http404
    return found


def answer(asking: Any) -> HttpResponse:
    """What readers get at the path and the moment of the request."""
    try:
        view = resolve(asking.path, READERS)
        return view.func(asking, *view.args, **view.kwargs)
    except (Http404, Resolver404) as nothing:
        return answers.not_found(asking, nothing)


def lead(response: HttpResponse, led: Callable[[str], str]) -> HttpResponse:
    """Links of a page, and where a redirect leads, as `led` says. Nothing in between keeps it."""

    def inside(path: str) -> str:
        return path if path.startswith(_OUTSIDE) else led(path)

    if location := response.headers.get("Location"):
        response.headers["Location"] = inside(location) if location.startswith("/") else location
    if response.headers.get("Content-Type", "").startswith("text/html"):
        html = response.content.decode()
        response.content = _LINKS.sub(lambda link: f'{link[1]}{inside(link[2])}"', html)
    for name in _PUBLIC_HEADERS:
        response.headers.pop(name, None)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
