"""An author or a topic with another name: what search finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.desk import renaming
from articles.front.search import Filters, search
from articles.models import Author, Renamed, SearchText, Tag
from articles.models import search as texts
from articles.query import parse
from newsroom import chores
from tests.articles.desk import at_the_desk, save_page
from tests.articles.editions import HOUR, NOON, author, edition, tag

pytestmark = pytest.mark.django_db


def found(question: str) -> list[str]:
    return [hit.card.headline for hit in search(NOON, parse(question), Filters()).hits]


def told(count: int, **given: object) -> None:
    """Editions of the same weight, oldest first."""
    texts.index(
        [edition(f"Story {number}", since=NOON - HOUR * (9 - number), **given) for number in range(count)]
    )


def renamed(thing: Author | Tag, name: str) -> None:
    assert save_page(at_the_desk("max"), thing, name=name).status_code == 302


@pytest.mark.parametrize(("make", "given"), [(author, "names"), (tag, "topics")])
def test_the_worker_lets_it_find_by_the_new_name_alone(make: Any, given: str) -> None:
    thing = make("Inès Krüger")
    told(3, **{given: [thing, make("Castellane")]})
    renamed(thing, "Inès Müller")
    chores.tell_search()

    assert found("kruger") == found("Krüger") == []
    assert found("muller") == found("Müller") == found("castellane") == ["Story 2", "Story 1", "Story 0"]


def test_each_keeps_its_place_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "TOGETHER", 2)
    thing = author("Ines Okafor")
    told(5, names=[thing])
    before = list(SearchText.objects.order_by("pk").values_list("pk", "edition"))
    renamed(thing, "Ines Adeyemi")
    chores.tell_search()

    assert list(SearchText.objects.order_by("pk").values_list("pk", "edition")) == before
    assert found("adeyemi") == [f"Story {number}" for number in (4, 3, 2, 1, 0)]


def test_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "TOGETHER", 2)
    thing = author("Ines Okafor")
    told(5, names=[thing])
    renamed(thing, "Ines Adeyemi")
    for count in (2, 4, 5, 5):
        renaming.follow(within=timedelta(0))
        assert found("adeyemi") == [f"Story {number}" for number in (4, 3, 2, 1, 0)][:count]


def test_a_topic_is_called_by_characters_that_its_feeds_can_say() -> None:
    thing = tag("Chips")
    told(1, topics=[thing])
    renamed(thing, "Power\x02 grids")

    assert "Power grids" in Client().get(f"{thing.get_absolute_url()}rss.xml").text


def test_a_name_that_stays_is_nothing_to_tell() -> None:
    thing = author("Ines Okafor")
    told(1, names=[thing])
    renamed(thing, "Ines Okafor")

    assert not Renamed.objects.exists()
