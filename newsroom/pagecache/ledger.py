"""Which pages are old: the purges that the database tells of, as far as this process has read them."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from articles import purging
from articles.models import Purge, PurgeCount
from newsroom.pagecache.page import Page

#: Seconds. How late a process may learn what another one's desk did; and how long a database is left alone that failed.
EVERY = 0.25
PATIENCE = 2.0
#: No page that was made before can still be anywhere.
REMEMBERED = timedelta(hours=3)
MOST = 20_000  # tags that are told apart


class Ledger:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.newest = -1  # nothing was read yet
        self.is_blind = False  # the database did not answer
        self._purged: dict[str, int] = {}  # by tag, the newest number
        self._next = 0.0
        self._reading = threading.Lock()

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() < self._next

    def look(self) -> None:
        """Read what is new, if it is time to. While one thread reads, the others go by what is known. With an edge in
        front every question is asked in earnest: it may keep the answer for an hour."""
        if self.is_fresh or not self._reading.acquire(blocking=False):
            return
        try:
            self._read(PurgeCount.objects.using(DEFAULT_DB_ALIAS), Purge.objects.using(DEFAULT_DB_ALIAS))
        except DatabaseError:
            self.is_blind = True
            self._next = time.monotonic() + PATIENCE
        else:
            self.is_blind = False
            self._next = time.monotonic() + (0 if settings.EDGE else EVERY)
        finally:
            self._reading.release()

    def number(self) -> int:
        """Of the newest purge, where this request reads. What it reads after this knows all that were numbered by now."""
        with self._reading:
            return self._read(PurgeCount.objects.all(), Purge.objects.all())

    def is_old(self, page: Page) -> bool:
        """Whether something that it shows was purged since its making began."""
        newest = self.newest
        if newest < 0:  # nothing is known yet: another process made it, and it may have been withdrawn since
            return True
        if page.compared == newest:
            return False
        number = page.number
        if any(self._purged.get(tag, -1) > number for tag in page.holds.tags):
            return True
        page.compared = newest
        return False

    def _read(self, counts: QuerySet[PurgeCount], purges: QuerySet[Purge]) -> int:
        newest = counts.values_list("newest", flat=True).first() or 0
        if newest > self.newest:
            rows = purges.filter(number__gt=self.newest, number__lte=newest)
            rows = rows.filter(made_at__gt=timezone.now() - REMEMBERED).order_by("number")
            told = list(rows.values_list("number", "tags")[: MOST + 1])
            for number, tags in told:
                self._purged |= dict.fromkeys(tags, number)
            if max(len(told), len(self._purged)) > MOST:
                self._purged = {
                    purging.SITE: newest
                }  # somebody imports an archive: every page is made anew, once
            self.newest = newest
        return newest


ledger = Ledger()
