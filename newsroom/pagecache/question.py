"""Which requests ask the same, and what the question is called. An empty name: this one is not for the cache."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from articles.front import parameters

#: Where no page for readers stands. A view there learns how it was really asked: a HEAD opens no shared preview.
OUTSIDE = ("/admin", "/preview/", "/static/", "/media/", "/healthz", "/readyz")
LONGEST = 400  # characters: whoever asks for more is not reading


def name_of(request: HttpRequest) -> str:
    if not is_a_readers(request):
        return ""
    meta = request.META
    asked = ""
    if meta.get("QUERY_STRING"):
        declared = declared_by(request.path_info)
        if declared is None:
            return ""
        asked = parameters.chosen(request.GET, declared).urlencode()
    name = named(request.scheme or "", meta.get("HTTP_HOST", ""), request.path, asked)
    return name if len(name) <= LONGEST else ""


def named(scheme: str, host: str, path: str, asked: str = "") -> str:
    return f"{scheme}://{host}{path}?{asked}"


def is_a_readers(request: HttpRequest) -> bool:
    """Somebody reads, and might be anybody."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith(OUTSIDE)
        and not is_somebodys(request)
    )


def is_somebodys(request: HttpRequest) -> bool:
    """Behind a session is one person; the cookie alone is enough."""
    if "HTTP_AUTHORIZATION" in request.META:
        return True
    if "HTTP_COOKIE" not in request.META:
        return False
    own = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}
    return not own.isdisjoint(request.COOKIES)


def declared_by(path: str) -> tuple[str, ...] | None:
    """The parameters that change the page at this path; None if it is not said, or not to be kept."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "reads", None)


def as_anybody(request: HttpRequest) -> None:
    """Make it the plain question: what is answered to it can be answered to everybody who asks the same."""
    for header in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"):
        request.META.pop(header, None)
    request.method = request.META["REQUEST_METHOD"] = "GET"
