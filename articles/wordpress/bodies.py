"""The body of a post, in whatever dialect of WordPress it was written, as our clean HTML. Knows no model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from articles import prose
from articles.wordpress import comparison, elements, gutenberg, shortcodes
from articles.wordpress.archive import Archive, Notes
from articles.wordpress.gutenberg import Block
from articles.wordpress.items import Refused
from articles.wordpress.paragraphs import paragraphs
from articles.wordpress.shortcodes import Attributes

DEEPEST_REUSE = 5
_ICON = re.compile(r"<span[^<>]*toggle-icon[^<>]*>[^<]*</span>")
_PREVIEW = re.compile(r"<object\b[^<>]*>\s*</object>")
_PLACE = re.compile(r"(<(p|h[1-6]|a|button)\b[^<>]*>).*(</\2>)", re.DOTALL)
_BEHIND = re.compile(r"background-image\s*:\s*url\([^)]*\)\s*;?", re.IGNORECASE)
LONGEST = 1_000_000  # characters of HTML: a story may have half as many when it is clean
CODE = (
    "code",
    "sourcecode",
    "source",
    "crayon",
    "cc",
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


#: What page builders put around words.
FRAMES = (
    *(f"vc_{name}" for name in ("section", "row", "row_inner", "column", "column_inner", "column_text")),
    *(f"et_pb_{name}" for name in ("section", "row", "row_inner", "column", "column_inner", "text")),
)
EMBEDDED = ("bluesky", "codepen", "facebook", "gist", "instagram", "soundcloud", "spotify", "ted", "tiktok")


@dataclass(frozen=True)
class Converted:
    html: str
    notes: tuple[str, ...]
    gone: tuple[str, ...]  # words
    new: tuple[str, ...]


class TooLong(Refused):
    def __init__(self) -> None:
        super().__init__("its text is longer than any story may be")


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
        self.own: dict[str, Any] = {}  # words that the text gives a pattern, by the name of their place
        self.shortcodes: dict[str, shortcodes.Handler] = {
            "caption": self._caption,
            "wp_caption": self._caption,
            "gallery": self._gallery,
            "embed": self._embed,
            "youtube": self._youtube,
            "vimeo": self._vimeo,
            "tweet": self._tweet,
            **dict.fromkeys(("wpvideo", "videopress"), self._videopress),
            "media-credit": self._credited,
            **dict.fromkeys(EMBEDDED, self._embed),
            "audio": self._media("Audio"),
            "video": self._media("Video"),
            "playlist": self._playlist,
            **dict.fromkeys(CODE, self._code),
            **dict.fromkeys(FRAMES, self._frame),
        }
        self.blocks: dict[str, Callable[[Block, str], str]] = {
            "": lambda block, html: self._classic(html),
            "freeform": lambda block, html: self._classic(html),
            "shortcode": lambda block, html: self._classic(html),
            "block": self._reusable,
            "more": lambda block, html: "",
            "nextpage": lambda block, html: "",
            "embed": self._embed_block,
            "cover": self._cover,
            "cover-image": self._cover,
            "file": lambda block, html: self._file(html),
            "accordion-heading": lambda block, html: self._retold(html, _ICON.sub("", html)),
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
        html = self._overridden(block, html) if self.own else html
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
        said = json.dumps(block.attrs, ensure_ascii=False)[:5_000] if block.attrs else ""
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
        own = block.attrs.get("content")
        around, self.own = self.own, own if isinstance(own, dict) else {}
        self.depth += 1
        markup = self.markup(content)
        self.depth -= 1
        self.own = around
        return markup

    def _overridden(self, block: Block, html: str) -> str:
        """A place in a pattern that has other words in this text."""
        about = block.attrs.get("metadata")
        given = self.own.get(str(about.get("name"))) if isinstance(about, dict) else None
        if not isinstance(given, dict):
            return html
        words = given.get("content", given.get("text"))
        if len(given) > 1 or not isinstance(words, str) or not _PLACE.search(html):
            told = json.dumps(given, ensure_ascii=False)[:5_000]
            self.notes.tell(
                f"A pattern's place was given something of its own, and has its words alone: {told}"
            )
        if not isinstance(words, str):
            return html
        return self._retold(html, _PLACE.sub(lambda place: f"{place[1]}{words}{place[3]}", html, count=1))

    def _embed_block(self, block: Block, html: str) -> str:
        address = str(block.attrs.get("url", "")).strip()
        if not address:
            return html
        caption = re.search(r"<figcaption[^<>]*>(.*?)</figcaption>", html[:20_000], re.DOTALL | re.IGNORECASE)
        return _embed(address, caption[1] if caption else "")

    def _cover(self, block: Block, html: str) -> str:
        """Words on a picture. Of one that is fixed behind them, only the block's own note tells."""
        address = str(block.attrs.get("url", ""))
        is_picture = block.attrs.get("backgroundType", "image") == "image"
        if not address or not is_picture or "<img" in html:
            return html
        number = re.sub(r"\D", "", str(block.attrs.get("id", "")))
        alt = escape(str(block.attrs.get("alt", "")))
        html = _BEHIND.sub("", html, count=1)
        return f'<figure><img class="wp-image-{number}" src="{escape(address)}" alt="{alt}"></figure>{html}'

    def _file(self, html: str) -> str:
        """A link to the file, and a button that leads there too: the style sheet kept them apart. A preview is left out."""
        return self._retold(html, _PREVIEW.sub("", html).replace("</a><a", "</a> <a"))

    def _retold(self, html: str, made: str) -> str:
        self.notes.turned.append(comparison.visible(html, ()))
        self.notes.ours.append(comparison.visible(made, ()))
        return made

    # --- Shortcodes

    def _caption(self, given: Attributes, content: str) -> str:
        """`[caption id="attachment_7" caption="Words"]<img>[/caption]`, or with the words after the picture."""
        content = self._expanded(content)
        image = re.match(
            r"\s*((?:<a\s[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", content, re.DOTALL | re.IGNORECASE
        )
        caption = given.get("caption", "")
        if caption:
            self.notes.ours.append(comparison.visible(caption, ()))
        if image is None:
            return content + (f"<p>{caption}</p>" if caption else "")
        words = " ".join(filter(None, (caption.strip(), image[2].strip())))
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
        if not address:
            self.notes.tell(f"An embed without an address was left out: {' '.join(given.values())[:500]}")
        return _embed(address) if address else ""

    def _youtube(self, given: Attributes, content: str) -> str:
        film = content.strip() or given.get("0", "") or given.get("id", "")
        if re.fullmatch("[A-Za-z0-9_-]{11}", film):
            return _embed(f"https://www.youtube.com/watch?v={film}")
        return self._embed(given, content)

    def _tweet(self, given: Attributes, content: str) -> str:
        address = content.strip() or given.get("0", "")
        return (
            _embed(f"https://x.com/i/status/{address}") if address.isdigit() else self._embed(given, content)
        )

    def _videopress(self, given: Attributes, content: str) -> str:
        return _embed(f"https://videopress.com/v/{given['0']}") if given.get("0") else ""

    def _credited(self, given: Attributes, content: str) -> str:
        name = given.get("name", "")
        self.notes.ours.append(comparison.visible(name, ()))
        return f"{self._expanded(content)}<em>{name}</em>"

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

    def _frame(self, given: Attributes, content: str) -> str:
        return f"\n\n{self._expanded(content)}\n\n"

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
