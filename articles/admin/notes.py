"""The notes beside a story: as a part of its page, and what is written in them. Works as plain forms; `notes.js` keeps
the page in its place, so that unsaved text stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from articles import clock, moments, plain, refusals
from articles.admin.addresses import story_url
from articles.desk import notes, rights
from articles.models import Article, Note
from articles.models.note import LONGEST_NOTE

#: Threads on the page; older ones that are resolved are left out first.
MOST = 100


def note_url(note: Note) -> str:
    """Where somebody is led to: `?note=` unfolds what is resolved, without script too."""
    return f"{story_url(note.article)}?note={note.pk}#note-{note.pk}"


@dataclass(frozen=True)
class Said:
    pk: int
    who: str
    when: str
    text: SafeString
    url: str


@dataclass
class Thread:
    pk: int
    said: list[Said] = field(default_factory=list)
    resolved: str = ""  # by whom and when


@dataclass
class Notes:
    url: str
    open: list[Thread]
    resolved: list[Thread]
    people: list[Any]
    may_write: bool
    shows_resolved: bool = False  # somebody was led to one of them
    longest: int = LONGEST_NOTE
    #: After something was written: what to tell, and what could not be.
    new: int = 0
    told: str = ""
    refused: str = ""
    kept: str = ""


def of(article: Article, user: Any, moment: datetime, *, at: str = "") -> Notes:
    """Three queries, whatever their number. `at` names the note that somebody was led to."""
    rows = list(
        article.notes.select_related("by", "resolved_by").prefetch_related("mentions").order_by("at", "pk")
    )
    threads: dict[int, Thread] = {}
    for row in rows:
        first = row.thread_id or row.pk
        thread = threads.setdefault(first, Thread(first))
        thread.said.append(_said(row, article, user, moment))
        if row.resolved_at:
            thread.resolved = (
                f"Resolved by {_name(row.resolved_by, user)}, {moments.at(row.resolved_at, moment)}"
            )
    settled = [thread for thread in threads.values() if thread.resolved]
    return Notes(
        url=reverse("admin:articles_article_notes", args=[article.pk]),
        open=[thread for thread in threads.values() if not thread.resolved][-MOST:],
        resolved=settled[-MOST:],
        people=list(rights.readers_of(article)),
        may_write=not article.binned_at,
        shows_resolved=any(str(said.pk) == at for thread in settled for said in thread.said),
    )


def _name(person: Any, user: Any) -> str:
    if person is None:
        return "The system"
    return "you" if person.pk == user.pk else person.first_name or str(person)


def _said(row: Note, article: Article, user: Any, moment: datetime) -> Said:
    who = _name(row.by, user)
    url = f"{story_url(article)}?note={row.pk}#note-{row.pk}"
    return Said(row.pk, who[:1].upper() + who[1:], moments.at(row.at, moment), marked(row), url)


def marked(note: Note) -> SafeString:
    """Its text, with those set apart who were told."""
    told = {person.get_username().casefold() for person in note.mentions.all()}
    parts, end = [], 0
    for match in notes.MENTION.finditer(note.text):
        parts.append(escape(note.text[end : match.start()]))
        name = conditional_escape(match[0])
        parts.append(f'<b class="mention">{name}</b>' if match[1].casefold() in told else name)
        end = match.end()
    parts.append(escape(note.text[end:]))
    return mark_safe("".join(parts))  # each part was escaped as it was added


# --- Writing


def write(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    """A new note, or an answer: `reply_to` names the thread, and `text-<thread>` is what was written there."""
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    if request.method != "POST":
        return HttpResponseRedirect(f"{story_url(article)}#notes")
    given = request.POST.get("reply_to", "")
    thread = _note(article, given) if given else None
    text = request.POST.get(f"text-{thread.pk}" if thread else "text", "")
    try:
        written = notes.write(article, by=request.user, text=text, reply_to=thread)
    except refusals.Refusal as refusal:
        return _refused(request, article, str(refusal), text, thread, site)
    told = ""
    if written.nobody:
        names = ", ".join(f"“@{name}”" for name in written.nobody)
        told = f"{names}: nobody of that name may read this story, so nobody was told."
    return _shown(request, article, written.note, told)


@require_POST
def settle(request: HttpRequest, pk: int, note: int, verb: str) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    thread = _note(article, str(note))
    if verb not in ("resolve", "reopen"):
        raise Http404
    (notes.resolve if verb == "resolve" else notes.reopen)(thread, by=request.user)
    return _shown(request, article, thread, "")


def _note(article: Article, given: str) -> Note:
    if not plain.is_number(given):
        raise Http404
    return get_object_or_404(article.notes.select_related("article", "thread"), pk=given)


def _shown(request: HttpRequest, article: Article, note: Note, told: str) -> HttpResponse:
    if "X-Desk-Part" not in request.headers:
        if told:
            messages.warning(request, told)
        return HttpResponseRedirect(note_url(note))
    shown = of(article, request.user, clock.now(), at=str(note.pk))
    shown.new, shown.told = note.pk, told
    return _part(request, shown)


def _refused(
    request: HttpRequest, article: Article, words: str, text: str, thread: Note | None, site: Any
) -> HttpResponse:
    """What was written comes back, on a page of its own without script."""
    if "X-Desk-Part" in request.headers:
        shown = of(article, request.user, clock.now())
        shown.refused, shown.kept = words, text
        return _part(request, shown)
    context = {
        **site.each_context(request),
        "title": "Note",
        "subject": str(article),
        "text": text,
        "field": f"text-{thread.pk}" if thread else "text",
        "thread": thread,
        "longest": LONGEST_NOTE,
        "refusal": words,
        "nothing_happened": "Nothing was written.",
        "go": "Add the note",
        "back_url": f"{story_url(article)}#notes",
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    return _kept(TemplateResponse(request, "desk/story/note.html", context))


def _part(request: HttpRequest, shown: Notes) -> HttpResponse:
    return _kept(TemplateResponse(request, "desk/story/notes.html", {"notes": shown}))


def _kept(response: TemplateResponse) -> TemplateResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
