"""The public record of a story: when it was first published, updated and corrected, and what changed (SEMANTICS, 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from articles import difference, pages, passages, prose
from articles.front import answers
from articles.front.addresses import Moved, look_up
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.models import Change, Correction, Edition
from articles.presentation import Card, CorrectionNotice

#: Entries a page: each is two texts beside each other.
SIZE = 10
NAMED = (Change.FIRST, Change.UPDATE, Change.CORRECTION)
TITLES = {Change.FIRST: "First published", Change.UPDATE: "Updated", Change.CORRECTION: "Corrected"}


@dataclass(frozen=True)
class Line:
    label: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True)
class Entry:
    """One version that readers were told of, with what became of the one before. Minor changes in between are in it."""

    number: int
    at: datetime
    title: str
    note: str = ""
    notices: tuple[CorrectionNotice, ...] = ()
    lines: tuple[Line, ...] = ()
    body: str = ""  # safe HTML
    came: int = 0
    went: int = 0
    is_sealed: bool = False  # the wording is kept from readers
    redacted_at: datetime | None = None


@reads("through")
def record(request: ReaderRequest, section: str, slug: str) -> HttpResponse:
    match look_up(f"/{section}/{slug}/", request.moment):
        case Edition() as edition:
            return _page(request, edition)
        case Moved(path):
            if isinstance(look_up(path, request.moment), Edition):
                return answers.moved(f"{path}history/")
            raise Http404
        case found:
            return answers.instead(request, found)


def _page(request: ReaderRequest, edition: Edition) -> HttpResponse:
    named = versions(edition.article_id, request.moment)
    count = named.count()
    last = _through(request, count)
    first = max(0, last - SIZE)
    # One before the page's first, to compare it with: or more, as its wording may not be shown.
    chosen = list(named[first:last])
    before = list(open_before(named, chosen[0])) if first else []
    shown = entries(before + chosen, numbers=range(first + 1 - len(before), last + 1), moment=request.moment)
    return answers.page(
        request,
        "front/history.html",
        {
            "story": Card(
                edition.headline,
                edition.path,
                section=pages.place(edition.section) if edition.section else None,
                story_id=edition.story_id,
            ),
            "entries": list(reversed(shown[len(before) :])),
            "count": count,
            "earlier": f"{edition.path}history/?through={first}" if first else "",
            "latest": f"{edition.path}history/" if last < count else "",
        },
    )


def _through(request: ReaderRequest, count: int) -> int:
    """The number of the newest entry on the page: counted from the first publication, so it stays what it is."""
    asked = request.GET.get("through", "")
    if not asked:
        return count
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) < count):
        raise Http404
    return int(asked[:6])


def versions(article_id: int, moment: datetime) -> QuerySet[Edition]:
    """Those that readers were told of, oldest first."""
    return (
        Edition.objects.begun_at(moment)
        .filter(article_id=article_id, change__in=NAMED)
        .prefetch_related("corrections")
        .only(
            "headline",
            "standfirst",
            "body",
            "live_from",
            "first_published",
            "change",
            "note",
            "sealed_at",
            "redacted_at",
        )
        .order_by("live_from")
    )


def open_before(named: QuerySet[Edition], edition: Edition) -> QuerySet[Edition]:
    """The last one before it whose wording may be shown."""
    return named.filter(live_from__lt=edition.live_from, sealed_at__isnull=True).order_by("-live_from")[:1]


def is_closed(edition: Edition) -> bool:
    return edition.sealed_at is not None


def entries(editions: list[Edition], *, numbers: range, moment: datetime) -> list[Entry]:
    """A version whose wording is sealed is never compared: the next one stands beside the last that is open."""
    made = []
    before: Edition | None = None
    for number, edition in zip(numbers, editions, strict=True):
        made.append(_entry(number, before, edition))
        if not is_closed(edition):
            before = edition
    return made


def _entry(number: int, before: Edition | None, edition: Edition) -> Entry:
    change = Change(edition.change)
    # What was first published elsewhere was published then, and not when it came here.
    at = edition.first_published if change == Change.FIRST else edition.live_from
    title = TITLES[change]
    redacted_at = edition.redacted_at
    if is_closed(edition):
        return Entry(number, at, title, is_sealed=True)
    notices = tuple(_notice(item) for item in edition.corrections.all())
    if before is None:
        return Entry(number, at, title, edition.note, notices, redacted_at=redacted_at)
    # What is stored is canonical already; this guard is for what came past it.
    steps = difference.compare(prose.clean(before.body), prose.clean(edition.body))
    came, went = difference.words_in_and_out(steps)
    changed = any(step.kind != difference.SAME for step in steps)
    html = prose.present(passages.in_short(steps), pictures={}, stories={}) if changed else ""
    return Entry(
        number,
        at,
        title,
        edition.note,
        notices,
        tuple(_lines(before, edition)),
        mark_safe(html),  # both texts were cleaned above; what marks the difference is ours
        came,
        went,
        redacted_at=redacted_at,
    )


def _lines(before: Edition, after: Edition) -> list[Line]:
    found = []
    for label, one, other in (
        ("Headline", before.headline, after.headline),
        ("Standfirst", before.standfirst, after.standfirst),
    ):
        if one != other:
            left, right = difference.marked_line(one, other, hidden="unseen")
            # Both are escaped where they were made.
            found.append(Line(label, mark_safe(left), mark_safe(right)))
    return found


def _notice(item: Correction) -> CorrectionNotice:
    return CorrectionNotice(item.kind, item.get_kind_display(), item.at, item.wrote, item.it_is, item.serious)
