"""Which stories a rule offers: the newest that fit, or those most like the one at whose foot the list stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from math import fsum, log
from typing import Any

from django.db.models import QuerySet, Subquery

from articles.models import Edition, EditionByline, EditionTag, Section, Tag
from articles.models.edition import EditionLinkQuerySet, EditionQuerySet
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, planned_anew, prepared
from recommendations.rules import Rule
from recommendations.spots import Where

#: How many of the newest on each topic and by each author a rule looks at, and how many of those on each topic of a story,
#: and of its section, are weighed for likeness: a list shows a dozen, and older ones lose for being old.
POOL, WEIGHED_OF_EACH = 60, 20
#: What counts how much in likeness: a shared topic up to 1, by its rarity.
SECTION, WORD = 0.35, 0.2
FRESH = ((1, 0.5), (3, 0.35), (7, 0.25), (30, 0.1))  # days, weight
MOST_WORDS = 6
#: What is asked of a story to weigh it.
WEIGHED = ("pk", "article_id", "headline", "section__slug", "first_published")


def fitting(rule: Rule, *, moment: Any, where: Where) -> EditionQuerySet:
    """Visible editions, in no order. Moment and place may be parameters of a question that is put together once."""
    found = Edition.objects.visible_at(moment)
    if rule.excluded:
        found = found.exclude(article__in=rule.excluded)
    if where.story:
        found = found.exclude(story_id=where.story)
    if rule.sections:
        found = found.filter(section__in=rule.sections)
    if rule.kinds:
        found = found.filter(kind__in=rule.kinds)
    if rule.days:
        found = found.filter(first_published__gte=moment - timedelta(days=rule.days))
    if rule.topics:
        found = found.among(*(newest(EditionTag.objects.filter(tag=topic), moment) for topic in rule.topics))
    if rule.authors:
        found = found.among(
            *(newest(EditionByline.objects.filter(author=author), moment) for author in rule.authors)
        )
    return found


def newest(links: EditionLinkQuerySet, moment: Any, most: int = POOL) -> QuerySet[Any]:
    """Keys of the visible editions behind the link rows of one topic or author: their index has these in order."""
    return links.visible_at(moment).latest_first().values("edition_id")[:most]


def akin(editions: EditionQuerySet, where: Where, moment: Any) -> EditionQuerySet:
    """Which of them are weighed at all: the newest with each of its topics, and the newest of its section."""
    arms = [
        newest(EditionTag.objects.filter(tag=topic(slug)), moment, WEIGHED_OF_EACH) for slug in where.topics
    ]
    if where.section:
        section = Subquery(Section.objects.filter(slug=where.section).order_by().values("pk")[:1])
        of_section = Edition.objects.visible_at(moment).filter(section=section)
        arms.append(of_section.latest_first().values("pk")[:WEIGHED_OF_EACH])
    return editions.among(*arms) if arms else editions


def topic(slug: Any) -> Subquery:
    """Its key, found once: joined by its slug, its stories would have to be sorted."""
    return Subquery(Tag.objects.filter(slug=slug).order_by().values("pk")[:1])


@dataclass(frozen=True)
class Likeness:
    score: float
    shared: int  # topics


def most_alike(
    editions: QuerySet[Edition], where: Where, moment: datetime, *, count: int
) -> dict[int, Likeness]:
    """By key, at most `count` of these, best first. Two queries: a database that weighs them itself is asked a question
    that takes longer to write than to answer."""
    rows = editions.order_by().values_list(*WEIGHED, named=True)
    return weighed(list(rows), where, moment, count=count)


@planned_anew
def _pool(rule: Rule, topics: int, is_of_section: bool) -> QuerySet[Any, Any]:
    where = Where(
        story=Parameter("story", TEXT),  # type: ignore[arg-type]
        section=Parameter("section", TEXT) if is_of_section else "",  # type: ignore[arg-type]
        topics=tuple(Parameter(f"topic_{number}", TEXT) for number in range(topics)),  # type: ignore[misc]
    )
    moment = Parameter("moment", MOMENT)
    found = akin(fitting(rule, moment=moment, where=where), where, moment)
    return found.order_by().values_list(*WEIGHED, named=True)


def alike(rule: Rule, where: Where, moment: datetime, *, count: int) -> dict[int, Likeness]:
    """The stories that the rule offers at the foot of this one. Two queries."""
    topics = {f"topic_{number}": slug for number, slug in enumerate(where.topics)}
    rows = _pool(
        rule, len(topics), bool(where.section),
        moment=moment, story=where.story, section=where.section, **topics,
    )  # fmt: skip
    return weighed(rows, where, moment, count=count)


@prepared
def _shared() -> QuerySet[Any, Any]:
    links = EditionTag.objects.filter(edition__in=Parameters("editions", NUMBER))
    return links.filter(tag__slug__in=Parameters("topics", TEXT)).values_list("edition_id", "tag__slug")


def weighed(rows: list[Any], where: Where, moment: datetime, *, count: int) -> dict[int, Likeness]:
    """Shared topics weighted by rarity, then section, words of the headline, and how fresh it is. One query."""
    topics: dict[int, set[str]] = defaultdict(set)
    if rows and where.topics:
        for edition_id, slug in _shared(editions=[row.pk for row in rows], topics=where.topics):
            topics[edition_id].add(slug)
    # Of a topic: 0.6 if one other story is about it, 0.3 if ten are, 0.2 if it is common.
    used = Counter(slug for slugs in topics.values() for slug in slugs)
    rarity = {slug: 1 / (1 + log(1 + min(times, POOL))) for slug, times in used.items()}
    words = telling_words(where.headline)

    fresh = [(moment - timedelta(days=days), weight) for days, weight in FRESH]

    def score(row: Any) -> float:
        found = SECTION if where.section and row.section__slug == where.section else 0.0
        if row.pk in topics:
            found += fsum(rarity[slug] for slug in topics[row.pk])  # a set has another order in each process
        headline = row.headline.casefold()
        for word in words:
            if word in headline:
                found += WORD
        for since, weight in fresh:
            if row.first_published >= since:
                return found + weight
        return found

    best = nlargest(count, ((score(row), row.first_published, row.article_id, row.pk) for row in rows))
    return {pk: Likeness(found, len(topics.get(pk, ()))) for found, _, _, pk in best}


def telling_words(headline: str) -> list[str]:
    """The longest words: short ones are in every headline."""
    words = dict.fromkeys(re.findall(r"[^\W\d_]{5,}", headline.casefold()))
    return sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]
