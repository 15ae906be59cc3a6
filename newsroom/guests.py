"""A list that is not launched, on the readers' pages, for somebody with a link (`recommendations.sharing`).

Readers' own views answer, at the present moment, so nothing is on these pages that readers do not have, but for the list.
Links lead on inside as far as the list stands there, and to the public page elsewhere.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from articles import guests, renditions
from articles.desk import pictures
from articles.front.request import ReaderRequest
from articles.models import Image
from articles.pixels import Recipe
from newsroom import time_travel
from recommendations import sharing
from recommendations.models import RehearsalLink
from recommendations.models.list import Site
from recommendations.rehearsal import Rehearsal
from recommendations.spots import Spot

#: Which of a list's places stand on which of the readers' pages, by the name of its address.
SPOTS: dict[str, frozenset[str]] = {
    "home": frozenset({Spot.HOME_LEAD, Spot.HOME_TOP, Spot.HOME_PICKS}),
    "section": frozenset({Spot.SECTION_FRONT}),
    "topic": frozenset({Spot.TOPIC_PAGE}),
    "story": frozenset({Spot.ARTICLE_FOOT, Spot.ARTICLE_BODY}),
    "picks": frozenset({Spot.OWN_PAGE}),
}


def _link(request: ReaderRequest, token: str) -> RehearsalLink:
    link = sharing.shown_by(token, request.moment)
    if link is None:
        raise Http404
    return link


@require_safe
def page(request: ReaderRequest, token: str, address: str = "") -> HttpResponse:
    link = _link(request, token)
    prefix = reverse("shared-list", args=[token]).rstrip("/")

    def file(image: Image, recipe: Recipe) -> str:
        if renditions.is_for_later(recipe):
            return ""
        return reverse("shared-list-picture", args=[token, image.pk, recipe.slug])

    rehearsal = sharing.rehearsal(link, request.moment, file)
    path = f"/{address.lstrip('/')}"  # two slashes would be another site
    if not stands_on(rehearsal, path):
        first = rehearsal.first_page(request.moment) if path == "/" else "/"
        to = path if first == "/" else f"{prefix}{first}"
        return guests.closed_to_others(HttpResponseRedirect(to))

    asking: Any = time_travel.asking_for(request, path)
    asking.guest = guests.Guest(link.ends_at, of_list=link.list.title, rehearsal=rehearsal)
    response = time_travel.answer(asking)
    time_travel.lead(response, lambda to: f"{prefix}{to}" if stands_on(rehearsal, to) else to)
    if guests.is_opening(request):
        sharing.opened(link, at=request.moment)
    return guests.closed_to_others(response)


def stands_on(rehearsal: Rehearsal, address: str) -> bool:
    """Whether the list has a place on the readers' page there."""
    try:
        found = resolve(address.partition("?")[0].partition("#")[0], time_travel.READERS)
    except Resolver404:
        return False
    spots = SPOTS.get(found.url_name or "")
    return spots is not None and any(
        site.spot == Spot.BREAKING or (site.spot in spots and _means(site, rehearsal, found.kwargs))
        for site in rehearsal.sites
    )


def _means(site: Site, rehearsal: Rehearsal, asked: dict[str, str]) -> bool:
    """As far as the address tells. A place at stories with one topic may be at any story."""
    if site.spot == Spot.OWN_PAGE:
        return asked["slug"] == rehearsal.list.slug
    if site.section:
        return asked.get("section", asked["slug"]) == site.section.slug
    if site.tag and site.spot == Spot.TOPIC_PAGE:
        return asked["slug"] == site.tag.slug
    return True


@require_safe
def picture(request: ReaderRequest, token: str, pk: int, slug: str) -> HttpResponse:
    """A file of an own picture of one of the list's items, as that crops it."""
    link = _link(request, token)
    rehearsal = sharing.rehearsal(link, request.moment, renditions.public_address)
    focals = {item.focal for item in rehearsal.items if item.picture == pk}
    if not focals:
        raise Http404
    image = get_object_or_404(Image, pk=pk)
    for crop in map(image.focused, focals):
        recipe = next((made for made in renditions.all_recipes(crop) if made.slug == slug), None)
        if recipe and image.has_rights_at(request.moment):
            file = pictures.private_file(image, recipe)
            return guests.closed_to_others(HttpResponse(file, content_type=f"image/{recipe.format}"))
    raise Http404
