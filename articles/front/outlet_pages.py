"""The outlet's own pages: about, masthead, accessibility, and all its topics."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from articles import embeds, pages, prose
from articles.front import answers
from articles.front.listings import bylines_by_anyone, visible_links
from articles.front.request import ReaderRequest
from articles.models import Author, Edition, EditionTag, Page, Tag
from articles.renditions import public_address


@require_safe
def about(request: ReaderRequest) -> HttpResponse:
    return _page(request, Page.Slug.ABOUT)


@require_safe
def accessibility(request: ReaderRequest) -> HttpResponse:
    return _page(request, Page.Slug.ACCESSIBILITY)


@require_safe
def masthead(request: ReaderRequest) -> HttpResponse:
    """With those whose work readers can see: a name alone would tell who is about to join."""
    people = Author.objects.filter(Exists(bylines_by_anyone(request.moment)), retired=False)
    named = [
        pages.name(person, moment=request.moment, address=public_address)
        for person in people.exclude(job_title="").select_related("portrait")
    ]
    return _page(request, Page.Slug.MASTHEAD, people=named)


def _page(request: ReaderRequest, slug: str, **context: object) -> HttpResponse:
    page = Page.objects.filter(slug=slug).first() or Page(slug=slug)
    links = prose.story_links(page.body)
    visible = Edition.objects.visible_at(request.moment).filter(story_id__in=links) if links else ()
    body = prose.present(
        page.body, pictures={}, stories={edition.story_id: edition.path for edition in visible}
    )
    response = answers.page(request, f"front/{slug}.html", {"page": page, "body": body, **context})
    embeds.allow_frames(response, prose.embeds_in(page.body))
    return response


@require_safe
def topics(request: ReaderRequest) -> HttpResponse:
    links = visible_links(EditionTag.objects.filter(tag=OuterRef("pk")), request.moment)
    tags = sorted(Tag.objects.filter(Exists(links)), key=lambda tag: tag.name.casefold())
    letters = [
        (letter, [pages.place(tag) for tag in within])
        for letter, within in groupby(tags, lambda tag: tag.name[:1].upper())
    ]
    return answers.page(request, "front/topics.html", {"letters": letters})
