"""Many curators at once: what each was told is what the table holds. Only PostgreSQL has this many hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from articles import clock
from articles.models.interval import ends
from recommendations import curation, refusals
from recommendations.models import ListEdition, RecommendationList
from recommendations.standing import standing
from recommendations.turn import Seen
from tests.articles.desk import person
from tests.articles.editions import edition
from tests.recommendations.lists import a_list

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

HANDS = 8


def race(deeds):
    """Do all at once. Returns what each returned, or the refusal."""

    def do(deed):
        try:
            return deed()
        except refusals.Refusal as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(do, deeds))


def fresh() -> RecommendationList:
    return a_list(edition("One", since=clock.now() - timedelta(days=1)), at=clock.now())


def test_of_many_who_saw_the_same_one_launches():
    list_, cura = fresh(), person("cura")
    seen = Seen.of(list_, standing(list_, clock.now()))

    told = race(
        [lambda: curation.launch(RecommendationList.objects.get(pk=list_.pk), by=cura, seen=seen)] * HANDS
    )

    launched = [one for one in told if isinstance(one, ListEdition)]
    assert [one.number for one in launched] == [1]
    assert sum(isinstance(one, refusals.Outdated) for one in told) == HANDS - 1


def test_launches_for_one_moment_and_for_many():
    list_, cura = fresh(), person("cura")
    start = clock.now() + timedelta(hours=1)
    moments = [start + timedelta(minutes=number // 2) for number in range(2 * HANDS)]

    told = race(
        [
            lambda at=at: curation.launch(RecommendationList.objects.get(pk=list_.pk), by=cura, at=at)
            for at in moments
        ]
    )

    rows = list(ListEdition.objects.filter(list=list_).order_by("number"))
    launched = sorted(one.number for one in told if isinstance(one, ListEdition))
    assert launched == [row.number for row in rows] == list(range(1, HANDS + 1))
    assert sum(isinstance(one, refusals.MomentTaken) for one in told) == HANDS
    assert {row.pk: row.live_until for row in rows} == ends(rows)
