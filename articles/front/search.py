"""What readers can find at a moment. Editions that they cannot see now are neither found nor counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, sqrt
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.front.cards import cards, for_cards
from articles.front.matching import engine
from articles.models import Edition, EditionByline, Section
from articles.models.edition import EditionQuerySet
from articles.models.search import BLOCK, END, HEADLINE, MARK, WORDS, SearchText, in_blocks
from articles.presentation import Card
from articles.query import Query, Term

SIZE = 20
MOST = 1000  # counted exactly up to here; what is ranked are so many of the newest
HEADLINES = 100  # and so many that have the words in the headline, however old
#: In so many blocks of the newest texts it looks first. Headlines have fewer words.
FIRST_BLOCKS, FIRST_HEADLINES = 2, 4
#: If there should be no more than so many times what is wanted in all, all are looked through.
FEW = 2
#: From so many it is reckoned how many blocks have enough.
TELLING = 20
#: Whether words stand together each text has to say, not the index. Of a phrase of common words so many are opened.
OPENED = 2_000
#: How many of those there are is reckoned from the newest blocks: from as many as have some fifty of them, or this many.
SURE, SAMPLE = 50, 16
DAY = timedelta(days=1)
HALF_LIFE = 120  # days in which half of what a story owes to being new is gone

_KEY = re.compile(r"([0-9]{1,8})-([a-z0-9]{12,16})", re.ASCII)


@dataclass(frozen=True)
class Filters:
    section: Section | None = None
    kind: str = ""
    author: Any = None  # with `pk` and `slug`
    since: date | None = None  # days in the newsroom's zone, both included
    until: date | None = None

    def of(self, editions: EditionQuerySet) -> EditionQuerySet:
        if self.section:
            editions = editions.in_section(self.section.pk)
        if self.kind:
            editions = editions.filter(kind=self.kind)
        if self.author:
            named = EditionByline.objects.filter(edition=OuterRef("pk"), author=self.author.pk)
            editions = editions.filter(Exists(named))
        if self.since:
            editions = editions.filter(first_published__gte=_start_of(self.since))
        if self.until:
            editions = editions.filter(first_published__lt=_start_of(self.until + DAY))
        return editions


@dataclass(frozen=True)
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
    since: datetime | None = None  # older stories were only looked at in their headlines


class Found(NamedTuple):
    """A story that has the words. The better one is the greater one."""

    score: int
    first_published: datetime
    article_id: int
    story_id: str
    pk: int  # of its edition

    @property
    def key(self) -> Key:
        return Key(self.score, self.story_id)


def search(moment: datetime, query: Query, filters: Filters, *, after: Key | None = None) -> Results:
    """Four queries, a dozen at most in a large archive; none for a question that asks for nothing."""
    if not query:
        return Results()
    found, block = _found(moment, query, filters)
    found.sort(reverse=True)
    page = _after(found, after)
    shown = page[:SIZE]
    return Results(
        hits=_hits([story.pk for story in shown], query, moment),
        count=min(len(found), MOST),
        is_more=len(found) > MOST,
        older=shown[-1].key if len(page) > SIZE else None,
        since=_beginning_of(block) if block > 0 else None,
    )


def _found(moment: datetime, query: Query, filters: Filters) -> tuple[list[Found], int]:
    """The newest that have the words, and the newest that have them in the headline, in no order. And the block of texts at
    which it ended, 0 if it would have gone through all."""
    by = engine()
    visible = filters.of(Edition.objects.visible_at(moment).annotate(rank=by.rank(query)))
    newest = _newest_text(filters) if by.asks_blocks else 0
    last = newest >> BLOCK
    reach = _reach(visible, query, last)
    rows = _newest(by.matching(visible, query), MOST + 1, first=FIRST_BLOCKS, newest=newest, reach=reach)
    ended_at = last - reach + 1 if reach <= last and len(rows) <= MOST else 0
    if ended_at or len(rows) > MOST:  # else these are all, wherever the words stand
        headlines = by.matching_headline(visible, query)
        rows += _newest(
            headlines, HEADLINES, first=FIRST_HEADLINES, newest=newest, reach=last + 1, vector=HEADLINE
        )
    today = _start_of(timezone.localdate(moment))
    return [
        Found(_score(rank, today - published), published, *keys)
        for rank, published, *keys in dict.fromkeys(rows)
    ], ended_at


def _newest(
    matching: EditionQuerySet, most: int, *, first: int, newest: int, reach: int, vector: str = WORDS
) -> list[Any]:
    """Rows of the rank and what `Found` says besides. A common word is in hundreds of thousands of an archive's texts, so it
    is looked for in the `first` blocks of the newest, then in as many as should do, and in all within `reach` if there are
    not many more."""
    texts = matching.order_by(engine().newest_first).values_list("rank", *Found._fields[1:])
    blocks, last = first, newest >> BLOCK
    while blocks < min(reach, last):
        found = list(_in_newest(texts, blocks, last, vector)[:most])
        if len(found) == most:
            return found
        if len(found) * last < FEW * most * blocks:
            break
        if len(found) < TELLING:
            blocks *= 16
            continue
        # Two standard deviations more than should do, for too few would be asked for once more. The last block is not full.
        # And half as many again, for a filter may leave nothing further down.
        asked = newest + 1 - ((last - blocks + 1) << BLOCK)
        enough = ceil(asked * most / len(found) * (1 + 2 / sqrt(len(found))))
        blocks = max(last + 1 - ((newest + 1 - enough) >> BLOCK), 3 * blocks // 2)
    return list((texts if reach > last else _in_newest(texts, reach, last, vector))[:most])


def _in_newest(texts: QuerySet[Any, Any], blocks: int, last: int, vector: str = WORDS) -> QuerySet[Any, Any]:
    return texts.alias(is_new=in_blocks(last - blocks + 1, last, vector=vector)).filter(is_new=True)


def _reach(visible: EditionQuerySet, query: Query, last: int) -> int:
    """How many blocks of the newest texts are looked through: all, but for a phrase of common words."""
    if last <= FIRST_BLOCKS * 4 or not any(len(term.words) > 1 for term in query.wanted):
        return last + 1
    apart = Query(query.text, tuple(Term((word,)) for term in query.wanted for word in term.words))
    candidates = engine().matching(visible, apart)
    for blocks in (FIRST_BLOCKS, SAMPLE):
        there = _in_newest(candidates, blocks, last).count()
        if there >= SURE:
            break
    return min(last + 1, blocks * OPENED // there) if there else last + 1


def _beginning_of(block: int) -> datetime | None:
    texts = SearchText.objects.filter(pk__gte=block << BLOCK).order_by("pk")
    return texts.values_list("edition__first_published", flat=True).first()


def _newest_text(filters: Filters) -> int:
    """Its key, or that of the last story before a day. Texts that such a story got afterwards, in blocks above, are found if
    there are not many: then all are looked through."""
    newest = SearchText.objects.order_by("-pk").values_list("pk", flat=True)
    if filters.until:
        before = Edition.objects.filter(first_published__lt=_start_of(filters.until + DAY)).latest_first()
        newest = before.values_list("search_text__pk", flat=True)
    return newest.first() or 0


def _score(rank: float, age: timedelta) -> int:
    """It changes from one day to the next only, so that pages follow each other."""
    days = max(0, age // DAY + 1)
    # Never less than half: a headline of long ago stays above a standfirst of today.
    return round(rank * (0.5 + 0.5 * 0.5 ** (days / HALF_LIFE)) * 1_000_000)


def _after(found: list[Found], key: Key | None) -> list[Found]:
    if key is None:
        return found
    for place, story in enumerate(found):
        if story.score < key.score:  # It has left the site since.
            return found[place:]
        if story.score == key.score and story.story_id == key.story_id:
            return found[place + 1 :]
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
