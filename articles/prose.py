"""The words of a story: one canonical HTML, whatever came in, and what can be asked of it. Knows no model.

Stored are `p h2 h3 h4 strong em code a ul ol li blockquote pre table hr br`, pictures of the library as
`<figure data-image="7"><img alt="…"><figcaption>…</figcaption></figure>` and pull quotes as
`<figure data-pullquote="true"><blockquote>…</blockquote><figcaption>…</figcaption></figure>`. What comes from another site
is `<figure data-embed="https://…"><figcaption>…</figcaption></figure>`, its address made anew from provider and id.
A link to a story is `<a data-story="its public id" href="/where/it/was/">`: the identity decides, the address is a hint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import nh3
from lxml.etree import _Element as Element

from articles import plain
from articles.composition import ATTRIBUTES, TAGS, compose, tags
from articles.typesetting import inside, parse, present

__all__ = [
    "Figure",
    "Heading",
    "Link",
    "clean",
    "embeds_in",
    "figures",
    "headings",
    "internal_paths",
    "link_stories",
    "links",
    "present",
    "reading_minutes",
    "shallow",
    "story_links",
    "text",
    "word_count",
]

WORDS_A_MINUTE = 230
DEEPEST = 200  # open tags at once

# Two guards in a row, each enough by itself: nh3 reads as browsers do and knows their traps; `compose` can write
# nothing but canonical HTML.
_guard = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={
        "script",
        "style",
        "svg",
        "template",
        "title",
        "noscript",
        "iframe",
        "noembed",
        "noframes",
    },
    attributes=ATTRIBUTES,
    url_schemes=set(plain.WEB_AND_MAIL),
    link_rel=None,
)
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>", re.ASCII)
# Their end tags are often left out, and HTML closes them itself.
_CLOSED_BY_HTML = tags(
    "p li tr td th thead tbody tfoot caption colgroup area base br col embed hr img input link meta param source track"
    " wbr"
)
_BLOCKS = tags("p h2 h3 h4 ul ol li blockquote pre table caption tr figure figcaption hr div")


@dataclass(frozen=True)
class Figure:
    """A picture of the library, as a body uses it."""

    image_id: int
    alt: str
    decorative: bool
    caption: str  # plain text


@lru_cache(maxsize=8)  # one save asks several times about the same text
def clean(html: str) -> str:
    """Canonical HTML; "" if nothing is left. Cleaning it again changes nothing."""
    if not html or html.isspace():
        return ""
    return compose(plain.characters(_guard.clean(shallow(plain.characters(html)))))


def shallow(html: str) -> str:
    """Without the tags that stand deeper than anybody writes: a browser's way of reading them takes quadratic time."""
    depth: Counter[str] = Counter()
    total = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal total
        closing, name = match[1], match[2].lower()
        if name in _CLOSED_BY_HTML:
            return match[0]
        if closing:
            if depth[name]:
                depth[name] -= 1
                total -= 1
            return match[0]
        if total >= DEEPEST:
            return " "
        depth[name] += 1
        total += 1
        return match[0]

    return _TAG.sub(keep, html)


# Questions


def figures(html: str) -> tuple[Figure, ...]:
    if "data-image=" not in html:
        return ()
    return tuple(_figure(element) for element in parse(html).iterfind(".//figure[@data-image]"))


def _figure(element: Element) -> Figure:
    image, caption = element.find("img"), element.find("figcaption")
    return Figure(
        image_id=int(element.get("data-image", "0")),
        alt="" if image is None else image.get("alt", ""),
        decorative=element.get("data-decorative") == "true",
        caption="" if caption is None else "".join(caption.itertext()),
    )


def embeds_in(html: str) -> tuple[str, ...]:
    """Addresses of what it shows from other sites, in order."""
    if "data-embed=" not in html:
        return ()
    return tuple(element.get("data-embed", "") for element in parse(html).iterfind(".//figure[@data-embed]"))


@dataclass(frozen=True)
class Heading:
    level: int
    words: str


@dataclass(frozen=True)
class Link:
    href: str
    story: str  # public id, if it leads to one of ours
    words: str


def headings(html: str) -> tuple[Heading, ...]:
    found = (element for element in parse(html).iter() if element.tag in ("h2", "h3", "h4"))
    return tuple(Heading(int(str(element.tag)[1]), "".join(element.itertext())) for element in found)


def links(html: str) -> tuple[Link, ...]:
    return tuple(
        Link(element.get("href", ""), element.get("data-story", ""), "".join(element.itertext()))
        for element in parse(html).iterfind(".//a")
    )


def story_links(html: str) -> tuple[str, ...]:
    """Public ids of the stories it links to, each once, in order."""
    if "data-story=" not in html:
        return ()
    return tuple(
        dict.fromkeys(link.get("data-story", "") for link in parse(html).iterfind(".//a[@data-story]"))
    )


def internal_paths(html: str) -> tuple[str, ...]:
    """Paths of this site that it links to without saying which story is meant, each once, in order."""
    return tuple(dict.fromkeys(_path(link) for link in _unnamed_links(parse(html))))


def link_stories(html: str, stories: Mapping[str, str]) -> str:
    """Canonical HTML in which links to these paths say which story (public id) they mean."""
    tree = parse(clean(html))
    for link in _unnamed_links(tree):
        if story := stories.get(_path(link)):
            link.set("data-story", story)
    return clean(inside(tree))


def _unnamed_links(tree: Element) -> list[Element]:
    links = tree.iterfind(".//a[@href]")
    return [link for link in links if link.get("href", "").startswith("/") and not link.get("data-story")]


def _path(link: Element) -> str:
    return re.split("[?#]", link.get("href", ""), maxsplit=1)[0]


def text(html: str) -> str:
    """The words, each block on a line of its own. What pictures show (alt text) is not among them."""
    tree = parse(html)
    for element in tree.iter():
        if element.tag in _BLOCKS:
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
        elif element.tag in ("br", "td", "th"):
            element.tail = f"{' ' if element.tag != 'br' else chr(10)}{element.tail or ''}"
    return re.sub("[ \n]*\n[ \n]*", "\n", "".join(tree.itertext())).strip()


def word_count(html: str) -> int:
    """Words have a letter or a digit: a dash between two spaces is none."""
    return sum(any(map(str.isalnum, word)) for word in text(html).split())


def reading_minutes(html: str) -> int:
    return -(-word_count(html) // WORDS_A_MINUTE)
