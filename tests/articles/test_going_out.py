"""What a text needs before it goes out, and what the book says afterwards (SEMANTICS, sections 3, 4 and 14)."""

from __future__ import annotations

from typing import Any

import pytest

from articles import clock, refusals
from articles.desk import publishing, workflow
from articles.desk.clearance import CorrectionText
from articles.desk.standing import standing
from articles.front import corrections
from articles.models import Article, Change, Stage, Transition
from tests.cast import (
    TICK,
    at,
    book,
    change,
    correct,
    edda,
    ended,
    label,
    max_,
    moment,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    slipped,
    story,
    submitted,
    tag,
    tove,
    visible,
    withdraw,
)

pytestmark = pytest.mark.django_db


# --- Corrections stand in the order in which readers were told


def test_a_correction_that_waits_is_told_of_when_its_text_appears() -> None:
    with at(0):
        article = published()
    with at(10):
        correct(rewritten(article), at=moment(50))
        publishing.move_schedule(article, by=edda(), to=moment(70))

    assert article.corrections.get().at == moment(70)
    assert not corrections.public_at(moment(60))
    assert [row.it_is for row in corrections.public_at(moment(70))] == [article.corrections.get().it_is]


# --- What is asked of a text before it goes out


def test_only_an_approved_text_goes_out() -> None:
    with at(0):
        for article in (story("One"), submitted("Two"), change(ready("Three"), headline="Three!")):
            with pytest.raises(refusals.NotApproved):
                publish(article)


@pytest.mark.parametrize("stage", [Stage.ON_HOLD, Stage.SPIKED, Stage.IN_REVIEW, Stage.DRAFTING])
def test_no_stage_but_ready_goes_out(stage: Stage) -> None:
    with at(0):
        article = ready("Old")
        Article.objects.filter(pk=article.pk).update(stage=stage)
        with pytest.raises(refusals.NotApproved):
            publish(article)


def test_the_same_text_is_not_published_twice() -> None:
    with at(0):
        article = published("Old")
        ready(change(article, headline="New"))
        change(article, headline="Old")
        Article.objects.filter(pk=article.pk).update(stage=Stage.READY)
        with pytest.raises(refusals.NothingNew):
            publish(article)
        with pytest.raises(refusals.NothingNew):
            publish(article, at=50)


def test_names_and_topics_alone_are_something_new() -> None:
    with at(0):
        article = published("Old", topics=[tag("Chips")])
        label(article, [tag("Power")])
        publish(ready(change(article)))

    assert list(article.editions.first().tag_links.values_list("tag__name", flat=True)) == ["Power"]


def test_a_correction_may_be_added_to_a_text_that_is_right_already() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        edition = correct(article, "241 inverters.", "214 inverters.")

    assert edition.corrections.get().it_is == "214 inverters."
    assert edition.updated == moment(10)


@pytest.mark.parametrize("stage", [Stage.ON_HOLD, Stage.SPIKED])
def test_a_correction_without_a_new_text_waits_for_a_hold_as_well(stage: Stage) -> None:
    with at(0):
        article = published("Old")
        Article.objects.filter(pk=article.pk).update(stage=stage)
        with pytest.raises(refusals.NotApproved):
            correct(article)


def test_a_correction_says_what_was_wrong_and_what_is_right() -> None:
    with at(0):
        article = rewritten(published("Old"), "New")
        for given in (None, CorrectionText("", "214"), CorrectionText("241", " ")):
            with pytest.raises(refusals.IncompleteCorrection):
                publish(article, change=Change.CORRECTION, correction=given)
        with pytest.raises(refusals.IncompleteCorrection):
            publish(article, change=Change.MINOR, correction=CorrectionText("241", "214"))


def test_an_update_says_what_is_new() -> None:
    with at(0):
        article = rewritten(published("Old"), "New")
        with pytest.raises(refusals.NoteMissing):
            publish(article, change=Change.UPDATE, note=" ")


@pytest.mark.parametrize("kind", [None, "", "first", "reinstated", "whatever"])
def test_a_change_of_a_story_that_readers_know_says_what_kind_it_is(kind: Any) -> None:
    with at(0):
        article = rewritten(published("Old"), "New")
        with pytest.raises(refusals.KindMissing):
            publishing.publish(article, by=edda(), change=kind)


def test_an_editor_may_publish_their_own_minor_change_and_it_is_recorded_as_such() -> None:
    with at(0):
        article = change(published("Old"), headline="Old!", by=edda())
        publish(article, change=Change.MINOR)

    assert Transition.objects.about(article).first().data["fast_lane"] is True


def test_an_approved_change_is_not_recorded_as_the_fast_lane() -> None:
    with at(0):
        article = published("Old")

    assert "fast_lane" not in Transition.objects.about(article).first().data


def test_the_fast_lane_is_for_minor_changes_only() -> None:
    with at(0):
        article = change(published("Old"), headline="Old!", by=edda())
        with pytest.raises(refusals.NotApproved):
            publish(article, change=Change.UPDATE)
        with pytest.raises(refusals.NotApproved):
            correct(article)


def test_the_fast_lane_is_for_ones_own_change_only() -> None:
    with at(0):
        article = change(published("Old"), headline="Old!", by=edda())
        with pytest.raises(refusals.NotApproved):
            publish(article, change=Change.MINOR, by=tove())


def test_the_fast_lane_is_for_live_stories_only() -> None:
    with at(0):
        article = published("Old")
        withdraw(article)
        change(article, headline="Old!", by=edda())
        with pytest.raises(refusals.NotApproved):
            publish(article, change=Change.MINOR, put_back=True)


def test_the_fast_lane_does_not_pass_a_review() -> None:
    with at(0):
        article = change(published("Old"), headline="Old!", by=edda())
        workflow.submit(article, by=edda())
        with pytest.raises(refusals.NotApproved):
            publish(article, change=Change.MINOR)


def test_the_fast_lane_publishes_what_was_saved_and_nothing_slipped_in_since() -> None:
    with at(0):
        article = change(published("Old"), headline="Old!", by=edda())
        Article.objects.filter(pk=article.pk).update(headline="Slipped in")
        with pytest.raises(refusals.NotApproved):
            publish(article, change=Change.MINOR)


def test_a_check_stops_it_unless_somebody_gives_a_reason_which_is_kept() -> None:
    with at(0):
        article = ready("Old")
        article.bylines.all().delete()
        ready(change(article))
        with pytest.raises(refusals.NotFinished, match="Nobody is named"):
            publish(article)
        publish(article, override="Staff report")

    entry = Transition.objects.about(article).first()
    assert (entry.note, entry.data["overridden"]) == ("Staff report", ["byline"])


def test_a_story_without_an_address_does_not_go_out_whatever_the_reason() -> None:
    with at(0):
        article = slipped(ready("Old"), section=None)
        with pytest.raises(refusals.NotFinished):
            publish(article, override="Now!")
        article = slipped(ready("Older"), slug="")
        with pytest.raises(refusals.NotFinished):
            publish(article, override="Now!")


def test_nothing_goes_out_while_a_legal_question_is_open() -> None:
    with at(0):
        article = ready("Old")
        gone = ended(before=10)
        for waiting in (article, gone):
            workflow.ask_legal(waiting, by=edda(), question="May we?")
    with at(20):
        with pytest.raises(refusals.LegalQuestionOpen):
            publish(article, override="Now!")
        with pytest.raises(refusals.LegalQuestionOpen):
            publish(article, at=50, override="Now!")
        with pytest.raises(refusals.LegalQuestionOpen):
            publishing.reinstate(gone, by=edda(), override="Now!")


def test_nothing_goes_out_of_the_bin() -> None:
    with at(0):
        article, again = ready("Old"), ended(before=10)
    with at(20):
        for binned in (article, again):
            workflow.bin(binned, by=edda())
        with pytest.raises(refusals.WrongStage):
            publish(article)
        with pytest.raises(refusals.WrongStage):
            publishing.reinstate(again, by=edda())


# --- Section 14: embargo


def test_nothing_goes_out_before_the_embargo_ends() -> None:
    with at(0):
        article = ready("Old", embargo_until=moment(50))
        for given in ({}, {"at": 40}, {"at": moment(50) - TICK}):
            with pytest.raises(refusals.Embargoed):
                publish(article, **given)
        publish(article, at=50)
        with pytest.raises(refusals.Embargoed):
            publishing.move_schedule(article, by=edda(), to=moment(49))
        with pytest.raises(refusals.Embargoed):
            publishing.move_schedule(article, by=edda())


def test_what_was_withdrawn_returns_no_sooner_than_the_embargo_ends() -> None:
    with at(0):
        article = published("Old")
        withdraw(article)
        change(article, embargo_until=moment(50))
        with pytest.raises(refusals.Embargoed):
            publishing.reinstate(article, by=edda())
    with at(50):
        publishing.reinstate(article, by=edda())


def test_a_reason_lifts_an_embargo_and_is_kept() -> None:
    with at(0):
        article = ready("Old", embargo_until=moment(50))
        publish(article, override="They broke it themselves")

    entry = Transition.objects.about(article).first()
    assert (entry.note, entry.data["overridden"]) == ("They broke it themselves", ["embargo"])


def test_a_reason_lifts_it_for_a_move_and_a_return_as_well_and_is_kept() -> None:
    with at(0):
        article = published("Old")
        withdraw(article)
        change(article, embargo_until=moment(50))
        publishing.reinstate(article, by=edda(), override="They broke it")
        other = scheduled("Other", to=60, embargo_until=moment(50))
        publishing.move_schedule(other, by=edda(), to=moment(40), override="They broke it")

    for lifted in (article, other):
        entry = Transition.objects.about(lifted).first()
        assert (entry.note, entry.data["overridden"]) == ("They broke it", ["embargo"])


def test_editing_stays_free_under_embargo() -> None:
    with at(0):
        article = ready(change(story("Old", embargo_until=moment(50)), headline="New"))

    assert article.stage == Stage.READY


# --- The book, and who left the site how


def test_each_verb_is_one_line_in_the_book() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publish(rewritten(article), at=50)
        publishing.move_schedule(article, by=edda(), to=moment(60))
        publishing.end_at(article, by=edda(), at=moment(90))
        publishing.never_end(article, by=edda())
        publishing.cancel_schedule(article, by=edda())
        withdraw(article)
        publishing.edit_notice(article, by=edda(), notice="We doubt it.")
        publishing.reinstate(article, by=edda())

    assert book(article) == [
        "publish", "schedule", "move-schedule", "end-at", "never-end",
        "cancel-schedule", "withdraw", "edit-notice", "reinstate",
    ]  # fmt: skip


def test_the_book_says_who_and_when_and_what() -> None:
    with at(0):
        article = ready("Old")
    with at(10):
        edition = publish(article, at=50, by=max_())

    entry = Transition.objects.about(article).first()
    assert (entry.verb, entry.by, entry.at) == ("schedule", max_(), moment(10))
    assert entry.data["edition"] == edition.pk
    assert entry.data["moment"] == moment(50).isoformat()


def test_a_withdrawal_needs_a_reason_which_is_for_the_desk() -> None:
    with at(0):
        article = published("Old")
        with pytest.raises(refusals.ReasonMissing):
            withdraw(article, reason=" ")
    with at(10):
        withdraw(article, reason="Sources doubted.", notice="We are checking it.")

    edition = article.editions.get()
    assert (edition.withdrawn_by, edition.withdrawn_at) == (edda(), moment(10))
    assert (edition.withdrawal_reason, edition.withdrawal_notice) == (
        "Sources doubted.",
        "We are checking it.",
    )


def test_the_refusal_offers_to_cancel_what_waits() -> None:
    with at(0):
        article = scheduled("Old", to=50)
        with pytest.raises(refusals.NotOnSite, match="Cancel what is scheduled"):
            withdraw(article)


def test_a_notice_is_changed_only_where_there_is_one() -> None:
    with at(0):
        article = published("Old")
        with pytest.raises(refusals.StillOnSite):
            publishing.edit_notice(article, by=edda(), notice="Hm.")
        publishing.end_at(article, by=edda(), at=moment(10))
    with at(20), pytest.raises(refusals.NotOnSite):
        publishing.edit_notice(article, by=edda(), notice="Hm.")


def test_a_story_that_was_put_back_and_ended_is_not_called_withdrawn() -> None:
    with at(0):
        article = published("Old")
        withdraw(article)
        publishing.reinstate(article, by=edda())
        publishing.end_at(article, by=edda(), at=moment(10))
        rewritten(article, "New")
    with at(20):
        assert not standing(article, clock.now()).was_withdrawn
        publish(article)

    assert visible(article, 21) == "New"


def test_a_story_scheduled_for_its_return_is_asked_about_once() -> None:
    with at(0):
        article = published("Old")
        withdraw(article)
        publish(rewritten(article, "New"), at=50, put_back=True)
    with at(51):
        publish(rewritten(article, "Newest"))

    assert [visible(article, minute) for minute in (50, 52)] == ["New", "Newest"]
