"""How the next version stands: each verb from each stage, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from articles import refusals
from articles.desk import publishing, saving, workflow
from articles.models import Article, Stage, Transition
from tests.cast import (
    approved,
    at,
    book,
    change,
    edda,
    lena,
    max_,
    publish,
    published,
    ready,
    scheduled,
    story,
    submitted,
    tove,
    visible,
    wren,
)

pytestmark = pytest.mark.django_db

VERBS: dict[str, Callable[[Article], object]] = {
    "submit": lambda article: workflow.submit(article, by=wren()),
    "take back": lambda article: workflow.take_back(article, by=wren()),
    "send back": lambda article: workflow.send_back(article, by=edda(), note="More."),
    "approve": lambda article: workflow.approve(article, by=edda()),
    "hold": lambda article: workflow.hold(article, by=edda(), note="Wait."),
    "take off hold": lambda article: workflow.take_off_hold(article, by=edda()),
    "spike": lambda article: workflow.spike(article, by=edda(), note="No."),
    "unspike": lambda article: workflow.unspike(article, by=edda()),
}
no = "WrongStage"
#: From stage, in the order of VERBS: the stage it leads to.
TABLE = {
    Stage.DRAFTING: ["in-review", no, no, no, "on-hold", no, "spiked", no],
    Stage.IN_REVIEW: [no, "drafting", "drafting", "ready", "on-hold", no, "spiked", no],
    Stage.READY: [no, no, "drafting", no, "on-hold", no, "spiked", no],
    Stage.ON_HOLD: [no, no, no, no, no, "drafting", "spiked", no],
    Stage.SPIKED: [no, no, no, no, no, no, no, "drafting"],
}


@pytest.mark.parametrize("stage", Stage)
def test_each_verb_from_each_stage(stage: Stage) -> None:
    with at(0):
        article = story("Old")
        Article.objects.filter(pk=article.pk).update(stage=stage)
        found = []
        for verb in VERBS.values():
            with transaction.atomic():
                before = Transition.objects.count()
                try:
                    verb(Article.objects.get(pk=article.pk))
                except refusals.Refusal as refusal:
                    found.append(type(refusal).__name__)
                    assert Transition.objects.count() == before
                else:
                    found.append(Article.objects.get(pk=article.pk).stage)
                    assert Transition.objects.count() == before + 1
                transaction.set_rollback(True)

    assert dict(zip(VERBS, found, strict=True)) == dict(zip(VERBS, TABLE[stage], strict=True))


def test_the_refusal_says_where_the_story_stands() -> None:
    with at(0), pytest.raises(refusals.WrongStage, match=r"“Drafting”.*“In review”"):
        workflow.approve(story("Old"), by=edda())


def test_an_approval_is_of_exactly_this_text() -> None:
    with at(0):
        article = submitted("Old")
        workflow.approve(article, by=edda())

    assert (article.approved_digest, article.approved_by) == (article.digest, edda())
    assert Transition.objects.about(article).first().data["digest"] == article.digest


def test_an_approval_notes_the_text_as_it_is_not_as_it_was_noted() -> None:
    with at(0):
        article = submitted("Old")
        Article.objects.filter(pk=article.pk).update(headline="Slipped in")
        workflow.approve(article, by=edda())
        publish(article)

    assert visible(article, 1) == "Slipped in"


def test_whoever_changed_it_last_does_not_approve_it() -> None:
    with at(0):
        article = change(story("Old"), headline="New", by=edda())
        workflow.submit(article, by=wren())
        assert workflow.needs_other_eyes(article, edda())
        with pytest.raises(refusals.SameEyes):
            workflow.approve(article, by=edda())
        workflow.approve(article, by=tove())


def test_a_newsroom_of_one_may_switch_that_off(settings: object) -> None:
    settings.FOUR_EYES = False  # type: ignore[attr-defined]
    with at(0):
        article = submitted("Old", by=edda())
        workflow.approve(article, by=edda())

    assert article.stage == Stage.READY


def test_a_story_that_is_not_finished_is_neither_submitted_nor_approved() -> None:
    with at(0):
        article = story("Old", body="")
        with pytest.raises(refusals.NotFinished, match="There is no text"):
            workflow.submit(article, by=wren())
        article = submitted("Old")
        Article.objects.filter(pk=article.pk).update(body="")
        with pytest.raises(refusals.NotFinished, match="There is no text"):
            workflow.approve(article, by=edda())


def test_what_readers_see_already_is_not_submitted() -> None:
    with at(0), pytest.raises(refusals.NothingNew):
        workflow.submit(published("Old"), by=wren())


NOTES: dict[str, Callable[[Article], object]] = {
    "send back": lambda article: workflow.send_back(article, by=edda(), note=" "),
    "hold": lambda article: workflow.hold(article, by=edda(), note=" "),
    "spike": lambda article: workflow.spike(article, by=edda(), note=" "),
    "ask legal": lambda article: workflow.ask_legal(article, by=edda(), question=" "),
}


@pytest.mark.parametrize("verb", NOTES.values(), ids=NOTES)
def test_some_verbs_need_a_reason(verb: Callable[[Article], object]) -> None:
    with at(0):
        article = submitted("Old")
        with pytest.raises(refusals.ReasonMissing):
            verb(article)


def test_clearing_a_legal_question_needs_a_reason() -> None:
    with at(0):
        article = ready("Old")
        workflow.ask_legal(article, by=edda(), question="May we?")
        with pytest.raises(refusals.ReasonMissing):
            workflow.clear_legal(article, by=lena(), note=" ")


def test_a_legal_question_stands_beside_the_stage() -> None:
    with at(0):
        article = ready("Old")
        workflow.ask_legal(article, by=edda(), question="May we?")
        assert (article.stage, article.legal_question) == (Stage.READY, "May we?")
        with pytest.raises(refusals.LegalQuestionOpen):
            workflow.ask_legal(article, by=edda(), question="And this?")
        workflow.clear_legal(article, by=lena(), note="You may.")
        assert (article.stage, article.legal_question) == (Stage.READY, "")
        publish(article)


def test_nothing_is_approved_while_a_legal_question_is_open() -> None:
    with at(0):
        article = submitted("Old")
        workflow.ask_legal(article, by=edda(), question="May we?")
        with pytest.raises(refusals.LegalQuestionOpen):
            workflow.approve(article, by=edda())


def test_there_is_nothing_to_clear_without_a_question() -> None:
    with at(0), pytest.raises(refusals.WrongStage):
        workflow.clear_legal(story("Old"), by=lena(), note="Fine.")


def test_writing_goes_on_while_a_legal_question_is_open() -> None:
    with at(0):
        article = story("Old")
        workflow.ask_legal(article, by=edda(), question="May we?")
        workflow.submit(change(article, headline="New"), by=wren())

    assert article.stage == Stage.IN_REVIEW


def test_a_story_on_hold_stays_on_hold_while_it_is_written() -> None:
    with at(0):
        article = ready("Old")
        workflow.hold(article, by=edda(), note="Wait.")
        change(article, headline="New")

    assert Article.objects.get(pk=article.pk).stage == Stage.ON_HOLD


def test_what_was_cancelled_by_a_hold_is_in_the_book() -> None:
    with at(0):
        article = scheduled("Old", to=50)
        workflow.hold(article, by=edda(), note="Wait.")

    assert "removed" in Transition.objects.about(article).first().data
    assert visible(article, 51) is None


# --- The bin


def test_the_bin_gives_back_what_was_put_in() -> None:
    with at(0):
        article = ready("Old")
        workflow.bin(article, by=edda())
        assert list(Article.objects.in_bin()) == [article]
        workflow.take_out_of_bin(article, by=edda())

    assert list(Article.objects.out_of_bin()) == [article]
    assert article.is_approved
    assert book(article) == ["bin", "take-out-of-bin"]


BINNED: dict[str, Callable[[Article], object]] = {
    "submit": VERBS["submit"],
    "approve": VERBS["approve"],
    "hold": VERBS["hold"],
    "spike": VERBS["spike"],
    "ask legal": lambda article: workflow.ask_legal(article, by=edda(), question="May we?"),
    "bin": lambda article: workflow.bin(article, by=edda()),
}


@pytest.mark.parametrize("verb", BINNED.values(), ids=BINNED)
def test_nothing_is_done_to_what_is_in_the_bin(verb: Callable[[Article], object]) -> None:
    with at(0):
        article = submitted("Old")
        workflow.bin(article, by=edda())
        with pytest.raises(refusals.WrongStage, match="in the bin"):
            verb(article)


def test_only_what_is_in_the_bin_comes_out_of_it() -> None:
    with at(0), pytest.raises(refusals.WrongStage):
        workflow.take_out_of_bin(story("Old"), by=edda())


def test_a_binned_story_keeps_its_address() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publishing.withdraw(article, by=edda(), reason="Wrong.")
        workflow.bin(article, by=edda())

    assert [address.path for address in article.addresses.all()] == ["/machines/old/"]


@transaction.atomic
def approve_and_publish(article: Article) -> None:
    workflow.approve(article, by=edda())
    publish(article)


def refuse(refusal: type[refusals.Refusal]) -> str:
    raise refusal


def test_approve_and_publish_are_both_or_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    with at(0):
        article = submitted("Fab reopens")
        monkeypatch.setattr(publishing, "claim", lambda article: refuse(refusals.AddressTaken))
        with pytest.raises(refusals.AddressTaken):
            approve_and_publish(article)
        assert Article.objects.get(pk=article.pk).stage == Stage.IN_REVIEW


def test_an_approved_text_that_was_saved_unchanged_still_goes_out() -> None:
    with at(0):
        article = approved("Old")
        saving.save(article, by=edda())
        publish(article)

    assert visible(article, 1) == "Old"


# --- Going over checks


def test_a_reason_goes_over_what_stops_review_and_approval_and_stays_in_the_book() -> None:
    with at(0):
        article = story("Old", body="")
        with pytest.raises(refusals.NotFinished):
            workflow.submit(article, by=max_(), override="  ")
        workflow.submit(article, by=max_(), override="Text follows by phone.")
        workflow.approve(article, by=max_(), override="Text follows by phone.")

    entries = Transition.objects.about(article).filter(verb__in=("submit", "approve"))
    assert [(entry.note, entry.data["overridden"]) for entry in entries] == [
        ("Text follows by phone.", ["body"])
    ] * 2


def test_no_reason_goes_over_another_story_s_address() -> None:
    with at(0):
        published("Old")
        other = submitted(story("Old"))
        with pytest.raises(refusals.AddressTaken):
            workflow.approve(other, by=edda(), override="It is ours.")
