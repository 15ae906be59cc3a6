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
    path = canonical(request.path)
    is_readers = hasattr(request, "moment")  # a file or a health check has none
    if path == request.path or not is_readers or request.method not in ("GET", "HEAD") or "\0" in path:
        return ""
    asking = copy(request)
    asking.path = asking.path_info = path
    try:
        view = resolve(path, READERS)
        view.func(asking, *view.args, **view.kwargs)
    except (Http404, Resolver404):
        return ""
    return path


def canonical(path: str) -> str:
    path = re.sub("/{2,}", "/", path).lower()
    has_name = path.endswith("/") or "." in path.rpartition("/")[2]
    return path if has_name else f"{path}/"
