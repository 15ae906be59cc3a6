"""The bell: what is new for a person, what of it is read, and what comes by mail. A link only leads; marking is a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe

from articles import clock, moments, plain
from articles.admin.addresses import story_url
from articles.admin.sights import name
from articles.desk import telling
from articles.models import About, Notice

MOST = 100
#: The badge says "99+" instead of counting on.
MOST_COUNTED = 99

WORDS = {
    About.MENTION: "mentions you",
    About.ASSIGNED: "assigned it to you",
    About.SENT_BACK: "sent it back",
    About.APPROVED: "approved it",
    About.OUT: "published it",
    About.OFF: "withdrew it",
    About.NOTE: "wrote a note",
}
ICONS = {
    About.MENTION: "at",
    About.ASSIGNED: "note",
    About.SENT_BACK: "back",
    About.APPROVED: "tick-circle",
    About.OUT: "eye",
    About.OFF: "withdrawn",
    About.NOTE: "note",
}


@dataclass(frozen=True)
class Line:
    pk: int
    headline: str
    url: str
    icon: str
    what: str  # "Edda mentions you"
    quote: str
    when: str
    is_new: bool


def count(person: Any) -> str:
    """ "3", "99+", or nothing. One query, of what is unread alone."""
    found = telling.unread(person).order_by().values("pk")[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found or "")


def headline(notice: Notice) -> str:
    return str(notice.article) if notice.article else notice.subject


def address(notice: Notice) -> str:
    if notice.article is None:
        return notice.url
    if notice.note_id:
        return f"{story_url(notice.article)}?note={notice.note_id}#note-{notice.note_id}"
    return story_url(notice.article)


def what(notice: Notice, reader: Any) -> str:
    who = name(notice.by, reader)
    done = WORDS[About(notice.about)]
    if notice.about == About.OUT and notice.words.startswith("Goes out"):
        done = "scheduled it"
    return f"{who[:1].upper()}{who[1:]} {done}"


def line(notice: Notice, reader: Any, moment: datetime) -> Line:
    said = notice.note.text if notice.note else notice.words
    return Line(
        pk=notice.pk,
        headline=headline(notice),
        url=address(notice),
        icon=ICONS[About(notice.about)],
        what=what(notice, reader),
        quote=Truncator(said).chars(160),
        when=moments.at(notice.at, moment),
        is_new=notice.read_at is None,
    )


@require_safe
def page(request: HttpRequest, *, site: Any) -> HttpResponse:
    """Two queries besides the frame's, whatever their number."""
    found = telling.notices_of(request.user).select_related("article", "note", "by").defer("article__body")
    moment = clock.now()
    lines = [line(notice, request.user, moment) for notice in found[:MOST]]
    context = {
        **site.each_context(request),
        "title": "What is new",
        "lines": lines,
        "newest": max((line.pk for line in lines), default=0),
        "has_new": any(line.is_new for line in lines),
        "most": MOST,
    }
    return _private(TemplateResponse(request, "desk/bell.html", context))


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """One, or all that the page showed: what came in since stays new."""
    found = telling.notices_of(request.user)
    one, until = (_number(request.POST.get(key, "")) for key in ("notice", "until"))
    telling.read(found.filter(pk=one) if one else found.filter(pk__lte=until))
    return HttpResponseRedirect(reverse("admin:bell"))


def _number(given: str) -> int:
    return int(given) if plain.is_number(given) else 0


class MailForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label="Mail me when", choices=About.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def mail(request: HttpRequest, *, site: Any) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = MailForm(given, initial={"kinds": telling.by_mail(request.user)}, label_suffix="")
    if form.is_valid():
        telling.choose_mail(request.user, form.cleaned_data["kinds"])
        messages.success(request, "Kept. The bell tells you of all of them, whatever comes by mail.")
        return HttpResponseRedirect(reverse("admin:bell_mail"))
    context = {**site.each_context(request), "title": "What comes by mail", "form": form}
    return _private(TemplateResponse(request, "desk/bell_mail.html", context))


def _private(response: TemplateResponse) -> TemplateResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
