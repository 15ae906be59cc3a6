"""What each verb asks before it is done: one small form a verb, and how its answer is handed to the verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles import redaction
from articles.admin import assignment
from articles.admin.asking import ApproveForm, Form, NoteForm, SubmitForm, asking
from articles.admin.going_out import (
    EndForm,
    MoveForm,
    NoticeForm,
    PublishForm,
    ReinstateForm,
    WithdrawForm,
)
from articles.admin.sealing import RedactForm, SealForm, UnsealForm
from articles.desk import fixing, publishing, sealing, workflow
from articles.models import Article


@dataclass(frozen=True)
class Question:
    """`run(article, said, by=, seen=)` calls the verb; `done` is what the person is told afterwards."""

    title: str
    go: str
    done: str
    run: Callable[..., Any]
    form: type[Form] = NoteForm
    facts: str = ""
    nothing: str = "Nothing was changed."
    dangerous: bool = False
    template: str = "desk/question.html"


def _noted(verb: Callable[..., Any], name: str = "note") -> Callable[..., Any]:
    def run(article: Article, form: Form, **who: Any) -> None:
        verb(article, **{name: form.cleaned_data.get(name, "")}, **who)

    return run


def _checked(verb: Callable[..., Any]) -> Callable[..., Any]:
    def run(article: Article, form: Form, **who: Any) -> None:
        said = form.cleaned_data
        verb(article, note=said.get("note", ""), override=said.get("override", ""), **who)

    return run


def _bare(verb: Callable[..., Any]) -> Callable[..., Any]:
    def run(article: Article, form: Form, **who: Any) -> None:
        verb(article, **who)

    return run


def _publish(article: Article, form: PublishForm, **who: Any) -> None:
    said = form.cleaned_data
    publishing.publish(
        article,
        change=said.get("change"),
        note=said.get("note", ""),
        correction=form.correction(),
        at=said.get("at"),
        replace=said.get("replace", False),
        put_back=said.get("put_back", False),
        override=form.reason(),
        left=[echo for echo in form.echoes if echo.name not in said.get("dealt", ())],
        **who,
    )


def _move(article: Article, form: MoveForm, **who: Any) -> None:
    publishing.move_schedule(article, to=form.cleaned_data["at"], override=form.reason(), **who)


def _end(article: Article, form: EndForm, **who: Any) -> None:
    publishing.end_at(article, at=form.cleaned_data["at"], **who)


def _withdraw(article: Article, form: WithdrawForm, **who: Any) -> None:
    publishing.withdraw(
        article, reason=form.cleaned_data["reason"], notice=form.cleaned_data["notice"], **who
    )


def _reinstate(article: Article, form: ReinstateForm, **who: Any) -> None:
    said = form.cleaned_data
    publishing.reinstate(article, note=said["note"], override=said.get("override", ""), **who)


def _sealed(verb: Callable[..., Any]) -> Callable[..., Any]:
    def run(article: Article, form: Form, **who: Any) -> None:
        verb(article, int(form.cleaned_data["edition"]), reason=form.cleaned_data["reason"], **who)

    return run


def _redact(article: Article, form: RedactForm, **who: Any) -> None:
    said = form.cleaned_data
    sealing.redact(article, words=redaction.phrases(said["words"]), reason=said["reason"], **who)


#: By verb. What is not asked (`offers.AT_ONCE`) still has a page, for those without script and for a second thought.
QUESTIONS: dict[str, Question] = {
    "submit": Question(
        "Submit for review",
        "Submit for review",
        "It waits for an editor.",
        _checked(workflow.submit),
        SubmitForm,
    ),
    "take-back": Question("Take back", "Take back", "You can write on.", _noted(workflow.take_back)),
    "approve": Question("Approve", "Approve", "Approved.", _checked(workflow.approve), ApproveForm),
    "send-back": Question(
        "Send back",
        "Send back",
        "It went back to its writer.",
        _noted(workflow.send_back),
        asking(
            "What is to be done? (its writer reads it)",
            required="Say what is to be done: the writer reads it.",
        ),
    ),
    "hold": Question(
        "Put on hold",
        "Put on hold",
        "It is on hold.",
        _noted(workflow.hold),
        asking("Why?", "What waits to be published is cancelled."),
    ),
    "take-off-hold": Question(
        "Take off hold", "Take off hold", "It is being drafted again.", _noted(workflow.take_off_hold)
    ),
    "spike": Question(
        "Spike",
        "Spike it",
        "It is spiked.",
        _noted(workflow.spike),
        asking("Why?", "It will not run. What is live stays live; what waits is cancelled."),
        dangerous=True,
    ),
    "unspike": Question(
        "Bring it back", "Bring it back", "It is being drafted again.", _noted(workflow.unspike)
    ),
    "ask-legal": Question(
        "Ask legal",
        "Ask legal",
        "Nothing goes out until legal has answered.",
        _noted(workflow.ask_legal, "question"),
        asking("What should legal look at?", "Nothing goes out until they clear it.", "question"),
    ),
    "clear-legal": Question(
        "Clear the legal question",
        "Clear it",
        "The question is cleared, for this text.",
        _noted(workflow.clear_legal),
        asking("What was decided?"),
    ),
    "assign": Question(
        "Assignment",
        "Save the assignment",
        "The assignment is changed. The text is as it was.",
        assignment.run,
        assignment.AssignForm,
        facts="It is no part of the text: no approval is taken back, and readers never see it.",
    ),
    "bin": Question("Move to bin", "Move to bin", "It is in the bin.", _noted(workflow.bin), dangerous=True),
    "take-out-of-bin": Question(
        "Take it out of the bin", "Take it out", "It is out of the bin.", _noted(workflow.take_out_of_bin)
    ),
    "publish": Question(
        "Publish",
        "Publish now",
        "",
        _publish,
        PublishForm,
        nothing="Nothing was published.",
        template="desk/publish.html",
    ),
    "schedule": Question(
        "Schedule",
        "Schedule",
        "",
        _publish,
        PublishForm,
        nothing="Nothing was scheduled.",
        template="desk/publish.html",
    ),
    "move-schedule": Question(
        "Change time", "Change time", "The time is changed.", _move, MoveForm, template="desk/timed.html"
    ),
    "cancel-schedule": Question(
        "Cancel schedule",
        "Cancel schedule",
        "The schedule is cancelled.",
        _bare(publishing.cancel_schedule),
        Form,
    ),
    "withdraw": Question(
        "Withdraw from readers",
        "Withdraw now",
        "Readers no longer see it.",
        _withdraw,
        WithdrawForm,
        facts="It is gone from the site at once, and from every list. What is scheduled is cancelled too.",
        dangerous=True,
    ),
    "edit-notice": Question(
        "Edit notice",
        "Save notice",
        "The notice is changed.",
        _noted(publishing.edit_notice, "notice"),
        NoticeForm,
    ),
    "reinstate": Question(
        "Reinstate",
        "Reinstate now",
        "Readers see it again.",
        _reinstate,
        ReinstateForm,
        facts="What readers last saw appears again, word for word, at its address.",
    ),
    "fix-live": Question(
        "Fix the live text",
        "Set the rewrite aside",
        "This is what readers see. Fix it and publish that: your rewrite is set aside, and comes back then.",
        _bare(fixing.fix_live),
        Form,
        facts="What readers see is put into the working copy. The rewrite is kept, and comes back when the fix is "
        "published.",
    ),
    "bring-back": Question(
        "Bring the rewrite back",
        "Bring it back",
        "The rewrite is the working copy again. The unpublished fix is among the saves.",
        _bare(fixing.bring_back),
        Form,
    ),
    "seal": Question(
        "Seal a version’s wording",
        "Seal it",
        "Its wording is sealed. Readers see its date and kind.",
        _sealed(sealing.seal),
        SealForm,
        facts="In the public record its date and kind stay; its words are not shown, nor what changed in it.",
    ),
    "unseal": Question(
        "Unseal a version’s wording",
        "Unseal it",
        "Its wording is on the public record again.",
        _sealed(sealing.unseal),
        UnsealForm,
    ),
    "redact": Question(
        "Redact, on a court’s order",
        "Redact for good",
        "The words are gone from every version and save of this story.",
        _redact,
        RedactForm,
        facts="This cannot be undone. The words go from every version that was published, from its corrections, from "
        "all saves and from the working copy; “[…]” stands instead. It is recorded, without the words.",
        dangerous=True,
    ),
    "end-at": Question("End at", "Set the end", "Its end is set.", _end, EndForm, template="desk/timed.html"),
    "never-end": Question(
        "Never end", "Never end", "It has no end any more.", _bare(publishing.never_end), Form
    ),
}


def told(verb: str, form: Form, moment_words: Callable[[datetime], str]) -> str:
    """The sentence after a verb was done."""
    if verb in ("publish", "schedule"):
        at = form.cleaned_data.get("at")
        return f"Scheduled for {moment_words(at)}. The text is fixed." if at else "Readers see it now."
    return QUESTIONS[verb].done


__all__ = ["QUESTIONS", "Form", "PublishForm", "Question", "told"]
