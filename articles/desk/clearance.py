"""What has to hold before a text goes out, and what a reason given goes over (SEMANTICS, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from articles import refusals
from articles.desk import readiness
from articles.desk.turn import Turn
from articles.models import Article, Change, Correction, Stage


@dataclass(frozen=True)
class CorrectionText:
    wrote: str
    it_is: str
    kind: str = Correction.Kind.CORRECTION
    serious: bool = False
    #: Of one that was made elsewhere, and comes with its story: what it put right need not be known.
    made_at: datetime | None = None


@dataclass(frozen=True)
class Brought:
    """What comes with a story that was published on another site. Our checks are not asked about it: it is out.
    Search learns of it, and of all that came with it, by `search.index_missing`."""

    first_published: datetime | None = None
    corrections: Sequence[CorrectionText] = ()


def kind_of_change(story: Turn, change: str | None) -> Change:
    if not story.standing.ever_shown:
        return Change.FIRST
    if change not in (Change.MINOR, Change.UPDATE, Change.CORRECTION):
        raise refusals.KindMissing
    return Change(change)


def refuse_to_publish(
    story: Turn,
    *,
    said: str,
    start: datetime,
    kind: Change,
    by: AbstractBaseUser | None,
    scheduled: bool,
    correction: CorrectionText | None,
    brought: Brought | None,
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
    if brought is None and (kind == Change.CORRECTION) != (correction is not None):
        raise refusals.IncompleteCorrection
    if correction is not None and not (correction.wrote.strip() and correction.it_is.strip()):
        raise refusals.IncompleteCorrection
    is_approved = article.is_approved and article.approved_digest == said
    if not (is_approved or _in_fast_lane(story, kind, by, said) or _is_out_already(story, said)):
        raise refusals.NotApproved
    stopped = () if brought else readiness.stopping(article, readiness.PUBLISH, at=start)
    if stopped and not override.strip():
        raise refusals.NotFinished(stopped)
    if article.section_id is None or not article.slug:
        raise refusals.NotFinished(stopped)  # Without an address not even a reason helps.
    return [finding.code for finding in stopped] + over_embargo(article, start, override)


def refuse_to_move(
    story: Turn, found: Iterable[readiness.Finding], *, start: datetime, override: str
) -> list[str]:
    """Codes of what is found as of the new moment, that the reason given goes over."""
    stopped = tuple(finding for finding in found if readiness.PUBLISH in finding.stops)
    if stopped and not override.strip():
        raise refusals.NotFinished(stopped)
    return [finding.code for finding in stopped] + over_embargo(story.article, start, override)


def over_embargo(article: Article, start: datetime, override: str) -> list[str]:
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
