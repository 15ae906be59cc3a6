"""What may be done next with a story, by how the work on it stands.

One filled verb at most; a verb that somebody would look for and may not use is shown with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

from articles import moments
from articles.admin.offers import Desk, Notice, Verb
from articles.desk import rights
from articles.desk.workflow import needs_other_eyes
from articles.models import Stage

#: Stages in which a rewrite may have to make room.
WRITTEN = (Stage.DRAFTING, Stage.IN_REVIEW, Stage.READY)


def offer(desk: Desk) -> None:
    if desk.article.legal_question:
        legal(desk)
    else:
        STEPS[Stage(desk.article.stage)](desk)


def legal(desk: Desk) -> None:
    clears = desk.may("clear-legal")
    words = f"“{desk.article.legal_question}” " + (
        "" if clears else "Only legal can clear it, for this text."
    )
    desk.panel.notices.append(Notice("stop", "octagon", words, "Legal question, open."))
    desk.offer("clear-legal", "Clear it…", filled=True)
    if not clears and desk.article.stage == Stage.IN_REVIEW:
        desk.offer("approve", "Approve", disabled=True)
        desk.offer("send-back", "Send back…")


def drafting(desk: Desk) -> None:
    now = desk.now
    if desk.unchanged:
        return unchanged(desk)
    if now.waiting:
        goes_out = moments.at(now.waiting.live_from, now.moment)
        desk.panel.notices.append(
            Notice(
                "watch",
                "triangle",
                "What you changed since is not in it.",
                f"An approved text goes out {goes_out}.",
            )
        )
    desk.offer("submit", "Submit for review", filled=True)
    if now.waiting:
        desk.offer("cancel-schedule", "Cancel schedule")
    elif now.shown and desk.article.changed_by_id == desk.user.pk and desk.may("publish"):
        desk.offer("publish", "Publish minor change…")
    if desk.may("submit"):
        desk.panel.hint = "Saves first. An editor reads it next."
    return None


def unchanged(desk: Desk) -> None:
    """Readers have, had or will have exactly this text."""
    if desk.now.waiting:
        desk.offer("move-schedule", "Change time…", filled=True)
        desk.offer("cancel-schedule", "Cancel schedule")
        desk.panel.hint = "The text is fixed: what you change now is not in it."
    elif desk.now.shown:
        desk.panel.hint = "Write on: readers see nothing until it is published."
    else:
        desk.offer("reinstate", "Reinstate…", filled=True)
        if desk.now.was_withdrawn:
            desk.offer("edit-notice", "Edit notice…")


def elsewhere(desk: Desk) -> str:
    """Why an editor of other sections has no button here."""
    if not rights.is_elsewhere(desk.user, desk.article):
        return ""
    whom = rights.ask_whom("articles.override_checks", besides=desk.user)
    return f"You decide about other sections. {whom}".strip()


def in_review(desk: Desk) -> None:
    if words := elsewhere(desk):
        desk.panel.verbs.append(Verb("approve", "Approve", disabled=True))
        desk.panel.hint = words
    elif desk.may("approve"):
        own = needs_other_eyes(desk.article, desk.user)
        desk.offer("approve", "Approve", filled=not own, disabled=own)
        desk.offer("send-back", "Send back…")
        if own:
            changed = moments.at(desk.article.changed_at, desk.now.moment)
            whom = rights.ask_whom("articles.approve_article", besides=desk.user)
            desk.panel.hint = (
                f"You changed the text last ({changed}), so someone else approves. {whom}".strip()
            )
    else:
        desk.offer("take-back", "Take back")
        if desk.may("take-back"):
            desk.panel.hint = "You can read it. Take it back to change the text."


def ready(desk: Desk) -> None:
    update = desk.now.ever_shown
    if words := elsewhere(desk):
        desk.panel.verbs.append(Verb("publish", "Publish update…" if update else "Publish…", disabled=True))
        desk.panel.hint = words
        return
    desk.offer("publish", "Publish update…" if update else "Publish…", filled=True)
    desk.offer("schedule", "Schedule…")
    desk.panel.hint = (
        "Changing the text now takes the approval back."
        if desk.may("publish")
        else "Approved. An editor publishes it. Changing the text takes the approval back."
    )


def on_hold(desk: Desk) -> None:
    desk.offer("take-off-hold", "Take off hold", filled=True)


def spiked(desk: Desk) -> None:
    desk.offer("unspike", "Bring it back", filled=True)


STEPS: dict[Stage, Callable[[Desk], None]] = {
    Stage.DRAFTING: drafting,
    Stage.IN_REVIEW: in_review,
    Stage.READY: ready,
    Stage.ON_HOLD: on_hold,
    Stage.SPIKED: spiked,
}


def more_actions(desk: Desk) -> None:
    article, now = desk.article, desk.now
    if article.set_aside_id:
        desk.offer("bring-back", "Bring it back now")
    elif now.shown and not now.waiting and not desk.unchanged and article.stage in WRITTEN:
        desk.fold("fix-live", "Fix the live text")
    if article.stage in (Stage.IN_REVIEW, Stage.READY):
        desk.fold("send-back", "Send back…")
    if not article.legal_question:
        desk.fold("ask-legal", "Ask legal…")
    if not desk.unchanged or not (now.shown or now.waiting):
        desk.fold("share-link", "Share a preview link…")
    if now.waiting:
        desk.fold("move-schedule", "Change time…")
        desk.fold("cancel-schedule", "Cancel schedule")
    if article.stage in (Stage.DRAFTING, Stage.IN_REVIEW, Stage.READY) and not desk.unchanged:
        desk.fold("hold", "Put on hold…")
        desk.fold("spike", "Spike…")
    if not now.shown and now.last and not now.waiting:
        desk.fold("reinstate", "Reinstate…")
        if now.was_withdrawn:
            desk.fold("edit-notice", "Edit notice…")
    if now.shown or now.waiting:
        desk.fold("end-at", "End at…")
        if (now.waiting or now.shown).ends_at:
            desk.fold("never-end", "Never end")
    if now.last:
        closing(desk)
    if now.shown:
        desk.fold("withdraw", "Withdraw from readers…", line_before=True)
    stands_out = "withdraw it first" if now.shown else "cancel the schedule first" if now.waiting else ""
    desk.fold(
        "bin", "Move to bin" if stands_out else "Move to bin…", reason=stands_out, line_before=not now.shown
    )


def closing(desk: Desk) -> None:
    """What legal may do to the public record."""
    if not desk.may("seal"):
        return
    former = desk.article.editions.exclude(pk=desk.now.shown.pk if desk.now.shown else 0)
    begun = former.begun_at(desk.now.moment).values_list("sealed_at", flat=True)
    if None in begun:
        desk.fold("seal", "Seal a version’s wording…", line_before=True)
    if any(begun):
        desk.fold("unseal", "Unseal a version’s wording…")
    desk.fold("redact", "Redact…")
