from __future__ import annotations

from django.http import HttpResponse

from articles import embeds, prose, purging
from articles.front import answers, edge
from articles.front.addresses import look_up
from articles.front.parameters import reads
from articles.front.reading import read
from articles.front.request import ReaderRequest
from articles.models import Edition


@reads()
def story(request: ReaderRequest, section: str, slug: str) -> HttpResponse:
    match look_up(f"/{section}/{slug}/", request.moment):
        case Edition() as edition:
            reading = read(edition, request.moment)
            edge.draw_from(request, purging.beside(section), *map(purging.story, reading.linked))
            response = answers.page(
                request, "front/article.html", {"story": reading.story, "next_card": reading.next_card}
            )
            embeds.allow_frames(response, prose.embeds_in(edition.body))
            return response
        case found:
            return answers.instead(request, found)


@reads()
def astray(request: ReaderRequest, path: str) -> HttpResponse:
    """Any address that nothing else has: one of a former system, or nonsense."""
    return answers.instead(request, look_up(request.path, request.moment))
