"""Which stories the body's link dialog finds: never a draft for who may not read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock
from tests import cast
from tests.articles.desk import at_the_desk, draft, live, shown

pytestmark = pytest.mark.django_db


def found(name: str = "wren", **asked: str) -> list[str]:
    answer = at_the_desk(name).get(reverse("admin:story_find"), asked)
    assert answer.status_code == 200
    return [story["headline"] for story in answer.json()["stories"]]


def test_it_finds_what_readers_see_what_waits_and_what_one_may_read():
    live("Fab reopens")
    cast.scheduled("Fab closes", to=clock.now() + cast.MINUTE)
    draft("Fab burns")
    cast.story("Fab of somebody else", by=cast.ward(), names=[cast.author("Ward")])

    assert found(q="fab") == ["Fab closes", "Fab reopens", "Fab burns"]
    assert "Fab of somebody else" in found("edda", q="fab")


def test_that_somebody_elses_story_waits_is_told_to_who_may_see_any_moment():
    theirs = {"by": cast.ward(), "names": [cast.author("Ward")]}
    article = cast.scheduled("Fab sold", to=clock.now() + cast.MINUTE, **theirs)
    path = article.editions.get().path

    for asked in ({"q": "fab"}, {"q": path}, {"id": article.public_id}):
        assert found("wren", **asked) == [], asked
        assert found("ward", **asked) == ["Fab sold"], asked
        assert found("edda", **asked) == ["Fab sold"], asked


def test_a_live_story_is_found_as_readers_know_it_and_not_as_it_is_rewritten():
    article = live("Fab reopens")
    cast.change(article, headline="Fab reopens, and we were wrong")

    assert found("edda", q="wrong") == []
    assert found("edda", q="reopens") == ["Fab reopens"]


def test_a_story_of_a_former_year_says_so():
    with clock.pretend(clock.now() - timedelta(days=400)):
        then = live("Fab reopens")

    answer = at_the_desk("wren").get(reverse("admin:story_find"), {"q": "fab"}).json()

    assert str(shown(then).first_published.year) in answer["stories"][0]["line"]


def test_an_address_of_the_site_names_its_story_and_an_id_describes_one():
    article = live("Fab reopens")

    assert found(q=shown(article).path) == ["Fab reopens"]
    assert found(q=f"http://testserver{shown(article).path}") == ["Fab reopens"]
    assert found(q=f"https://elsewhere.example{shown(article).path}") == []
    assert found(id=article.public_id) == ["Fab reopens"]


def test_a_binned_story_is_not_found():
    article = draft("Fab burns")
    cast.workflow.bin(article, by=cast.edda())

    assert found("edda", q="burns") == []


@pytest.mark.parametrize("asked", ["\x00", "%", "x" * 5000, "http://[", "' OR 1=1", "a " * 4000])
def test_nonsense_finds_nothing_and_breaks_nothing(asked):
    live("Fab reopens")
    assert found(q=asked) in ([], ["Fab reopens"])
    assert found(id=asked) in ([], ["Fab reopens"])


def test_it_asks_the_same_for_one_story_and_for_five():
    def queries(count: int) -> int:
        for number in range(count):
            live(f"Wafer {count} {number}")
            draft(f"Wafer draft {count} {number}")
        wren = at_the_desk("wren")
        wren.get(reverse("admin:story_find"))  # what a process asks once
        with CaptureQueriesContext(connection) as asked:
            wren.get(reverse("admin:story_find"), {"q": f"wafer {count}"})
        return len(asked)

    assert queries(1) == queries(5)
