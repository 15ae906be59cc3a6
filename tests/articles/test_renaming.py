"""Readers' search, after an author or a topic was given another name."""

from __future__ import annotations

from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse

from articles.desk import renaming
from articles.front.search import Filters, search
from articles.models import Author, SearchText, Tag
from articles.models import search as texts
from articles.query import parse
from tests.articles.desk import at_the_desk
from tests.articles.editions import HOUR, NOON, author, edition, tag

pytestmark = pytest.mark.django_db

Captured = Any  # runs what waits for the commit


def found(question: str) -> list[str]:
    return [hit.card.headline for hit in search(NOON, parse(question), Filters()).hits]


def told(count: int, **given: object) -> None:
    """Editions of the same weight, oldest first."""
    texts.index(
        [edition(f"Story {number}", since=NOON - HOUR * (9 - number), **given) for number in range(count)]
    )


def renamed(thing: Author | Tag, name: str, by: Captured) -> None:
    form = "articles_author_change" if isinstance(thing, Author) else "articles_tag_change"
    address = reverse(f"admin:{form}", args=[thing.pk])
    with by(execute=True):
        answer = at_the_desk("max").post(
            address, {"name": name, "slug": thing.slug, "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
        )
    assert answer.status_code == 302


@pytest.mark.parametrize(("make", "given"), [(author, "names"), (tag, "topics")])
def test_it_finds_by_the_new_name_alone(
    django_capture_on_commit_callbacks: Captured, make: Any, given: str
) -> None:
    thing = make("Inès Krüger")
    told(3, **{given: [thing, make("Castellane")]})
    renamed(thing, "Inès Müller", django_capture_on_commit_callbacks)

    assert found("kruger") == found("Krüger") == []
    assert found("muller") == found("Müller") == found("castellane") == ["Story 2", "Story 1", "Story 0"]


def test_each_keeps_its_place_in_time(django_capture_on_commit_callbacks: Captured) -> None:
    thing = author("Ines Okafor")
    told(5, names=[thing])
    before = list(SearchText.objects.order_by("pk").values_list("pk", "edition"))
    with mock.patch.object(texts, "rename", partial(texts.rename, at_once=2)):
        renamed(thing, "Ines Adeyemi", django_capture_on_commit_callbacks)

    assert list(SearchText.objects.order_by("pk").values_list("pk", "edition")) == before
    assert found("adeyemi") == [f"Story {number}" for number in (4, 3, 2, 1, 0)]


def test_another_title_leaves_search_alone(django_capture_on_commit_callbacks: Captured) -> None:
    thing = author("Ines Okafor")
    told(1, names=[thing])
    with mock.patch.object(renaming, "author") as tell:
        renamed(thing, "Ines Okafor", django_capture_on_commit_callbacks)

    assert not tell.called
