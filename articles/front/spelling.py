"""Addresses that differ from one that answers in their slashes or in capital letters alone."""

from __future__ import annotations

import re
from copy import copy

from django.http import Http404
from django.urls import Resolver404, resolve

from articles.front.request import ReaderRequest

READERS = "articles.front.urls"


def of_something_here(request: ReaderRequest) -> str:
    """The address as it is written, if readers get something there; else "". What they do not have is asked in the same
    way and answers like nonsense, so nothing tells a draft.
    """
    is_readers = hasattr(request, "moment")  # a file or a health check has none
    if not is_readers or request.method not in ("GET", "HEAD") or "\0" in request.path:
        return ""
    slashed = with_its_slashes(request.path)
    for path in dict.fromkeys((slashed, slashed.lower())):  # an address may have capitals of its own
        if path != request.path and _answers(request, path):
            return path
    return ""


def _answers(request: ReaderRequest, path: str) -> bool:
    asking = copy(request)
    asking.path = asking.path_info = path
    try:
        view = resolve(path, READERS)
        view.func(asking, *view.args, **view.kwargs)
    except (Http404, Resolver404):
        return False
    return True


def with_its_slashes(path: str) -> str:
    path = re.sub("/{2,}", "/", path)
    has_name = path.endswith("/") or "." in path.rpartition("/")[2]
    return path if has_name else f"{path}/"
