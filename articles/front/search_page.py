"""The search page: a form that needs no script, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode

from articles import purging
from articles.front import answers, edge
from articles.front.listings import bylines_by_anyone
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.front.search import MOST, Filters, Key, search
from articles.front.sections import sections_of
from articles.models import Author, Kind
from articles.prepared import MOMENT, Parameter, prepared
from articles.query import parse

#: Days back, in words.
SPANS = ((7, "Past week"), (31, "Past month"), (365, "Past year"))


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """One of the form's selects."""

    name: str
    label: str
    options: list[Option]


@reads("q", "section", "kind", "author", "from", "to", "before", kept=False)
def search_page(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    query = parse(request.GET.get("q", ""))
    authors = _authors(moment=request.moment)
    filters = filters_of(request, authors)
    after = key_of(request)
    results = search(request.moment, query, filters, after=after)
    if after and not results.hits:
        raise Http404
    response = answers.page(
        request,
        "front/search.html",
        {
            "query": query,
            "results": results,
            "most": MOST,
            "choices": choices(request, filters, authors),
            "until": filters.until.isoformat() if filters.until else "",
            "older": _address(query.text, filters, before=str(results.older)) if results.older else "",
            "newest": _address(query.text, filters) if after else "",
            "unfiltered": _address(query.text, Filters()) if filters != Filters() else "",
        },
    )
    if query.text:
        response.headers["X-Robots-Tag"] = "noindex"  # results of a search are no pages of their own
    return response


@prepared
def _authors() -> Any:
    """Those whom readers know at the moment."""
    known = Exists(bylines_by_anyone(Parameter("moment", MOMENT)))  # type: ignore[arg-type]
    return Author.objects.filter(known).order_by("name").values_list("pk", "slug", "name", named=True)


def filters_of(request: ReaderRequest, authors: list[Any]) -> Filters:
    """What is not known, or not known to readers, filters nothing."""
    given = request.GET
    return Filters(
        section=next((place for place in sections_of(request) if place.slug == given.get("section")), None),
        kind=given["kind"] if given.get("kind") in Kind.values else "",
        author=next((author for author in authors if author.slug == given.get("author")), None),
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
    )


def key_of(request: ReaderRequest) -> Key | None:
    given = request.GET.get("before")
    if given is None:
        return None
    key = Key.parse(given)
    if key is None:
        raise Http404
    return key


def choices(request: ReaderRequest, filters: Filters, authors: list[Any]) -> list[Choice]:
    section = filters.section.slug if filters.section else ""
    author = filters.author.slug if filters.author else ""
    places = [(place.slug, place.title) for place in sections_of(request)]
    return [
        _choice("section", "Section", "All sections", places, section),
        _choice("kind", "Kind", "Every kind", Kind.choices, filters.kind),
        _choice("author", "Author", "Anyone", [(person.slug, person.name) for person in authors], author),
        _choice("from", "Date", "Any time", _spans(request, filters), _iso(filters.since)),
    ]


def _choice(name: str, label: str, none: str, values: Iterable[tuple[str, str]], chosen: str) -> Choice:
    options = [Option(value, str(words), value == chosen) for value, words in values]
    return Choice(name, label, [Option("", none, not chosen), *options])


def _spans(request: ReaderRequest, filters: Filters) -> list[tuple[str, str]]:
    today = timezone.localdate(request.moment)
    spans = [((today - timedelta(days=days)).isoformat(), words) for days, words in SPANS]
    since = _iso(filters.since)
    if filters.since and since not in dict(spans):
        spans.append((since, f"Since {format_date(filters.since, 'j F Y')}"))
    return spans


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given) if len(given) == 10 else None
    except ValueError:
        return None
    # No story is from before, and a day after the last one has no beginning.
    return day if day and 1900 <= day.year < 2200 else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _address(text: str, filters: Filters, **more: str) -> str:
    asked = {
        "q": text,
        "section": filters.section.slug if filters.section else "",
        "kind": filters.kind,
        "author": filters.author.slug if filters.author else "",
        "from": _iso(filters.since),
        "to": _iso(filters.until),
        **more,
    }
    return f"{reverse('search')}?{urlencode({name: value for name, value in asked.items() if value})}"
