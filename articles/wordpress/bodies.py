"""The body of a post, in whatever dialect of WordPress it was written, as our clean HTML. Knows no model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from articles import prose
from articles.wordpress import comparison, elements, gutenberg, shortcodes
from articles.wordpress.archive import Archive, Notes
from articles.wordpress.gutenberg import Block
from articles.wordpress.paragraphs import paragraphs
from articles.wordpress.shortcodes import Attributes

DEEPEST_REUSE = 5
LONGEST = 1_000_000  # characters of HTML: a story may have half as many when it is clean
CODE = (
    "code",
    "sourcecode",
    "source",
    "highlight",
    "php",
    "python",
    "js",
    "javascript",
    "css",
    "html",
    "bash",
    "sql",
    "java",
)


@dataclass(frozen=True)
class Converted:
    html: str
    notes: tuple[str, ...]
    gone: tuple[str, ...]  # words
    new: tuple[str, ...]


class TooLong(Exception):
    pass


def convert(content: str, archive: Archive, item: str = "") -> Converted:
    """Raises TooLong."""
    if len(content) > LONGEST:
        raise TooLong
    body = _Body(archive, item)
    markup = body.markup(content)
    if len(markup) > 2 * LONGEST:
        raise TooLong
    html = prose.clean(elements.settle(markup, archive, body.notes))
    before = comparison.visible(body.source(content), body.shortcodes)
    gone, new = comparison.difference(
        before, prose.text(html), ours=body.notes.ours, turned=body.notes.turned
    )
    return Converted(html, tuple(body.notes.told), tuple(gone), tuple(new))


class _Body:
    def __init__(self, archive: Archive, item: str) -> None:
        self.archive, self.item = archive, item
        self.notes = Notes()
        self.reused: list[str] = []
        self.depth = 0
        self.shortcodes: dict[str, shortcodes.Handler] = {
            "caption": self._caption,
            "wp_caption": self._caption,
            "gallery": self._gallery,
            "embed": self._embed,
            "youtube": self._embed,
            "vimeo": self._vimeo,
            "tweet": self._embed,
            "audio": self._media("Audio"),
            "video": self._media("Video"),
            "playlist": self._playlist,
            **dict.fromkeys(CODE, self._code),
        }
        self.blocks: dict[str, Callable[[Block, str], str]] = {
            "": lambda block, html: self._classic(html),
            "freeform": lambda block, html: self._classic(html),
            "shortcode": lambda block, html: self._classic(html),
            "block": self._reusable,
            "more": lambda block, html: "",
            "nextpage": lambda block, html: "",
            "embed": self._embed_block,
            "verse": lambda block, html: _lines(html),
            "footnotes": lambda block, html: "",  # their words are in a field, and are added there
        }

    def source(self, content: str) -> str:
        return "\n".join([content, *self.reused])

    def markup(self, content: str) -> str:
        if "<!--nextpage-->" in content:
            self.notes.tell("Its pages are one page now.")
            content = content.replace("<!--nextpage-->", "\n\n")
        if not gutenberg.has_blocks(content):
            return self._classic(content)
        return gutenberg.render(gutenberg.parse(content), self._draw)

    def _classic(self, html: str) -> str:
        return paragraphs(self._expanded(html)) if html.strip() else html

    def _expanded(self, html: str) -> str:
        return shortcodes.expand(html, self.shortcodes, unknown=self._unknown)

    def _unknown(self, name: str) -> None:
        self.notes.tell(f"The shortcode [{name}] is unknown here and stays in the text as it was written.")

    # --- Blocks

    def _draw(self, block: Block, html: str) -> str:
        draw = self.blocks.get(block.name)
        if draw is None and block.name.startswith("core-embed/"):
            draw = self._embed_block
        if draw:
            return draw(block, html)
        if not html.strip() and block.name not in ("spacer", "separator"):
            self._makes_itself(block)
        return (
            self._expanded(html)
            if "[" in html and block.name not in ("code", "html", "preformatted")
            else html
        )

    def _makes_itself(self, block: Block) -> None:
        said = json.dumps(block.attrs, ensure_ascii=False)[:300] if block.attrs else ""
        self.notes.tell(
            f"The block “{block.name}” has no text of its own; the old site made its content. It was left out"
            + (f": {said}" if said else ".")
        )

    def _reusable(self, block: Block, html: str) -> str:
        ref = str(block.attrs.get("ref", ""))
        content = self.archive.reusable(ref) if self.depth < DEEPEST_REUSE else None
        if content is None:
            self.notes.tell(
                f"The reusable block {ref or 'without a number'} is not in the export: it was left out."
            )
            return ""
        self.reused.append(content)
        self.depth += 1
        markup = self.markup(content)
        self.depth -= 1
        return markup

    def _embed_block(self, block: Block, html: str) -> str:
        address = str(block.attrs.get("url", "")).strip()
        if not address:
            return html
        caption = re.search(r"<figcaption[^<>]*>(.*?)</figcaption>", html[:20_000], re.DOTALL | re.IGNORECASE)
        return _embed(address, caption[1] if caption else "")

    # --- Shortcodes

    def _caption(self, given: Attributes, content: str) -> str:
        """`[caption id="attachment_7" caption="Words"]<img>[/caption]`, or with the words after the picture."""
        image = re.match(
            r"\s*((?:<a\s[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", content, re.DOTALL | re.IGNORECASE
        )
        caption = given.get("caption", "")
        if caption:
            self.notes.ours.append(comparison.visible(caption, ()))
        if image is None:
            return self._expanded(content) + (f"<p>{caption}</p>" if caption else "")
        words = " ".join(filter(None, (caption.strip(), self._expanded(image[2]).strip())))
        number = re.sub(r"\D", "", given.get("id", ""))
        return (
            f'\n\n<figure class="wp-caption" data-attachment="{number}">{image[1]}'
            f"<figcaption>{_one_line(words)}</figcaption></figure>\n\n"
        )

    def _gallery(self, given: Attributes, content: str) -> str:
        numbers = re.findall(r"\d+", given.get("ids", given.get("include", "")))
        if not numbers:
            excluded = re.findall(r"\d+", given.get("exclude", ""))
            numbers = [id for id in self.archive.attached(given.get("id") or self.item) if id not in excluded]
        if not numbers:
            self.notes.tell("A gallery has no pictures in the export.")
        return "".join(
            f'\n\n<figure data-attachment="{number}"><img class="wp-image-{number}" data-captioned="true"></figure>\n\n'
            for number in numbers
        )

    def _embed(self, given: Attributes, content: str) -> str:
        address = (
            content.strip() or given.get("0", "").lstrip("=") or given.get("src", "") or given.get("url", "")
        )
        address = re.sub("<[^<>]*>", "", address[:2_000])
        if re.fullmatch("[A-Za-z0-9_-]{11}", address or given.get("id", "")):
            address = f"https://www.youtube.com/watch?v={address or given['id']}"
        return _embed(address) if address else ""

    def _vimeo(self, given: Attributes, content: str) -> str:
        address = content.strip() or given.get("0", "") or given.get("id", "")
        return _embed(f"https://vimeo.com/{address}" if address.isdigit() else address) if address else ""

    def _media(self, kind: str) -> shortcodes.Handler:
        def draw(given: Attributes, content: str) -> str:
            names = (
                "src",
                "mp4",
                "m4v",
                "webm",
                "ogv",
                "mp3",
                "ogg",
                "m4a",
                "wav",
                "flac",
                "0",
                "wmv",
                "flv",
            )
            found = next((given[name] for name in names if given.get(name)), "")
            if not found:
                self.notes.tell(f"A player ({kind.lower()}) names no file.")
                return self._expanded(content)
            return f'\n\n<{kind.lower()} src="{escape(found)}"></{kind.lower()}>{self._expanded(content)}\n\n'

        return draw

    def _playlist(self, given: Attributes, content: str) -> str:
        numbers = re.findall(r"\d+", given.get("ids", "")) or self.archive.attached(self.item)
        kind = "video" if given.get("type") == "video" else "audio"
        addresses = filter(None, map(self.archive.address, numbers))
        return "".join(f'\n\n<{kind} src="{escape(address)}"></{kind}>\n\n' for address in addresses)

    def _code(self, given: Attributes, content: str) -> str:
        code = content.strip("\n").rstrip()
        # The visual editor stores "<" as an entity, the other one as it is.
        if not re.search("&(?:lt|gt|amp|quot|#0?39);", code):
            # What looks like tags in it was seen, and is.
            self.notes.turned.append(comparison.visible(content, ()))
            self.notes.ours.append(content)
            code = escape(code, quote=False)
        return f"\n\n<pre><code>{code}</code></pre>\n\n" if code else ""


def _embed(address: str, caption: str = "") -> str:
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'\n\n<figure data-embed="{escape(address.strip())}">{shown}</figure>\n\n'


def _one_line(html: str) -> str:
    return re.sub(r"\s*\n\s*", " ", html).strip()


def _lines(html: str) -> str:
    """A verse: its lines, as lines."""
    inside = re.sub(r"^\s*<pre\b[^>]*>|</pre>\s*$", "", html.strip(), flags=re.IGNORECASE)
    return "".join(
        f"<p>{part.strip().replace(chr(10), '<br>')}</p>"
        for part in re.split(r"\n\s*\n", inside)
        if part.strip()
    )
