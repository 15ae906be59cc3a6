"""An author or a topic is called otherwise: readers' pages say so by themselves, their search has to be told.

After the change, and whoever made it waits: a second for some hundred versions. What breaks off leaves the former name to
the older ones; `manage.py rebuild_search` makes all anew.
"""

from __future__ import annotations

from django.db import transaction

from articles.models import Author, EditionByline, EditionTag, Tag, search
from articles.models.edition import EditionLinkQuerySet


def author(person: Author) -> None:
    _tell(EditionByline.objects.filter(author=person))


def topic(tag: Tag) -> None:
    _tell(EditionTag.objects.filter(tag=tag))


def _tell(links: EditionLinkQuerySet) -> None:
    def tell() -> None:
        search.rename(list(links.order_by("-edition_id").values_list("edition_id", flat=True).distinct()))

    transaction.on_commit(tell, robust=True)
