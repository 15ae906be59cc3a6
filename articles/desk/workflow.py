"""The verbs of the next version: submit, approve, hold and so on. None of them shows anything to readers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from articles import refusals
from articles.desk import readiness, sharing
from articles.desk.clearance import refuse_in_bin, refuse_legal_question
from articles.desk.turn import Seen, Turn, true_digest, turn
from articles.models import Article, Stage


def submit(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    note: str = "",
    override: str = "",
    seen: Seen | None = None,
) -> None:
    """Hand the story to an editor. `override` is the reason for going over checks: the right is asked at the edge.

    Raises WrongStage, NotFinished, NothingNew, Outdated.
    """
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        _expect(story, Stage.DRAFTING)
        _refuse_nothing_new(story)
        overridden = _go_over(story, readiness.SUBMIT, override)
        _move(story, Stage.IN_REVIEW, "submit", by=by, note=override or note, overridden=overridden)


def take_back(
    article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    """Its writer wants to go on writing. Raises WrongStage, Outdated."""
    with turn(article, seen=seen) as story:
        _expect(story, Stage.IN_REVIEW)
        _move(story, Stage.DRAFTING, "take-back", by=by, note=note)


def send_back(article: Article, *, by: AbstractBaseUser | None, note: str, seen: Seen | None = None) -> None:
    """Return it to its writer, who reads the note. Raises WrongStage, ReasonMissing, Outdated."""
    with turn(article, seen=seen) as story:
        _expect(story, Stage.IN_REVIEW, Stage.READY)
        if not note.strip():
            raise refusals.ReasonMissing("Say what is to be done: the writer reads it.")
        _move(story, Stage.DRAFTING, "send-back", by=by, note=note)


def approve(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    note: str = "",
    override: str = "",
    seen: Seen | None = None,
) -> None:
    """Approve exactly this text; `override` as in `submit`.

    Raises WrongStage, SameEyes, LegalQuestionOpen, NotFinished, Outdated.
    """
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        refuse_legal_question(story.article)
        _expect(story, Stage.IN_REVIEW)
        if needs_other_eyes(story.article, by):
            raise refusals.SameEyes
        overridden = _go_over(story, readiness.APPROVE, override)
        said = true_digest(story.article)
        Article.objects.filter(pk=story.article.pk).update(
            approved_digest=said, approved_by=by, approved_at=story.now, digest=said
        )
        _move(story, Stage.READY, "approve", by=by, note=override or note, digest=said, overridden=overridden)


def needs_other_eyes(article: Article, by: AbstractBaseUser | None) -> bool:
    """Whoever changed the text last does not approve it, unless the newsroom has switched four eyes off."""
    return settings.FOUR_EYES and by is not None and article.changed_by_id == by.pk


def hold(article: Article, *, by: AbstractBaseUser | None, note: str, seen: Seen | None = None) -> None:
    """Nothing happens to it until it is taken off hold; what waits is cancelled. Raises WrongStage, ReasonMissing."""
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        _expect(story, Stage.DRAFTING, Stage.IN_REVIEW, Stage.READY)
        _stop(story, Stage.ON_HOLD, "hold", by=by, note=note)


def take_off_hold(
    article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    with turn(article, seen=seen) as story:
        _expect(story, Stage.ON_HOLD)
        _move(story, Stage.DRAFTING, "take-off-hold", by=by, note=note)


def spike(article: Article, *, by: AbstractBaseUser | None, note: str, seen: Seen | None = None) -> None:
    """It will not run; what waits is cancelled. Readers go on seeing what is live. Raises WrongStage, ReasonMissing."""
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        _expect(story, Stage.DRAFTING, Stage.IN_REVIEW, Stage.READY, Stage.ON_HOLD)
        _stop(story, Stage.SPIKED, "spike", by=by, note=note)
        sharing.end(story, because="spiked", by=by)


def unspike(
    article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    with turn(article, seen=seen) as story:
        _expect(story, Stage.SPIKED)
        _move(story, Stage.DRAFTING, "unspike", by=by, note=note)


def ask_legal(
    article: Article, *, by: AbstractBaseUser | None, question: str, seen: Seen | None = None
) -> None:
    """Stop it until legal has answered; what waits is cancelled. Raises LegalQuestionOpen, ReasonMissing."""
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        refuse_legal_question(story.article)
        if not question.strip():
            raise refusals.ReasonMissing("Say what legal should look at.")
        removed = story.remove_waiting()
        Article.objects.filter(pk=story.article.pk).update(legal_question=question)
        story.settle("ask-legal", by=by, note=question, removed=removed and removed.live_from)


def clear_legal(
    article: Article, *, by: AbstractBaseUser | None, note: str, seen: Seen | None = None
) -> None:
    """Legal has no objection to this text. Raises WrongStage, ReasonMissing, Outdated."""
    with turn(article, seen=seen) as story:
        if not story.article.legal_question:
            raise refusals.WrongStage("No legal question is open.")
        if not note.strip():
            raise refusals.ReasonMissing
        Article.objects.filter(pk=story.article.pk).update(legal_question="")
        story.settle("clear-legal", by=by, note=note, unseen=True, digest=story.article.digest)


def bin(article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None) -> None:
    """Put it away. Nothing is deleted; its address, if it had one, goes on answering 410.

    Raises StillOnSite, VersionScheduled, WrongStage, Outdated.
    """
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        if story.standing.shown:
            raise refusals.StillOnSite
        if story.standing.waiting:
            raise refusals.VersionScheduled("A version is scheduled. Cancel it first.")
        Article.objects.filter(pk=story.article.pk).update(binned_at=story.now)
        sharing.end(story, because="binned", by=by)
        story.settle("bin", by=by, note=note, unseen=True)


def take_out_of_bin(
    article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    with turn(article, seen=seen) as story:
        if not story.article.binned_at:
            raise refusals.WrongStage("It is not in the bin.")
        Article.objects.filter(pk=story.article.pk).update(binned_at=None)
        story.settle("take-out-of-bin", by=by, note=note, unseen=True)


def _go_over(story: Turn, verb: str, reason: str) -> list[str]:
    """Codes of the checks that the reason goes over."""
    stopped = readiness.stopping(story.article, verb)
    if stopped and not reason.strip():
        raise refusals.NotFinished(stopped)
    if any(finding.code == "address" for finding in stopped):
        raise refusals.AddressTaken  # Publishing would refuse it, whatever the reason.
    return [finding.code for finding in stopped]


def _expect(story: Turn, *stages: Stage) -> None:
    if story.article.stage not in stages:
        wanted = " or ".join(f"“{stage.label}”" for stage in stages)
        raise refusals.WrongStage(
            f"This story is “{Stage(story.article.stage).label}”; that can be done to one that is {wanted}."
        )


def _refuse_nothing_new(story: Turn) -> None:
    shown = story.standing.shown
    if shown and shown.digest == true_digest(story.article):
        raise refusals.NothingNew


def _move(
    story: Turn, stage: Stage, verb: str, *, by: AbstractBaseUser | None, note: str, **data: Any
) -> None:
    Article.objects.filter(pk=story.article.pk).update(stage=stage)
    story.settle(verb, by=by, note=note, unseen=True, was=story.article.stage, **data)


def _stop(story: Turn, stage: Stage, verb: str, *, by: AbstractBaseUser | None, note: str) -> None:
    if not note.strip():
        raise refusals.ReasonMissing
    removed = story.remove_waiting()
    Article.objects.filter(pk=story.article.pk).update(stage=stage)
    story.settle(verb, by=by, note=note, was=story.article.stage, removed=removed and removed.live_from)
