"""Where pages are: in this process, and in the cache that all processes share. Either may lose what it has at any time."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches

from newsroom.pagecache import release
from newsroom.pagecache.page import Page

logger = logging.getLogger("newsroom.pagecache")


class Memory:
    """Those asked for last, as many as there is room for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0

    def get(self, name: str) -> Page | None:
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                self._pages.move_to_end(name)
            return page

    def put(self, name: str, page: Page) -> None:
        with self._lock:
            former = self._pages.pop(name, None)
            self._size += page.size - (former.size if former else 0)
            self._pages[name] = page
            while self._size > settings.PAGE_CACHE_MEGABYTES * 1_000_000 and len(self._pages) > 1:
                _, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size

    def drop(self, name: str) -> None:
        with self._lock:
            if former := self._pages.pop(name, None):
                self._size -= former.size


class Shared:
    """The cache of all processes. When it fails, and it may in any way, it is left alone for a while: pages are then
    made once in each process."""

    PATIENCE = 5.0  # seconds

    def __init__(self) -> None:
        self._next = 0.0

    def get(self, name: str) -> Page | None:
        page: Page | None = self._try(lambda cache: cache.get(self._key(name)), None)
        if page is not None:
            page.compared = -1  # by this process it was not
        return page

    def put(self, name: str, page: Page) -> None:
        self._try(lambda cache: cache.set(self._key(name), page), None)

    def drop(self, name: str) -> None:
        self._try(lambda cache: cache.delete(self._key(name)), None)

    def begin(self, name: str, seconds: float) -> bool:
        """Whether nobody else is making it."""
        return bool(self._try(lambda cache: cache.add(f"making:{self._key(name)}", 1, seconds), True))

    def end(self, name: str) -> None:
        self._try(lambda cache: cache.delete(f"making:{self._key(name)}"), None)

    def is_making(self, name: str) -> bool:
        return bool(self._try(lambda cache: cache.get(f"making:{self._key(name)}"), None))

    def _key(self, name: str) -> str:
        return release.keyed(name)

    def _try(self, do: Callable[[Any], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._next:
            return otherwise
        try:
            return do(caches["pages"])
        except Exception:
            self._next = time.monotonic() + self.PATIENCE
            logger.warning(
                "The shared page cache does not answer. Pages are kept in each process alone.", exc_info=True
            )
            return otherwise


memory = Memory()
shared = Shared()


def get(name: str) -> Page | None:
    return memory.get(name)


def fetch(name: str) -> Page | None:
    """From the others, to have it at hand."""
    page = shared.get(name)
    if page is not None:
        memory.put(name, page)
    return page


def forget(name: str) -> None:
    memory.drop(name)
    shared.drop(name)


def put(name: str, page: Page) -> None:
    memory.put(name, page)
    shared.put(name, page)
