"""Who has an address, and since when (SEMANTICS, section 5). What it answers is tested with the front."""

from __future__ import annotations

import pytest

from articles import refusals
from articles.desk import publishing, workflow
from articles.models import Article
from tests.cast import (
    Verb,
    at,
    change,
    edda,
    moment,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    section,
    slipped,
    withdraw,
)

pytestmark = pytest.mark.django_db


# --- Section 5: addresses are claimed, released and kept


def paths(article: Article) -> list[str]:
    return sorted(article.addresses.values_list("path", flat=True))


def test_a_draft_claims_no_address() -> None:
    with at(0):
        assert paths(ready("Fab reopens")) == []


def test_what_waits_claims_its_address_and_cancelling_releases_it() -> None:
    with at(0):
        article = scheduled("Fab reopens", to=50)
        assert paths(article) == ["/machines/fab-reopens/"]
        publishing.cancel_schedule(article, by=edda())
        assert paths(article) == []
        assert paths(published("Fab reopens")) == ["/machines/fab-reopens/"]


def test_cancelling_keeps_an_address_that_the_story_has_had() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"), at=50)
        publishing.cancel_schedule(article, by=edda())

    assert paths(article) == ["/machines/old/"]


@pytest.mark.parametrize(
    "stop",
    [
        withdraw,
        lambda article: workflow.hold(article, by=edda(), note="Wait."),
        lambda article: workflow.spike(article, by=edda(), note="No."),
        lambda article: workflow.ask_legal(article, by=edda(), question="May we?"),
        lambda article: publish(rewritten(article, "Newest"), replace=True),
    ],
    ids=["withdraw", "hold", "spike", "ask_legal", "replace"],
)
def test_whatever_removes_what_waits_releases_its_address(stop: Verb) -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New", slug="new"), at=50)
        change(article, slug="old")
        stop(article)

    assert paths(article) == ["/machines/old/"]


def test_moving_a_schedule_keeps_its_address() -> None:
    with at(0):
        article = scheduled("Fab reopens", to=50)
        publishing.move_schedule(article, by=edda(), to=moment(60))

    assert paths(article) == ["/machines/fab-reopens/"]


@pytest.mark.parametrize("leave", [withdraw, lambda article: publish(rewritten(article, slug="elsewhere"))])
def test_an_address_stays_with_a_story_that_is_withdrawn_or_moved_away(leave: Verb) -> None:
    with at(0):
        first = published("Fab reopens")
        leave(first)
        second = slipped(ready("Another"), slug="fab-reopens")
        with pytest.raises(refusals.AddressTaken):
            publish(second)
        with pytest.raises(refusals.AddressTaken):
            publish(second, override="I insist")

    assert paths(second) == []


def test_a_story_may_return_to_an_address_it_had() -> None:
    with at(0):
        article = published("Old", slug="a")
        publish(rewritten(article, slug="b"))
        publish(rewritten(article, slug="a"))

    assert paths(article) == ["/machines/a/", "/machines/b/"]
    assert [edition.path for edition in article.editions.all()] == [
        "/machines/a/", "/machines/b/", "/machines/a/",
    ]  # fmt: skip


def test_stories_in_two_sections_may_have_the_same_slug() -> None:
    with at(0):
        first, second = published("Fab reopens"), published("Fab reopens", section=section("Money"))

    assert paths(first) + paths(second) == ["/machines/fab-reopens/", "/money/fab-reopens/"]
