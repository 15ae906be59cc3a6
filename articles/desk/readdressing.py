"""An author, topic or list that has another address now: whoever comes to the former one is led on."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from articles import clock
from articles.models import Author, EditionByline, EditionTag, Redirect, Tag


def readdress(subject: Author | Tag, *, was: Author | Tag) -> None:
    """After its row is written. What readers never had an address of leaves none behind."""
    if was.slug != subject.slug and _was_shown(subject):
        lead_on(was.get_absolute_url(), subject.get_absolute_url())


def _was_shown(subject: Author | Tag) -> bool:
    begun = {"edition__live_from__lte": clock.now()}
    if isinstance(subject, Author):
        return EditionByline.objects.filter(author=subject, **begun).exists()
    return EditionTag.objects.filter(tag=subject, **begun).exists()


@transaction.atomic
def lead_on(was: str, now: str) -> None:
    """Straight to the end: what led to the former path, or to a feed below it, leads to the present one. Feeds need no
    rows of their own: one that is not there asks where its page is."""
    Redirect.objects.filter(path=now).delete()
    Redirect.objects.filter(target__startswith=was).update(
        target=Concat(Value(now), Substr(F("target"), len(was) + 1))
    )
    # Another may have had the former path before, and have left it to this one.
    Redirect.objects.update_or_create(path=was, defaults={"target": now, "story_id": ""})
