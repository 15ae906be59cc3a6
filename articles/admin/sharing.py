"""The dialog for links to somebody without an account: makes one, lists them, ends one. A page first, like each question.

What a link shows is its caller's business: a story's draft here, a list's in `recommendations.admin.sharing`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, moments, plain, refusals
from articles.admin import sights
from articles.admin.addresses import story_url
from articles.desk import rights, shared_links, sharing
from articles.models import PreviewLink, SharedLink
from articles.outlet import present_outlet

HOURS = ((24, "24 hours"), (48, "48 hours"), (168, "7 days"))
LISTED = 20
BECAUSE = {
    "published": "it was published",
    "scheduled": "it was scheduled",
    "withdrawn": "the story was withdrawn",
    "spiked": "it was spiked",
    "binned": "it was moved to the bin",
    "launched": "it was launched",
}


class LinkForm(forms.Form):
    use_required_attribute = False
    hours = forms.TypedChoiceField(
        label="How long?",
        coerce=int,
        choices=HOURS,
        initial=shared_links.USUAL_HOURS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how long it works.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="ask_%s", **kwargs)


@dataclass(frozen=True)
class Line:
    """One link as it is listed."""

    pk: int
    made: str
    state: str
    opened: str
    is_alive: bool


@dataclass(frozen=True)
class Fresh:
    """A link that was made a moment ago: the one time that its address is known."""

    path: str
    ends_at: datetime

    @property
    def address(self) -> str:
        return f"{present_outlet().url}{self.path}"

    @property
    def until(self) -> str:
        return f"{moments.clock(self.ends_at)}, {moments.zone(self.ends_at)}"


@dataclass
class Dialog:
    """What there is to share, for one person. `make` is given the form's answer and raises Refusal."""

    title: str
    subject: str
    back_url: str
    parent: tuple[str, str]
    links: QuerySet[Any]
    make: Callable[[dict[str, Any]], Fresh]
    revoke: Callable[[Any], bool]
    tells: str  # who can see what with it, and until when
    reader: Any
    reason: str = ""  # why no new one can be made
    form: type[LinkForm] = LinkForm
    given: dict[str, Any] = field(default_factory=dict)


def show(request: HttpRequest, dialog: Dialog, *, site: Any) -> HttpResponse:
    """Answers the form itself: a redirect would have to keep the token somewhere."""
    fresh, refusal, done = None, "", ""
    is_making = request.method == "POST" and "asked" in request.POST and not dialog.reason
    form = dialog.form(request.POST if is_making else None, **dialog.given)
    if request.method == "POST" and "revoke" in request.POST:
        link = get_object_or_404(dialog.links, pk=_key(request.POST["revoke"]))
        done = "Revoked: it opens nothing any more." if dialog.revoke(link) else "It was over already."
    elif is_making and form.is_valid():
        try:
            fresh = dialog.make(form.cleaned_data)
        except refusals.Refusal as refused:
            refusal = str(refused)
    now = clock.now()
    links = list(dialog.links.select_related("made_by", "ended_by")[:LISTED])
    context = {
        **site.each_context(request),
        "title": dialog.title,
        "subject": dialog.subject,
        "back_url": dialog.back_url,
        "parent_list_url": dialog.parent[0],
        "parent_list_title": dialog.parent[1],
        "action_url": request.path,
        "form": form,
        "fresh": fresh,
        "refusal": refusal,
        "done": done,
        "reason": dialog.reason,
        "tells": dialog.tells,
        "lines": [line(link, dialog.reader, now) for link in links],
    }
    response = TemplateResponse(request, "desk/sharing.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _key(given: str) -> int:
    if not plain.is_number(given):
        raise Http404
    return int(given)


def line(link: SharedLink, reader: Any, now: datetime) -> Line:
    """ "Made today 09:41 by you" · "Works until Thu 26 Nov, 09:41" · "Opened 3 times, last today 10:12"."""
    is_alive = link.ended_at is None and link.ends_at > now and link.made_by.is_active
    times = {0: "Not opened yet", 1: "Opened once"}.get(link.openings, f"Opened {link.openings} times")
    last = f", last {moments.at(link.opened_at, now)}" if link.opened_at else ""
    return Line(
        pk=link.pk,
        made=f"{f'Of {link.of}, made' if link.of else 'Made'} {moments.at(link.made_at, now)} "
        f"by {sights.name(link.made_by, reader)}",
        state=f"Works until {moments.clock(link.ends_at)}" if is_alive else over(link, reader, now),
        opened=f"{times}{last}" if is_alive or link.openings else "Never opened",
        is_alive=is_alive,
    )


def over(link: SharedLink, reader: Any, now: datetime) -> str:
    if link.ended_at is None:
        if link.ends_at > now:
            return "Closed: its maker has left"
        return f"Ended {moments.at(link.ends_at, now)}"
    when = moments.at(link.ended_at, now)
    if link.because in BECAUSE:
        return f"Ended {when}: {BECAUSE[link.because]}"
    return f"Revoked {when} by {sights.name(link.ended_by, reader)}"


# --- A story's


def ask(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    if not rights.may(request.user, "share-link", article):
        raise PermissionDenied

    def make(said: dict[str, Any]) -> Fresh:
        made = sharing.share(article, by=request.user, hours=said["hours"])  # type: ignore[arg-type]
        return Fresh(reverse("preview", args=[made.token]), made.link.ends_at)

    dialog = Dialog(
        title="Share a preview link",
        subject=str(article),
        back_url=story_url(article),
        parent=(reverse("admin:articles_article_changelist"), "Stories"),
        links=PreviewLink.objects.filter(article=article),
        make=make,
        revoke=lambda link: sharing.revoke(link, by=request.user),  # type: ignore[arg-type]
        tells="Anyone with the link can read this draft, without an account, as it is saved when they look. The link "
        "ends when the story is published, scheduled, withdrawn, spiked or binned.",
        reader=request.user,
        reason=""
        if rights.may_edit(request.user, article)
        else "Only who may change the story now makes a new link.",
    )
    return show(request, dialog, site=site)
