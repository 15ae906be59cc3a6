"""The parameters of an address that change a page. All others change nothing, so nobody can ask for one page in a
thousand ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from articles.front.request import ReaderRequest

View = Callable[..., HttpResponse]


def reads(*names: str, kept: bool = True) -> Callable[[View], View]:
    """For a reader's view: it answers GET and HEAD, and sees no other parameters than these. `kept` says whether our own
    page cache may keep what it answers."""

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def answer(request: ReaderRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.META.get("QUERY_STRING"):
                request.GET = chosen(request.GET, names)  # type: ignore[misc, assignment]
            return view(request, *args, **kwargs)

        answer.reads = names if kept else None  # type: ignore[attr-defined]
        return answer

    return decorate


def chosen(given: QueryDict, names: Iterable[str]) -> QueryDict:
    """In one order, and of several values the last: two ways to say the same are the same."""
    found = QueryDict(mutable=True)
    for name in sorted(names):
        if name in given:
            found[name] = given[name]
    return found
