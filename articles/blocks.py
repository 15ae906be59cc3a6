"""The blocks of a body, and how each is written as canonical HTML. Knows no model.

By construction: only what is named here can come out, and every text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate, pairwise

HEADINGS = ("h2", "h3", "h4")
BREAK = "\n"

_SPACES = re.compile("[ \t\n\r\f]+")
# A non-breaking space stays beside a digit ("12 GB", "Figure 3") and before a dash, where typographers put it. Between
# ordinary words it comes from a browser or from Word, and would only spoil the lines.
_LOOSE_NBSP = re.compile("(?<![0-9])\u00a0(?![0-9–—])|(?<!\\S)\u00a0|\u00a0(?!\\S)")
_MARK_ORDER = ("a", "strong", "em", "code")

Mark = tuple[str, str, str]  # tag, href, story
Run = tuple[str, frozenset[Mark]]  # words, or one line break


@dataclass(eq=False)
class Block:
    """Either `blocks` or `runs` of words."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    caption: Block | None = None


def write(body: Block) -> str:
    return _join(_flow(body.blocks))


# Each function gives the HTML of one kind of block, and nothing for an empty one.


def _flow(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """Tag and HTML of what they become: words in an empty figure, say, become a paragraph."""
    parts = [html for block in blocks for html in _block(block) if html]
    return [(re.split("[ >]", html[1:16], maxsplit=1)[0], html) for html in parts]


def _block(block: Block) -> list[str]:
    match block.tag:
        case "p":
            return [f"<p>{html}</p>" for html in _paragraphs(block.runs)]
        case _ if block.tag in HEADINGS:
            html = _inline(_plainer(_tight(block.runs)))
            return [f"<{block.tag}>{html}</{block.tag}>"] if html else []
        case "pre":
            code = "".join(text for text, _ in block.runs).strip("\n").rstrip()
            return [f"<pre><code>{_escape(code)}</code></pre>"] if code else []
        case "hr":
            return ["<hr>"]
        case "ul" | "ol":
            items = "".join(filter(None, map(_item, block.blocks)))
            return [f"<{block.tag}{_attributes(block.attrs)}>{items}</{block.tag}>"] if items else []
        case "blockquote":
            html = _join(_flow(block.blocks))
            return [f"<blockquote>{html}</blockquote>"] if html else []
        case "table":
            return [_table(block)]
        case "figure" if "data-image" in block.attrs:
            return [_picture(block), *(html for _, html in _flow(block.blocks))]
        case "figure" if "data-embed" in block.attrs:
            figure = f"<figure{_attributes(block.attrs)}>{_caption(block)}</figure>"
            return [figure, *(html for _, html in _flow(block.blocks))]
        case _:
            return [_pull_quote(block)]


def _item(block: Block) -> str:
    parts = _flow(block.blocks)
    if not parts:
        return ""
    if parts[0][0] == "p" and all(tag in ("ul", "ol") for tag, _ in parts[1:]):
        parts[0] = ("", _bare(parts[0][1]))
    return f"<li>{_join(parts)}</li>"


def _table(block: Block) -> str:
    caption = "".join(text for text, _ in _tight(block.caption.runs)) if block.caption else ""
    caption = _escape(caption.replace(BREAK, " "))
    rows = [row for row in block.blocks if row.blocks]
    if not rows:
        return f"<p>{caption}</p>" if caption else ""
    # The rows at the top that only have headings are the head: all of them, or the first if nothing else were left.
    head = 0
    while head < len(rows) and all(cell.tag == "th" for cell in rows[head].blocks):
        head += 1
    head = head if head < len(rows) else 1
    html = f"<caption>{caption}</caption>" if caption else ""
    if head:
        html += f"<thead>{''.join(_row(row, 'col') for row in rows[:head])}</thead>"
    if rows[head:]:
        html += f"<tbody>{''.join(_row(row, 'row') for row in rows[head:])}</tbody>"
    return f"<table>{html}</table>"


def _row(row: Block, scope: str) -> str:
    return f"<tr>{''.join(_cell(cell, scope) for cell in row.blocks)}</tr>"


def _cell(cell: Block, scope: str) -> str:
    parts = _flow(cell.blocks)
    html = _bare(parts[0][1]) if len(parts) == 1 and parts[0][0] == "p" else _join(parts)
    attrs = {"scope": scope} if cell.tag == "th" else {}
    return f"<{cell.tag}{_attributes(attrs | cell.attrs)}>{html}</{cell.tag}>"


def _picture(block: Block) -> str:
    attrs = dict(block.attrs)
    alt = "" if "data-decorative" in attrs else attrs.get("alt", "")
    attrs.pop("alt", None)
    caption = _caption(block)
    return f'<figure{_attributes(attrs)}><img alt="{escape(alt)}">{caption}</figure>'


def _pull_quote(block: Block) -> str:
    quote = _join(_flow(block.blocks))
    if not quote:
        return "".join(f"<p>{html}</p>" for html in _paragraphs(block.caption.runs if block.caption else []))
    return f'<figure data-pullquote="true"><blockquote>{quote}</blockquote>{_caption(block)}</figure>'


def _caption(block: Block) -> str:
    html = _inline(_tight(block.caption.runs)) if block.caption else ""
    return f"<figcaption>{html}</figcaption>" if html else ""


def _paragraphs(runs: list[Run]) -> list[str]:
    """A paragraph ends where two line breaks meet."""
    runs = _tight(runs)
    paragraphs: list[list[Run]] = [[]]
    for before, run, after in _neighbours(runs):
        if run[0] == BREAK and BREAK in (before[0], after[0]):
            paragraphs.append([])
        else:
            paragraphs[-1].append(run)
    return [html for html in map(_inline, paragraphs) if html]


def _inline(runs: list[Run]) -> str:
    """Marks around the longest stretch they hold for, always in one order."""
    html: list[str] = []
    open_marks: list[Mark] = []
    for before, (text, marks), after in _neighbours(runs):
        if text == BREAK == before[0]:
            continue
        if text in (" ", BREAK):
            marks &= before[1] & after[1]
        wanted = sorted(marks, key=lambda mark: _MARK_ORDER.index(mark[0]))
        kept = 0
        while kept < len(open_marks) and open_marks[kept : kept + 1] == wanted[kept : kept + 1]:
            kept += 1
        html += [f"</{tag}>" for tag, *_ in reversed(open_marks[kept:])]
        html += map(_start_tag, wanted[kept:])
        html.append("<br>" if text == BREAK else _escape(text))
        open_marks = wanted
    html += [f"</{tag}>" for tag, *_ in reversed(open_marks)]
    return "".join(html)


def _tight(runs: list[Run]) -> list[Run]:
    """White space as HTML shows it: single, and none at the ends or around line breaks."""
    tight: list[Run] = []
    for text, marks in _without_loose_nbsp(runs):
        if not tight or tight[-1][0].endswith((" ", BREAK)):
            text = text.lstrip(" ")
        if text == BREAK:
            _trim(tight, " ")
        if text and (tight or text != BREAK):
            tight.append((text, marks))
    _trim(tight, " " + BREAK)
    return tight


def _trim(runs: list[Run], ends: str) -> None:
    while runs:
        text, marks = runs.pop()
        if text := text.rstrip(ends) if text != BREAK or BREAK in ends else text:
            runs.append((text, marks))
            return


def _without_loose_nbsp(runs: list[Run]) -> Iterable[Run]:
    text = "".join(text for text, _ in runs)
    if "\u00a0" not in text:
        return runs
    text = _LOOSE_NBSP.sub(" ", text)
    ends = list(accumulate(len(text) for text, _ in runs))
    pieces = [text[start:end] for start, end in pairwise([0, *ends])]
    return [
        (_SPACES.sub(" ", piece) if piece != BREAK else piece, marks)
        for piece, (_, marks) in zip(pieces, runs, strict=True)
    ]


def _plainer(runs: list[Run]) -> list[Run]:
    """A heading is bold already."""
    if all(("strong", "", "") in marks for text, marks in runs if text.strip()):
        return [(text, marks - {("strong", "", "")}) for text, marks in runs]
    return runs


def _neighbours(runs: list[Run]) -> Iterable[tuple[Run, Run, Run]]:
    """Each run with the one before and the one after it."""
    end: Run = ("", frozenset())
    around = [end, *runs, end]
    return zip(around, runs, around[2:], strict=False)


def _start_tag(mark: Mark) -> str:
    tag, href, story = mark
    return f"<{tag}{_attributes({'data-story': story, 'href': href})}>"


def _attributes(attrs: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items() if value)


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _join(parts: list[tuple[str, str]]) -> str:
    return "".join(html for _, html in parts)


def _bare(paragraph: str) -> str:
    return paragraph.removeprefix("<p>").removesuffix("</p>")
