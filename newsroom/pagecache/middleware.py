"""What a reader's request goes through. Nothing else of the site runs for a page that is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from articles import clock
from articles.front import former
from articles.front.moment import readers_moment
from newsroom import compression
from newsroom.pagecache import page, question, store, turns
from newsroom.pagecache.ledger import ledger
from newsroom.pagecache.page import Page


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = question.name_of(request)
        if not name:
            return self.get_response(request)
        ledger.look()
        moment = moment_of_asking()
        kept = store.get(name)
        if leads_elsewhere(request, moment):
            return self.get_response(request)
        if kept and is_right(kept, moment):
            return page.answer(kept, request, moment)
        return self.of_one(name, kept, request, moment)

    def of_one(self, name: str, former: Page | None, request: HttpRequest, moment: datetime) -> HttpResponse:
        """One makes it; the others get the former one for a moment, and then wait."""
        with turns.turn(name) as others:
            if others is None:
                return self.of_this_process(name, former, request, moment)
            soon = others.is_fresh and not ledger.is_blind  # without the database there will be no next one
            if former and soon and is_good_enough(former, moment, although_old=True):
                return page.answer(former, request, moment, stale=True)
            others.wait()
        made = store.get(name)
        if made and is_right(made, moment):
            return page.answer(made, request, moment)
        return self.get_response(request)  # there is none to keep

    def of_this_process(
        self, name: str, former: Page | None, request: HttpRequest, moment: datetime
    ) -> HttpResponse:
        def there() -> Page | None:
            found = store.fetch(name)
            return found if found and is_right(found, moment) else None

        if found := there():
            return page.answer(found, request, moment)
        former = store.get(name)  # another process may have had it
        if former and ledger.is_blind and is_good_enough(former, moment):
            return page.answer(former, request, moment, stale=True)
        with turns.among_processes(name, lambda: there() is not None):
            if found := there():
                return page.answer(found, request, moment)
            return self.made(name, former, request, moment)

    def made(self, name: str, former: Page | None, request: HttpRequest, moment: datetime) -> HttpResponse:
        asked = dict(request.META)
        method = request.method
        try:
            number = ledger.number()  # before anything is read for the page
        except DatabaseError:
            number = None
        question.as_anybody(request)
        response = self.get_response(request)
        request.META, request.method = asked, method
        has_a_secret = getattr(request, "_csp_nonce", None)
        fresh = None if number is None or has_a_secret else page.of_answer(response, number)
        if fresh is None:
            if response.status_code >= 500 and former and is_good_enough(former, moment):
                return page.answer(former, request, moment, stale=True)
            if (
                number is not None and response.status_code < 500
            ):  # it is gone, or leads on: the former one is nothing to give to a crowd
                store.forget(name)
            return as_asked(response, request)
        ledger.look()
        if ledger.is_old(fresh):  # while it was made
            return page.answer(fresh, request, moment, stale=True)
        store.put(name, fresh)
        return page.answer(fresh, request, moment)


def moment_of_asking() -> datetime:
    try:
        return readers_moment()
    except DatabaseError:  # it asks only once in the life of a process
        return clock.now()


def is_right(kept: Page, moment: datetime) -> bool:
    return moment < kept.holds.until and not ledger.is_old(kept)


def is_good_enough(kept: Page, moment: datetime, *, although_old: bool = False) -> bool:
    """When nothing better can be had. What was purged may hold what nobody should read any more."""
    return moment < kept.holds.until + page.STALE and (although_old or not ledger.is_old(kept))


def leads_elsewhere(request: HttpRequest, moment: datetime) -> bool:
    """`/?p=123` of a former system, although no page here knows a parameter `p`."""
    if not request.META.get("QUERY_STRING"):
        return False
    try:
        return former.elsewhere(request, moment) is not None
    except DatabaseError:
        return False


def as_asked(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Of an answer that was made to the plain question, and is not kept."""
    response = compression.compress(response, request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if request.method == "HEAD" and not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
