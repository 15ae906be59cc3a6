"""Topics as people type them: names between commas. A name that holds a comma itself stands in quotation marks."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from articles import plain


def read(words: str) -> list[str]:
    rows = csv.reader([" ".join(plain.line(words).split())], skipinitialspace=True)
    names = (name.strip() for row in rows for name in row)
    return sorted({name for name in names if name})


def write(topics: Iterable[Any]) -> str:
    return ", ".join(_quoted(topic.name) for topic in sorted(topics, key=lambda topic: topic.name))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""')) if "," in name or name.startswith('"') else name
