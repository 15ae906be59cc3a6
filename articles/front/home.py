"""The front page. The shelves of curators come from their own tag in the template; the rest is found here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse

from articles import pages, purging
from articles.front import answers, corrections, edge
from articles.front.cards import cards, for_cards
from articles.front.layout import Band, laid_out
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.front.sections import sections_of
from articles.models import Edition, EditionTag, Section, Tag
from articles.models.edition import EditionQuerySet
from articles.prepared import MOMENT, NUMBER, Parameter, Parameters, prepared
from articles.presentation import Card, Place

NEWEST = 8  # of each section: some of them stand above already
LATEST = 8  # cannot be more than NEWEST: the latest of all are among the newest of each
TOPICS = 3
TOPIC = ("pk", "name", "slug", "description")
MARKED_FOR = timedelta(days=2)


@reads()
def home(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    moment = request.moment
    sections = sections_of(request)
    editions = newest_editions(sections, moment)
    by_story = {card.story_id: card for card in cards(editions, moment)}
    latest = [by_story[edition.story_id] for edition in editions[:LATEST]]
    marked = corrections.newest(moment, since=moment - MARKED_FOR)
    edge.hold(request, marked and marked.notice.at + MARKED_FOR)
    return answers.page(
        request,
        "front/home.html",
        {
            "bands": bands(sections, editions, by_story),
            "latest": latest,
            "newest": next(iter(laid_out(latest)), None),
            "marked": marked,
        },
        lifetime=answers.REVALIDATE,
    )


def newest_of_each(sections: Iterable[Any], moment: Any) -> EditionQuerySet:
    """The newest stories of each of these, by its key, from an index; all of them newest first."""
    visible = Edition.objects.visible_at(moment)
    of_each = (visible.in_section(section).latest_first().values("pk")[:NEWEST] for section in sections)
    return visible.among(*of_each).latest_first()


@prepared
def _newest(sections: int) -> Any:
    keys = (Parameter(f"section_{n}", NUMBER) for n in range(sections))
    return for_cards(newest_of_each(keys, Parameter("moment", MOMENT)))


def newest_editions(sections: list[Section], moment: datetime) -> list[Any]:
    """Of all sections, newest first. One query."""
    keys = {f"section_{n}": section.pk for n, section in enumerate(sections)}
    return _newest(len(keys), moment=moment, **keys) if keys else []


def bands(sections: list[Section], editions: list[Any], by_story: dict[str, Card]) -> list[Band]:
    """Only of sections with a story."""
    topics = frequent_topics(editions)
    cards: dict[int, list[Card]] = defaultdict(list)
    for edition in editions:
        cards[edition.section_id].append(by_story[edition.story_id])
    return [
        Band(
            section=pages.place(section),
            topics=topics.get(section.pk, []),
            layout=section.layout,
            cards=cards[section.pk],
        )
        for section in sections
        if section.pk in cards
    ]


@prepared
def _topics() -> Any:
    links = EditionTag.objects.filter(edition__in=Parameters("editions", NUMBER)).order_by("tag__name")
    return links.values_list("edition_id", *(f"tag__{name}" for name in TOPIC))


def frequent_topics(editions: Iterable[Any], count: int = TOPICS) -> dict[int, list[Place]]:
    """What these stories are about most often, by section. One query."""
    section_of = {edition.pk: edition.section_id or 0 for edition in editions}
    counters: dict[int, Counter[int]] = defaultdict(Counter)
    rows = {}
    for row in _topics(editions=section_of):
        counters[section_of[row.edition_id]][row.tag__pk] += 1
        rows[row.tag__pk] = row
    return {
        section: [_topic(rows[key]) for key, _ in counter.most_common(count)]
        for section, counter in counters.items()
    }


def _topic(row: Any) -> Place:
    return pages.place(Tag(name=row.tag__name, slug=row.tag__slug, description=row.tag__description))
