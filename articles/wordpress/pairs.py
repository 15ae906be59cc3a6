"""Pieces of HTML from a tag to its end tag, found in one pass, however often one is opened and never closed. No model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


def spans(text: str, names: str, *, comments: bool = True) -> Iterator[tuple[int, int]]:
    """Where elements of these names begin and end, and comments. What is within one is not looked at."""
    opening = re.compile(
        rf"<({'|'.join(names.split())})\b[^<>]*>{'|<!--' if comments else ''}", re.IGNORECASE
    )
    position, never_closed = 0, set()
    for match in opening.finditer(text):
        name = (match[1] or "").lower()
        if match.start() < position or name in never_closed:
            continue
        closing = re.compile(rf"</{name}\s{{0,9}}>" if name else "-->", re.IGNORECASE).search(
            text, match.end()
        )
        if closing is None:
            never_closed.add(name)
            continue
        position = closing.end()
        yield match.start(), position


def replaced(text: str, names: str, by: Callable[[str], str], *, comments: bool = True) -> str:
    out, position = [], 0
    for start, end in spans(text, names, comments=comments):
        out += [text[position:start], by(text[start:end])]
        position = end
    return "".join([*out, text[position:]])
