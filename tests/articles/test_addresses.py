"""Who has an address, and since when (SEMANTICS, section 5). What it answers is tested with the front."""

from __future__ import annotations

import pytest

from articles import refusals
from articles.desk import publishing, workflow
from articles.front.addresses import Gone, Moved, look_up
from articles.models import Article, Edition
from tests.cast import (
    Verb,
    at,
    change,
    edda,
    ended,
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


# --- What the desk did, as the front answers it


def answer(path: str, when: float) -> object:
    """A headline, where it went, what became of it, or None for nonsense."""
    found = look_up(path, moment(when))
    return found.headline if isinstance(found, Edition) else found


def test_there_and_back_again_does_not_loop() -> None:
    with at(0):
        article = published("Old", slug="a")
    with at(10):
        publish(rewritten(article, "New", slug="b"))
    with at(20):
        publish(rewritten(article, "Newer", slug="a"))

    a, b = "/machines/a/", "/machines/b/"
    assert [(answer(a, minute), answer(b, minute)) for minute in (5, 15, 25)] == [
        ("Old", None),
        (Moved(b), "New"),
        ("Newer", Moved(a)),
    ]


def test_what_waits_answers_like_nonsense_until_its_moment() -> None:
    with at(0):
        scheduled("Fab reopens", to=50)

    path = "/machines/fab-reopens/"
    assert [answer(path, minute) for minute in (0, 49, 50)] == [None, None, "Fab reopens"]


def test_a_withdrawn_story_answers_with_its_notice_at_all_its_addresses() -> None:
    with at(0):
        article = published("Old", slug="a")
    with at(10):
        publish(rewritten(article, "New", slug="b"))
    with at(20):
        withdraw(article, notice="We are checking it.")

    gone = Gone(moment(20), "We are checking it.")
    assert [answer(path, 25) for path in ("/machines/a/", "/machines/b/")] == [gone, gone]
    assert answer("/machines/b/", 15) == "New"


def test_an_ended_story_is_gone_without_a_word() -> None:
    with at(0):
        ended("Old", before=10)

    assert [answer("/machines/old/", minute) for minute in (9, 10)] == ["Old", Gone()]


def test_a_story_in_the_bin_goes_on_answering_that_it_is_gone() -> None:
    with at(0):
        article = ended("Old", before=10)
    with at(20):
        workflow.bin(article, by=edda())

    assert answer("/machines/old/", 30) == Gone()
