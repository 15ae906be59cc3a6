"""Sets any HTML anew as the blocks of a body: what comes out does not depend on how marks and blocks were nested.
Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from articles import embeds, plain
from articles.blocks import BREAK, Block, Mark, write


def tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
MARKS = {"b": "strong", "strong": "strong", "code": "code", "kbd": "code", "samp": "code", "tt": "code"}
MARKS |= dict.fromkeys(["i", "em", "cite", "dfn", "var"], "em")
#: Nothing of their own comes out of these, but words on either side stay in different paragraphs.
BREAKS = tags(
    "address article aside center dd details div dl dt fieldset footer form header hgroup main nav option section"
    " summary"
)
STRUCTURE = tags(
    "p pre blockquote ul ol li table caption thead tbody tfoot tr th td figure figcaption hr br img a"
)
#: Every tag that means something here, for the guard that stands before this.
TAGS = frozenset(HEADINGS) | frozenset(MARKS) | BREAKS | STRUCTURE
ATTRIBUTES = {
    "a": {"href", "data-story"},
    "figure": {"data-image", "data-decorative", "data-pullquote", "data-embed"},
    "img": {"alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
DEEPEST = 24  # blocks within blocks; what is deeper joins the last one

_IMAGE_ID = re.compile("[1-9][0-9]{0,17}", re.ASCII)
_STORY_ID = re.compile("[a-z0-9]{12,32}")
_COUNT = re.compile("[0-9]{1,6}", re.ASCII)
_SPACES = re.compile("[ \t\n\r\f]+")


def compose(html: str) -> str:
    """`html` has balanced tags, as nh3 writes it."""
    composer = _Composer()
    composer.feed(html)
    composer.close()
    return write(composer.body)


class _Composer(HTMLParser):
    """Reads tags into blocks. Each start tag leaves behind what its end tag has to do."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Block("body")
        self.open = [self.body]
        self.line: Block | None = None  # where words go; None between blocks
        self.marks: list[Mark] = []
        self.in_head = False
        self.ends: list[Callable[[], object]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            if self.line:
                self.line.runs.append((BREAK, self._marks_here()))
        elif tag == "hr":
            if not self._is_inside("th", "td", "figure") and not self._is_closed():
                self._end_line()
                self._host().blocks.append(Block("hr"))
            else:
                self._part()
        elif tag == "img":
            self._image(given)
        else:
            self.ends.append(self._start(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if self.ends:
            self.ends.pop()()

    def handle_data(self, data: str) -> None:
        if self.line is None:
            if not data.strip():
                return
            self._open_line("p")
        assert self.line is not None
        if self.line.tag != "pre":
            data = _SPACES.sub(" ", data)
        self.line.runs.append((data, self._marks_here()))

    def _marks_here(self) -> frozenset[Mark]:
        """A link in a link, as tables allow, leads where the inner one leads."""
        return frozenset({mark[0]: mark for mark in self.marks}.values())

    def _start(self, tag: str, given: dict[str, str]) -> Callable[[], object]:
        if tag in MARKS:
            self.marks.append((MARKS[tag], "", ""))
            return self.marks.pop
        if tag == "a":
            return self._link(given)
        if self._is_closed() or (self._is_heading() and (tag in BREAKS or tag == "p")):
            self._part()
            return self._part
        top = self.open[-1].tag
        match tag:
            case "p":
                return self._open_line("p")
            case "pre":
                return self._open_line("p" if self._is_inside("figure") else "pre")
            case _ if tag in HEADINGS:
                return self._open_line(
                    "p" if self._is_inside("ul", "ol", "th", "td", "figure") else HEADINGS[tag]
                )
            case "blockquote" if not self._is_inside("th", "td", "figure"):
                return self._open(Block("blockquote"))
            case "ul" | "ol" if not self._is_inside("figure"):
                start = given.get("start", "")
                kept = {"start": str(int(start))} if tag == "ol" and _COUNT.fullmatch(start) else {}
                return self._open(Block(tag, {} if kept.get("start") == "1" else kept))
            case "li" if top in ("ul", "ol"):
                return self._open(Block("li"), self.open[-1])
            case "table" if not self._is_inside("th", "td", "figure"):
                return self._open(Block("table"))
            case "thead" if top == "table":
                self.in_head = True
                return self._leave_head
            case "tr" if top == "table":
                return self._open(Block("tr"), self.open[-1])
            case "th" | "td" if top == "tr":
                spans = {name: given.get(name, "") for name in ("colspan", "rowspan")}
                kept = {name: span for name, span in spans.items() if _is_span(span)}
                return self._open(Block("th" if self.in_head else tag, kept), self.open[-1])
            case "caption" if top == "table":
                return self._open_caption()
            case "figcaption" if top == "figure":
                return self._open_caption()
            case "figure" if not self._is_inside("th", "td", "figure"):
                if _IMAGE_ID.fullmatch(given.get("data-image", "")):
                    kept = {"data-image": given["data-image"]}
                    if given.get("data-decorative") == "true":
                        kept["data-decorative"] = "true"
                    return self._open(Block("figure", kept))
                if given.get("data-pullquote") == "true":
                    return self._open(Block("figure", {"data-pullquote": "true"}))
                if address := plain.address(given.get("data-embed", ""), schemes=plain.WEB, paths=False):
                    return self._embed(address)
        self._end_line()
        return self._end_line

    def _link(self, given: dict[str, str]) -> Callable[[], object]:
        href = plain.address(given.get("href", ""))
        story = given.get("data-story", "")
        story = story if _STORY_ID.fullmatch(story) else ""
        if not href and not story:
            return _nothing
        self.marks.append(("a", href, story))
        return self.marks.pop

    def _embed(self, address: str) -> Callable[[], object]:
        """Only its provider and id are kept. Of a provider nobody knows here, a link stays."""
        if embed := embeds.find(address):
            return self._open(Block("figure", {"data-embed": embed.address}))
        self._open_line("p")
        assert self.line is not None
        self.line.runs.append((address, frozenset({("a", address, "")})))
        self._end_line()
        return self._end_line

    def _image(self, given: dict[str, str]) -> None:
        """Only pictures of the library have a place; of others the words stay."""
        top = self.open[-1]
        alt = plain.line(given.get("alt", ""))
        if "data-image" in top.attrs and "alt" not in top.attrs:
            top.attrs["alt"] = alt
        elif alt:
            self.handle_data(alt)

    def _open(self, block: Block, host: Block | None = None) -> Callable[[], object]:
        self._end_line()
        if len(self.open) > DEEPEST:
            return self._end_line
        (host or self._host()).blocks.append(block)
        self.open.append(block)
        return lambda: self._close(block)

    def _close(self, block: Block) -> None:
        self._end_line()
        if block in self.open:
            del self.open[self.open.index(block) :]

    def _open_line(self, tag: str) -> Callable[[], object]:
        self.line = Block(tag)
        self._host().blocks.append(self.line)
        return self._end_line

    def _open_caption(self) -> Callable[[], object]:
        top = self.open[-1]
        top.caption = self.line = top.caption or Block("caption")
        self._part()
        return self._end_line

    def _end_line(self) -> None:
        self.line = None

    def _leave_head(self) -> None:
        self.in_head = False

    def _part(self) -> None:
        """Keep words apart in a line that can hold no block."""
        if self.line:
            self.line.runs.append(("\n" if self.line.tag == "pre" else " ", frozenset()))

    def _host(self) -> Block:
        """The block that takes the next one: lists take items only, and tables have no place between their cells."""
        for block in reversed(self.open):
            if block.tag in ("ul", "ol"):
                if not block.blocks:
                    block.blocks.append(Block("li"))
                return block.blocks[-1]
            if block.tag not in ("table", "tr"):
                return block
        return self.body

    def _is_closed(self) -> bool:
        return self.line is not None and self.line.tag in ("pre", "caption")

    def _is_heading(self) -> bool:
        return self.line is not None and self.line.tag in HEADINGS

    def _is_inside(self, *tags: str) -> bool:
        return any(block.tag in tags for block in self.open)


def _nothing() -> None:
    pass


def _is_span(value: str) -> bool:
    return bool(_COUNT.fullmatch(value)) and value == str(int(value)) and 2 <= int(value) <= 100
