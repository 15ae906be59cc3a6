"""The verbs that decide what readers see (SEMANTICS, section 3). Each refuses, changes, then follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import prefetch_related_objects

from articles import refusals
from articles.desk import echoes, pictures, saving, second_look, sharing
from articles.desk.clearance import (
    Brought,
    CorrectionText,
    kind_of_change,
    over_embargo,
    refuse_in_bin,
    refuse_legal_question,
    refuse_to_move,
    refuse_to_publish,
)
from articles.desk.echoes import Echo
from articles.desk.freezing import claim, freeze
from articles.desk.turn import Seen, Turn, true_digest, turn
from articles.models import Article, Change, Correction, Edition, EditionByline, EditionTag, Stage

LAST_SECOND = timedelta(seconds=1)


def publish(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    change: str | None = None,
    note: str = "",
    correction: CorrectionText | None = None,
    at: datetime | None = None,
    replace: bool = False,
    put_back: bool = False,
    override: str = "",
    left: Iterable[Echo] = (),
    brought: Brought | None = None,
    seen: Seen | None = None,
) -> Edition:
    """Show the working copy to readers now, or at a moment to come; the text is fixed now in either case.
    A rewrite that was set aside for it comes back into the working copy.

    `change` is asked of a story that readers have seen before. `replace` takes away what is scheduled, `put_back`
    returns a story that somebody withdrew, `override` is the reason for going over checks and embargo (the right is
    asked at the edge). `left` is where the wrong words stand too and nobody has dealt with it yet. `brought` is for imports.

    Raises VersionScheduled, NothingNew, WasWithdrawn, NotApproved, MomentPassed, AddressTaken, Embargoed, Outdated,
    NotFinished, LegalQuestionOpen, NoteMissing, IncompleteCorrection.
    """
    with turn(article, seen=seen) as story:
        prefetch_related_objects([story.article], "bylines", "tag_links")  # asked for by each step below
        start = at or story.now
        said = true_digest(story.article)
        kind = kind_of_change(story, change)
        overridden = refuse_to_publish(
            story, said=said, start=start, kind=kind, by=by, scheduled=at is not None,
            correction=correction, brought=brought, note=note, replace=replace, put_back=put_back, override=override,
        )  # fmt: skip
        fast_lane = not story.article.is_approved

        replaced = story.remove_waiting()
        path = claim(story.article)
        edition = freeze(story, start=start, path=path, change=kind, note=note, digest=said, by=by,
                         first_published=brought.first_published if brought else None, brought=brought is not None)  # fmt: skip
        texts = [*(brought.corrections if brought else ()), *([correction] if correction else [])]
        for text in texts:
            Correction.objects.create(edition=edition, article=story.article, live_from=start, **asdict(text))
        if correction is not None:
            echoes.leave(left, story.article, by=by, at=story.now, wrote=correction.wrote)
        Article.objects.filter(pk=story.article.pk).update(stage=Stage.DRAFTING)
        sharing.end(story, because="scheduled" if at else "published", by=by)
        story.settle(
            "schedule" if at else "publish",
            by=by,
            note=override or note,
            edition=edition.pk,
            change=kind,
            moment=start,
            overridden=overridden,
            fast_lane=fast_lane or None,
            replaced=replaced and replaced.live_from,
            found=second_look.names(second_look.findings([edition])[edition.pk]) if at else None,
        )
        if story.article.set_aside_id:
            saving.take_up_again(story.article, by=by)
        pictures.place_on_commit(edition, at_ease=brought is not None)
        edition.refresh_from_db()  # before anybody else's turn: they may cancel it
    return edition


def move_schedule(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    to: datetime | None = None,
    override: str = "",
    seen: Seen | None = None,
) -> Edition:
    """Let the same frozen text appear at another moment, or now. What it uses is checked as of that moment;
    `override` is the reason for going over that and over an embargo.

    Raises NothingScheduled, EndsTooSoon, MomentPassed, TooLate, NotFinished, Embargoed, Outdated.
    """
    with turn(article, seen=seen) as story:
        waiting = _waiting(story)
        start = to or story.now
        if to is not None and to <= story.now:
            raise refusals.MomentPassed
        if waiting.ends_at and start >= waiting.ends_at:
            raise refusals.EndsTooSoon
        found = second_look.findings([Edition.objects.get(pk=waiting.pk)], at=start)[waiting.pk]
        overridden = refuse_to_move(story, found, start=start, override=override)

        shown = story.standing.shown
        if shown and (shown.live_until is None or shown.live_until > start):
            Edition.objects.filter(pk=shown.pk).update(live_until=start)
        moved = {"live_from": start, "live_until": waiting.ends_at}
        if not story.standing.ever_shown:
            moved["first_published"] = min(waiting.first_published, start)
            if waiting.first_published == waiting.live_from:
                moved["first_published"] = start
            for link in (EditionByline, EditionTag):
                link.objects.filter(edition=waiting).update(first_published=moved["first_published"])
            moved["updated"] = moved["first_published"]
        elif waiting.updated == waiting.live_from:
            moved["updated"] = start
        Edition.objects.filter(pk=waiting.pk).update(**moved)
        Correction.objects.filter(edition=waiting).update(live_from=start)
        story.settle(
            "move-schedule",
            by=by,
            note=override,
            edition=waiting.pk,
            was=waiting.live_from,
            moment=start,
            overridden=overridden,
            found=second_look.names(found),
        )
        waiting.refresh_from_db()
    return waiting


def cancel_schedule(
    article: Article, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    """Take away what waits. What is live keeps the end it was given. Raises NothingScheduled, TooLate, Outdated."""
    with turn(article, seen=seen) as story:
        waiting = _waiting(story)
        story.remove_waiting()
        story.settle("cancel-schedule", by=by, note=note, was=waiting.live_from)


def _waiting(story: Turn) -> Edition:
    """The waiting edition, unless it is gone or as good as out."""
    waiting = story.standing.waiting
    if waiting is None:
        shown = story.standing.shown
        if shown and shown.live_from != shown.created_at:
            raise refusals.NothingScheduled(
                f"It went live at {shown.live_from:%H:%M} UTC. Withdraw it, or publish the former text again."
            )
        raise refusals.NothingScheduled
    if waiting.live_from - story.now < LAST_SECOND:
        raise refusals.TooLate
    return waiting


def withdraw(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    reason: str,
    notice: str = "",
    seen: Seen | None = None,
) -> None:
    """Take the story off the site at once, and remove what is scheduled. Its address answers 410 with the notice.

    Works even if this server's clock is behind. Raises NotOnSite, ReasonMissing, Outdated.
    """
    with turn(article, seen=seen, although_clock_is_behind=True) as story:
        shown = story.standing.shown
        if shown is None:
            raise refusals.NotOnSite(
                "Readers cannot see this story now. Cancel what is scheduled instead."
                if story.standing.waiting
                else ""
            )
        if not reason.strip():
            raise refusals.ReasonMissing
        removed = story.remove_waiting()
        story.end_for_readers_behind()
        Edition.objects.filter(pk=shown.pk).update(
            ends_at=story.now,
            withdrawn_at=story.now,
            withdrawn_by=by,
            withdrawal_reason=reason,
            withdrawal_notice=notice,
        )
        sharing.end(story, because="withdrawn", by=by)
        story.settle(
            "withdraw",
            by=by,
            note=reason,
            edition=shown.pk,
            notice=notice,
            removed=removed and removed.live_from,
        )
        transaction.on_commit(pictures.sweep, robust=True)


def edit_notice(
    article: Article, *, by: AbstractBaseUser | None, notice: str, seen: Seen | None = None
) -> None:
    """Change what readers are told at the address of a withdrawn story. Raises StillOnSite, NotOnSite."""
    with turn(article, seen=seen) as story:
        if story.standing.shown:
            raise refusals.StillOnSite
        if not story.standing.was_withdrawn:
            raise refusals.NotOnSite("It was not withdrawn, so it has no notice.")
        assert story.standing.last is not None
        Edition.objects.filter(pk=story.standing.last.pk).update(withdrawal_notice=notice)
        story.settle("edit-notice", by=by, notice=notice)


def reinstate(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    note: str = "",
    override: str = "",
    seen: Seen | None = None,
) -> Edition:
    """Show again what readers last saw, word for word, without an end.

    Raises NotOnSite (never was), StillOnSite, VersionScheduled, Embargoed, LegalQuestionOpen, Outdated.
    """
    with turn(article, seen=seen) as story:
        now = story.standing
        refuse_in_bin(story.article)
        refuse_legal_question(story.article)
        if now.shown:
            raise refusals.StillOnSite("Readers can see this story now.")
        if now.last is None:
            raise refusals.NotOnSite("Readers never saw this story. Publish it.")
        if now.waiting:
            raise refusals.VersionScheduled
        overridden = over_embargo(story.article, story.now, override)
        last = Edition.objects.get(pk=now.last.pk)
        edition = freeze(
            story, start=story.now, path=last.path, change=Change.REINSTATED, note="", digest=last.digest, by=by,
            first_published=None, said=last,
        )  # fmt: skip
        sharing.end(story, because="published", by=by)
        story.settle("reinstate", by=by, note=override or note, edition=edition.pk, overridden=overridden)
        pictures.place_on_commit(edition)
        edition.refresh_from_db()  # before anybody else's turn: they may cancel it
    return edition


def end_at(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    at: datetime | None,
    note: str = "",
    seen: Seen | None = None,
) -> None:
    """Let what is live, and what waits, end at a moment, or never (`at=None`).

    Raises NotOnSite, MomentPassed, EndsTooSoon, Outdated.
    """
    with turn(article, seen=seen) as story:
        shown, waiting = story.standing.shown, story.standing.waiting
        if not (shown or waiting):
            raise refusals.NotOnSite
        if at is not None and at <= story.now:
            raise refusals.MomentPassed
        if at is not None and waiting and at <= waiting.live_from:
            raise refusals.EndsTooSoon
        for edition in filter(None, (shown, waiting)):
            Edition.objects.filter(pk=edition.pk).update(ends_at=at)
        story.settle("end-at" if at else "never-end", by=by, note=note, moment=at)


def never_end(article: Article, *, by: AbstractBaseUser | None, seen: Seen | None = None) -> None:
    end_at(article, by=by, at=None, seen=seen)
