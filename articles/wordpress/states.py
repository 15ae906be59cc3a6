"""States of WordPress, reached here by the desk's verbs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from articles import clock, moments, refusals
from articles.desk import publishing, workflow
from articles.desk.clearance import Brought, CorrectionText
from articles.desk.standing import standing
from articles.models import Article, Change, Stage
from articles.wordpress.items import Item

#: States of what readers will see.
PUBLIC = frozenset({"publish", "future"})
LEFT_OUT = {
    "auto-draft": "WordPress made it by itself and nobody wrote in it.",
    "inherit": "It is an older version of another item.",
}
REASON = "From WordPress"


def wanted(item: Item) -> str:
    """ "publish", "future", "pending", "trash", or "draft" for all that is nobody's but the desk's."""
    if item.status in ("publish", "future") and item.password:
        return "draft"
    return item.status if item.status in ("publish", "future", "pending", "trash") else "draft"


def reach(
    article: Article,
    item: Item,
    date: datetime | None,
    notes: list[str],
    corrections: Sequence[CorrectionText] = (),
) -> str:
    """Bring the story into the state that it has there. Returns where it stands now, in words."""
    if item.password:
        notes.append("It was protected by a password, which was not kept: it is a draft here.")
    elif item.status not in ("publish", "future", "pending", "trash", "draft"):
        known = "private" if item.status == "private" else f"in the state “{item.status}”"
        notes.append(f"It was {known} there: it is a draft here.")
    state = wanted(item)
    now = clock.now()
    if state == "future" and (date is None or date <= now):
        notes.append("It was scheduled for no moment to come: an editor has to look whether it went out.")
        state = "pending"
    if state in ("publish", "future"):
        return _publish(article, date, now, notes, corrections, scheduled=state == "future")
    return _take_off(article, notes) or _put_away(article, state, notes)


def _publish(
    article: Article,
    date: datetime | None,
    now: datetime,
    notes: list[str],
    corrections: Sequence[CorrectionText],
    *,
    scheduled: bool,
) -> str:
    ever_shown = article.settled is not None and standing(article, now).ever_shown
    if date is None:
        notes.append("It has no date: it is first published now.")
    if article.binned_at:
        workflow.take_out_of_bin(article, by=None, note=REASON)
    # What the outlet published there was approved there.
    Article.objects.filter(pk=article.pk).update(
        stage=Stage.READY, approved_digest=article.digest, approved_by=None, approved_at=now
    )
    known = set(article.corrections.values_list("it_is", "made_at")) if ever_shown else set()
    brought = [text for text in corrections if (text.it_is, text.made_at) not in known]
    again = Change.CORRECTION if brought else Change.MINOR
    try:
        publishing.publish(
            article,
            by=None,
            change=again if ever_shown else None,
            at=date if scheduled else None,
            replace=True,
            override=REASON,
            brought=Brought(None if scheduled else date, brought),
        )
    except refusals.WasWithdrawn:
        notes.append("The desk withdrew it here: its text was brought up to date, and it stays off the site.")
        Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFTING, approved_digest="")
        return "withdrawn"
    except refusals.NothingNew:
        Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFTING, approved_digest="")
    if scheduled and date:
        return f"scheduled for {moments.at(date, now)}"
    return "live"


def _take_off(article: Article, notes: list[str]) -> str:
    """If readers see here what is no longer published there."""
    stands = standing(article, clock.now())
    if stands.waiting and not stands.shown:
        publishing.cancel_schedule(article, by=None, note=REASON)
        notes.append("It is no longer scheduled there: its schedule here was cancelled.")
    if stands.shown:
        publishing.withdraw(article, by=None, reason="It is no longer published in WordPress.")
        notes.append("It is no longer published there: it was withdrawn here.")
        return "withdrawn"
    return ""


def _put_away(article: Article, state: str, notes: list[str]) -> str:
    if state == "trash":
        if not article.binned_at:
            workflow.bin(article, by=None, note="It was in the trash of WordPress.")
        return "bin"
    if state == "pending":
        try:
            workflow.submit(article, by=None, note=REASON)
        except refusals.Refusal as refusal:
            notes.append(f"It was waiting for review, and is a draft here: {refusal}")
        else:
            return "in review"
    return "draft"
