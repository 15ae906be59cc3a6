from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from articles import embeds, prose
from articles.front import answers
from articles.front.addresses import look_up
from articles.front.reading import read
from articles.front.request import ReaderRequest
from articles.models import Edition


@require_safe
def story(request: ReaderRequest, section: str, slug: str) -> HttpResponse:
    match look_up(f"/{section}/{slug}/", request.moment):
        case Edition() as edition:
            reading = read(edition, request.moment)
            response = answers.page(
                request, "front/article.html", {"story": reading.story, "next_card": reading.next_card}
            )
            embeds.allow_frames(response, prose.embeds_in(edition.body))
            return response
        case found:
            return answers.instead(request, found)


@require_safe
def astray(request: ReaderRequest, path: str) -> HttpResponse:
    """Any address that nothing else has: one of a former system, or nonsense."""
    return answers.instead(request, look_up(request.path, request.moment))
