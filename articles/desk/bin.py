"""The bin keeps for thirty days. What readers ever saw is kept for good; only a story that nobody saw is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError

from articles import clock
from articles.models import Article
from articles.records import record

KEPT = timedelta(days=30)


def goes_at(article: Article) -> datetime | None:
    """When it is deleted for good; never, if an edition of it was ever shown."""
    if article.binned_at is None or article.newest_digest:
        return None
    return article.binned_at + KEPT


def empty() -> int:
    """Delete what has been in the bin for long enough, with its saves. Each is written down, by nobody."""
    due = Article.objects.in_bin().filter(binned_at__lte=clock.now() - KEPT, newest_digest="")
    return sum(_purge(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _purge(pk: int) -> bool:
    """Look again under the lock: somebody may have taken it out an instant ago."""
    due = Article.objects.in_bin().filter(pk=pk, binned_at__lte=clock.now() - KEPT)
    article = due.select_for_update(no_key=True).first()
    if article is None or article.editions.exists():
        return False
    saves, words = article.revisions.count(), str(article)
    try:
        with transaction.atomic():
            article.delete()
    except ProtectedError:  # a list still has it: it goes once the list lets it go
        return False
    article.pk = pk
    record(article, "purge", by=None, note=words, saves=saves)
    return True
