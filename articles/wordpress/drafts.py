"""What one item of the export becomes here: its fields, ready to be compared and saved. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import tzinfo
from html import escape
from typing import Any

from articles import clock, prose
from articles.desk.publishing import CorrectionText
from articles.fields import LONGEST_BODY
from articles.wordpress import addresses, bodies
from articles.wordpress.archive import Archive, Picture
from articles.wordpress.items import Item, Refused, Term, moment, words
from articles.wordpress.mapping import Place, Sections
from articles.wordpress.shortcodes import NAME
from articles.wordpress.survey import Survey

LIVE = frozenset({"publish"})
SUBTITLES = (
    "newspack_post_subtitle",
    "_subtitle",
    "wps_subtitle",
    "kia_subtitle",
    "subtitle",
    "secondary_title",
)
SEO_TITLES = (
    "_yoast_wpseo_title",
    "rank_math_title",
    "_aioseo_title",
    "_genesis_title",
    "_seopress_titles_title",
    "jetpack_seo_html_title",
)
SEO_TEXTS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_genesis_description",
    "_seopress_titles_desc",
    "advanced_seo_description",
)
CANONICAL = ("_yoast_wpseo_canonical", "rank_math_canonical_url")
#: Variables of the plugins: "%%title%% %%sep%% %%sitename%%" says nothing of its own, nor does "#post_title".
_VARIABLE = re.compile(
    r"%%?[a-z_]+(?:\([^)]*\))?%%?|#(?:post|site|separator|author|categor|tax|current|custom|permalink|tagline)\w*"
)
_IN_BRACKETS = re.compile(rf"\[/?{NAME}[^\]]*\]")
_HINT = re.compile(r'(<a data-story="[a-z0-9]+") href="[^"]*"')


@dataclass
class Draft:
    fields: dict[str, Any]
    place: Place
    authors: list[tuple[str, str]]  # login, name
    topics: list[Term]
    notes: list[str] = field(default_factory=list)
    corrections: tuple[CorrectionText, ...] = ()  # the oldest first

    def said(self, status: str) -> str:
        """A digest of all that the export says of it, but for its address."""
        names = [login for login, _ in self.authors]
        topics = sorted(term.slug or term.name for term in self.topics)
        told = {key: value for key, value in self.fields.items() if key != "slug"}
        told["body"] = _HINT.sub(
            r"\1", told["body"]
        )  # where a story is may change, which one is meant does not
        parts = [told, self.place.section, names, topics, status]
        if self.corrections:
            parts.append([str(asdict(correction)) for correction in self.corrections])
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def draft(
    item: Item,
    survey: Survey,
    archive: Archive,
    place: Place,
    mapping: Sections,
    *,
    zone: tzinfo,
    is_public: bool,
) -> Draft:
    """`is_public` of what readers will see. Raises Refused, if it cannot be a story."""
    if len(item.title) > 10_000 or len(item.excerpt) > 100_000:
        raise Refused("its title or its excerpt is longer than any")
    notes: list[str] = []
    corrections = _corrections(item, survey, archive, zone, notes)
    if corrections and item.said("newspack_corrections_active") == "0":
        notes.append("Its corrections were switched off there, and are shown here.")
    made = _body(item, archive, () if is_public else corrections, notes)
    headline = _headline(item, made, notes)
    if len(headline) > 150:
        made = f"<p><strong>{escape(headline, quote=False)}</strong></p>{made}"
        headline = _cut(headline, 150)
        notes.append(
            "The headline is longer than 150 characters: it is cut, and stands whole above the text."
        )
    if not headline and not prose.text(made):
        raise Refused("it has neither a title nor a text")
    fields: dict[str, Any] = {
        "headline": headline or "Untitled",
        "standfirst": "",
        "slug": addresses.slug_of(item),
        "body": made,
        "kind": mapping.kind(item.terms_in("category")),
        "lead_image_id": None,
        "lead_alt": "",
        "lead_caption": "",
        "seo_title": "",
        "seo_description": "",
        "canonical_url": "",
        "noindex": item.said("_yoast_wpseo_meta-robots-noindex") == "1"
        or '"noindex"' in item.said("rank_math_robots"),
    }
    _introduce(item, fields, notes)
    _lead(item, fields, archive, notes)
    byline = words(_IN_BRACKETS.sub("", item.said("_newspack_byline")))
    if byline and item.said("_newspack_byline_active") not in ("", "0"):
        notes.append(f"Readers saw another byline there: “{byline}”")
    _seo(item, fields, survey, notes)
    topics = [*item.terms_in("post_tag"), *place.topics]
    topics = list({(term.slug or term.name).lower(): term for term in topics}.values())
    for term in item.terms_in("post_format"):
        notes.append(f"Its format “{term.name or term.slug}” has no counterpart: it is a story like others.")
    if item.sticky:
        notes.append("It was sticky: a list on the home page does that here.")
    if item.comments:
        notes.append(
            f"{item.comments:,} comment{'s were' if item.comments > 1 else ' was'} not brought over."
        )
    return Draft(fields, place, authors_of(item), topics, notes, corrections if is_public else ())


def authors_of(item: Item) -> list[tuple[str, str]]:
    """Those of Co-Authors-Plus in their order, else the one who created it."""
    found = [
        (term.slug.removeprefix("cap-"), term.name)
        for term in item.terms_in("author", "authors", "ppma_author")
    ]
    creator = item.creator.lstrip("> ")  # no login begins so, but public test data has one
    return found or ([(creator, creator)] if creator else [])


def _body(item: Item, archive: Archive, corrections: Iterable[CorrectionText], notes: list[str]) -> str:
    converted = bodies.convert(item.content, archive, item.id)
    notes += converted.notes
    if converted.gone:
        notes.append(f"Words of the old text that are not in the new one: {' '.join(converted.gone)}")
    if converted.new:
        notes.append(f"Words of the new text that were not in the old one: {' '.join(converted.new)}")
    html = (
        _summary(item, archive, notes)
        + _in_the_text(converted.html, corrections, notes)
        + _footnotes(item, archive, notes)
    )
    if len(html) > LONGEST_BODY:
        raise Refused("its text is longer than any story may be")
    return prose.clean(html)


def _corrections(
    item: Item, survey: Survey, archive: Archive, zone: tzinfo, notes: list[str]
) -> tuple[CorrectionText, ...]:
    """With the moment at which they were made, there."""
    made = []
    first = item.said("newspack_corrections_location") == "top"  # of older versions, for all of a post
    for local, gmt, kind, priority, content in survey.corrections(item.id):
        html = bodies.convert(content, archive).html
        for link in prose.links(html):
            notes.append(f"A link in a correction was left out, its words kept: {link.href}")
        if text := prose.text(html):
            at = moment(local, gmt, "", zone)
            made.append(
                CorrectionText(
                    wrote="",
                    it_is=text,
                    kind="clarification" if kind == "clarification" else "correction",
                    serious=priority == "high" or first,
                    made_at=min(at, clock.now()) if at else None,
                )
            )
    return tuple(made)


def _in_the_text(html: str, corrections: Iterable[CorrectionText], notes: list[str]) -> str:
    """Of what is not public here: they stay with the text, with their dates."""
    before, after = "", ""
    for correction in corrections:
        name = correction.kind.capitalize() + (
            f", {correction.made_at:%Y-%m-%d}" if correction.made_at else ""
        )
        notice = f"<p><strong>{name}:</strong> {escape(correction.it_is, quote=False)}</p>"
        if correction.serious:
            before += notice
        else:
            after += notice
    if before or after:
        notes.append("Its corrections stand in the text, with their dates.")
    return before + html + after


def _summary(item: Item, archive: Archive, notes: list[str]) -> str:
    """Newspack shows it above the text."""
    title = words(item.said("newspack_article_summary_title"))
    text = bodies.convert(item.said("newspack_article_summary"), archive).html
    if not text:
        return ""
    notes.append("Its summary stands above the text.")
    return (f"<p><strong>{escape(title, quote=False)}</strong></p>" if title else "") + text


def _footnotes(item: Item, archive: Archive, notes: list[str]) -> str:
    """The block editor keeps their words beside the text."""
    try:
        rows = json.loads(item.said("footnotes") or "[]")
    except (ValueError, RecursionError):
        rows = []
    texts = (
        [bodies.convert(str(row.get("content", "")), archive).html for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else []
    )
    if not texts:
        return ""
    notes.append("Its footnotes stand at the end.")
    return f"<ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>"


def _headline(item: Item, body: str, notes: list[str]) -> str:
    headline = words(item.title)
    if not headline and (text := prose.text(body)):
        headline = _cut(text.split("\n", 1)[0], 80)
        notes.append("It had no title: the first words of its text are the headline.")
    return headline


def _introduce(item: Item, fields: dict[str, Any], notes: list[str]) -> None:
    subtitle = words(item.said(*SUBTITLES))
    excerpt = words(_IN_BRACKETS.sub(" ", item.excerpt))
    standfirst = subtitle or excerpt
    if len(standfirst) > 300:
        fields["standfirst"] = _cut(standfirst, 300)
        notes.append(f"The standfirst is cut at 300 characters. It was: “{standfirst}”")
    else:
        fields["standfirst"] = standfirst
    if subtitle and excerpt and subtitle != excerpt:
        if len(excerpt) <= 160:
            fields["seo_description"] = excerpt
        else:
            notes.append(f"It has a subtitle, so its excerpt was left out: “{excerpt}”")


def _lead(item: Item, fields: dict[str, Any], archive: Archive, notes: list[str]) -> None:
    id = item.said("_thumbnail_id")
    if not id or id in ("0", "-1"):
        return
    found = archive.picture(id, "")
    if isinstance(found, Picture):
        fields["lead_image_id"] = found.id
        fields["lead_alt"] = found.alt[:250]
        caption = words(found.caption)
        fields["lead_caption"] = _cut(caption, 300)
        if len(caption) > 300:
            notes.append(f"The lead picture's caption is cut at 300 characters. It was: “{caption}”")
        if not found.alt:
            notes.append("Its lead picture has no alt text.")
    else:
        notes.append(f"Its lead picture is missing: {archive.address(id) or f'attachment {id}'} ({found})")


def _seo(item: Item, fields: dict[str, Any], survey: Survey, notes: list[str]) -> None:
    for name, keys, most in (("seo_title", SEO_TITLES, 70), ("seo_description", SEO_TEXTS, 160)):
        given = words(item.said(*keys))
        text = " ".join(_VARIABLE.sub(" ", given).split()).strip(" -–—|·")
        if not text or text == fields["headline"]:
            continue
        fields[name] = _cut(text, most)
        if len(text) > most:
            notes.append(
                f"The {'search title' if name == 'seo_title' else 'search description'} is cut. It was: “{text}”"
            )
    address = item.said(*CANONICAL)
    if address.startswith(("https://", "http://")) and survey.site and survey.site.path(address) is None:
        fields["canonical_url"] = address[:200]


def _cut(text: str, most: int) -> str:
    """At the end of a word, with an ellipsis."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]}…"
