"""A story's standing as badges and lines of words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from articles import moments
from articles.desk.standing import Standing
from articles.models import Article, Stage
from articles.templatetags.desk import Sight, capital


def name(person: Any, reader: Any) -> str:
    """ "you" for oneself, else the first name."""
    if person is None:
        return "the system"
    if reader is not None and person.pk == reader.pk:
        return "you"
    return person.first_name or str(person)


def stage(article: Article) -> str:
    """The stage to show, or nothing while nobody works on a next version (DECISIONS, 1)."""
    unchanged = article.newest_digest and article.newest_digest == article.digest
    return "" if unchanged and article.stage == Stage.DRAFTING else article.stage


def sights(article: Article, now: Standing) -> tuple[Sight, ...]:
    """The square badges, most important first."""
    newer = article.has_unpublished_changes
    found = []
    if now.shown:
        triangle = "Unpublished changes" if newer and not now.waiting else ""
        found.append(Sight("live", triangle=triangle))
    elif now.last:
        kind, moment = (
            ("withdrawn", now.last.withdrawn_at) if now.was_withdrawn else ("ended", now.last.live_until)
        )
        found.append(Sight(kind, moments.at(moment, now.moment) if moment else ""))
    if now.waiting:
        goes_out = moments.at(now.waiting.live_from, now.moment)
        what = "update " if now.shown else "returns " if now.last else ""
        triangle = "Newer text is not in it" if newer else ""
        found.append(Sight("scheduled", f"{what}{goes_out}", triangle))
    return tuple(found) or (Sight("none"),)


def public_lines(now: Standing, reader: Any) -> list[str]:
    """What stands under the square badges on the story's page."""
    lines = []
    if now.shown:
        lines.append(f"Since {moments.at(now.shown.live_from, now.moment)}")
        if now.shown.ends_at:
            lines.append(f"Ends {moments.at(now.shown.ends_at, now.moment)}")
    elif now.was_withdrawn and now.last:
        lines.append(f"By {name(now.last.withdrawn_by, reader)}: “{now.last.withdrawal_reason}”")
        if now.last.withdrawal_notice:
            lines.append(f"A notice stands at its address: “{now.last.withdrawal_notice}”")
        else:
            lines.append("No notice stands at its address.")
    elif not now.waiting:
        lines.append("Nobody outside can read this." if not now.last else "Nobody outside can read this now.")
    if now.waiting:
        start = now.waiting.live_from
        lines.append(f"{moments.zone(start)}, {moments.distance(start, now.moment)}")
    return lines


def saved_line(article: Article, reader: Any, moment: datetime) -> str:
    if article.pk is None:
        return ""
    return f"Saved {moments.at(article.changed_at, moment)} by {name(article.changed_by, reader)}"


__all__ = ["capital", "name", "public_lines", "saved_line", "sights", "stage"]
