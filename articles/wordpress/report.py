"""What came over, what was changed, what was left out and why: item by item. On disk. Knows no model."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

NEW, CHANGED, SAME, KEPT, LEFT, FAILED = "new", "changed", "unchanged", "kept", "left out", "failed"
WITH, MACHINE, UNUSED = "with another", "machinery", "not shown"
OUTCOMES = {
    NEW: "came over",
    CHANGED: "changed since the last import, and here too",
    SAME: "here already, unchanged",
    KEPT: "left as the desk has edited them since",
    LEFT: "left out",
    FAILED: "failed",
    WITH: "came over with what they belong to",
    MACHINE: "parts of the old site's machinery, left out",
    UNUSED: "shown by no story, or without their file, and not taken in",
}


@dataclass(frozen=True)
class Line:
    item: str
    type: str
    title: str
    outcome: str
    became: str  # "live", "draft", an address …
    notes: tuple[str, ...]


class Report:
    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="moving-in-")
        self.db = sqlite3.connect(Path(self.folder.name) / "report.sqlite3", isolation_level=None)
        self.db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE lines (line TEXT);"
        )
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.general: list[str] = []
        self.figures: dict[str, int] = {}

    def close(self) -> None:
        self.db.close()
        self.folder.cleanup()

    def add(
        self, item: str, type: str, title: str, outcome: str, became: str = "", notes: Iterable[str] = ()
    ) -> None:
        self.outcomes[type, outcome] += 1
        line = [item, type, title, outcome, became, list(notes)]
        self.db.execute("INSERT INTO lines VALUES (?)", [json.dumps(line, ensure_ascii=False)])

    def lines(self) -> Iterator[Line]:
        for (text,) in self.db.execute("SELECT line FROM lines ORDER BY rowid"):
            item, type, title, outcome, became, notes = json.loads(text)
            yield Line(item, type, title, outcome, became, tuple(notes))

    def summary(self) -> Iterator[str]:
        for (type, outcome), count in sorted(self.outcomes.items()):
            yield f"{count:>7,} {type}{'' if count == 1 else 's'}: {OUTCOMES[outcome]}"
        for name, count in self.figures.items():
            yield f"{count:>7,} {name}"

    def text(self) -> Iterator[str]:
        """Only items that have something to tell; the file of `--report` has them all."""
        for line in self.lines():
            if line.notes or line.outcome in (LEFT, FAILED):
                became = f", {line.became}" if line.became else ""
                yield f"{line.type} {line.item} “{line.title}”: {line.outcome}{became}"
                yield from (f"    - {note}" for note in line.notes)
        yield from self.general
        yield ""
        yield from self.summary()

    def write(self, file: TextIO, *, dry_run: bool) -> None:
        """As JSON, one item a line, without ever being in memory whole."""
        counts: dict[str, dict[str, int]] = {}
        for (type, outcome), count in sorted(self.outcomes.items()):
            counts.setdefault(type, {})[outcome] = count
        head = {"dry_run": dry_run, "counts": counts, "figures": self.figures, "general": self.general}
        file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "items": [')
        for number, line in enumerate(self.lines()):
            entry = {
                "id": line.item, "type": line.type, "title": line.title, "outcome": line.outcome,
                "became": line.became, "notes": line.notes,
            }  # fmt: skip
            file.write(("," if number else "") + "\n  " + json.dumps(entry, ensure_ascii=False))
        file.write("\n ]\n}\n")
