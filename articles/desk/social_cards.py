"""Cards that are drawn for stories without a fitting lead: public as long as an edition that needs them is visible
or waits, as pictures are.
"""

from __future__ import annotations

import math
import secrets
import time
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from articles import clock, purging, social_card
from articles.models import Article, Edition, SocialCard
from articles.outlet import present_outlet

LEAST_WIDTH, LEAST_HEIGHT = social_card.SIZE
#: After an archive came over there are thousands to draw, and other chores wait for the worker too.
AT_A_TIME = timedelta(seconds=15)


def put(editions: models.QuerySet[Edition], *, within: timedelta | None = None) -> int:
    """Draw the cards of those that need one and have none, the newest first. Returns how many were drawn."""
    if social_card.look() is None:
        return 0
    lead_is_too_small = Q(lead_image__width__lt=LEAST_WIDTH) | Q(lead_image__height__lt=LEAST_HEIGHT)
    needy = editions.filter(
        Q(lead_image__isnull=True) | lead_is_too_small | Q(lead_image__rights_until__lte=clock.now()),
        social_card__isnull=True,
    )
    needy = needy.order_by("-first_published", "-pk").select_related("section").defer("body")
    deadline, count = time.monotonic() + within.total_seconds() if within else math.inf, 0
    for edition in needy.iterator(chunk_size=50):
        if time.monotonic() > deadline:
            break
        count += _put(edition)
    return count


def _put(edition: Edition) -> bool:
    section = edition.section
    drawn = social_card.draw(
        edition.headline,
        present_outlet(),
        kicker=section.title if section else "",
        hue=section.hue if section else "",
    )
    if drawn is None:
        return False
    digits = secrets.token_hex(16)
    name = f"{digits[:2]}/{digits}.png"
    with transaction.atomic():
        # A verb may be about to cancel the edition, and another process about to draw the same card.
        Article.objects.select_for_update(no_key=True).get(pk=edition.article_id)
        if not Edition.objects.filter(pk=edition.pk, social_card__isnull=True).exists():
            return False
        SocialCard.objects.create(edition=edition, name=name)
        default_storage.save(name, ContentFile(drawn))
        purging.purge([purging.story(edition.story_id)])
    return True


def redraw(alive: models.QuerySet[Edition]) -> int:
    """All of them, at new addresses: the outlet has another look."""
    sweep(Edition.objects.none())
    return put(alive)


def restore(alive: models.QuerySet[Edition]) -> int:
    """Draw again those whose files were lost."""
    lost = [card.pk for card in SocialCard.objects.all() if not default_storage.exists(card.name)]
    SocialCard.objects.filter(pk__in=lost).delete()
    return put(alive)


def sweep(alive: models.QuerySet[Edition]) -> None:
    """Take away those of editions that are over or cancelled, and draw what is missing; of many, some at a time."""
    for card in SocialCard.objects.exclude(edition__in=alive).select_related("edition"):
        default_storage.delete(card.name)
        card.delete()
        if card.edition:
            purging.purge([purging.story(card.edition.story_id)])
    put(alive, within=AT_A_TIME)
