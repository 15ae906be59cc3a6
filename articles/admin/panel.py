"""The story's panel: how the work stands, what readers see, and what may be done next, computed once.

One filled verb at most; a verb that somebody would look for and may not use is shown with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from django.urls import reverse

from articles import moments
from articles.admin import sights
from articles.desk import bin, readiness, rights
from articles.desk.standing import Standing
from articles.desk.workflow import needs_other_eyes
from articles.models import Article, Edition, Stage, Transition
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


#: Stages in which a rewrite may have to make room.
WRITTEN = (Stage.DRAFTING, Stage.IN_REVIEW, Stage.READY)

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


Links = Callable[[Article, Standing, Any], Iterable[Link]]
_links: list[Links] = []


def register_links(links: Links) -> Links:
    """For apps above this one, when they start: stories know nothing of lists."""
    _links.append(links)
    return links


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


@dataclass(frozen=True)
class Checks:
    stopping: list[Any]
    considering: list[Any]
    what: str
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    words: str
    target: str
    target_words: str = "Go to it"


def verb_url(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, verb])


def story_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


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
    if article.legal_question:
        legal(desk)
    else:
        STEPS[Stage(article.stage)](desk)
    more_actions(desk)
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
    for finding in readiness.again([waiting])[waiting.pk]:
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


def checks(article: Article, report: readiness.Report) -> Checks:
    """What stops the story's next step, and what is worth a thought. Each leads to its field."""
    found = report.findings
    verb = {Stage.DRAFTING: readiness.SUBMIT, Stage.IN_REVIEW: readiness.APPROVE}.get(
        Stage(article.stage), readiness.PUBLISH
    )
    what = {readiness.SUBMIT: "review", readiness.APPROVE: "approval", readiness.PUBLISH: "publishing"}[verb]
    return Checks(
        stopping=[line(finding) for finding in found if verb in finding.stops],
        considering=[line(finding) for finding in found if verb not in finding.stops],
        what=what,
        passed=report.passed,
    )


def line(finding: readiness.Finding, *, page: str = "") -> Line:
    """`page` is the story's address, if the finding is told on another page."""
    words = f"{finding.words} {finding.advice}".strip()
    return Line(words, f"{page}#{target(finding.field)}" if finding.field else "")


def target(name: str) -> str:
    """The element that a finding leads to."""
    return "bylines-group" if name == "bylines" else f"id_{name}"
