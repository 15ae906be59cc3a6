"""The story's panel: how the work stands, what readers see, and what may be done next, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from articles import moments
from articles.admin import next_steps, sights
from articles.admin.offers import Desk, Link, Notice, Panel
from articles.desk import bin, readiness, second_look
from articles.desk.standing import Standing
from articles.models import Article, Edition, Stage, Transition

Links = Callable[[Article, Standing, Any], Iterable[Link]]
_links: list[Links] = []


def register_links(links: Links) -> Links:
    """For apps above this one, when they start: stories know nothing of lists."""
    _links.append(links)
    return links


def panel(article: Article, now: Standing, user: Any, report: readiness.Report) -> Panel:
    desk = Desk(article, now, user, report)
    desk.panel.stage_line = stage_line(desk)
    if article.binned_at:
        desk.panel.notices.append(
            Notice(
                "watch",
                "triangle",
                f"Since {moments.at(article.binned_at, now.moment)}. {kept_in_bin(desk)}",
                "It is in the bin.",
            )
        )
        desk.offer("take-out-of-bin", "Take it out of the bin", filled=True)
        return desk.panel
    look_again(desk)
    rewrite(desk)
    next_steps.offer(desk)
    next_steps.more_actions(desk)
    desk.panel.links = [link for links in _links for link in links(article, now, user)]
    return desk.panel


def kept_in_bin(desk: Desk) -> str:
    goes = bin.goes_at(desk.article)
    if goes is None:
        return "Readers saw it once, so it is kept."
    return f"It is deleted for good {moments.at(goes, desk.now.moment)}."


def rewrite(desk: Desk) -> None:
    """One that had to make room for a fix, or would have to."""
    article, now = desk.article, desk.now
    if kept := article.set_aside:
        whose = sights.name(kept.by, desk.user)
        words = "Your rewrite" if whose == "you" else f"The rewrite by {whose}"
        desk.panel.notices.append(
            Notice(
                "",
                "note",
                "It comes back when this is published.",
                f"{words} of {moments.at(kept.at, now.moment)} is set aside.",
            )
        )


def look_again(desk: Desk) -> None:
    """What would stop the text that waits, if it were asked today."""
    if desk.now.waiting is None:
        return
    waiting = Edition.objects.get(pk=desk.now.waiting.pk)
    goes_out = moments.at(waiting.live_from, desk.now.moment)
    for finding in second_look.findings([waiting])[waiting.pk]:
        tone, icon = ("stop", "octagon") if finding.stops else ("watch", "triangle")
        desk.panel.notices.append(
            Notice(tone, icon, f"{finding.words} {finding.advice}".strip(), f"In what goes out {goes_out}:")
        )


def stage_line(desk: Desk) -> str:
    article, now = desk.article, desk.now
    if article.stage == Stage.READY and article.approved_at:
        return f"Approved by {sights.name(article.approved_by, desk.user)}, {moments.at(article.approved_at, now.moment)}"
    verb = {Stage.IN_REVIEW: "submit", Stage.ON_HOLD: "hold", Stage.SPIKED: "spike"}.get(Stage(article.stage))
    moved = verb and Transition.objects.about(article).filter(verb=verb).select_related("by").first()
    if moved:
        words = {"submit": "Submitted", "hold": "Put on hold", "spike": "Spiked"}[moved.verb]
        line = f"{words} by {sights.name(moved.by, desk.user)}, {moments.at(moved.at, now.moment)}"
        return f"{line}: “{moved.note}”" if moved.note else line
    if article.stage == Stage.DRAFTING and desk.panel.stage:
        back = (
            Transition.objects.about(article)
            .filter(verb__in=("submit", "send-back", "take-back", "approve"))
            .select_related("by")
            .first()
        )
        if back and back.verb == "send-back":
            return f"Sent back by {sights.name(back.by, desk.user)}, {moments.at(back.at, now.moment)}: “{back.note}”"
    return ""
