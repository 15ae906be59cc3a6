"""What readers can find at a moment. Editions that they cannot see now are neither found nor counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.front.cards import cards, for_cards
from articles.front.matching import engine
from articles.models import Author, Edition, EditionByline, Section
from articles.models.edition import EditionQuerySet
from articles.models.search import END, MARK, SearchText
from articles.presentation import Card
from articles.query import Query

SIZE = 20
MOST = 1000  # counted exactly up to here; what is ranked are so many of the newest
HEADLINES = 200  # and so many that have the words in the headline, however old
HALF_LIFE = 120  # days in which half of what a story owes to being new is gone

_KEY = re.compile(r"([0-9]{1,8})-([a-z0-9]{12,16})", re.ASCII)


@dataclass(frozen=True)
class Filters:
    section: Section | None = None
    kind: str = ""
    author: Author | None = None
    since: date | None = None  # days in the newsroom's zone, both included
    until: date | None = None

    def of(self, editions: EditionQuerySet) -> EditionQuerySet:
        if self.section:
            editions = editions.in_section(self.section.pk)
        if self.kind:
            editions = editions.filter(kind=self.kind)
        if self.author:
            named = EditionByline.objects.filter(edition=OuterRef("pk"), author=self.author)
            editions = editions.filter(Exists(named))
        if self.since:
            editions = editions.filter(first_published__gte=_start_of(self.since))
        if self.until:
            editions = editions.filter(first_published__lt=_start_of(self.until + timedelta(days=1)))
        return editions


@dataclass(frozen=True, order=True)
class Key:
    """The last result of a page: its score, and the story's public id."""

    score: int
    story_id: str

    @classmethod
    def parse(cls, given: str) -> Key | None:
        match = _KEY.fullmatch(given)
        return cls(int(match[1]), match[2]) if match else None

    def __str__(self) -> str:
        return f"{self.score}-{self.story_id}"


@dataclass(frozen=True)
class Hit:
    """A story that was found. Hits are marked in its headline and in what stands below it."""

    card: Card
    headline: SafeString
    excerpt: SafeString
    is_from_body: bool  # words from the middle of the text, not the standfirst


@dataclass(frozen=True)
class Results:
    hits: list[Hit] = field(default_factory=list)
    count: int = 0  # at most MOST
    is_more: bool = False  # than MOST
    older: Key | None = None  # where the next page begins


@dataclass(frozen=True, slots=True)
class Found:
    """A story that has the words, before anything else is known of it."""

    edition: int
    article: int
    story_id: str
    published: datetime
    rank: float


def search(moment: datetime, query: Query, filters: Filters, *, after: Key | None = None) -> Results:
    """Four queries, and up to four more in a large archive; none for a question that asks for nothing."""
    if not query:
        return Results()
    found = _ranked(_pool(moment, query, filters), moment)
    page = _after(found, after)
    shown = page[:SIZE]
    return Results(
        hits=_hits([story.edition for _, story in shown], query, moment),
        count=min(len(found), MOST),
        is_more=len(found) > MOST,
        older=shown[-1][0] if len(page) > SIZE else None,
    )


def _pool(moment: datetime, query: Query, filters: Filters) -> list[Found]:
    """The newest that have the words, and the newest that have them in the headline. All are cut before any is ranked."""
    by = engine()
    visible = filters.of(Edition.objects.visible_at(moment))
    texts = {
        *_newest(by.matching(visible, query), MOST + 1, among=by.newest_texts),
        *_newest(by.matching_headline(visible, query), HEADLINES, among=by.newest_headlines),
    }
    found = Edition.objects.annotate(rank=by.rank(query)).filter(search_text__in=texts).order_by()
    return [
        Found(*row) for row in found.values_list("pk", "article_id", "story_id", "first_published", "rank")
    ]


def _newest(matching: EditionQuerySet, most: int, *, among: Iterable[int]) -> list[int]:
    """Keys of their texts. A common word is in hundreds of thousands of an archive's texts, so it is looked for `among` so
    many of the newest first, and in the others only if these are too few."""
    texts = matching.order_by(engine().newest_first).values_list("search_text__pk", flat=True)
    for many in among:
        last = _last_text(timezone.now().date())
        if many < last:
            found = list(texts.filter(search_text__pk__gt=last - many)[:most])
            if len(found) == most:
                return found
    return list(texts[:most])


@lru_cache(maxsize=8)
def _last_text(day: date) -> int:
    """The newest text that search reads, or one that was: only where to begin to look depends on it."""
    return SearchText.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _ranked(stories: list[Found], moment: datetime) -> list[tuple[Key, Found]]:
    """Best first. A score changes from one day to the next only, so that pages follow each other."""
    today = _start_of(timezone.localdate(moment))

    def score(story: Found) -> int:
        age = max(0, (today - story.published) // timedelta(days=1) + 1)
        # Never less than half: a headline of long ago stays above a standfirst of today.
        return round(story.rank * (0.5 + 0.5 * 0.5 ** (age / HALF_LIFE)) * 1_000_000)

    def place(scored: tuple[Key, Found]) -> tuple[int, datetime, int]:
        key, story = scored
        return key.score, story.published, story.article

    return sorted(((Key(score(story), story.story_id), story) for story in stories), key=place, reverse=True)


def _after(found: list[tuple[Key, Found]], key: Key | None) -> list[tuple[Key, Found]]:
    if key is None:
        return found
    for place, (here, _) in enumerate(found):
        if here == key:
            return found[place + 1 :]
        if here.score < key.score:  # It has left the site since.
            return found[place:]
    return []


def _hits(keys: list[int], query: Query, moment: datetime) -> list[Hit]:
    if not keys:
        return []
    by = engine()
    marks = {
        "text": F("search_text__pk"),  # joins the words that are marked
        "marked_headline": by.marked("headline", query),
        "marked_standfirst": by.marked("standfirst", query),
        "marked_body": by.excerpt(query),
    }
    marked = for_cards(Edition.objects.filter(pk__in=keys).annotate(**marks), *marks)
    editions = {edition.pk: edition for edition in marked}
    ordered = [editions[key] for key in keys]
    return [_hit(card, edition) for card, edition in zip(cards(ordered, moment, ()), ordered, strict=True)]


def _hit(card: Card, edition: Any) -> Hit:
    is_from_body = MARK in (edition.marked_body or "")
    return Hit(
        card=card,
        headline=mark(edition.marked_headline or edition.headline),
        excerpt=mark(
            edition.marked_body.strip() if is_from_body else edition.marked_standfirst or edition.standfirst
        ),
        is_from_body=is_from_body,
    )


def mark(text: str) -> SafeString:
    """Safe HTML of a text with marks."""
    return mark_safe(escape(text).replace(MARK, "<mark>").replace(END, "</mark>"))


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
