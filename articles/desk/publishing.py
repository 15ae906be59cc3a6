"""The verbs that decide what readers see (SEMANTICS, section 3). Each refuses, changes, then follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from articles import prose, refusals
from articles.desk import echoes, pictures, readiness, saving
from articles.desk.echoes import Echo
from articles.desk.turn import Seen, Turn, true_digest, turn
from articles.digest import bylines, topics
from articles.models import (
    Address,
    Article,
    Change,
    Correction,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Stage,
    Story,
    search,
)

LAST_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class CorrectionText:
    wrote: str
    it_is: str
    kind: str = Correction.Kind.CORRECTION
    serious: bool = False


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
    first_published: datetime | None = None,
    seen: Seen | None = None,
) -> Edition:
    """Show the working copy to readers now, or at a moment to come; the text is fixed now in either case.
    A rewrite that was set aside for it comes back into the working copy.

    `change` is asked of a story that readers have seen before. `replace` takes away what is scheduled, `put_back`
    returns a story that somebody withdrew, `override` is the reason for going over checks and embargo (the right is
    asked at the edge). `left` is where the wrong words stand too and nobody has dealt with it yet. `first_published` is for imports: when it was first published elsewhere.

    Raises VersionScheduled, NothingNew, WasWithdrawn, NotApproved, MomentPassed, AddressTaken, Embargoed, Outdated,
    NotFinished, LegalQuestionOpen, NoteMissing, IncompleteCorrection.
    """
    with turn(article, seen=seen) as story:
        prefetch_related_objects([story.article], "bylines", "tag_links")  # asked for by each step below
        start = at or story.now
        said = true_digest(story.article)
        kind = _kind_of_change(story, change)
        overridden = _refuse_to_publish(
            story, said=said, start=start, kind=kind, by=by, scheduled=at is not None,
            correction=correction, note=note, replace=replace, put_back=put_back, override=override,
        )  # fmt: skip
        fast_lane = not story.article.is_approved

        replaced = story.remove_waiting()
        path = claim(story.article)
        edition = _freeze(story, start=start, path=path, change=kind, note=note, digest=said, by=by,
                          first_published=first_published)  # fmt: skip
        if correction is not None:
            Correction.objects.create(
                edition=edition,
                article=story.article,
                kind=correction.kind,
                wrote=correction.wrote,
                it_is=correction.it_is,
                serious=correction.serious,
            )
            echoes.leave(left, story.article, by=by, at=story.now, wrote=correction.wrote)
        Article.objects.filter(pk=story.article.pk).update(stage=Stage.DRAFTING)
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
        )
        if story.article.set_aside_id:
            saving.take_up_again(story.article, by=by)
        pictures.place_on_commit(edition)
        edition.refresh_from_db()  # before anybody else's turn: they may cancel it
    return edition


def _kind_of_change(story: Turn, change: str | None) -> Change:
    if not story.standing.ever_shown:
        return Change.FIRST
    if change not in (Change.MINOR, Change.UPDATE, Change.CORRECTION):
        raise refusals.KindMissing
    return Change(change)


def _refuse_to_publish(
    story: Turn,
    *,
    said: str,
    start: datetime,
    kind: Change,
    by: AbstractBaseUser | None,
    scheduled: bool,
    correction: CorrectionText | None,
    note: str,
    replace: bool,
    put_back: bool,
    override: str,
) -> list[str]:
    """Codes of the checks that the reason given goes over."""
    article, now = story.article, story.standing
    refuse_in_bin(article)
    refuse_legal_question(article)
    if scheduled and start <= story.now:
        raise refusals.MomentPassed
    if now.waiting and not replace:
        raise refusals.VersionScheduled
    if now.was_withdrawn and not put_back:
        raise refusals.WasWithdrawn
    if now.shown and now.shown.digest == said and kind != Change.CORRECTION:
        raise refusals.NothingNew
    if kind == Change.UPDATE and not note.strip():
        raise refusals.NoteMissing
    if (kind == Change.CORRECTION) != (correction is not None) or (
        correction is not None and not (correction.wrote.strip() and correction.it_is.strip())
    ):
        raise refusals.IncompleteCorrection
    is_approved = article.is_approved and article.approved_digest == said
    if not (is_approved or _in_fast_lane(story, kind, by, said) or _is_out_already(story, said)):
        raise refusals.NotApproved
    stopped = readiness.stopping(article, readiness.PUBLISH, at=start)
    if stopped and not override.strip():
        raise refusals.NotFinished(stopped)
    if article.section_id is None or not article.slug:
        raise refusals.NotFinished(stopped)  # Without an address not even a reason helps.
    return [finding.code for finding in stopped] + _over_embargo(article, start, override)


def _over_embargo(article: Article, start: datetime, override: str) -> list[str]:
    """What the reason given goes over: nothing, if the embargo has ended by then."""
    if article.embargo_until is None or start >= article.embargo_until:
        return []
    if not override.strip():
        raise refusals.Embargoed
    return ["embargo"]


def _in_fast_lane(story: Turn, kind: Change, by: AbstractBaseUser | None, said: str) -> bool:
    """An editor may publish their own minor change of a live story (DECISIONS, 6). It is recorded as such."""
    return (
        kind == Change.MINOR
        and story.standing.shown is not None
        and story.article.stage == Stage.DRAFTING
        and by is not None
        and story.article.changed_by_id == by.pk
        and story.article.digest == said
    )


def _is_out_already(story: Turn, said: str) -> bool:
    """A correction of words that are right by now: what readers see was approved before."""
    shown = story.standing.shown
    return shown is not None and shown.digest == said and story.article.stage == Stage.DRAFTING


def refuse_in_bin(article: Article) -> None:
    if article.binned_at:
        raise refusals.WrongStage("It is in the bin. Take it out first.")


def refuse_legal_question(article: Article) -> None:
    if article.legal_question:
        raise refusals.LegalQuestionOpen


def claim(article: Article) -> str:
    """The article's path, which from now on no other story may have."""
    assert article.section is not None
    path = f"/{article.section.slug}/{article.slug}/"
    try:
        address, _ = Address.objects.get_or_create(path=path, defaults={"article": article})
    except IntegrityError as error:  # another story had it until an instant ago
        raise refusals.AddressTaken from error
    if address.article_id != article.pk:
        raise refusals.AddressTaken
    return path


def _freeze(
    story: Turn,
    *,
    start: datetime,
    path: str,
    change: Change,
    note: str,
    digest: str,
    by: AbstractBaseUser | None,
    first_published: datetime | None,
    said: Story | None = None,
    ends_at: datetime | None = None,
) -> Edition:
    """Make the edition, with its names, topics and pictures. `said` is whose text, the working copy's if not given."""
    now = story.standing
    source = said or story.article
    if now.first:
        first_published = now.first.first_published
    shown = now.shown
    if shown:
        if shown.ends_at and shown.ends_at > start:
            ends_at = shown.ends_at
        if shown.live_until is None or shown.live_until > start:
            # The database allows no overlap, even for an instant: shorten, then insert.
            Edition.objects.filter(pk=shown.pk).update(live_until=start)
    edition = Edition.objects.create(
        article=story.article,
        story_id=story.article.public_id,
        live_from=start,
        ends_at=ends_at,
        live_until=ends_at,
        first_published=min(first_published or start, start),
        updated=start if change.moves_updated or not now.last else now.last.updated,
        path=path,
        digest=digest,
        change=change,
        note=note,
        minutes=prose.reading_minutes(source.body),
        created_at=story.now,
        created_by=by,
        **{name: getattr(source, name) for name in Story.PLAIN_FIELDS},
    )
    repeated = {"article_id": edition.article_id, "first_published": edition.first_published}
    EditionByline.objects.bulk_create(
        EditionByline(edition=edition, author_id=name["author"], role=name["role"], order=place, **repeated)
        for place, name in enumerate(bylines(source))
    )
    EditionTag.objects.bulk_create(
        EditionTag(edition=edition, tag_id=tag_id, **repeated) for tag_id in topics(source)
    )
    EditionPicture.objects.bulk_create(
        EditionPicture(edition=edition, image_id=image_id) for image_id in pictures.used_by(source)
    )
    search.index([edition])
    return edition


def move_schedule(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    to: datetime | None = None,
    override: str = "",
    seen: Seen | None = None,
) -> Edition:
    """Let the same frozen text appear at another moment, or now.

    Raises NothingScheduled, EndsTooSoon, MomentPassed, TooLate, Embargoed, LegalQuestionOpen, Outdated.
    """
    with turn(article, seen=seen) as story:
        waiting = _waiting(story)
        start = to or story.now
        if to is not None and to <= story.now:
            raise refusals.MomentPassed
        if waiting.ends_at and start >= waiting.ends_at:
            raise refusals.EndsTooSoon
        overridden = _over_embargo(story.article, start, override)

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
        if Change(waiting.change).moves_updated:
            moved["updated"] = start
        Edition.objects.filter(pk=waiting.pk).update(**moved)
        story.settle(
            "move-schedule",
            by=by,
            note=override,
            edition=waiting.pk,
            was=waiting.live_from,
            moment=start,
            overridden=overridden,
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
        overridden = _over_embargo(story.article, story.now, override)
        last = Edition.objects.get(pk=now.last.pk)
        edition = _freeze(
            story, start=story.now, path=last.path, change=Change.REINSTATED, note="", digest=last.digest, by=by,
            first_published=None, said=last,
        )  # fmt: skip
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
