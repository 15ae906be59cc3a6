"""Reads the demo outlet's texts: what there is, and in which order of time it happened. Knows no model."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def span(words: str) -> timedelta:
    """ "2d 3h 20m"."""
    return timedelta(**{UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([dhm])", words)})


@dataclass(frozen=True)
class Later:
    """Something that happened to a story after its publication."""

    ago: timedelta
    kind: str
    note: str = ""
    wrote: str = ""
    it_is: str = ""
    serious: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Script:
    slug: str
    front: dict[str, Any]
    body: str
    later: tuple[Later, ...] = field(default=())

    @property
    def state(self) -> str:
        return self.front.get("state", "live")

    @property
    def ago(self) -> timedelta:
        return span(self.front.get("published", "1d"))

    def body_before(self, ago: timedelta) -> str:
        """As it was before what happened `ago`, and everything after that."""
        body = self.body
        for event in sorted(self.later, key=lambda event: event.ago):
            if event.ago <= ago and event.after:
                body = body.replace(event.after, event.before)
        return body

    def body_after(self, event: Later) -> str:
        return self.body_before(event.ago - timedelta(seconds=1))


@cache
def outlet() -> dict[str, Any]:
    return tomllib.loads((HERE / "outlet.toml").read_text())


def scripts() -> list[Script]:
    """Oldest first."""
    return sorted(map(_read, sorted((HERE / "stories").glob("*.html"))), key=lambda script: -script.ago)


def _read(path: Path) -> Script:
    _, front_matter, body = path.read_text().split("+++\n", 2)
    front = tomllib.loads(front_matter)
    later = tuple(Later(**{**event, "ago": span(event["ago"])}) for event in front.get("later", []))
    return Script(path.stem, front, body.strip(), later)
