"""What lists add to a picture's page: where they show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from articles.admin import picture_rows
from articles.admin.picture_rows import MOST, Use
from articles.models import Image
from articles.templatetags.desk import Sight
from recommendations import rights
from recommendations.admin.screen import ANOTHER
from recommendations.models import ListEdition, Recommendation, Right


@picture_rows.register
def in_lists(image: Image, user: Any, moment: datetime) -> Iterator[Use]:
    """Drafts only of lists that one may see; what is launched or waits is no secret, but for the title of a list for
    named people. Four queries."""
    secret = rights.secret_from(user)
    may_see = set(rights.allowed(user, Right.VIEW).values_list("pk", flat=True))
    alive = ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
    shown = set()
    for edition in (
        alive.filter(picture_links__image=image).select_related("list").order_by("live_from")[:MOST]
    ):
        if edition.list_id in shown:
            continue
        shown.add(edition.list_id)
        sight = Sight("live" if edition.live_from <= moment else "scheduled")
        title = ANOTHER if edition.list_id in secret else edition.list.title
        yield Use(title, url(edition.list_id, may_see), "list", sights=(sight,), kind="list")
    drafted = Recommendation.objects.kept().filter(picture=image, list__in=may_see).exclude(list__in=shown)
    for item in drafted.select_related("list").order_by("list", "order")[:MOST]:
        yield Use(item.list.title, url(item.list_id, may_see), "list, not launched", kind="list")


def url(pk: int, may_see: set[int]) -> str:
    known = pk in may_see
    return reverse("admin:recommendations_recommendationlist_change", args=[pk]) if known else ""
