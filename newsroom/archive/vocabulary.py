"""Words of an invented language that reads like the demo outlet's, in the order of their frequency. Knows no model.

At the top stand the words of the demo's own stories as often as those use them; below come words made of syllables,
so that common, rare and unique ones occur as in any large archive (Zipf's law).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import cache
from html import unescape
from itertools import accumulate
from pathlib import Path

SIZE = 60_000
#: Zipf and Mandelbrot: the word of rank r comes with a weight of 1 / (r + SHIFT) ** STEEPNESS.
SHIFT, STEEPNESS = 2.7, 1.1

STORIES = Path(__file__).parents[1] / "demo" / "stories"


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(" "))


_FIRST = _parts("b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh st t th tr v w")
_NEXT = _parts("b c d f g l m n p r s t v nd nt rt st")
_VOWELS = _parts("a a e e e i i o o u ai ea ou")
_LAST = _parts("n r l t s m nd nt st er on el ing ed ty ment ware  ")  # or nothing, now and then


@cache
def words() -> tuple[str, ...]:
    """The most frequent first. Always the same: it does not depend on a seed."""
    known = Counter(re.findall(r"[a-z]{1,20}", _demo_text().lower()))
    # Equals by name, so that nothing depends on the order of files.
    ranked = [word for word, _ in sorted(known.items(), key=lambda item: (-item[1], item[0]))]
    return tuple(dict.fromkeys([*ranked, *_coined(SIZE + 5_000)]))[:SIZE]


@cache
def weights() -> tuple[float, ...]:
    """Of `words()`, each with those before it: as `random.choices` takes them."""
    return tuple(accumulate((rank + SHIFT) ** -STEEPNESS for rank in range(1, len(words()) + 1)))


def zipf(count: int, shift: float) -> tuple[float, ...]:
    """The same for anything else of which some are used far more often than others."""
    return tuple(accumulate(1 / (rank + shift) for rank in range(1, count + 1)))


def coin(chance: random.Random) -> str:
    """A word that was not there before, most likely."""
    middle = chance.choices((0, 1, 2), (2, 5, 1))[0]
    syllables = [chance.choice(_FIRST), *(chance.choice(_NEXT) for _ in range(middle))]
    return "".join(start + chance.choice(_VOWELS) for start in syllables) + chance.choice(_LAST)


def _coined(count: int) -> list[str]:
    chance = random.Random("vocabulary")  # noqa: S311 -- no secret
    found: dict[str, None] = {}
    while len(found) < count:
        found[coin(chance)] = None
    return list(found)


def _demo_text() -> str:
    texts = [path.read_text().rpartition("\n+++\n")[2] for path in sorted(STORIES.glob("*.html"))]
    return unescape(re.sub("<[^>]*>", " ", " ".join(texts)))
