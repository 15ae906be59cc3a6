"""Cards that are drawn for stories without a fitting lead: public as long as an edition that needs them is visible
or waits, as pictures are.
"""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from articles import clock, social_card
from articles.models import Article, Edition, SocialCard
from articles.outlet import present_outlet

LEAST_WIDTH, LEAST_HEIGHT = social_card.SIZE


def put(editions: models.QuerySet[Edition]) -> int:
    """Draw the cards of those that need one and have none. Returns how many were drawn."""
    if social_card.look() is None:
        return 0
    lead_is_too_small = Q(lead_image__width__lt=LEAST_WIDTH) | Q(lead_image__height__lt=LEAST_HEIGHT)
    needy = editions.filter(
        Q(lead_image__isnull=True) | lead_is_too_small | Q(lead_image__rights_until__lte=clock.now()),
        social_card__isnull=True,
    )
    return sum(map(_put, needy.select_related("section").defer("body")))


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
    """Take away those of editions that are over or cancelled, and draw what is missing."""
    for card in SocialCard.objects.exclude(edition__in=alive):
        default_storage.delete(card.name)
        card.delete()
    put(alive)
