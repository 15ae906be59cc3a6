"""A list's draft on the readers' pages, as a launch at the page's moment would freeze it. For the desk alone; nothing is
written, and readers' pages never ask here."""

from __future__ import annotations

from collections.abc import Callable

from articles.models import Edition, Image
from recommendations.freezing import shape_of
from recommendations.items import of_draft
from recommendations.launched import Launched
from recommendations.models import ListEdition, Placement, RecommendationList
from recommendations.shelves import PageAsking
from recommendations.spots import Spot

Instead = Callable[[PageAsking], dict[int, Launched]]


def instead(list_: RecommendationList) -> Instead:
    """For `PageAsking.rehearsal`: the draft in place of what is launched of this list. Four queries a page."""
    return lambda page: {list_.pk: drafted(list_, page)}


def drafted(list_: RecommendationList, page: PageAsking) -> Launched:
    items = of_draft(list_)
    edition = ListEdition(list=list_, number=list_.launches + 1, live_from=page.moment, **shape_of(list_))
    rows = list(Placement.objects.filter(list=list_).select_related("section", "tag"))
    here = story_of(page)
    places: dict[str, tuple[int, int]] = {}
    for row in rows:
        is_meant = (
            (row.section is None or row.section.slug == page.where.section)
            and (row.tag is None or row.tag.slug in page.where.topics)
            and (row.article_id is None or row.article_id == here)
        )
        if row.spot in page.spots and is_meant:
            specific = 3 if row.article_id else 2 if row.tag_id else 1 if row.section_id else 0
            places[row.spot] = max(places.get(row.spot, (0, 0)), (specific, row.paragraph))
    if page.slug not in ("", list_.slug):
        places.pop(Spot.OWN_PAGE, None)
    return Launched(
        edition,
        places=places,
        images=Image.objects.in_bulk([item.picture for item in items if item.picture]),
        items=items,
        has_own_page=any(row.spot == Spot.OWN_PAGE for row in rows),
    )


def story_of(page: PageAsking) -> int | None:
    if not page.where.story:
        return None
    found = Edition.objects.visible_at(page.moment).filter(story_id=page.where.story)
    return found.values_list("article_id", flat=True).first()


def first_page(list_: RecommendationList) -> str:
    """Where somebody who wants to see it looks first."""
    for row in Placement.objects.filter(list=list_).select_related("section", "tag"):
        if row.spot == Spot.OWN_PAGE:
            return list_.get_absolute_url()
        if narrowed := row.section or row.tag:
            return narrowed.get_absolute_url()
    return "/"
