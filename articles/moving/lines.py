"""One line of an archive: a JSON object, written in one way only, so that the same thing always gives the same bytes.

Knows no model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

Line = dict[str, Any]

LONGEST = 16 * 1024 * 1024  # bytes: a story of the greatest length, and room for what hangs on it
DEEPEST = 20
GREATEST = 2**53 - 1  # what every reader of JSON understands


class Refused(Exception):
    """The archive is not taken. `str(refused)` is a sentence that names the file and, where there is one, the line."""


class Wrong(Exception):
    """What is wrong with one line, in words that follow "line 12: "."""


def written(line: Line) -> bytes:
    """Keys in alphabetical order, no spaces that say nothing, UTF-8, and a newline."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode()


def read(name: str, file: BinaryIO) -> Iterator[tuple[int, Line]]:
    """Each with its number, from 1. Raises Refused."""
    number = 0
    while raw := file.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            raise at(name, number, f"it is longer than {LONGEST // 1024**2} megabytes")
        try:
            yield number, _parsed(raw)
        except Wrong as wrong:
            raise at(name, number, str(wrong)) from None


def at(name: str, number: int, words: str) -> Refused:
    return Refused(f"{name}, line {number:,}: {words.rstrip('.')}.")


def _parsed(raw: bytes) -> Line:
    try:
        found = json.loads(raw.decode())
    except UnicodeDecodeError:
        raise Wrong("it is not in UTF-8") from None
    except RecursionError:
        raise Wrong("its brackets are nested too deeply") from None
    except ValueError as error:  # also of a number with more digits than anybody reads
        raise Wrong(f"it is not JSON ({error})") from None
    if not isinstance(found, dict):
        raise Wrong("it is not one JSON object")
    _look(found, DEEPEST)
    return found


def _look(value: Any, deep: int) -> None:
    """Refuse what no database of ours can keep."""
    if deep == 0:
        raise Wrong("its brackets are nested too deeply")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Wrong("it has a character that no text has")
    elif isinstance(value, dict):
        for key, item in value.items():
            _look(key, deep - 1)
            _look(item, deep - 1)
    elif isinstance(value, list):
        for item in value:
            _look(item, deep - 1)
    elif isinstance(value, int) and not -GREATEST <= value <= GREATEST:
        raise Wrong("it has a number that is too large")
    elif isinstance(value, float) and not math.isfinite(value):
        raise Wrong("it has a number that is none")
