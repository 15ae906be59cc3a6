"""What readers' pages know of a list before they look into it: whether any page may show it, and whether anything in it
begins or ends by itself. Once so, for ever so: a former version comes back."""

from __future__ import annotations

from django.db.models import QuerySet

from recommendations import items
from recommendations.models import LaunchedPlacement, ListEdition, RecommendationList


def note(launched: QuerySet[ListEdition]) -> None:
    """Of the lists of these versions, and of those that they borrow from. Four queries."""
    beyond_a_story = LaunchedPlacement.objects.filter(edition__in=launched.order_by(), article=None)
    lent = launched.order_by().exclude(borrows=None)
    timed = {edition.list_id for edition in launched.only("list", "items", "backfill") if is_timed(edition)}
    lists = RecommendationList.objects
    lists.filter(is_general=False, pk__in=beyond_a_story.values("edition__list")).update(is_general=True)
    lists.filter(is_lent=False, pk__in=lent.values("borrows")).update(is_general=True, is_lent=True)
    lists.filter(is_timed=False, pk__in=timed).update(is_timed=True)


def is_timed(edition: ListEdition) -> bool:
    return bool(edition.backfill.get("days")) or any(item.is_timed for item in items.of_edition(edition))
