"""What each verb does to what readers see (SEMANTICS, sections 3, 8, 14 and 15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from articles import refusals
from articles.desk import publishing, workflow
from articles.desk.standing import standing
from articles.models import Address, Article, Edition, Stage, Transition
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
    visible,
    withdraw,
)

pytestmark = pytest.mark.django_db


# --- Section 3: every verb in every state. The verbs run at 20; what waits begins at 50 and has no end.


def never() -> Article:
    return ready("Old")


def first_waiting() -> Article:
    return ready(change(scheduled("Old", to=50), headline="New"))


def live() -> Article:
    return rewritten(published("Old"), "New")


def live_next_waiting() -> Article:
    return rewritten(scheduled(rewritten(published("Old"), "Next"), to=50), "New")


def ended() -> Article:
    article = published("Old")
    publishing.end_at(article, by=edda(), at=moment(10))
    return rewritten(article, "New")


def withdrawn() -> Article:
    article = published("Old")
    with at(5):
        withdraw(article)
        return rewritten(article, "New")


def return_waiting() -> Article:
    article = ended()
    with at(15):
        return rewritten(scheduled_again(article), "Newer")


def withdrawn_return_waiting() -> Article:
    article = withdrawn()
    with at(15):
        return rewritten(scheduled_again(article, put_back=True), "Newer")


def scheduled_again(article: Article, **given: Any) -> Article:
    publish(article, at=50, **given)
    return article


STATES: dict[str, tuple[str, Callable[[], Article]]] = {
    "never": ("never", never),
    "first waiting": ("first-waiting", first_waiting),
    "live": ("live", live),
    "live, next waiting": ("live-next-waiting", live_next_waiting),
    "ended": ("off", ended),
    "ended, return waiting": ("return-waiting", return_waiting),
    "withdrawn": ("off", withdrawn),
    "withdrawn, return waiting": ("return-waiting", withdrawn_return_waiting),
}

Scheduled, Nothing, NotOn, Still = (
    refusals.VersionScheduled, refusals.NothingScheduled, refusals.NotOnSite, refusals.StillOnSite,
)  # fmt: skip
Put, Soon = refusals.WasWithdrawn, refusals.EndsTooSoon
VERBS: dict[str, tuple[Verb, list[str | type[refusals.Refusal]]]] = {
    "publish now": (
        publish,
        ["live", Scheduled, "live", Scheduled, "live", Scheduled, Put, Scheduled],
    ),
    "publish at 40": (
        lambda article: publish(article, at=40),
        ["first-waiting", Scheduled, "live-next-waiting", Scheduled, "return-waiting", Scheduled, Put, Scheduled],
    ),
    "publish now instead of what waits": (
        lambda article: publish(article, replace=True),
        ["live", "live", "live", "live", "live", "live", Put, Put],
    ),
    "publish at 60 instead of what waits": (
        lambda article: publish(article, at=60, replace=True),
        ["first-waiting", "first-waiting", "live-next-waiting", "live-next-waiting", "return-waiting",
         "return-waiting", Put, Put],
    ),
    "put back now": (
        lambda article: publish(article, put_back=True),
        ["live", Scheduled, "live", Scheduled, "live", Scheduled, "live", Scheduled],
    ),
    "put back at 40": (
        lambda article: publish(article, at=40, put_back=True),
        ["first-waiting", Scheduled, "live-next-waiting", Scheduled, "return-waiting", Scheduled,
         "return-waiting", Scheduled],
    ),
    "move to 60": (
        lambda article: publishing.move_schedule(article, by=edda(), to=moment(60)),
        [Nothing, "first-waiting", Nothing, "live-next-waiting", Nothing, "return-waiting", Nothing,
         "return-waiting"],
    ),
    "move to now": (
        lambda article: publishing.move_schedule(article, by=edda()),
        [Nothing, "live", Nothing, "live", Nothing, "live", Nothing, "live"],
    ),
    "cancel": (
        lambda article: publishing.cancel_schedule(article, by=edda()),
        [Nothing, "never", Nothing, "live", Nothing, "off", Nothing, "off"],
    ),
    "withdraw": (
        withdraw,
        [NotOn, NotOn, "off", "off", NotOn, NotOn, NotOn, NotOn],
    ),
    "reinstate": (
        lambda article: publishing.reinstate(article, by=edda()),
        [NotOn, NotOn, Still, Still, "live", Scheduled, "live", Scheduled],
    ),
    "end at 90": (
        lambda article: publishing.end_at(article, by=edda(), at=moment(90)),
        [NotOn, "first-waiting", "live", "live-next-waiting", NotOn, "return-waiting", NotOn, "return-waiting"],
    ),
    "end at 50": (
        lambda article: publishing.end_at(article, by=edda(), at=moment(50)),
        [NotOn, Soon, "live", Soon, NotOn, Soon, NotOn, Soon],
    ),
    "never end": (
        lambda article: publishing.never_end(article, by=edda()),
        [NotOn, "first-waiting", "live", "live-next-waiting", NotOn, "return-waiting", NotOn, "return-waiting"],
    ),
    "hold": (
        lambda article: workflow.hold(article, by=edda(), note="Wait."),
        ["never", "never", "live", "live", "off", "off", "off", "off"],
    ),
    "spike": (
        lambda article: workflow.spike(article, by=edda(), note="No."),
        ["never", "never", "live", "live", "off", "off", "off", "off"],
    ),
    "ask legal": (
        lambda article: workflow.ask_legal(article, by=edda(), question="May we?"),
        ["never", "never", "live", "live", "off", "off", "off", "off"],
    ),
    "bin": (
        lambda article: workflow.bin(article, by=edda()),
        ["never", Scheduled, Still, Still, "off", Scheduled, "off", Scheduled],
    ),
}  # fmt: skip


def everything(article: Article) -> list[Any]:
    """Whatever a verb may write."""
    return [
        list(Edition.objects.order_by("pk").values()),
        list(Article.objects.filter(pk=article.pk).values()),
        list(Address.objects.order_by("pk").values()),
        list(Transition.objects.order_by("pk").values()),
    ]


def outcome(verb: Verb, article: Article) -> str:
    """The name of the refusal, or the state that the verb leads to."""
    before = everything(article)
    try:
        with at(20):
            verb(article)
    except refusals.Refusal as refusal:
        assert everything(article) == before, "it was refused, and yet something was written"
        return type(refusal).__name__
    assert Transition.objects.count() == len(before[-1]) + 1
    return standing(article, moment(21)).state


@pytest.mark.parametrize("column", range(len(STATES)), ids=STATES)
def test_what_each_verb_does_in_each_state(column: int) -> None:
    state, build = list(STATES.values())[column]
    with at(0):
        built = build()
    assert standing(built, moment(20)).state == state

    found = {}
    for name, (verb, _) in VERBS.items():
        with transaction.atomic():
            found[name] = outcome(verb, Article.objects.get(pk=built.pk))
            transaction.set_rollback(True)

    assert found == {
        name: then if isinstance(then := results[column], str) else then.__name__
        for name, (_, results) in VERBS.items()
    }


# --- Section 15


def test_a_cancelled_update_leaves_a_later_end_as_it_was() -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=moment(100))
        publish(rewritten(article), at=50)
    with at(10):
        publishing.cancel_schedule(article, by=edda())

    assert visible(article, moment(100) - TICK) == "Old"
    assert visible(article, 100) is None


def test_a_cancelled_update_leaves_an_end_at_its_own_moment_as_it_was() -> None:
    with at(0):
        article = published("Old")
        publishing.end_at(article, by=edda(), at=moment(50))
        publish(rewritten(article), at=50)
    with at(10):
        publishing.cancel_schedule(article, by=edda())

    assert visible(article, moment(50) - TICK) == "Old"
    assert visible(article, 50) is None


def test_withdrawing_takes_away_what_waits_as_well() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article), at=50)
    with at(10):
        withdraw(article)

    assert visible(article, moment(10) - TICK) == "Old"
    assert [visible(article, minute) for minute in (10, 49, 50, 51, 1000)] == [None] * 5
    assert article.editions.count() == 1


def test_publishing_now_does_not_leave_an_older_text_waiting() -> None:
    with at(0):
        article = published("Old")
        publish(rewritten(article, "Next"), at=50)
        rewritten(article, "New")
    with at(10), pytest.raises(refusals.VersionScheduled):
        publish(article)
    with at(11):
        publish(article, replace=True)

    assert visible(article, 51) == "New"


def test_what_was_approved_appears_whatever_happened_to_the_working_copy() -> None:
    with at(0):
        article = scheduled("Old", to=50)
    with at(10):
        change(article, headline="Never meant for readers", body="<p>Nor this.</p>")

    edition = Edition.objects.visible_at(moment(50)).get()
    assert (edition.headline, edition.body) == ("Old", "<p>Old, says the mayor.</p>")


def test_two_stories_cannot_have_one_address_for_friday() -> None:
    with at(0):
        first, second = ready("Fab reopens"), ready("Fab reopens")
        publish(first, at=50)
    with at(10), pytest.raises(refusals.AddressTaken):
        publish(second, at=50)


def test_a_reason_does_not_lift_an_address() -> None:
    with at(0):
        published("Fab reopens")
        second = ready("Fab reopens")
        with pytest.raises(refusals.AddressTaken):
            publish(second, override="I want it")


def test_a_withdrawn_story_is_asked_about_when_it_is_scheduled_and_keeps_its_date() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        withdraw(article)
        rewritten(article, "New")
        with pytest.raises(refusals.WasWithdrawn):
            publish(article, at=50)
        publish(article, at=50, put_back=True)

    assert visible(article, moment(50) - TICK) is None
    assert visible(article, 50) == "New"
    assert Edition.objects.visible_at(moment(50)).get().first_published == moment(0)


@pytest.mark.parametrize("when", [moment(50) - TICK, moment(50) - SECOND + TICK])
def test_in_the_last_second_nothing_is_cancelled_or_moved(when: Any) -> None:
    with at(0):
        article = scheduled("Old", to=50)
    with at(when):
        with pytest.raises(refusals.TooLate):
            publishing.cancel_schedule(article, by=edda())
        with pytest.raises(refusals.TooLate):
            publishing.move_schedule(article, by=edda(), to=moment(60))

    assert visible(article, 50) == "Old"


def test_one_second_before_it_can_still_be_cancelled() -> None:
    with at(0):
        article = scheduled("Old", to=50)
    with at(moment(50) - SECOND):
        publishing.cancel_schedule(article, by=edda())

    assert visible(article, 50) is None


@pytest.mark.parametrize("late", [0 * TICK, TICK])
def test_what_has_gone_live_is_not_cancelled_and_the_refusal_says_when_it_did(late: Any) -> None:
    with at(0):
        article = scheduled("Old", to=50)
    with at(moment(50) + late), pytest.raises(refusals.NothingScheduled, match="went live"):
        publishing.cancel_schedule(article, by=edda())

    assert visible(article, 51) == "Old"


def test_what_was_just_published_stays_when_the_clock_goes_an_hour_back() -> None:
    with at(60):
        article = published("Old")
    with at(0):
        for refused in (
            lambda: publish(article),
            lambda: publishing.end_at(article, by=edda(), at=moment(90)),
            lambda: workflow.spike(article, by=edda(), note="No."),
        ):
            with pytest.raises(refusals.ClockWrong):
                refused()

    assert visible(article, 60) == visible(article, 1000) == "Old"


# --- Section 8: the stage speaks of the next version


@pytest.mark.parametrize("when", [None, 50])
def test_publishing_and_scheduling_set_the_stage_to_drafting(when: float | None) -> None:
    with at(0):
        article = ready("Old")
        publish(article, at=when)

    assert article.stage == Stage.DRAFTING
    assert not article.has_unpublished_changes


def test_the_newest_digest_is_of_what_waits_before_what_is_live() -> None:
    with at(0):
        article = published("Old")
        old = article.newest_digest
        publish(rewritten(article, "New"), at=50)
        assert article.newest_digest == article.digest != old
        publishing.cancel_schedule(article, by=edda())
        assert article.newest_digest == old
        assert article.has_unpublished_changes


def test_a_story_that_was_never_published_has_no_newest_digest() -> None:
    with at(0):
        article = scheduled("Old", to=50)
        publishing.cancel_schedule(article, by=edda())

    assert article.newest_digest == ""
    assert not article.has_unpublished_changes


def test_the_newest_edition_is_what_waits_before_what_is_live() -> None:
    with at(0):
        article = published("Old")
        live_now = article.editions.get()
        assert standing(article, moment(1)).newest == live_now
        waits = publish(rewritten(article, "New"), at=50)

    assert standing(article, moment(1)).newest == waits
