"""Addresses of a former WordPress site that are not plain paths: `/?p=123`, and what WordPress puts behind a path.

A parameter means something only if the redirect table has exactly that address; all others change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from articles.front import answers
from articles.front.addresses import Gone, Moved, look_up

#: In the order in which WordPress itself would go by them.
KEYS = ("p", "page_id", "attachment_id", "cat", "tag", "author", "author_name", "m", "feed")
_VALUE = re.compile(r"[\w-]{1,100}")


class FormerAddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """One query for an address of WordPress, none for any other."""
        if request.method not in ("GET", "HEAD") or not view.__module__.startswith("articles.front."):
            return None
        found = elsewhere(request, request.moment)
        return answers.instead(request, found) if found else None


def elsewhere(request: HttpRequest, moment: datetime) -> Moved | Gone | None:
    for address in numbered(request):
        match look_up(address, moment):
            case (Moved() | Gone()) as found:
                return found
    return None


def numbered(request: HttpRequest) -> Iterator[str]:
    """`/?p=123`, if the request has such a parameter. Only the first counts."""
    if not request.META.get("QUERY_STRING"):
        return
    path = request.path.removesuffix("index.php")
    for key in KEYS:
        value = request.GET.get(key, "")
        if path.endswith("/") and _VALUE.fullmatch(value):
            yield f"{path}?{key}={value}"
            return
