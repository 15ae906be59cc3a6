"""What somebody without an account sees by a link that was shared with them: a story's draft, and its pictures.

It reaches a draft, so it is none of the readers' code, and no address of theirs leads here. A link that is over, was
revoked, waits for an embargo or never was: each answers as nonsense does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import embeds, moments, prose, renditions
from articles.desk import pictures, previews, sharing
from articles.front.request import ReaderRequest
from articles.models import Image, PreviewLink
from articles.pixels import Recipe

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class Guest:
    """What the banner says of the link."""

    ends_at: datetime
    of_list: str = ""
    rehearsal: Any = None  # of a list, for those who know lists

    @property
    def until(self) -> str:
        return f"{moments.clock(self.ends_at)} in {moments.city()}"


def is_opening(request: HttpRequest) -> bool:
    """Somebody looks. A browser that only fetches ahead, and a HEAD, do not."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose


def closed_to_others(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _link(request: ReaderRequest, token: str) -> PreviewLink:
    link = sharing.shown_by(token, request.moment)
    if link is None:
        raise Http404
    return link


@require_safe
def preview(request: ReaderRequest, token: str) -> HttpResponse:
    """The reader's page of what is saved now."""
    link = _link(request, token)
    article = link.article

    def address(image: Image, recipe: Recipe) -> str:
        if renditions.is_for_later(recipe):
            return ""
        return reverse("preview-picture", args=[token, image.pk, recipe.slug])

    story = previews.preview(article, public_id=article.public_id, moment=request.moment, address=address)
    request.guest = Guest(link.ends_at)
    context = {"story": story, "next_card": None}
    response = TemplateResponse(request, "front/article.html", context)
    embeds.allow_frames(response, prose.embeds_in(article.body))
    if is_opening(request):
        sharing.opened(link, at=request.moment)
    return closed_to_others(response)


@require_safe
def picture(request: ReaderRequest, token: str, pk: int, slug: str) -> HttpResponse:
    """A file of a picture that the draft shows, and of no other."""
    link = _link(request, token)
    if pk not in previews.pictures_of(link.article):
        raise Http404
    image = get_object_or_404(Image, pk=pk)
    recipe = next((made for made in renditions.all_recipes(image) if made.slug == slug), None)
    if recipe is None or not image.has_rights_at(request.moment):
        raise Http404
    file = pictures.private_file(image, recipe)
    return closed_to_others(HttpResponse(file, content_type=f"image/{recipe.format}"))
