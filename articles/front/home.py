"""The front page. The shelves of curators come from their own tag in the template; the rest is found here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from articles import pages
from articles.front import answers, corrections
from articles.front.cards import cards, for_cards
from articles.front.layout import Band, laid_out
from articles.front.request import ReaderRequest
from articles.front.sections import sections_at
from articles.models import Edition, EditionTag, Section, Tag
from articles.presentation import Card, Place

NEWEST = 8  # of each section: some of them stand above already
LATEST = 8  # cannot be more than NEWEST: the latest of all are among the newest of each
TOPICS = 3
MARKED_FOR = timedelta(days=2)


@require_safe
def home(request: ReaderRequest) -> HttpResponse:
    moment = request.moment
    request.sections = sections = list(with_newest(moment))
    editions = newest_editions(sections)
    by_story = {card.story_id: card for card in cards(editions, moment)}
    latest = [by_story[edition.story_id] for edition in editions[:LATEST]]
    return answers.page(
        request,
        "front/home.html",
        {
            "bands": bands(sections, editions, by_story),
            "latest": latest,
            "newest": next(iter(laid_out(latest)), None),
            "marked": corrections.newest(moment, since=moment - MARKED_FOR),
        },
        lifetime=answers.REVALIDATE,
    )


def with_newest(moment: datetime) -> Iterable[Section]:
    """The sections, each with the keys of its newest stories as `newest_0`, `newest_1` … One query that reads a few
    rows of an index for each section, on both databases."""
    newest = Edition.objects.visible_at(moment).filter(section=OuterRef("pk")).latest_first().values("pk")
    return sections_at(moment).annotate(**{f"newest_{n}": Subquery(newest[n : n + 1]) for n in range(NEWEST)})


def newest_editions(sections: list[Section]) -> list[Edition]:
    """Of all sections, newest first."""
    keys = [getattr(section, f"newest_{n}") for section in sections for n in range(NEWEST)]
    return list(for_cards(Edition.objects.filter(pk__in=filter(None, keys)).latest_first()))


def bands(sections: list[Section], editions: list[Edition], by_story: dict[str, Card]) -> list[Band]:
    """Only of sections with a story."""
    topics = frequent_topics(editions)
    return [
        Band(
            section=pages.place(section),
            topics=topics.get(section.pk, []),
            layout=section.layout,
            cards=[by_story[edition.story_id] for edition in editions if edition.section_id == section.pk],
        )
        for section in sections
        if any(edition.section_id == section.pk for edition in editions)
    ]


def frequent_topics(editions: Iterable[Edition], count: int = TOPICS) -> dict[int, list[Place]]:
    """What these stories are about most often, by section. One query."""
    section_of = {edition.pk: edition.section_id or 0 for edition in editions}
    links = EditionTag.objects.filter(edition__in=section_of).select_related("tag").order_by("tag__name")
    counters: dict[int, Counter[Tag]] = {}
    for link in links:
        counters.setdefault(section_of[link.edition_id], Counter())[link.tag] += 1
    return {
        section: [pages.place(tag) for tag, _ in counter.most_common(count)]
        for section, counter in counters.items()
    }
