"""One verb's turn: the clock, the lock, and what the person saw (SEMANTICS, section 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles import clock, refusals
from articles.desk import publishing, workflow
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Article, Stage, Transition
from tests.cast import (
    SECOND,
    TICK,
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
    story,
    visible,
    withdraw,
)

pytestmark = pytest.mark.django_db


# --- Section 4: moments


def test_two_verbs_never_share_a_moment() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "New"))
        withdraw(article)

    moments = list(Transition.objects.about(article).values_list("at", flat=True))
    assert len(set(moments)) == len(moments)
    assert article.settled == max(moments)


def test_a_clock_a_little_behind_carries_on_after_the_latest_verb() -> None:
    with at(0):
        article = published("Old")
    with at(moment(0) - 4 * SECOND):
        publish(rewritten(article, "New"))

    assert [visible(article, moment(0) + number * TICK) for number in (0, 1)] == ["Old", "New"]


def test_five_seconds_ahead_is_borne_and_more_is_not() -> None:
    with at(0):
        article = ready("Old")
    Article.objects.filter(pk=article.pk).update(settled=moment(10))
    with at(moment(10) - 5 * SECOND - TICK), pytest.raises(refusals.ClockWrong):
        publish(article)
    with at(moment(10) - 5 * SECOND):
        publish(article)


VERBS_AT_THE_START: dict[str, Verb] = {
    "withdraw": withdraw,
    "publish now": publish,
    "end at 90": lambda article: publishing.end_at(article, by=edda(), at=moment(90)),
    "ask legal": lambda article: workflow.ask_legal(article, by=edda(), question="May we?"),
}


@pytest.mark.parametrize("verb", VERBS_AT_THE_START.values(), ids=VERBS_AT_THE_START)
def test_a_verb_at_the_very_moment_that_an_edition_starts_comes_after_it(verb: Verb) -> None:
    with at(0):
        article = rewritten(scheduled("Old", to=50), "New")
    with at(50):
        verb(article)

    assert visible(article, 50) == "Old"


@pytest.mark.parametrize("ends", [moment(50), moment(50) + TICK])
def test_a_verb_at_the_very_moment_of_an_end(ends: Any) -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=ends)
        rewritten(article, "New")
    with at(50):
        publish(article)

    assert [visible(article, moment(50) - TICK), visible(article, 51)] == [
        "Old", "New" if ends == moment(50) else None,
    ]  # fmt: skip


def test_withdrawing_works_although_the_clock_is_behind() -> None:
    with at(60):
        article = published("Old")
    with at(0):
        withdraw(article)

    assert visible(article, 61) is None


def test_withdrawing_with_a_clock_behind_takes_off_what_its_own_readers_see_too() -> None:
    with at(0):
        article = published("Old")
    with at(120):  # a server whose clock is wrong
        publish(rewritten(article, "New"))
    with at(30):
        withdraw(article)

    assert [visible(article, minute) for minute in (31, 119, 121)] == [None] * 3


def test_the_object_passed_in_is_not_trusted() -> None:
    with at(0):
        article = story("Old")
        article.stage, article.approved_digest = Stage.READY, article.digest
        with pytest.raises(refusals.NotApproved):
            publish(article)


def test_the_noted_digest_is_not_trusted() -> None:
    with at(0):
        article = ready("Old")
        Article.objects.filter(pk=article.pk).update(headline="Slipped in")
        with pytest.raises(refusals.NotApproved):
            publish(article)


# --- What the button's user saw


def seen(article: Article) -> Seen:
    return Seen.of(article, standing(article, clock.now()))


def test_a_button_that_saw_everything_works() -> None:
    with at(0):
        article = ready("Old")
        publish(article, seen=Seen.read(str(seen(article))))


CHANGED_SINCE: dict[str, Verb] = {
    "the text": lambda article: change(article, headline="Newest"),
    "the newest edition": lambda article: publish(article),
    "what waits": lambda article: publish(article, at=50),
}


@pytest.mark.parametrize("happens", CHANGED_SINCE.values(), ids=CHANGED_SINCE)
@pytest.mark.parametrize(
    "verb",
    [
        publish,
        withdraw,
        lambda article, **given: publish(article, at=60, replace=True, **given),
        lambda article, **given: publishing.end_at(article, by=edda(), at=moment(90), **given),
        lambda article, **given: publishing.move_schedule(article, by=edda(), to=moment(90), **given),
        lambda article, **given: publishing.cancel_schedule(article, by=edda(), **given),
        lambda article, **given: publishing.reinstate(article, by=edda(), **given),
        lambda article, **given: workflow.hold(article, by=edda(), note="Wait.", **given),
        lambda article, **given: workflow.bin(article, by=edda(), **given),
    ],
    ids=["publish", "withdraw", "replace", "end_at", "move", "cancel", "reinstate", "hold", "bin"],
)
def test_a_button_that_saw_something_else_is_refused(happens: Verb, verb: Callable[..., object]) -> None:
    with at(0):
        article = rewritten(published("Old"), "New")
    with at(20):
        looked = seen(article)
        happens(article)
        with pytest.raises(refusals.Outdated):
            verb(article, seen=looked)


def test_a_button_from_before_what_waited_went_live_is_refused() -> None:
    with at(0):
        article = scheduled("Old", to=50)
        looked = seen(article)
    with at(50), pytest.raises(refusals.Outdated):
        publishing.end_at(article, by=edda(), at=moment(90), seen=looked)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "a.1", "a.1.2.3", "a.-1.0", "a.¹.0", "a.1.٣"])
def test_a_button_with_a_mangled_value_is_refused(token: str) -> None:
    with at(0):
        article = ready("Old")
        with pytest.raises(refusals.Outdated):
            publish(article, seen=Seen.read(token))
