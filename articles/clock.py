"""What time it is, for those who write and for those who read (SEMANTICS, sections 4 and 12)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

TICK = timedelta(microseconds=1)
AHEAD = timedelta(seconds=5)

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    return _pretended.get() or timezone.now()


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Run verbs as if it were `moment`: for the demo outlet and for imports that replay a history."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def after(settled: datetime | None) -> datetime:
    """The moment of a verb on something last changed at `settled`: two verbs never share one."""
    return max(now(), settled + TICK) if settled else now()


def is_behind(settled: datetime | None) -> bool:
    """Whether `settled` is so far ahead of this clock that some server's clock must be wrong."""
    return settled is not None and settled > now() + AHEAD


class ReadersClock:
    """Never goes back within a process, whatever the machine's clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: datetime | None = None

    def is_new(self) -> bool:
        return self._latest is None

    def read(self, *, floor: datetime | None = None) -> datetime:
        with self._lock:
            self._latest = max(moment for moment in (self._latest, floor, now()) if moment is not None)
            return self._latest

    def forget(self) -> None:
        with self._lock:
            self._latest = None


readers = ReadersClock()


def forget() -> None:
    """Start the readers' clock anew. For tests that travel in time."""
    readers.forget()
