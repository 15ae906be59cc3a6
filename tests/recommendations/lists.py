"""Lists for tests, on top of the stories of `tests.articles.editions` and the cast of `tests.articles.desk`."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from articles import clock
from articles.models import Article, Edition
from recommendations import curation, drafting
from recommendations.models import ListEdition, Placement, Recommendation, RecommendationList
from recommendations.shelves import PageAsking, Shelf, resolve
from recommendations.spots import Spot, Where
from tests.articles.desk import person
from tests.articles.editions import NOON

_numbers = count(1)


def a_list(
    *stories: Edition | Article,
    title: str = "",
    spots: tuple[str, ...] = (Spot.HOME_PICKS,),
    at: datetime = NOON,
    **given: Any,
) -> RecommendationList:
    """A draft with these stories in order."""
    title = title or f"List {next(_numbers)}"
    with clock.pretend(at):
        made = drafting.start(
            RecommendationList(
                **{"title": title, "slug": drafting.free_slug(title), "heading": title, **given}
            ),
            by=person("cura"),
        )
        made.save()
        for spot in spots:
            Placement.objects.create(list=made, spot=spot)
        drafting.save(made, by=person("cura"))
        for story in stories:
            add(made, story, at=at)
    made.refresh_from_db()
    return made


def add(
    list_: RecommendationList, story: Edition | Article, *, at: datetime = NOON, **words: Any
) -> Recommendation:
    with clock.pretend(at):
        article_id = story.article_id if isinstance(story, Edition) else story.pk
        row = drafting.add(list_, by=person("cura"), article_id=article_id)
        if words:
            Recommendation.objects.filter(pk=row.pk).update(**words)
            drafting.save(list_, by=person("cura"))
            row.refresh_from_db()
    return row


def elsewhere(list_: RecommendationList, headline: str = "Elsewhere", **words: Any) -> Recommendation:
    with clock.pretend(NOON):
        return drafting.add(
            list_,
            by=person("cura"),
            **{
                "url": f"https://signal.example/{next(_numbers)}",
                "source": "Signal Post",
                "headline": headline,
                **words,
            },
        )


def launch(list_: RecommendationList, *, now: datetime = NOON, **given: Any) -> ListEdition:
    with clock.pretend(now):
        return curation.launch(list_, by=person("cura"), **given)


def launched(*stories: Edition | Article, now: datetime = NOON, **given: Any) -> RecommendationList:
    made = a_list(*stories, at=now, **given)
    launch(made, now=now)
    made.refresh_from_db()
    return made


def shelf(
    spot: str = Spot.HOME_PICKS, *, at: datetime = NOON, explain: bool = True, **where: Any
) -> Shelf | None:
    asked = PageAsking(spots=(spot,), moment=at, where=Where(**where), explain=explain)
    return resolve(asked).by_spot.get(spot)


def headlines(found: Shelf | None) -> list[str]:
    return [card.headline for card in found.cards] if found else []


def shown(at: datetime = NOON, spot: str = Spot.HOME_PICKS, **where: Any) -> list[str]:
    return headlines(shelf(spot, at=at, **where))
