"""Is it ready? One list of findings for the story's page; the verbs ask for the part that stops them.

Each check is one function in a tuple, and its docstring is what is said of it once it passed. Other apps add theirs
with `register`: stories know nothing of lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles import alt_text, clock, disclosures, moments, prose
from articles.models import Article, Edition, Image, Kind

SUBMIT, APPROVE, PUBLISH = "submit", "approve", "publish"
EVERY = frozenset({SUBMIT, APPROVE, PUBLISH})
GOING_OUT = frozenset({APPROVE, PUBLISH})
APPROVAL = frozenset({APPROVE})
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Finding:
    """`field` is the form field it leads to; `stops` the verbs it stops, empty if it only advises. `about` is the
    picture or story that it is about, of what the text only uses."""

    code: str
    words: str
    advice: str = ""
    field: str = ""
    stops: frozenset[str] = frozenset()
    about: str = ""


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]  # stopping ones first
    passed: tuple[str, ...]

    def stopping(self, verb: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if verb in finding.stops)


@dataclass(frozen=True)
class Around:
    """What texts use and do not own, found in two queries for all of them."""

    images: dict[int, Image]
    linked: dict[str, list[Edition]]  # by public id

    def is_shown(self, story: str, moment: datetime) -> bool:
        return any(edition.is_visible_at(moment) for edition in self.linked.get(story, ()))


Said = Article | Edition
Check = Callable[[Article], Iterable[Finding]]
#: May find another thing tomorrow, though nobody touches the text: asked of a moment, and of what waits once more
#: (`second_look`).
TimedCheck = Callable[[Said, datetime, Around], Iterable[Finding]]


# --- What it says


def headline(article: Said) -> Iterator[Finding]:
    """Headline"""
    if not article.headline.strip():
        yield Finding("headline", "There is no headline.", field="headline", stops=EVERY)


def standfirst(article: Said) -> Iterator[Finding]:
    """Standfirst"""
    if not article.standfirst.strip():
        yield Finding(
            "standfirst", "There is no standfirst.", "Cards and search results use it.", "standfirst"
        )


def body(article: Said) -> Iterator[Finding]:
    """Text"""
    if not prose.text(article.body).strip():
        yield Finding("body", "There is no text.", field="body", stops=EVERY)


def section(article: Said) -> Iterator[Finding]:
    """Section"""
    if article.section_id is None:
        yield Finding(
            "section", "No section is chosen.", "It is part of the address.", "section", stops=EVERY
        )


def byline(article: Said) -> Iterator[Finding]:
    """Byline"""
    if not article.bylines.all():
        yield Finding("byline", "Nobody is named as its author.", field="bylines", stops=EVERY)


def slug(article: Article) -> Iterator[Finding]:
    """Address"""
    if not article.slug:
        yield Finding("slug", "It has no address.", "Letters of the headline make one.", "slug", GOING_OUT)
    elif article.section_id and article.section:
        path = f"/{article.section.slug}/{article.slug}/"
        if Edition.objects.filter(path=path).exclude(article_id=article.pk).exists():
            # Publishing claims the address, and refuses by itself: no reason goes over that.
            yield Finding("address", f"Another story has, or had, the address {path}.", "", "slug", APPROVAL)


def topics(article: Said) -> Iterator[Finding]:
    """Topics"""
    if not article.tag_links.all():
        yield Finding("topics", "No topics yet.", "Readers find related stories by them.", "tags")


def description(article: Said) -> Iterator[Finding]:
    """Search description"""
    if not article.seo_description.strip():
        yield Finding(
            "description", "There is no search description.", "The standfirst stands in.", "seo_description"
        )


def disclosed(article: Said) -> Iterator[Finding]:
    """Disclosures"""
    found = disclosures.read(article.disclosures)
    if not found and article.kind == Kind.REVIEW:
        yield Finding(
            "disclosure",
            "Say what you were lent or given.",
            "A review needs an answer, even “nothing to disclose”.",
            "disclosures",
            EVERY,
        )
    for item in found:
        if item.missing:
            yield Finding("disclosure", item.missing, field="disclosures", stops=EVERY)


# --- Pictures' words


def lead_alt(article: Said) -> Iterator[Finding]:
    """Alt text of the lead picture"""
    if not article.lead_image_id or article.lead_decorative:
        return
    if not article.lead_alt.strip():
        yield Finding(
            "lead-alt",
            "The lead picture has no alt text.",
            "Describe it or tick “decorative”.",
            "lead_alt",
            EVERY,
        )
    elif doubt := alt_text.doubt(article.lead_alt, article.lead_caption):
        yield Finding("lead-alt-words", f"The lead picture’s alt text {doubt}", field="lead_alt")


def figures_alt(article: Said) -> Iterator[Finding]:
    """Alt text of pictures in the text"""
    for number, figure in enumerate(prose.figures(article.body), start=1):
        if figure.decorative:
            continue
        if not figure.alt.strip():
            yield Finding(
                "figure-alt",
                f"Picture {number} in the text has no alt text.",
                "Describe it or tick “decorative”.",
                "body",
                EVERY,
            )
        elif doubt := alt_text.doubt(figure.alt, figure.caption):
            yield Finding("figure-alt-words", f"The alt text of picture {number} {doubt}", field="body")


# --- The text's build


def headings(article: Said) -> Iterator[Finding]:
    """Order of headings"""
    level = 1
    for heading in prose.headings(article.body):
        if heading.level > level + 1:
            yield Finding(
                "headings",
                f"“{heading.words}” skips a level of headings.",
                "Those who listen find their way by them.",
                "body",
            )
        level = heading.level


_SAYS_LITTLE = frozenset(
    [
        "here",
        "click",
        "clickhere",
        "clickthis",
        "this",
        "thislink",
        "link",
        "linkhere",
        "readmore",
        "more",
        "moreinfo",
        "moreinformation",
        "learnmore",
        "seehere",
        "page",
        "thispage",
        "website",
    ]
)
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.I)


def link_words(article: Said) -> Iterator[Finding]:
    """Words of links"""
    for link in prose.links(article.body):
        if alt_text.bare(link.words) in _SAYS_LITTLE:
            yield Finding("link-words", f"The link “{link.words}” says little when read alone.", "", "body")
        elif _ADDRESS.fullmatch(link.words.strip()):
            yield Finding(
                "link-words", f"The link “{link.words[:60]}” is a bare address.", "Say what is there.", "body"
            )


def links_secure(article: Said) -> Iterator[Finding]:
    """Links with https"""
    for link in prose.links(article.body):
        if link.href.lower().startswith("http:"):
            yield Finding(
                "link-https", f"The link “{link.words[:60]}” leads to an address without https.", "", "body"
            )


# --- What it uses: may change without it


def linked_stories(said: Said, moment: datetime, around: Around) -> Iterator[Finding]:
    """Links to stories that readers can see"""
    own = said.public_id if isinstance(said, Article) else said.story_id
    for link in prose.links(said.body):
        if link.story and link.story != own and not around.is_shown(link.story, moment):
            yield Finding(
                "link-off",
                f"The link “{link.words[:60]}” leads to a story that readers cannot see.",
                "They get plain text.",
                "body",
                about=link.story,
            )


def picture_rights(said: Said, moment: datetime, around: Around) -> Iterator[Finding]:
    """Rights to pictures"""
    for place, field, pk in _pictures(said):
        image = around.images.get(pk)
        if image is None or image.rights_until is None:
            continue
        if not image.has_rights_at(moment):
            yield Finding(
                "rights",
                f"The rights to {place}, “{image.title}”, end before it goes out."
                if image.rights_until > clock.now()
                else f"The rights to {place}, “{image.title}”, are over.",
                "Readers would not see it. Take another.",
                field,
                GOING_OUT,
                about=str(pk),
            )
        elif image.rights_until <= moment + SOON:
            end = moments.at(image.rights_until, moment)
            yield Finding(
                "rights-ending",
                f"The rights to {place}, “{image.title}”, end {end}.",
                "It vanishes then.",
                field,
            )


def _pictures(said: Said) -> Iterator[tuple[str, str, int]]:
    """Where it stands, in which field, and which it is."""
    if said.lead_image_id:
        yield "the lead picture", "lead_image", said.lead_image_id
    for number, figure in enumerate(prose.figures(said.body), start=1):
        yield f"picture {number} in the text", "body", figure.image_id


# --- All of them

#: Asked of an edition as well: whether what was once gone over is put right.
OF_TEXT: tuple[Callable[[Said], Iterable[Finding]], ...] = (
    headline, standfirst, body, section, byline, topics, description, disclosed, lead_alt, figures_alt, headings,
    link_words, links_secure,
)  # fmt: skip
OF_STORY: tuple[Check, ...] = (slug,)
OF_MOMENT: tuple[TimedCheck, ...] = (picture_rights, linked_stories)
_more: list[Check] = []

#: What each is called where it was gone over.
TITLES = {
    "headline": "No headline",
    "body": "No text",
    "section": "No section",
    "byline": "No byline",
    "slug": "No address",
    "disclosure": "No disclosure",
    "lead-alt": "Alt text missing, lead picture",
    "figure-alt": "Alt text missing, in the text",
    "rights": "Rights ended",
    "embargo": "Embargo",
    "fast-lane": "No second person: minor change",
}


def register(check: Check) -> Check:
    """For apps above this one, when they start."""
    _more.append(check)
    return check


def surroundings(said: Iterable[Said]) -> Around:
    texts = list(said)
    pictures = {pk for text in texts for _place, _field, pk in _pictures(text)}
    stories = {story for text in texts for story in prose.story_links(text.body)}
    linked: dict[str, list[Edition]] = {}
    if stories:
        for edition in Edition.objects.filter(story_id__in=stories).only(
            "story_id", "live_from", "live_until"
        ):
            linked.setdefault(edition.story_id, []).append(edition)
    return Around(Image.objects.in_bulk(pictures) if pictures else {}, linked)


def report(article: Article, *, at: datetime | None = None) -> Report:
    """Of the working copy, if it went out now or at that moment."""
    moment, around = at or clock.now(), surroundings([article])
    asked = [(check.__doc__, list(check(article))) for check in (*OF_TEXT, *OF_STORY)]
    asked += [(check.__doc__, list(check(article, moment, around))) for check in OF_MOMENT]
    asked += [(check.__doc__, list(check(article))) for check in _more]
    found = [finding for _title, mine in asked for finding in mine]
    return Report(
        findings=tuple(sorted(found, key=lambda finding: not finding.stops)),
        passed=tuple(title.splitlines()[0] for title, mine in asked if title and not mine),
    )


def findings(article: Article, *, at: datetime | None = None) -> list[Finding]:
    """Stopping ones first."""
    return list(report(article, at=at).findings)


def stopping(article: Article, verb: str, *, at: datetime | None = None) -> tuple[Finding, ...]:
    return report(article, at=at).stopping(verb)


def codes(edition: Edition, moment: datetime) -> set[str]:
    """What is found in a text that went out, at a moment."""
    around = surroundings([edition])
    found = [finding for check in OF_TEXT for finding in check(edition)]
    found += [finding for check in OF_MOMENT for finding in check(edition, moment, around)]
    return {finding.code for finding in found}
