"""Brotli and gzip for pages that are made when they are asked for; WhiteNoise has compressed the files already."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEAST = 500  # bytes: below, it costs more than it saves
TEXT = ("text/", "application/json", "application/xml", "application/feed+json", "image/svg+xml")


class CompressionMiddleware:
    """Only what everybody gets alike. A page with somebody's secret in it (a token, a name) and a part that another chose
    tells the secret by its length: BREACH.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return compress(self.get_response(request), request.META.get("HTTP_ACCEPT_ENCODING", ""))


def compress(response: HttpResponse, accepted: str) -> HttpResponse:
    if response.streaming or not is_public(response) or not is_text(response):
        return response
    # Short ones and 304s too: whoever keeps one must know that another reader may get another.
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = best(accepted)
    if not encoding or response.has_header("Content-Encoding") or len(response.content) < LEAST:
        return response
    squeezed = squeeze(response.content, encoding)
    if len(squeezed) < len(response.content):
        response.content = squeezed
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(squeezed))
        if response.has_header("ETag"):  # the same words, not the same bytes
            response.headers["ETag"] = f"W/{response.headers['ETag'].removeprefix('W/')}"
    return response


def is_public(response: HttpResponse) -> bool:
    lifetime = response.headers.get("Cache-Control", "")
    return not response.cookies and (lifetime.startswith("public") or lifetime == "no-cache")


def is_text(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return response.status_code == 304 or kind.startswith(TEXT) or kind.endswith("+xml")


def best(accepted: str) -> str:
    """ "br", "gzip" or "": what is named with `q=0` is not wanted."""
    wanted = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        wanted[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ("br", "gzip") if wanted.get(name)), "")


def squeeze(content: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(content, quality=5, mode=brotli.MODE_TEXT)
    return gzip.compress(content, compresslevel=6, mtime=0)  # no time in it: the same page is the same bytes
