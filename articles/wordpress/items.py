"""What a WordPress export (WXR) is made of, as plain values. Knows no model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from html import unescape

from articles.moments import YEARS

STORIES = frozenset({"post", "page"})
#: Parts of the old site's machinery: they hold no words that readers came for.
MACHINERY = frozenset(
    [
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_global_styles",
        "wp_template",
        "wp_template_part",
        "wp_navigation",
        "wp_font_family",
        "wp_font_face",
        "acf-field",
        "acf-field-group",
        "amp_validated_url",
        "wpcf7_contact_form",
        "scheduled-action",
        "jp_img_sitemap",
        "jp_sitemap",
        "feedback",
    ]
)
GUEST, REUSABLE, CORRECTION, ATTACHMENT = "guest-author", "wp_block", "newspack_correction", "attachment"

_TAG = re.compile("<[/!a-zA-Z][^<>]*>")


class Refused(Exception):
    """The file is not read. `str(refused)` is a sentence for the person who brought it."""


@dataclass
class Term:
    domain: str  # "category", "post_tag", "post_format", "author" of Co-Authors-Plus …
    slug: str
    name: str
    id: str = ""
    parent: str = ""  # slug
    description: str = ""


@dataclass
class Writer:
    login: str
    name: str
    id: str = ""
    biography: str = ""


@dataclass
class Site:
    address: str = ""
    title: str = ""


@dataclass
class Item:
    id: str = ""
    type: str = ""
    status: str = ""
    title: str = ""
    link: str = ""
    guid: str = ""
    slug: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    published: str = ""  # pubDate
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    parent: str = ""
    menu_order: str = ""
    password: str = ""
    sticky: bool = False
    file: str = ""  # address of an attachment
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: int = 0
    line: int = 0

    def said(self, *keys: str) -> str:
        """The first of these fields of the plugins that says something."""
        return next((value.strip() for key in keys for value in self.meta.get(key, ()) if value.strip()), "")

    def terms_in(self, *domains: str) -> list[Term]:
        return [term for term in self.terms if term.domain in domains]


def words(html: str) -> str:
    """One line of plain text, of a title or a name that may hold tags and entities."""
    return " ".join(_TAG.sub("", unescape(_TAG.sub("", html))).split())


def moment(local: str, gmt: str, published: str, zone: tzinfo) -> datetime | None:
    """When it happened. Drafts have no time in GMT, and some sites have none at all: then their local one counts. A year
    that no page can speak of is no date."""
    found = _moments(local, gmt, published, zone)
    return next((moment for moment in found if moment.year in YEARS), None)


def _moments(local: str, gmt: str, published: str, zone: tzinfo) -> Iterator[datetime]:
    for text, where in ((gmt, UTC), (local, zone)):
        text = text.strip().replace("T", " ")[:19]
        if text and not text.startswith("0000"):
            for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
                try:
                    yield datetime.strptime(text, form).replace(tzinfo=where).astimezone(UTC)
                    break
                except (ValueError, OverflowError):
                    continue
    try:
        # "Wed, 05 Jun 2024 16:04:48 +0000"; drafts have the year -1
        yield datetime.strptime(published.strip(), "%a, %d %b %Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return


_PHP = re.compile(r'(?:i:\d+|s:\d+:"[^"]*");(?:i:(\d{1,18})|s:\d+:"(\d{1,18})");')


def ids(text: str) -> list[str]:
    """Numbers of items in a field of a plugin: a list with commas, or serialised PHP, of which nothing is ever executed
    or built: digits are looked for, and that is all."""
    text = text[:20_000]
    if re.fullmatch(r"\s*\d{1,18}(?:\s*[, ]\s*\d{1,18})*\s*,?\s*", text):
        return re.findall(r"\d+", text)
    if text.startswith("a:"):
        return [one or other for one, other in _PHP.findall(text)]
    if text.startswith("["):
        return re.findall(r"\d{1,18}", text)
    return []
