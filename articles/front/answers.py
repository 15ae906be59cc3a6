"""How a reader's page is answered: the same for everybody, so anyone may keep it for a short while."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles.front import changes, edge, spelling
from articles.front.addresses import Gone, Moved, look_up
from articles.front.request import ReaderRequest
from articles.front.sections import sections_of

#: Lifetimes are constant for each kind of page: an exact one would tell when something appears.
A_MINUTE = "public, max-age=60"
REVALIDATE = "public, no-cache"
AN_HOUR = "public, max-age=3600"
FIVE_MINUTES = "public, max-age=300"


def page(
    request: ReaderRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    lifetime: str = A_MINUTE,
) -> HttpResponse:
    response = HttpResponse(render_to_string(template, context, request), status=status)
    edge.note(request, *context.values())
    return kept(request, response, lifetime=lifetime)


def kept(request: ReaderRequest, response: HttpResponse, *, lifetime: str) -> HttpResponse:
    """Not sent again to whoever has it already."""
    response.headers["Cache-Control"] = lifetime
    if response.status_code != 200:
        return response
    etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"] = etag
    if edge.is_told():
        sections_of(request)  # a feed has not asked for them, and with them comes when the site changes
    known = vars(request.sections[0]) if getattr(request, "sections", None) else {}
    changed = int(changes.last(known, request.moment).timestamp()) if known else None
    if changed:
        response.headers["Last-Modified"] = http_date(changed)
    answer = get_conditional_response(request, etag, changed, response) or response
    if edge.is_told() and known:
        held = edge.holds(request, changes.next_after(known, request.moment))
        answer.holds = held  # type: ignore[attr-defined]  # for our own page cache
        if settings.EDGE:  # with a 304 too: the edge asks to learn whether it may go on
            edge.instruct(answer, held, request.moment)
    return answer


def moved(to: str) -> HttpResponse:
    """For an hour at most: a story renamed there and back would loop in browsers for ever."""
    response = HttpResponsePermanentRedirect(to)
    response.headers["Cache-Control"] = AN_HOUR
    return response


def instead(request: ReaderRequest, found: object) -> HttpResponse:
    """For an address where nothing is to be read. One with a draft behind it comes this way too, and nothing tells it
    from nonsense."""
    match found:
        case Moved(path):
            return moved(path)
        case Gone() as gone:
            return page(request, "front/410.html", {"gone": gone}, status=410)
    raise Http404


def elsewhere(request: ReaderRequest) -> HttpResponse:
    """For a section, topic or author that readers do not have: perhaps it had another address."""
    return instead(request, look_up(request.path, request.moment))


def not_found(request: ReaderRequest, exception: Exception) -> HttpResponse:
    """Django's handler404, for the whole site."""
    if path := spelling.of_something_here(request):
        query = request.META.get("QUERY_STRING", "")
        return moved(f"{path}{'?' if query else ''}{query}")
    return page(request, "404.html", {}, status=404, lifetime="no-cache")
