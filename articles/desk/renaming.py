"""An author or a topic is called otherwise, or has another address. Readers' pages say so by themselves; a redirect is left
behind, and search has to be told, which takes some milliseconds for each version that names them: the worker does it.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction

from articles.models import Author, EditionByline, EditionTag, Redirect, Renamed, Tag, search
from articles.models.edition import EditionLinkQuerySet

TOGETHER = 100  # in one transaction: on SQLite every other write waits for it


def rename(named: Author | Tag, *, was: Author | Tag) -> None:
    """After it was saved, in the same transaction."""
    links: EditionLinkQuerySet = (
        EditionByline.objects.filter(author=named.pk)
        if isinstance(named, Author)
        else EditionTag.objects.filter(tag=named.pk)
    )
    if named.name != was.name:
        keys = links.order_by().values_list("edition_id", flat=True).distinct()
        rows = [Renamed(edition_id=key) for key in keys]
        Renamed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    before, now = was.get_absolute_url(), named.get_absolute_url()
    if before != now and links.exists():  # readers may know it
        Redirect.objects.filter(path=now).delete()
        Redirect.objects.filter(target=before).update(target=now)
        # There is one already if somebody else had this address before.
        Redirect.objects.update_or_create(path=before, defaults={"target": now, "story_id": ""})


def follow(*, within: timedelta) -> None:
    """The newest first. It may end at any moment and goes on where it was."""
    deadline = time.monotonic() + within.total_seconds()
    while keys := list(Renamed.objects.order_by("-edition_id").values_list("pk", flat=True)[:TOGETHER]):
        with transaction.atomic():
            Renamed.objects.filter(
                pk__in=keys
            ).delete()  # before the names are read: who renames again notes it again
            search.rename(keys)
        if time.monotonic() > deadline:
            return
