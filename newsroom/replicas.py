"""Copies of the database that follow it: pages for readers are made from them, everything else from the database itself.

A copy that does not know the newest purge yet is behind, and is not asked: so a page made from one is never older than what
its reader could have seen elsewhere. Staff, and whatever writes, have the database itself, and read what they wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.http import HttpRequest, HttpResponse

from articles.models import PurgeCount
from newsroom.pagecache import question
from newsroom.pagecache.ledger import ledger

PATIENCE = 2.0  # seconds that one which failed is left alone
ANY = "any"  # of the copies, chosen when the first question comes: a page that is kept asks none

_reads_from: ContextVar[str] = ContextVar("reads_from", default=DEFAULT_DB_ALIAS)
_next: dict[str, float] = {}
_turns = count()


class ReplicaMiddleware:
    """Before the page cache: what it reads of the ledger has to come from where the page comes from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _reads_from.set(ANY if question.is_a_readers(request) else DEFAULT_DB_ALIAS)
        try:
            response = self.get_response(request)
            asked = _reads_from.get()
            if response.status_code == 503 and asked in settings.REPLICAS:  # it died while it was asked
                _next[asked] = time.monotonic() + PATIENCE
                _reads_from.set(DEFAULT_DB_ALIAS)
                response = self.get_response(request)
            return response
        finally:
            _reads_from.reset(token)


class Router:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        if _reads_from.get() == ANY:
            _reads_from.set(DEFAULT_DB_ALIAS)  # for what is asked to choose
            _reads_from.set(choose())
        return _reads_from.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """From here on the request reads what it wrote."""
        _reads_from.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def choose() -> str:
    """One that answers and is not behind, in turn; else the database itself, unless that is away."""
    ledger.look()
    first = next(_turns)
    for number in range(len(settings.REPLICAS)):
        alias = settings.REPLICAS[(first + number) % len(settings.REPLICAS)]
        if time.monotonic() < _next.get(alias, 0):
            continue
        try:
            newest = PurgeCount.objects.using(alias).values_list("newest", flat=True).first() or 0
        except DatabaseError:
            _next[alias] = time.monotonic() + PATIENCE
            continue
        if newest >= ledger.newest or ledger.is_blind:
            return alias
    return DEFAULT_DB_ALIAS
