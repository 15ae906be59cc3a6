"""Which stories a rule offers: the newest that fit, or those most like the one at whose foot the list stands.

Asked of the database as part of the resolver's one query for stories: what comes back here is never evaluated alone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Ln

from articles.models import Edition, EditionByline, EditionTag
from recommendations.rules import Rule
from recommendations.spots import Where

#: How many of the newest that share a topic, or the section, are weighed.
POOL = 120
#: What counts how much in likeness: a shared topic up to 1, by its rarity.
SECTION, WORD = 0.35, 0.2
FRESH = ((1, 0.5), (3, 0.35), (7, 0.25), (30, 0.1))  # days, weight
MOST_WORDS = 6


def offered(rule: Rule, *, moment: datetime, where: Where, count: int) -> QuerySet[Edition]:
    """At most `count` visible editions, best first."""
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
        found = found.filter(pk__in=newest(EditionTag.objects.filter(tag__in=rule.topics), moment))
    if rule.authors:
        found = found.filter(pk__in=newest(EditionByline.objects.filter(author__in=rule.authors), moment))
    if is_by_likeness(rule, where):
        found = found.filter(akin(where, moment)).annotate(likeness=score(where, moment))
        return found.order_by("-likeness", "-first_published", "-article_id")[:count]  # type: ignore[return-value]
    return found.latest_first()[:count]


def is_by_likeness(rule: Rule, where: Where) -> bool:
    return rule.related and bool(where.story)


def newest(links: QuerySet, moment: datetime) -> Subquery:
    """Keys of the newest visible editions behind link rows, by the links' index."""
    visible = Edition.objects.visible_at(moment).filter(pk=OuterRef("edition_id"))
    rows = links.filter(Exists(visible), first_published__lte=moment)
    return Subquery(rows.order_by("-first_published", "-article_id").values("edition_id")[:POOL])


def akin(where: Where, moment: datetime) -> Q:
    """Which stories are weighed at all: the newest with one of its topics, and the newest of its section."""
    pool = Q()
    if where.topics:
        pool |= Q(pk__in=newest(EditionTag.objects.filter(tag__slug__in=where.topics), moment))
    if where.section:
        of_section = Edition.objects.visible_at(moment).filter(section__slug=where.section)
        pool |= Q(pk__in=Subquery(of_section.latest_first().values("pk")[:POOL]))
    return pool or Q(pk__isnull=False)


def score(where: Where, moment: datetime) -> Coalesce:
    """Shared topics weighted by rarity, then section, words of the headline, and how fresh it is."""
    parts = [_topics(where), _fresh(moment)]
    if where.section:
        parts.append(_worth(Q(section__slug=where.section), SECTION))
    parts += [_worth(Q(headline__icontains=word), WORD) for word in telling_words(where.headline)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total  # type: ignore[return-value]


def shared_topics(where: Where) -> Coalesce:
    rows = EditionTag.objects.filter(edition=OuterRef("pk"), tag__slug__in=where.topics)
    count = rows.order_by().values("edition").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), Value(0))


def _topics(where: Where) -> Coalesce:
    if not where.topics:
        return Coalesce(Value(None, output_field=FloatField()), Value(0.0))
    weight = Case(
        *(When(tag__slug=slug, then=_rarity(slug)) for slug in where.topics),
        default=Value(0.0),
        output_field=FloatField(),
    )
    rows = EditionTag.objects.filter(edition=OuterRef("pk"), tag__slug__in=where.topics)
    total = rows.order_by().values("edition").annotate(total=Sum(weight)).values("total")
    return Coalesce(Subquery(total, output_field=FloatField()), Value(0.0))


def _rarity(slug: str) -> Subquery:
    """Of a topic: 1 for one used once, 0.3 for one used ten times. Says nothing of the candidate, so the database
    works it out once."""
    rows = EditionTag.objects.filter(tag__slug=slug).order_by().values("tag")
    weight = Value(1.0) / (Value(1.0) + Ln(Count("pk") * Value(1.0, output_field=FloatField())))
    return Subquery(rows.annotate(weight=weight).values("weight"), output_field=FloatField())


def _fresh(moment: datetime) -> Case:
    return Case(
        *(
            When(first_published__gte=moment - timedelta(days=days), then=Value(weight))
            for days, weight in FRESH
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _worth(condition: Q, weight: float) -> Case:
    return Case(When(condition, then=Value(weight)), default=Value(0.0), output_field=FloatField())


def telling_words(headline: str) -> list[str]:
    """The longest words: short ones are in every headline."""
    words = dict.fromkeys(re.findall(r"[^\W\d_]{5,}", headline.casefold()))
    return sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]
