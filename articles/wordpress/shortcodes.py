"""Shortcodes: `[caption]`, `[gallery]` and their kind. One that nobody knows stays where readers see it. No model."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from articles.wordpress import pairs

Attributes = dict[str, str]  # what is written without a name has a number: {"0": "https://…"}
Handler = Callable[[Attributes, str], str]

NAME = r"[a-zA-Z][a-zA-Z0-9_-]*"
_SHORTCODE = re.compile(rf"\[(\[?)({NAME})((?:[\s=][^\[\]]*?)?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'"]+)|"([^"]*)"|'([^']*)'|(\S+)"""
)
_QUOTES = {ord(quote): '"' for quote in "“”″„"} | {ord(quote): "'" for quote in "‘’′"}
_CLOSING = re.compile(rf"\[/({NAME})\]")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
LONGEST = 5_000  # characters of attributes


def attributes(text: str) -> Attributes:
    """Also of what an editor made typographic."""
    found: Attributes = {}
    text = (
        text[:LONGEST]
        .replace("&#8221;", '"')
        .replace("&#8220;", '"')
        .replace("&quot;", '"')
        .replace("&#8243;", '"')
    )
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
    closings, openings = _by_name(_CLOSING, 1, text), _by_name(_SHORTCODE, 2, text)

    def closing(name: str, after: int) -> tuple[int, int] | None:
        """Its own end tag, unless another of the same name begins before."""
        ends, starts = closings.get(name.lower(), []), openings.get(name.lower(), [])
        found = bisect_left(ends, (after, 0))
        another = bisect_left(starts, (after, 0))
        if found == len(ends) or (another < len(starts) and starts[another] < ends[found]):
            return None
        return ends[found]

    guarded = iter(_protected(text))
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
            if not alone and (end := closing(name, position)):
                content, position = text[position : end[0]], end[1]
            out += [escape, handlers[lowered](attributes(given), content), escaped]
        else:
            if "=" in given or closing(name, position) or "_" in name:
                unknown(name)
            out.append(match[0])
    out.append(text[position:])
    return "".join(out)


def _by_name(pattern: re.Pattern[str], group: int, text: str) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match[group].lower(), []).append(match.span())
    return found


def _protected(text: str) -> list[tuple[int, int]]:
    """Code, and the insides of tags."""
    code = list(pairs.spans(text, "pre script style textarea", comments=False))
    tags = [match.span() for match in _TAG.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*code, *tags]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def without(text: str, names: Iterable[str]) -> str:
    """Only what stands between the tags of the known ones: what a reader of the old site could see of it."""

    def inside(given: Attributes, content: str) -> str:
        return f" {expand(content, known, unknown=_nothing)} "

    known: dict[str, Handler] = dict.fromkeys(names, inside)
    return expand(text, known, unknown=_nothing)


def _nothing(name: str) -> None:
    pass
