"""What a story's panel may offer: buttons, the more actions, notices; with the reason where something cannot be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from django.urls import reverse

from articles.admin import sights
from articles.admin.addresses import verb_url
from articles.desk import readiness, rights
from articles.desk.standing import Standing
from articles.models import Article
from articles.templatetags.desk import Sight

#: Verbs that ask nothing: one press does them.
AT_ONCE = frozenset(
    {
        "submit",
        "approve",
        "take-back",
        "take-off-hold",
        "unspike",
        "cancel-schedule",
        "take-out-of-bin",
        "never-end",
        "fix-live",
        "bring-back",
    }
)

#: Which checks a button stands for.
CHECKED = {
    "submit": readiness.SUBMIT,
    "approve": readiness.APPROVE,
    "publish": readiness.PUBLISH,
    "schedule": readiness.PUBLISH,
}


@dataclass(frozen=True)
class Verb:
    name: str
    title: str
    filled: bool = False
    disabled: bool = False
    missing: bool = False  # a check stops it as things are
    reason: str = ""  # why it cannot be done, instead of a button
    line_before: bool = False
    url: str = ""

    @property
    def question_url(self) -> str:
        return "" if self.name in AT_ONCE or self.disabled else self.url


@dataclass(frozen=True)
class Notice:
    tone: str  # "", "watch", "stop"
    icon: str
    words: str
    strong: str = ""


@dataclass(frozen=True)
class Link:
    """To a question of another app, among the more actions."""

    title: str
    url: str


@dataclass
class Panel:
    stage: str
    stage_line: str
    sights: tuple[Sight, ...]
    public_lines: list[str]
    page_url: str = ""
    changes_url: str = ""
    travel_url: str = ""  # the page as it will be
    notices: list[Notice] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)
    more: list[Verb] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    hint: str = ""
    over_url: str = ""  # where it is asked why to go on all the same
    missing: str = ""  # what stops the verbs that are offered, in words


class Desk:
    """One story before one person, while its panel is made."""

    def __init__(self, article: Article, now: Standing, user: Any, report: readiness.Report) -> None:
        self.article, self.now, self.user, self.report = article, now, user, report
        self.allowed = {verb: rights.VERBS[verb](user, article) for verb in rights.VERBS}
        self.unchanged = not sights.stage(article)
        self.panel = Panel(
            stage=sights.stage(article),
            stage_line="",
            sights=sights.sights(article, now),
            public_lines=sights.public_lines(now, user),
            page_url=now.shown.path if now.shown else "",
            changes_url=reverse("admin:articles_article_compare", args=[article.pk])
            if article.has_unpublished_changes
            else "",
            travel_url=when_it_waits(now) if user.has_perm("articles.see_any_moment") else "",
        )

    def may(self, verb: str) -> bool:
        return self.allowed[verb]

    def offer(self, verb: str, title: str, *, filled: bool = False, disabled: bool = False) -> None:
        if self.may(verb):
            stopped = self.report.stopping(CHECKED.get(verb, ""))
            self.panel.verbs.append(
                Verb(
                    verb,
                    title,
                    filled=filled,
                    disabled=disabled,
                    missing=bool(stopped),
                    url=verb_url(self.article, verb),
                )
            )
            if stopped and not self.panel.missing:
                self.panel.missing = " ".join(finding.words for finding in stopped)
                if verb in AT_ONCE and rights.may_override(self.user):
                    self.panel.over_url = verb_url(self.article, verb)

    def fold(self, verb: str, title: str, *, reason: str = "", line_before: bool = False) -> None:
        if self.may(verb) and all(shown.name != verb for shown in self.panel.verbs):
            self.panel.more.append(
                Verb(verb, title, reason=reason, line_before=line_before, url=verb_url(self.article, verb))
            )


def when_it_waits(now: Standing) -> str:
    """The site at the moment the waiting text goes out."""
    if not now.waiting:
        return ""
    moment = now.waiting.live_from.astimezone(UTC) + timedelta(minutes=1)  # an address has no seconds
    return reverse("admin:at", args=[f"{moment:%Y%m%dT%H%MZ}", now.waiting.path.lstrip("/")])
