"""Pictures, films, frames and links of a body: each becomes one of ours, or words that say what was there. No model."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles import plain, prose
from articles.typesetting import inside, parse
from articles.wordpress import films, pairs, uploads
from articles.wordpress import markup as markup_of
from articles.wordpress.archive import Archive, Notes, Picture
from articles.wordpress.comparison import RAISED
from articles.wordpress.films import E, Films, replace

_LEFT_OUT = {
    "style": "A style sheet in the text was left out.",
    "form": "A form is plain words now.",
}
_FIGURES = re.compile(r"[0-9n+\-−=(),.\s\[\]]+")
_SOURCE = re.compile(r"\ssrc\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_LATE = re.compile(r"\sdata-(?:lazy-)?(?:src|original|orig-file)\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_WITHOUT_SCRIPT = re.compile(r"<noscript\b[^<>]*>\s*(<img\b[^<>]*>)\s*</noscript>", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CAPTIONS = ("wp-caption-text", "gallery-caption", "wp-caption-dd")
_BEHIND = re.compile(r"background[^;]*url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def settle(markup: str, archive: Archive, notes: Notes) -> str:
    """HTML that `prose.clean` keeps whole."""
    for script in re.findall(r"<script\b[^<>]*", markup, re.IGNORECASE):
        notes.tell(f"A script was left out{f': {_source(script)[:300]}' if _source(script) else '.'}")
    for tag, words in _LEFT_OUT.items():
        if re.search(rf"<{tag}\b", markup, re.IGNORECASE):
            notes.tell(words)
    for unsafe in re.findall(
        r"""href\s*=\s*["']?\s*((?:java|vb)script:[^"'>]{0,80}|data:[^"'>]{0,80})""", markup, re.IGNORECASE
    ):
        notes.tell(f"A link was left out, its words kept: {unsafe}")
    markup = pairs.replaced(markup, "math", lambda part: films.formula(part, notes), comments=False)
    markup = films.GIST.sub(r'<figure data-embed="https://gist.github.com/\1"></figure>', markup)
    markup = re.sub(r"<(/?)amp-(img|video|audio|iframe)\b", r"<\1\2", markup, flags=re.IGNORECASE)
    # What loads late stands there twice, the second time for readers without scripts. What a script draws, only once.
    late = {address.split("?")[0] for address in _LATE.findall(markup)}
    once = _WITHOUT_SCRIPT.sub(
        lambda found: "" if _source(found[1]).split("?")[0] in late else found[0], markup
    )
    opened = re.sub(r"</?noscript\b[^<>]*>", " ", once, flags=re.IGNORECASE)
    tree = parse(markup_of.read(prose.shallow(plain.characters(opened))))
    _Settler(tree, archive, notes).settle()
    return inside(tree)


def _source(tag: str) -> str:
    found = _SOURCE.search(tag)
    return found[1] if found else ""


class _Settler:
    def __init__(self, tree: Element, archive: Archive, notes: Notes) -> None:
        self.tree, self.archive, self.notes = tree, archive, notes

    def settle(self) -> None:
        self._hidden()
        for raised in self.tree.iter("sup"):
            _raise(raised)
        films = Films(self.notes)
        for element in list(self.tree.iter("blockquote", "p", "div")):
            films.quoted(element)
        for element in list(self.tree.iter("iframe", "object", "embed", "video", "audio")):
            if element.getparent() is not None:
                films.film(element)
        for element in list(self.tree.iter("p", "div")):
            films.bare_address(element)
        for element in reversed(list(self.tree.iter("figure", "blockquote", "div", "dl", "li"))):
            self._figure(element)
        for listed in list(self.tree.iter("ul")):
            if "gallery" in listed.get("class", "") or _only_shows(listed):
                listed.tag = "div"
                for item in listed.findall("li"):
                    item.tag = "div"
        for image in list(self.tree.iter("img")):
            if not _is_ours(image.getparent()):
                made = self._picture(image)
                heading = next((above for above in image.iterancestors() if above.tag in _HEADINGS), None)
                if heading is None:
                    replace(image, made)
                else:  # a heading cannot hold it, and would end there
                    image.drop_tree()
                    heading.addprevious(made)
        for struck in self.tree.iter("del", "s", "strike"):
            if "".join(struck.itertext()).strip():
                self.notes.tell("Words that were struck through are plain words now.")
        for link in list(self.tree.iter("a")):
            self._link(link)

    def _hidden(self) -> None:
        for element in list(self.tree.iter()):
            behind = _BEHIND.search(element.get("style", ""))
            if (
                behind
                and behind[1] not in [image.get("src") for image in element.iter("img")]
                and not behind[1].startswith("data:")
            ):
                self.notes.tell(f"A picture behind the words was left out: {behind[1][:300]}")
            if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
                words = " ".join("".join(element.itertext()).split())
                if element.getparent() is not None and element.tag not in ("iframe", "img"):
                    if words:
                        self.notes.tell(f"Words that the old site kept hidden were left out: “{words[:200]}”")
                        self.notes.turned.append(words)
                    element.drop_tree()

    # --- Figures

    def _figure(self, element: Element) -> None:
        if element.getparent() is None or _is_ours(element):
            return
        if element.get("data-embed"):
            self._embedded(element)
            return
        classes = element.get("class", "").split()
        if "wp-block-pullquote" in classes:
            self._pull_quote(element)
            return
        if element.tag != "figure" and not {"wp-caption", "gallery-item", "blocks-gallery-item"} & set(
            classes
        ):
            return
        caption = _caption_of(element)
        images = [image for image in element.iter("img") if not _is_ours(image.getparent())]
        tables = [table for table in element.iter("table") if not _is_in_table(table)]
        if len(images) == 1 and not tables and not element.findall(".//figure"):
            self._captioned(element, images[0], caption)
            return
        if len(tables) == 1 and caption is not None and tables[0].find("caption") is None:
            tables[0].insert(0, E.caption("".join(caption.itertext())))
            caption.drop_tree()
        elif caption is not None:
            embedded = [figure for figure in element.iter("figure") if figure.get("data-embed")]
            if len(embedded) == 1 and embedded[0].find("figcaption") is None:
                embedded[0].append(caption)
            else:
                caption.tag = "p"
        element.tag = "div"

    def _captioned(self, element: Element, image: Element, caption: Element | None) -> None:
        """The picture first, with its caption; whatever else stood there after it."""
        image.set("data-attachment", element.get("data-attachment") or element.get("data-id") or "")
        made = self._picture(image, caption)
        image.drop_tree()
        if caption is not None:
            caption.drop_tree()
        element.attrib.clear()
        element.tag = "div"
        made.tail, element.text = element.text, None
        element.insert(0, made)

    def _embedded(self, element: Element) -> None:
        address = element.get("data-embed", "").strip()
        caption = element.find("figcaption")
        if not plain.address(address, schemes=plain.WEB, paths=False):
            self.notes.tell(f"An embed with an unusable address was left out: {address[:200]}")
            made = E.div()
        else:
            self.notes.turned.append(address)
            made = Films(self.notes).shown(address, "embed")
        if caption is not None:
            if made.tag != "figure":
                caption.tag = "p"
                made = E.div(made)
            made.append(caption)
        replace(element, made)

    def _pull_quote(self, element: Element) -> None:
        quote = element.find(".//blockquote")
        if quote is None:
            quote = E.blockquote(*_content(element))
        made = E.figure({"data-pullquote": "true"}, quote)
        cites = list(quote.iter("cite", "footer"))
        if cites:
            cite = cites[-1]
            caption = E.figcaption()
            caption.text = cite.text
            caption.extend(list(cite))
            cite.drop_tree()
            made.append(caption)
        replace(element, made)

    # --- Pictures

    def _picture(self, image: Element, caption: Element | None = None) -> Element:
        classes = image.get("class", "")
        alt = plain.line(image.get("alt", ""))
        address = _address_of(image)
        if re.search(r"\b(emoji|wp-smiley)\b", classes):
            self.notes.ours.append(alt)
            return E.span(alt)
        if (image.get("width"), image.get("height")) in (("1", "1"), ("0", "0")):
            self.notes.tell(
                f"A picture of one pixel, which only counts readers, was left out: {address[:200]}"
            )
            return E.span()
        number = re.search(r"wp-image-(\d+)", classes)
        id = number[1] if number else image.get("data-id", "") or image.get("data-attachment", "")
        if not address and not id:
            self.notes.tell("A picture without an address was left out.")
            return E.span(alt)
        found = self.archive.picture(id, address)
        self._link_around(image, address)
        if isinstance(found, Picture):
            made = E.figure({"data-image": str(found.id)}, E.img(alt=alt or found.alt))
            if caption is not None:
                made.append(_as_caption(caption))
            elif image.get("data-captioned") and found.caption:
                made.append(lxml_html.fragment_fromstring(found.caption, create_parent="figcaption"))
                self.notes.ours.append("".join(made[-1].itertext()))
            if not (alt or found.alt):
                self.notes.tell(f"A picture has no alt text: {address or 'attachment ' + id}")
            if _is_in_table(image):
                self.notes.tell(f"A picture in a table became its alt text: {address}")
                self.notes.ours.append(alt or found.alt)
            return made
        return self._in_words(address or self.archive.address(id) or f"attachment {id}", alt, found, caption)

    def _in_words(self, address: str, alt: str, reason: str, caption: Element | None) -> Element:
        words = f"[Picture: {alt + ', ' if alt else ''}{address[:500]}]"
        self.notes.tell(f"Picture kept in words: {address[:300]} ({reason})")
        self.notes.ours.append(words)
        made = E.div(E.p(words))
        if caption is not None:
            made.append(E.p(*_content(caption)))
        return made

    def _link_around(self, image: Element, address: str) -> None:
        """A picture is no link here. One that only led to its own file is not missed."""
        link = image.getparent()
        if link is None or link.tag != "a" or "".join(link.itertext()).strip():
            return
        href = link.get("href", "")
        to_itself = (
            re.search(r"\.(jpe?g|png|gif|webp|avif)(\?|$)", href, re.IGNORECASE) or "attachment" in href
        )
        if href and not to_itself and self.archive.target(href) is None:
            self.notes.tell(f"A picture's link was left out: {href[:300]}")

    # --- Links

    def _link(self, link: Element) -> None:
        href = link.get("href", "").strip()
        if target := self.archive.target(href):
            link.set("href", target.path)
            if target.story:
                link.set("data-story", target.story)
        elif self.archive.is_own(href) and link.text != href:
            whither = (
                "a file of the old site, which has to stay there"
                if uploads.is_file(href)
                else "an address of the old site that is not in the export"
            )
            self.notes.tell(f"A link leads to {whither}: {href[:300]}")
        elif href.startswith("//"):
            link.set("href", f"https:{href}")
        elif href and not href.startswith("#") and not plain.address(href):
            self.notes.tell(f"A link was left out, its words kept: {href[:300]}")


def _address_of(image: Element) -> str:
    for name in ("data-orig-file", "data-lazy-src", "data-src", "data-original", "src"):
        address = image.get(name, "").strip()
        if address and not address.startswith("data:"):
            return address
    return image.get("srcset", "").split(" ")[0]


def _caption_of(element: Element) -> Element | None:
    caption = element.find("figcaption")
    if caption is not None:
        return caption
    for child in element.iter("p", "dd", "div", "figcaption"):
        if set(_CAPTIONS) & set(child.get("class", "").split()):
            return child
    return None


def _as_caption(element: Element) -> Element:
    return E.figcaption(*_content(element))


def _content(element: Element) -> list[Element | str]:
    return [*([element.text] if element.text else []), *element]


def _raise(element: Element) -> None:
    if not _FIGURES.fullmatch("".join(element.itertext())):
        return
    for part in element.iter():
        part.text = (part.text or "").translate(RAISED)
        if part is not element:
            part.tail = (part.tail or "").translate(RAISED)


def _only_shows(listed: Element) -> bool:
    """A list of nothing but pictures, as plugins write their galleries."""

    def shows(item: Element) -> bool:
        captions = [figure for figure in item.iter("figure") if figure.get("data-image")]
        words = "".join("".join(caption.itertext()) for caption in captions)
        return item.find(".//img") is not None and "".join(item.itertext()).split() == words.split()

    return len(listed) > 0 and all(map(shows, listed))


def _is_ours(element: Element | None) -> bool:
    return (
        element is not None
        and element.tag == "figure"
        and bool(element.get("data-image") or element.get("data-pullquote"))
    )


def _is_in_table(element: Element) -> bool:
    return any(above.tag in ("td", "th") for above in element.iterancestors())
