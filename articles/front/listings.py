"""Stories in publication order: of a section, on a topic, by an author, all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse

from articles import pages, purging
from articles.front import answers, edge, paging
from articles.front.cards import cards, for_cards
from articles.front.home import frequent_topics
from articles.front.layout import laid_out
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.front.sections import sections_of
from articles.models import Author, Edition, EditionByline, EditionTag, Tag
from articles.models.edition import EditionLinkQuerySet, EditionQuerySet
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, planned_anew, prepared
from articles.presentation import Card, Place
from articles.renditions import public_address

SECTION_TOPICS = 4
COUNTED = 100  # stories of one author, exactly: to count them all would be to walk through them


@dataclass(frozen=True)
class Listing:
    """One page of a list. `older` is the address of the next one, if there are more."""

    rows: list[Any]
    cards: list[Card]
    older: str
    older_page: bool


def listing(request: ReaderRequest, editions: EditionQuerySet, shapes: tuple[str, ...] = ()) -> Listing:
    """Two queries."""
    key = paging.key_of(request)
    if key:
        editions = editions.older_than(key.moment, key.article_id)
    return present(request, list(for_cards(editions.latest_first())[: paging.SIZE + 1]), key, shapes)


def linked_listing(request: ReaderRequest, question: Callable[..., list[Any]], of: int) -> Listing:
    """Of link rows, which repeat the date of their story: an index gives them in order, then the editions come by key.
    Three queries. `of` is the key of the topic or author."""
    key = paging.key_of(request)
    rows = question(key is not None, moment=request.moment, of=of, **_before(key))
    keys = [row.edition_id for row in rows]
    return present(request, _by_keys(keys=keys) if keys else [], key, ("square",))


@prepared
def _by_keys() -> Any:
    return for_cards(Edition.objects.filter(pk__in=Parameters("keys", NUMBER)).latest_first())


def _before(key: paging.Key | None) -> dict[str, Any]:
    """Values for `_KEY`."""
    return {"at": key.moment, "after": key.story_id} if key else {}


#: Where an older page begins, in a question that is put together once.
_KEY = paging.Key(Parameter("at", MOMENT), Parameter("after", TEXT))  # type: ignore[arg-type]


@planned_anew
def _on_topic(is_older: bool) -> Any:
    links = EditionTag.objects.filter(tag=Parameter("of", NUMBER))
    return newest_links(links.visible_at(Parameter("moment", MOMENT)), _KEY if is_older else None)


@planned_anew
def _by_author(is_older: bool) -> Any:
    links = bylines_by(Parameter("of", NUMBER))
    return newest_links(links.visible_at(Parameter("moment", MOMENT)), _KEY if is_older else None)


def newest_links(links: EditionLinkQuerySet, key: paging.Key | None) -> QuerySet:
    """Keys of editions. No DISTINCT: that would sort the whole list."""
    if key:
        at, article_id = key.moment, key.article_id
        links = links.filter(
            Q(first_published__lt=at) | Q(first_published=at, article_id__lt=article_id),
            first_published__lte=at,
        )
    return links.latest_first().values_list("edition_id", flat=True)[: paging.SIZE + 1]


def present(
    request: ReaderRequest, found: list[Any], key: paging.Key | None, shapes: tuple[str, ...]
) -> Listing:
    """`found` may have one more than a page shows. Raises Http404 for an empty page, unless it is the first."""
    if key and not found:
        raise Http404
    shown = found[: paging.SIZE]
    last = shown[-1] if len(found) > paging.SIZE else None
    return Listing(
        rows=shown,
        cards=cards(shown, request.moment, shapes),
        older=paging.older_after(request.path, last.first_published, last.story_id) if last else "",
        older_page=key is not None,
    )


@prepared
def _of_section(is_older: bool) -> Any:
    visible = Edition.objects.visible_at(Parameter("moment", MOMENT))  # type: ignore[arg-type]
    found: Any = visible.in_section(Parameter("section", NUMBER))  # type: ignore[arg-type]
    if is_older:
        found = found.older_than(_KEY.moment, _KEY.article_id)
    return for_cards(found.latest_first())[: paging.SIZE + 1]


@reads("before")
def section(request: ReaderRequest, slug: str) -> HttpResponse:
    place = next((section for section in sections_of(request) if section.slug == slug), None)
    if place is None:
        return answers.elsewhere(request)
    edge.draw_from(request, purging.listed(place.get_absolute_url()))
    key = paging.key_of(request)
    rows = _of_section(key is not None, moment=request.moment, section=place.pk, **_before(key))
    listed = present(request, rows, key, ("landscape", "square"))
    shown = listed.cards if listed.older_page else laid_out(listed.cards)
    lead = None if listed.older_page else next(iter(shown), None)
    return answers.page(
        request,
        "front/section.html",
        {
            "section": pages.place(place),
            "landing": place.landing,
            "topics": frequent_topics(listed.rows, SECTION_TOPICS).get(place.pk, []),
            "lead": lead,
            "cards": shown[1:] if lead else shown,
            "older": listed.older,
            "older_page": listed.older_page,
        },
    )


@reads("before")
def topic(request: ReaderRequest, slug: str) -> HttpResponse:
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        return answers.elsewhere(request)
    edge.draw_from(request, purging.listed(tag.get_absolute_url()))
    listed = linked_listing(request, _on_topic, tag.pk)
    if not listed.cards:
        return answers.elsewhere(request)
    return answers.page(
        request,
        "front/topic.html",
        {
            "topic": pages.place(tag),
            "landing": tag.text,
            "cards": listed.cards,
            "older": listed.older,
            "older_page": listed.older_page,
        },
    )


def bylines_by(person: Any) -> EditionLinkQuerySet:
    """One for each story, though somebody may stand there twice: for the words and for the photograph."""
    same = EditionByline.objects.filter(edition=OuterRef("edition"), author=person, pk__lt=OuterRef("pk"))
    return EditionByline.objects.filter(~Exists(same), author=person)


def bylines_by_anyone(moment: datetime) -> EditionLinkQuerySet:
    """For `Exists`, of authors whose work readers can see."""
    return EditionByline.objects.filter(author=OuterRef("pk")).visible_at(moment)


def counted(links: EditionLinkQuerySet) -> dict[str, Any]:
    """How many, exactly if they are not too many, and since when."""
    oldest = links.order_by("first_published", "article_id")[: COUNTED + 1]
    found = oldest.aggregate(count=Count("pk"), since=Min("first_published"))
    return found | {"count": f"over {COUNTED}" if found["count"] > COUNTED else found["count"]}


@reads("before")
def author(request: ReaderRequest, slug: str) -> HttpResponse:
    moment = request.moment
    person = Author.objects.filter(slug=slug).select_related("portrait").first()
    if person is None:
        return answers.elsewhere(request)
    edge.draw_from(request, purging.listed(person.get_absolute_url()))
    bylines = bylines_by(person).visible_at(moment)
    listed = linked_listing(request, _by_author, person.pk)
    if not listed.cards:
        return answers.elsewhere(request)
    return answers.page(
        request,
        "front/author.html",
        {
            "author": pages.name(person, moment=moment, address=public_address),
            "links": [Place(link.label, link.url) for link in person.links.all()],
            "cards": listed.cards,
            "older": listed.older,
            "older_page": listed.older_page,
            **counted(bylines),
        },
    )
