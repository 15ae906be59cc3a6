"""The outlet's own pages: about, masthead, accessibility, and all its topics."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Exists, OuterRef
from django.http import HttpResponse

from articles import embeds, pages, prose, purging
from articles.front import answers, edge
from articles.front.listings import bylines_by_anyone
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.models import Author, Edition, EditionTag, Page, Tag
from articles.renditions import public_address


@reads()
def about(request: ReaderRequest) -> HttpResponse:
    return _page(request, Page.Slug.ABOUT)


@reads()
def accessibility(request: ReaderRequest) -> HttpResponse:
    return _page(request, Page.Slug.ACCESSIBILITY)


@reads()
def masthead(request: ReaderRequest) -> HttpResponse:
    """With those whose work readers can see: a name alone would tell who is about to join."""
    edge.draw_from(request, purging.STORIES)
    people = Author.objects.filter(Exists(bylines_by_anyone(request.moment)), retired=False)
    named = [
        pages.name(person, moment=request.moment, address=public_address)
        for person in people.exclude(job_title="").select_related("portrait")
    ]
    return _page(request, Page.Slug.MASTHEAD, people=named)


def _page(request: ReaderRequest, slug: str, **context: object) -> HttpResponse:
    page = Page.objects.filter(slug=slug).first() or Page(slug=slug)
    links = prose.story_links(page.body)
    edge.draw_from(request, *map(purging.story, links))
    visible = Edition.objects.visible_at(request.moment).filter(story_id__in=links) if links else ()
    body = prose.present(
        page.body, pictures={}, stories={edition.story_id: edition.path for edition in visible}
    )
    response = answers.page(request, f"front/{slug}.html", {"page": page, "body": body, **context})
    embeds.allow_frames(response, prose.embeds_in(page.body))
    return response


@reads()
def topics(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    links = EditionTag.objects.filter(tag=OuterRef("pk")).visible_at(request.moment)
    tags = sorted(Tag.objects.filter(Exists(links)), key=lambda tag: tag.name.casefold())
    letters = [
        (letter, [pages.place(tag) for tag in within])
        for letter, within in groupby(tags, lambda tag: tag.name[:1].upper())
    ]
    return answers.page(request, "front/topics.html", {"letters": letters})
