"""One page as it is kept: its headers, and its bytes as they go out, compressed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from http.client import NOT_MODIFIED

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.front import edge
from newsroom import compression

#: How much longer than it holds a page is good for when nothing better can be had.
STALE = timedelta(hours=1)

#: Of the body that goes out, or for the edge: told anew with each answer.
_OWN = {"content-length", "content-encoding", "surrogate-control", "cache-tag"}
best = lru_cache(maxsize=256)(compression.best)


@dataclass
class Page:
    headers: dict[str, str]
    bodies: dict[str, bytes]  # by encoding; "" is plain
    holds: edge.Holds
    number: int  # of the newest purge when the making began
    #: The newest purge that it was compared with, in this process.
    compared: int = field(default=-1, compare=False)

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))

    def sent(self, encoding: str) -> tuple[list[tuple[str, str]], bytes]:
        """Headers and body to whoever takes this encoding, and asks nothing else."""
        if encoding not in self.bodies:
            encoding = ""
        body = self.bodies[encoding]
        headers = {**self.headers, "Content-Length": str(len(body))}
        if encoding:
            headers["Content-Encoding"] = encoding
            if "ETag" in headers:  # the same words, not the same bytes
                headers["ETag"] = f"W/{headers['ETag']}"
        return list(headers.items()), body


def of_answer(response: HttpResponse, number: int) -> Page | None:
    """None for what is not for everybody: only a view can say that it is, by `articles.front.answers`."""
    held = getattr(response, "holds", None)
    if held is None or response.status_code != 200 or response.streaming or response.cookies:
        return None
    if not compression.is_public(response):
        return None
    headers = {name: value for name, value in response.items() if name.lower() not in _OWN}
    bodies = {"": response.content}
    if compression.is_text(response) and len(response.content) >= compression.LEAST:
        for encoding in ("br", "gzip"):
            bodies[encoding] = compression.squeeze(response.content, encoding)
    return Page(headers, bodies, held, number)


def answer(page: Page, request: HttpRequest, moment: datetime, *, stale: bool = False) -> HttpResponse:
    """What a request gets that asks for this page in its own way."""
    meta = request.META
    headers, body = page.sent(best(meta.get("HTTP_ACCEPT_ENCODING", "")))
    response = HttpResponse(body, headers=dict(headers))
    if "HTTP_IF_NONE_MATCH" in meta or "HTTP_IF_MODIFIED_SINCE" in meta:
        changed = parse_http_date_safe(page.headers.get("Last-Modified", ""))
        known = get_conditional_response(request, page.headers.get("ETag"), changed, response)
        if known is not None and known.status_code == NOT_MODIFIED:
            response = known
            for header, value in page.headers.items():
                if header != "Content-Type":
                    response.headers.setdefault(header, value)
    if request.method == "HEAD":
        response.content = b""
    if settings.EDGE:
        edge.instruct(response, page.holds, page.holds.until if stale else moment)
    return response
