"""Taking words out of texts, as a court may order it. Knows no model.

A phrase is found whatever its capitals and spaces, as whole words, and in a body also where a link or a mark begins or
ends inside it. Of the body's HTML everything but the words stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

#: What stands where words were.
INSTEAD = "[…]"

_TAG = "<[^>]*>"
_BETWEEN = r"(?:\s|</?(?:a|strong|em|code|br)\b[^>]*>)+"
_ALT = re.compile(' alt="([^"]*)"')


def phrases(text: str) -> list[str]:
    """One a line; the longest first, for one may stand in another."""
    found = {" ".join(line.split()) for line in text.splitlines()}
    return sorted(found - {""}, key=len, reverse=True)


def from_text(text: str, words: Iterable[str]) -> str:
    return re.sub(_any(words, r"\s+", str), INSTEAD, text, flags=re.IGNORECASE)


def from_body(html: str, words: Iterable[str]) -> str:
    """`html` is canonical."""
    words = list(words)
    found = re.compile(f"{_TAG}|{_any(words, _BETWEEN, _escaped)}", re.IGNORECASE)

    def without(match: re.Match[str]) -> str:
        said = match[0]
        if said.startswith("<"):
            return _ALT.sub(lambda alt: f' alt="{from_text(alt[1], map(escape, words))}"', said)
        return INSTEAD + "".join(re.findall(_TAG, said))

    return found.sub(without, html)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _any(words: Iterable[str], between: str, written: Callable[[str], str]) -> str:
    ways = (between.join(re.escape(written(part)) for part in phrase.split()) for phrase in words)
    return rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)"
