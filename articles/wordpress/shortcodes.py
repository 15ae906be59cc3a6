"""Shortcodes: `[caption]`, `[gallery]` and their kind. One that nobody knows stays where readers see it. No model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

Attributes = dict[str, str]  # what is written without a name has a number: {"0": "https://…"}
Handler = Callable[[Attributes, str], str]

NAME = r"[a-zA-Z][a-zA-Z0-9_-]*"
_SHORTCODE = re.compile(rf"\[(\[?)({NAME})((?:\s+[^\[\]]*|=[^\[\]]*)?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'"]+)|"([^"]*)"|'([^']*)'|(\S+)"""
)
_QUOTES = {ord(quote): '"' for quote in "“”″„"} | {ord(quote): "'" for quote in "‘’′"}
_PROTECTED = re.compile(
    r"<(pre|script|style|textarea)\b[^>]*>.*?</\1\s*>|<[a-zA-Z/!][^<>]*>", re.DOTALL | re.IGNORECASE
)


def attributes(text: str) -> Attributes:
    """Also of what an editor made typographic."""
    found: Attributes = {}
    text = text.replace("&#8221;", '"').replace("&#8220;", '"').replace("&quot;", '"').replace("&#8243;", '"')
    for match in _ATTRIBUTE.finditer(text.translate(_QUOTES)):
        names = match.group(1, 3, 5)
        values = match.group(2, 4, 6)
        for name, value in zip(names, values, strict=True):
            if name:
                found[name.lower()] = value
                break
        else:
            value = next((value for value in match.group(7, 8, 9) if value is not None), "")
            found[str(len([key for key in found if key.isdigit()]))] = value
    return found


def expand(text: str, handlers: Mapping[str, Handler], *, unknown: Callable[[str], None]) -> str:
    """With the known ones turned into HTML. Those within tags and code are none; `[[name]]` means `[name]`."""
    out: list[str] = []
    position = 0
    protected = [match.span() for match in _PROTECTED.finditer(text)]
    guarded = iter(protected)
    guard = next(guarded, None)
    while match := _SHORTCODE.search(text, position):
        while guard and guard[1] <= match.start():
            guard = next(guarded, None)
        out.append(text[position : match.start()])
        position = match.end()
        escape, name, given, alone, escaped = match.groups()
        lowered = name.lower()
        if guard and guard[0] < match.start() < guard[1]:
            out.append(match[0])
        elif escape and escaped:
            out.append(match[0][1:-1])
        elif lowered in handlers:
            content = ""
            closing = None if alone else _closing(text, name, position)
            if closing:
                content, position = text[position : closing.start()], closing.end()
            out += [escape, handlers[lowered](attributes(given), content), escaped]
        else:
            if "=" in given or _closing(text, name, position) or "_" in name:
                unknown(name)
            out.append(match[0])
    out.append(text[position:])
    return "".join(out)


def _closing(text: str, name: str, position: int) -> re.Match[str] | None:
    """Its own end tag, unless another of the same name begins before."""
    closing = re.compile(rf"\[/{re.escape(name)}\]", re.IGNORECASE).search(text, position)
    if closing is None:
        return None
    another = re.compile(rf"\[{re.escape(name)}[\s\]]", re.IGNORECASE).search(text, position, closing.start())
    return None if another else closing


def without(text: str, names: Iterable[str]) -> str:
    """Only what stands between the tags of the known ones: what a reader of the old site could see of it."""

    def inside(given: Attributes, content: str) -> str:
        return f" {expand(content, known, unknown=_nothing)} "

    known: dict[str, Handler] = dict.fromkeys(names, inside)
    return expand(text, known, unknown=_nothing)


def _nothing(name: str) -> None:
    pass
