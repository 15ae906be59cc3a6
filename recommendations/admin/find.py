"""Finding stories for a list: by words, by address, by suggestion. Only what is public or waits; never a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, moments, plain
from articles.models import Edition, EditionReference, EditionTag
from recommendations import candidates, rights
from recommendations.admin.forms import story_at
from recommendations.admin.screen import already_listed
from recommendations.models import LaunchedStory, Recommendation, RecommendationList, Right
from recommendations.spots import Where

MOST_FOUND = 10
MOST_SUGGESTED = 5
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Found:
    article_id: int
    headline: str
    line: str
    thumb: str
    is_here: bool = False


def pickable(moment: datetime) -> QuerySet[Edition]:
    """Of each story what readers see or, if they see nothing, what they will."""
    visible = Edition.objects.visible_at(moment).filter(article=OuterRef("article"))
    return Edition.objects.filter(
        Q(pk__in=Edition.objects.visible_at(moment).values("pk"))
        | Q(live_from__gt=moment) & ~Q(Exists(visible))
    )


def by_words(words: str, list_: RecommendationList, moment: datetime, user: Any) -> list[Found]:
    editions = pickable(moment)
    article_id = story_at(words) if looks_like_address(words) else None
    if article_id:
        editions = editions.filter(article=article_id)
    for word in words.split()[:8] if not article_id else ():
        editions = editions.filter(Q(headline__icontains=word) | Q(standfirst__icontains=word))
    return lines(editions.latest_first()[:MOST_FOUND], list_, moment, user)


def looks_like_address(words: str) -> bool:
    return words.startswith(("http://", "https://", "/")) and " " not in words.strip()


def lines(
    editions: QuerySet[Edition],
    list_: RecommendationList,
    moment: datetime,
    user: Any,
    because: dict[int, str] | None = None,
) -> list[Found]:
    """Four queries."""
    found = list(editions.select_related("section", "lead_image").defer("body"))
    keys = [edition.article_id for edition in found]
    elsewhere = already_listed(keys, moment, user)
    here = set(
        Recommendation.objects.kept().filter(list=list_, article__in=keys).values_list("article", flat=True)
    )
    return [
        Found(
            article_id=edition.article_id,
            headline=edition.card_headline or edition.headline,
            line=" · ".join(filter(None, words(edition, moment, elsewhere, because or {}))),
            thumb=reverse("admin:picture_thumb", args=[edition.lead_image_id])
            if edition.lead_image_id
            else "",
            is_here=edition.article_id in here,
        )
        for edition in found
    ]


def words(
    edition: Edition, moment: datetime, elsewhere: dict[int, list[str]], because: dict[int, str]
) -> list[str]:
    age = (
        f"goes live {moments.at(edition.live_from, moment)}"
        if edition.waits_at(moment)
        else f"{moments.length(moment - edition.first_published)} old"
    )
    listed = elsewhere.get(edition.article_id, [])
    return [
        because.get(edition.article_id, ""),
        edition.section.title if edition.section else "",
        age,
        f"in {', '.join(listed)}" if listed else "in no list now",
    ]


# --- Suggestions


@dataclass(frozen=True)
class Group:
    title: str
    hint: str
    found: list[Found]


def suggestions(list_: RecommendationList, moment: datetime, user: Any) -> list[Group]:
    """Each group leaves out what the draft has already."""
    drafted = Recommendation.objects.kept().filter(list=list_, article__isnull=False).values("article")
    open_ones = Edition.objects.visible_at(moment).exclude(article__in=drafted)
    launched = LaunchedStory.objects.filter(article=OuterRef("article"))
    this_week = launched.filter(
        Q(edition__live_until__isnull=True) | Q(edition__live_until__gt=moment - WEEK),
        edition__live_from__lte=moment,
    )
    recent = open_ones.filter(first_published__gt=moment - WEEK)
    related, because = related_to(list_, open_ones, moment)
    strong, links = linked_most(open_ones, moment)
    groups = [
        Group(
            "Related", "Share topics with what is in the list", lines(related, list_, moment, user, because)
        ),
        Group(
            "Fresh", "Published last", lines(open_ones.latest_first()[:MOST_SUGGESTED], list_, moment, user)
        ),
        Group(
            "Strong",
            "Other stories of the last 30 days link to them",
            sorted(
                lines(strong, list_, moment, user, links),
                key=lambda found: list(links).index(found.article_id),
            ),
        ),
        Group(
            "Not this week",
            "Published this week, in no list since",
            lines(recent.filter(~Exists(this_week)).latest_first()[:MOST_SUGGESTED], list_, moment, user),
        ),
        Group(
            "Never listed",
            "In no list that was ever launched",
            lines(open_ones.filter(~Exists(launched)).latest_first()[:MOST_SUGGESTED], list_, moment, user),
        ),
    ]
    return [group for group in groups if group.found]


def related_to(
    list_: RecommendationList, open_ones: QuerySet[Edition], moment: datetime
) -> tuple[QuerySet[Edition], dict[int, str]]:
    """Stories that share topics with those of the list, and the topics they share."""
    drafted = Recommendation.objects.kept().filter(list=list_, article__isnull=False).values("article")
    editions = Edition.objects.visible_at(moment).filter(article__in=drafted).values("pk")
    slugs = tuple(
        EditionTag.objects.filter(edition__in=editions).values_list("tag__slug", flat=True).distinct()[:12]
    )
    if not slugs:
        return Edition.objects.none(), {}
    where = Where(topics=tuple(sorted(slugs)))
    akin = candidates.akin(open_ones, where, moment)
    best = list(candidates.most_alike(akin, where, moment, count=MOST_SUGGESTED))
    links = EditionTag.objects.filter(edition__in=best, tag__slug__in=slugs).order_by("tag__name")
    shared: dict[int, list[str]] = {}
    for article_id, name in links.values_list("article", "tag__name"):
        shared.setdefault(article_id, []).append(name)
    because = {article_id: f"Shares {' and '.join(names[:2])}" for article_id, names in shared.items()}
    return open_ones.filter(pk__in=best).latest_first(), because


def linked_most(open_ones: QuerySet[Edition], moment: datetime) -> tuple[QuerySet[Edition], dict[int, str]]:
    """Strongest first, by what the newsroom itself leans on: nobody counts what readers press. Two queries."""
    linking = Edition.objects.visible_at(moment).filter(first_published__gt=moment - MONTH)
    links = EditionReference.objects.filter(edition__in=linking.order_by().values("pk"))
    counted = dict(links.values_list("target").annotate(times=Count("edition")).filter(times__gt=1))
    best = open_ones.filter(story_id__in=sorted(counted, key=lambda key: -counted[key])[: candidates.POOL])
    keys = sorted(
        best.values_list("pk", "article_id", "story_id", "first_published"),
        key=lambda row: (counted[row[2]], row[3], row[1]),
        reverse=True,
    )[:MOST_SUGGESTED]
    because = {article_id: f"{counted[story_id]} stories link to it" for _, article_id, story_id, _ in keys}
    return open_ones.filter(pk__in=[key for key, *_ in keys]), because


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the words find, as a part of the screen: `lists.js` puts it there."""
    list_ = get_object_or_404(rights.allowed(request.user, Right.EDIT), pk=pk)
    asked = plain.line(request.GET.get("q", ""))
    context = {
        "q": asked,
        "found": by_words(asked, list_, clock.now(), request.user) if asked else None,
        "is_address": looks_like_address(asked),
        "may_edit": True,
    }
    response = TemplateResponse(request, "recommendations/found.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
