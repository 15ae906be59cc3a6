"""Whether the words that readers saw are the words that they will see. Knows no model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from articles import plain
from articles.wordpress import pairs, shortcodes

MOST_TOLD = 40  # words

#: A raised figure is another number: 10<sup>6</sup> is not 106. A lowered one reads the same: H2O.
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_FLAT = {raised: chr(plain) for plain, raised in sorted(RAISED.items(), reverse=True)} | {ord("−"): "-"}

_UNSEEN = "script style template noscript iframe svg object"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
    r"|wbr|acronym|bdi|bdo|time|data)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def visible(html: str, known: Iterable[str]) -> str:
    """What a reader of the old site saw of a text, found with other means than the conversion uses."""
    text = shortcodes.without(pairs.replaced(html, _UNSEEN, lambda part: " "), known)
    return plain.characters(unescape(_TAG.sub(" ", _INLINE.sub("", text))))


def difference(
    before: str, after: str, *, ours: Iterable[str] = (), turned: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """Words that are gone, and words that are new. `ours` were put in knowingly, `turned` became something else."""
    before, after = before.translate(_FLAT), after.translate(_FLAT)
    if _letters(before) == _letters(after):
        return [], []
    was, now = Counter(before.split()), Counter(after.split())
    for text in ours:
        now.subtract(text.split())
    for text in turned:
        was.subtract(text.split())
    was, now = +was, +now
    gone, new = was - now, now - was
    if Counter("".join(gone.elements())) == Counter("".join(new.elements())):
        return [], []  # the same letters, with other spaces between them
    return _told(gone), _told(new)


def _letters(text: str) -> str:
    return "".join(text.split())


def _told(words: Counter[str]) -> list[str]:
    found = list(words.elements())
    return found if len(found) <= MOST_TOLD else [*found[:MOST_TOLD], f"… ({len(found) - MOST_TOLD:,} more)"]
