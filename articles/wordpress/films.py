"""Films, sounds and frames of a body, and addresses alone in their paragraph. Knows no model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html as lxml_html
from lxml.builder import ElementMaker
from lxml.etree import _Element as Element

from articles import plain, prose
from articles.wordpress.archive import Notes

E = ElementMaker(makeelement=lxml_html.html_parser.makeelement)

_BARE_ADDRESS = re.compile(r"\s*(https?://[^\s<>\"]+)\s*")
_EMBEDDED = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:youtube\.com|youtube-nocookie\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|bsky\.app"
    r"|codepen\.io|gist\.github\.com|mastodon\.social|instagram\.com|tiktok\.com|soundcloud\.com|spotify\.com"
    r"|facebook\.com|dailymotion\.com|ted\.com|flickr\.com|reddit\.com|videopress\.com)/",
    re.IGNORECASE,
)


class Films:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def film(self, element: Element) -> None:
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
        whole = "".join(element.itertext())
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


def embed(address: str) -> Element | None:
    """A figure, if the site keeps such a thing as one."""
    address = re.sub(
        r"^(https?://(?:www\.)?youtube\.com/watch\?)(?:.*&(?:amp;)?)?(v=[\w-]+).*", r"\1\2", address
    )
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
