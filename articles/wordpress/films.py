"""Films, sounds and frames of a body, and addresses alone in their paragraph. Knows no model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from lxml import html as lxml_html
from lxml.builder import ElementMaker
from lxml.etree import _Element as Element

from articles import plain, prose
from articles.wordpress.archive import Notes

E = ElementMaker(makeelement=lxml_html.html_parser.makeelement)

_BARE_ADDRESS = re.compile(r"\s*(https?://[^\s<>\"]+)\s*")
#: Addresses that WordPress shows as what they lead to.
SHOWN = (
    r"https?://(?:[\w-]+\.)*(?:youtube\.com|youtube-nocookie\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|bsky\.app"
    r"|codepen\.io|gist\.github\.com|mastodon\.social|instagram\.com|tiktok\.com|soundcloud\.com|spotify\.com"
    r"|facebook\.com|dailymotion\.com|ted\.com|flickr\.com|reddit\.com|videopress\.com)/"
)
_EMBEDDED = re.compile(SHOWN, re.IGNORECASE)
#: The players of the years of Flash.
_FLASH = (
    (re.compile(r"^https?://(?:www\.)?youtube(?:-nocookie)?\.com/v/([\w-]{11}).*"), r"https://www.youtube.com/watch?v=\1"),
    (re.compile(r"^https?://vimeo\.com/moogaloop\.swf\?(?:.*&)?clip_id=(\d+).*"), r"https://vimeo.com/\1"),
)  # fmt: skip
#: What the code of other sites calls its quotes.
_QUOTED = frozenset({"twitter-tweet", "twitter-video", "bluesky-embed", "codepen"})
_LATEX = re.compile(r'data-latex="([^"]*)"')
_ANNOTATION = re.compile(r"<annotation[^<>]*tex[^<>]*>([^<]*)</annotation>")
GIST = re.compile(
    r"<script[^<>]*src=[\"']https://gist\.github\.com/([A-Za-z0-9-]{1,39}/[0-9a-f]{20,32})\.js[^<>]*>\s*</script>",
    re.IGNORECASE,
)


class Films:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def film(self, element: Element) -> None:
        if "wp-embedded-content" in element.get("class", ""):
            element.drop_tree()  # another post of a WordPress site: its headline, with the link, stands before
            return
        words = "".join(element.itertext()).strip()
        addresses = list(_sources(element))
        made = E.div()
        for address in addresses[:1]:
            made.append(self.shown(address, element.tag))
        if not addresses:
            self.notes.tell(f"A frame ({element.tag}) without a usable address was left out.")
        if words and element.tag in ("video", "audio"):
            made.append(E.p(words))
        replace(element, made)

    def shown(self, address: str, tag: str) -> Element:
        """Ours, if the site shows such a thing; else a link that says what it is."""
        if address.startswith("//"):
            address = f"https:{address}"
        if (embedded := embed(address)) is not None:
            return embedded
        kind = {"video": "Video", "audio": "Audio"}.get(tag, "Embedded")
        if tag not in ("video", "audio") and _EMBEDDED.match(address):
            kind = "See"
        self.notes.tell(f"{kind}: {address} is a link now.")
        self.notes.ours.append(f"{kind}: {address}")
        return E.p(f"{kind}: ", E.a(address, href=address))

    def bare_address(self, element: Element) -> None:
        """An address alone in its paragraph, which WordPress showed as what it leads to."""
        whole = " ".join(element.itertext())
        match = _BARE_ADDRESS.fullmatch(whole)
        if not match or any(
            child.tag not in ("a", "br", "span") for child in element.iter() if child is not element
        ):
            return
        if element.getparent() is None or not _EMBEDDED.match(match[1]):
            return
        links = [link.get("href") for link in element.iter("a")]
        if links and links[0] != match[1]:
            return
        if (embedded := embed(match[1])) is not None:
            self.notes.turned.append(match[1])
            replace(element, embedded)
        elif not links:
            tail, element.tail = element.tail, None
            element.clear()
            element.append(E.a(match[1], href=match[1]))
            element.tail = tail

    def quoted(self, element: Element) -> None:
        """What a post's own code shows until its script has run: its words, with the address. They stay as the caption."""
        if not _QUOTED & set(element.get("class", "").split()) or element.getparent() is None:
            return
        addresses = [link.get("href", "") for link in element.iter("a")]
        made = next((found for address in reversed(addresses) if (found := embed(address)) is not None), None)
        if made is not None:
            for part in element.findall("p"):
                part.tag = "span"
                part.tail = f" {part.tail or ''}"
            made.append(E.figcaption(*([element.text] if element.text else []), *element))
            replace(element, made)


def formula(part: str, notes: Notes) -> str:
    """As it was written, if the page says how; else its letters."""
    written = _LATEX.search(part) or _ANNOTATION.search(part)
    words = unescape(written[1] if written else re.sub("<[^<>]*>", " ", part)).strip()
    notes.turned.append(unescape(re.sub("<[^<>]*>", " ", part)))
    notes.ours.append(words)
    notes.tell("A formula is kept as it was written.")
    return f" <code>{escape(words, quote=False)}</code> "


def embed(address: str) -> Element | None:
    """A figure, if the site keeps such a thing as one."""
    address = re.sub(
        r"^(https?://(?:www\.)?youtube\.com/watch\?)(?:.*&(?:amp;)?)?(v=[\w-]+).*", r"\1\2", address
    )
    for player, film in _FLASH:
        address = player.sub(film, address)
    figure = E.figure({"data-embed": address})
    kept = prose.clean(lxml_html.tostring(figure, encoding="unicode"))
    return figure if "data-embed" in kept else None


def _sources(element: Element) -> Iterator[str]:
    for part in (element, *element.iter("source", "embed", "param")):
        if part.tag == "param" and part.get("name") not in ("movie", "src"):
            continue
        for name in ("src", "data-src", "data", "value"):
            address = part.get(name, "").strip()
            address = f"https:{address}" if address.startswith("//") else address
            if plain.address(address, schemes=plain.WEB, paths=False):
                yield address


def replace(element: Element, made: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    made.tail = element.tail
    parent.replace(element, made)
