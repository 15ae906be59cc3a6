"""How stories are weighed that a rule offers."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

from recommendations import candidates
from recommendations.spots import Where
from tests.articles.editions import NOON


def row(pk):
    told = {"headline": "", "section__slug": "", "first_published": NOON - timedelta(days=99)}
    return SimpleNamespace(pk=pk, article_id=pk, **told)


def test_topics_that_are_as_rare_weigh_the_same_whatever_their_order():
    """Each story has a topic of its own, one that is shared by two, and so on: their sets have all orders."""
    stories, rarities = range(50), range(1, 12)
    links = [(pk, f"{pk}-{times}") for pk in stories for times in rarities]
    links += [(100 + other, slug) for _, slug in links for other in range(int(slug.split("-")[1]) - 1)]
    with mock.patch.object(candidates, "_shared", return_value=links):
        found = candidates.weighed(
            [row(pk) for pk in stories], Where(topics=("any",)), NOON, count=len(stories)
        )

    assert len({likeness.score for likeness in found.values()}) == 1
