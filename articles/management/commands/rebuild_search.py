from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models import Article, Edition, reference, search, words


class Command(BaseCommand):
    help = (
        "Makes anew what search reads, in the order of publication, which stories link to which, and what the desk "
        "finds stories by: after an import, or when the rules changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="editions in one transaction")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        """Readers find every story all the while: a batch takes the place of its former rows at once."""
        began = told = time.monotonic()
        keys = list(
            Edition.objects.order_by("first_published", "article_id", "pk").values_list("pk", flat=True)
        )
        for start in range(0, len(keys), batch):
            editions = Edition.objects.in_bulk(keys[start : start + batch])
            found = [editions[key] for key in keys[start : start + batch] if key in editions]
            search.index(found)
            reference.index(found)
            done = min(start + batch, len(keys))
            if self.stdout.isatty() or time.monotonic() - told > 10 or done == len(keys):
                told = time.monotonic()
                self.stdout.write(f"{done:,} of {len(keys):,}", ending="\r" if self.stdout.isatty() else "\n")
        stories = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(stories), batch):
            words.index(Article.objects.filter(pk__in=stories[start : start + batch]).defer("body"))
        self.stdout.write(
            f"Search knows {len(keys):,} editions, the desk {len(stories):,} stories. "
            f"{time.monotonic() - began:.0f} s."
        )
