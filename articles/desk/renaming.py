"""An author or a topic is called otherwise. Readers' pages say so by themselves; search has to be told, which takes some
milliseconds for each version that names them: the worker does it.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction

from articles.models import Author, EditionByline, EditionTag, Renamed, Tag, search
from articles.models.edition import EditionLinkQuerySet

TOGETHER = 100  # in one transaction: on SQLite every other write waits for it


def rename(named: Author | Tag, *, was: Author | Tag) -> None:
    """After it was saved, in the same transaction."""
    if named.name == was.name:
        return
    links: EditionLinkQuerySet = (
        EditionByline.objects.filter(author=named.pk)
        if isinstance(named, Author)
        else EditionTag.objects.filter(tag=named.pk)
    )
    keys = links.order_by().values_list("edition_id", flat=True).distinct()
    rows = [Renamed(edition_id=key) for key in keys]
    Renamed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def follow(*, within: timedelta) -> None:
    """The newest first. It may end at any moment and goes on where it was."""
    deadline = time.monotonic() + within.total_seconds()
    while keys := list(Renamed.objects.order_by("-edition_id").values_list("pk", flat=True)[:TOGETHER]):
        with transaction.atomic():
            # Before the names are read: who renames again notes it again.
            Renamed.objects.filter(pk__in=keys).delete()
            search.rename(keys)
        if time.monotonic() > deadline:
            return
