"""Purges on their way to the edge. The worker sends what is due; what could not be sent is tried again, and staff see it.

Each is sent twice: at once, and again a little later, for what the edge fetched in between could still be old: made before
the change and under way, or by a database that is a copy and lags behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles import purging
from articles.models import Purge
from newsroom import edges

TOGETHER = 50  # rows in one go
LEASE = timedelta(minutes=1)  # after which a worker that took some is taken for dead
LONGEST_PAUSE = timedelta(minutes=1)
KEPT = timedelta(days=1)  # longer than any page
#: After so many tries in vain it is a trouble, not a hiccup.
TROUBLE = 3


def send() -> None:
    """What is due. Raises NotPurged when it could not be sent: the worker logs it and comes back."""
    purging.count()
    while settings.EDGE and (rows := _claim()):
        try:
            edges.purge(sorted({tag for row in rows for tag in row.tags}))
        except edges.NotPurged as failed:
            _try_later(rows, str(failed))
            raise
        _note_sent(rows)


def _claim() -> list[Purge]:
    """Some rows that are due: to other workers they are not, for a while. No lock is held while the edge is told."""
    with transaction.atomic():
        now = timezone.now()
        due = Purge.objects.filter(due__lte=now, number__isnull=False).order_by("due")
        rows = list(due.select_for_update(skip_locked=True, no_key=True)[:TOGETHER])
        Purge.objects.filter(pk__in=[row.pk for row in rows]).update(due=now + LEASE)
    return rows


def _note_sent(rows: Iterable[Purge]) -> None:
    again = timezone.now() + timedelta(seconds=settings.REPLICA_LAG + 1)
    for row in rows:
        row.due, row.again = (None, False) if row.again else (again, True)
        row.tries, row.trouble = 0, ""
    Purge.objects.bulk_update(rows, ["due", "again", "tries", "trouble"])


def _try_later(rows: Iterable[Purge], trouble: str) -> None:
    now = timezone.now()
    for row in rows:
        row.tries += 1
        row.due = now + min(timedelta(seconds=2 ** min(row.tries, 10) / 2), LONGEST_PAUSE)
        row.trouble = trouble[:200]
    Purge.objects.bulk_update(rows, ["due", "tries", "trouble"])


def forget() -> None:
    """What every page cache has read and no edge waits for."""
    old = Purge.objects.filter(made_at__lt=timezone.now() - KEPT, due__isnull=True, number__isnull=False)
    old.delete()


def trouble() -> Purge | None:
    """The oldest that is still not sent, although it was tried some times."""
    return Purge.objects.filter(tries__gte=TROUBLE, due__isnull=False).order_by("made_at").first()
