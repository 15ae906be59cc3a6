"""Is it ready? One list of findings for the story's page; the verbs ask for the part that stops them.

Each check is one function in a tuple. Other apps add theirs with `register`: stories know nothing of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from articles import prose
from articles.models import Article, Edition

SUBMIT, APPROVE, PUBLISH = "submit", "approve", "publish"
EVERY = frozenset({SUBMIT, APPROVE, PUBLISH})
GOING_OUT = frozenset({APPROVE, PUBLISH})
APPROVAL = frozenset({APPROVE})


@dataclass(frozen=True)
class Finding:
    """`field` is the form field it leads to; `stops` the verbs it stops, empty if it only advises."""

    code: str
    words: str
    advice: str = ""
    field: str = ""
    stops: frozenset[str] = frozenset()


Check = Callable[[Article], Iterable[Finding]]


def headline(article: Article) -> Iterator[Finding]:
    if not article.headline.strip():
        yield Finding("headline", "There is no headline.", field="headline", stops=EVERY)


def standfirst(article: Article) -> Iterator[Finding]:
    if not article.standfirst.strip():
        yield Finding(
            "standfirst", "There is no standfirst.", "Cards and search results use it.", "standfirst"
        )


def body(article: Article) -> Iterator[Finding]:
    if not prose.text(article.body).strip():
        yield Finding("body", "There is no text.", field="body", stops=EVERY)


def section(article: Article) -> Iterator[Finding]:
    if article.section_id is None:
        yield Finding(
            "section", "No section is chosen.", "It is part of the address.", "section", stops=EVERY
        )


def byline(article: Article) -> Iterator[Finding]:
    if not article.bylines.all():
        yield Finding("byline", "Nobody is named as its author.", field="bylines", stops=EVERY)


def slug(article: Article) -> Iterator[Finding]:
    if not article.slug:
        yield Finding("slug", "It has no address.", "Letters of the headline make one.", "slug", GOING_OUT)
    elif article.section_id and article.section:
        path = f"/{article.section.slug}/{article.slug}/"
        if Edition.objects.filter(path=path).exclude(article_id=article.pk).exists():
            # Publishing claims the address, and refuses by itself: no reason goes over that.
            yield Finding("address", f"Another story has, or had, the address {path}.", "", "slug", APPROVAL)


def lead_alt(article: Article) -> Iterator[Finding]:
    if article.lead_image_id and not article.lead_decorative and not article.lead_alt.strip():
        yield Finding(
            "lead-alt",
            "The lead picture has no alt text.",
            "Describe it or tick “decorative”.",
            "lead_alt",
            EVERY,
        )


def figures_alt(article: Article) -> Iterator[Finding]:
    for number, figure in enumerate(prose.figures(article.body), start=1):
        if not figure.decorative and not figure.alt.strip():
            yield Finding(
                "figure-alt",
                f"Picture {number} in the text has no alt text.",
                "Describe it or tick “decorative”.",
                "body",
                EVERY,
            )


def topics(article: Article) -> Iterator[Finding]:
    if not article.tag_links.all():
        yield Finding("topics", "No topics yet.", "Readers find related stories by them.", "tags")


CHECKS: tuple[Check, ...] = (headline, standfirst, body, section, byline, slug, lead_alt, figures_alt, topics)
_more: list[Check] = []


def register(check: Check) -> Check:
    """For apps above this one, when they start."""
    _more.append(check)
    return check


def findings(article: Article) -> list[Finding]:
    """Stopping ones first."""
    found = [finding for check in (*CHECKS, *_more) for finding in check(article)]
    return sorted(found, key=lambda finding: not finding.stops)


def stopping(article: Article, verb: str) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings(article) if verb in finding.stops)
