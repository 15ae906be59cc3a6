"""Before Django makes a request of it: the plain question for a page that is at hand. That is most of what readers ask, and
costs a tenth of what even an empty view does. Everything else, and whatever is doubtful, goes on to Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from articles import clock
from newsroom.pagecache import question, store
from newsroom.pagecache.ledger import ledger
from newsroom.pagecache.middleware import is_right
from newsroom.pagecache.page import best

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: A request with one of these asks more than the plain question.
MORE = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")


class Door:
    def __init__(self, inside: Application) -> None:
        self.inside = inside

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = plain_name(environ)
        page = store.memory.get(name) if name and ledger.is_fresh and not clock.readers.is_new() else None
        if page is None or not is_right(page, clock.readers.read()):
            return self.inside(environ, start_response)
        headers, body = page.sent(best(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start_response("200 OK", headers)
        return [body]


def plain_name(environ: Environ) -> str:
    """As `question.name_of` says it. What is kept bears the parameters that count, in one spelling: whoever asks in another
    one, or with others, is asking for a page that is not at hand here."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("SCRIPT_NAME"):
        return ""
    if settings.EDGE or any(environ.get(header) for header in MORE):
        return ""
    scheme = environ["wsgi.url_scheme"]
    if settings.SECURE_PROXY_SSL_HEADER:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "")
    path = environ["PATH_INFO"]
    asked = environ.get("QUERY_STRING", "")
    return question.named(scheme, environ.get("HTTP_HOST", ""), path, asked) if path.isascii() else ""
