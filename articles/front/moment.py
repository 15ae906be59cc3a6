"""The moment a page is asked for. Every question that readers ask is asked at `request.moment`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from articles import clock
from articles.models import Transition


def readers_moment() -> datetime:
    """Never goes back within a process, and starts no earlier than the latest thing the desk did."""
    floor = None
    if clock.readers.is_new():
        floor = Transition.objects.order_by("-at").values_list("at", flat=True).first()
    return clock.readers.read(floor=floor)


class MomentMiddleware:
    """Sets `request.moment` before a view runs, except for views marked `timeless`, which must answer without a database.
    Who asks is one of the public until somebody says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if not getattr(view, "timeless", False):
            request.moment = readers_moment()
            # Templates ask, and take long to find that something is not there.
            request.guest = request.travel = None
