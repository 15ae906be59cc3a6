"""The findings on a story as its page shows them: each in words, each leading to its field."""

from __future__ import annotations

from dataclasses import dataclass

from articles.desk import readiness
from articles.models import Article, Stage


@dataclass(frozen=True)
class Line:
    words: str
    target: str
    target_words: str = "Go to it"


@dataclass(frozen=True)
class Checklist:
    stopping: list[Line]
    considering: list[Line]
    what: str  # the next step, as a noun
    passed: tuple[str, ...] = ()


def checklist(article: Article, report: readiness.Report) -> Checklist:
    """What stops the story's next step, and what is worth a thought. Each leads to its field."""
    found = report.findings
    verb = {Stage.DRAFTING: readiness.SUBMIT, Stage.IN_REVIEW: readiness.APPROVE}.get(
        Stage(article.stage), readiness.PUBLISH
    )
    what = {readiness.SUBMIT: "review", readiness.APPROVE: "approval", readiness.PUBLISH: "publishing"}[verb]
    return Checklist(
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
