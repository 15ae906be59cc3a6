"""Paragraphs where WordPress would make them of empty lines, as its classic editor leaves them. Knows no model."""

from __future__ import annotations

import re

from articles.wordpress import films, pairs

BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "map",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "script",
    "iframe",
    "video",
    "audio",
    "object",
]
_BLOCK = "(?:" + "|".join(BLOCKS) + ")"
_KEPT = "pre script style textarea svg select"
_TAG = re.compile(r"<[/a-zA-Z][^<>]*>")
_OPENS = re.compile(rf"(<{_BLOCK}\b[^<>]*>)", re.IGNORECASE)
_CLOSES = re.compile(rf"(</{_BLOCK}\s*>|<hr\b[^<>]*>)", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
_BREAK = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_AT_BLOCK = re.compile(rf"</?{_BLOCK}\b", re.IGNORECASE)
_END_TAG = re.compile(rf"</{_BLOCK}\s*>", re.IGNORECASE)
_ADDRESS = re.compile(rf"^[ \t]*({films.SHOWN}[^\s<>\"]*)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_SPACES = re.compile(r"[ \t]{2,}")
_LINE_BREAK = re.compile(r"(<br\s*/?>)?[ \t]*\n[ \t]*")
_BESIDE_BLOCK = re.compile(rf"(?<=>)?\s*\n\s*(?=</?{_BLOCK}\b)", re.IGNORECASE)


def paragraphs(html: str) -> str:
    """The same words, with each paragraph in its tags and each line break as one."""
    kept: list[str] = []

    def keep(part: str) -> str:
        if part.startswith("<!--"):
            return ""
        kept.append(part)
        return f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    text = html.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")
    text = _SPACES.sub(" ", pairs.replaced(text, _KEPT, keep))
    text = _TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    text = _ADDRESS.sub(r"\n\n\1\n\n", text)  # alone in its line, it is a film and no word of a sentence
    text = _BREAK.sub("\n\n", text)
    text = _OPENS.sub(r"\n\n\1", text)
    text = _CLOSES.sub(r"\1\n\n", text)
    html = "\n".join(_paragraph(part.strip()) for part in _EMPTY_LINE.split(text) if part.strip())
    return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], html)


def _paragraph(part: str) -> str:
    if _AT_BLOCK.match(part) or part.startswith("\ue000"):
        return _with_breaks(part)
    end = len(part)
    while (tag := part.rfind("<", 0, end)) >= 0 and _END_TAG.fullmatch(part[tag:end].rstrip()):
        end = tag
    return f"<p>{_with_breaks(part[:end].rstrip())}</p>{part[end:]}"


def _with_breaks(part: str) -> str:
    part = _BESIDE_BLOCK.sub("", part)
    opened = re.match(rf"\s*(?:</?{_BLOCK}\b[^<>]*>\s*)+", part, re.IGNORECASE)
    start = opened[0] if opened else ""
    return start + _LINE_BREAK.sub("<br>\n", part[len(start) :])
