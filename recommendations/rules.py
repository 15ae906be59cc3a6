"""The rule by which a list is filled when the hand-picked ones are too few. Knows no model."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

LONGEST_AGE = 3650


@dataclass(frozen=True)
class Rule:
    """Empty means any. `related` ranks by likeness to the story at whose foot the list stands; else the newest come
    first. Sections, topics, authors and excluded stories are primary keys."""

    related: bool = False
    sections: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    days: int = 0
    excluded: tuple[int, ...] = ()

    @classmethod
    def read(cls, stored: dict[str, Any] | None) -> Rule:
        known = {field.name for field in fields(cls)}
        return cls(
            **{  # type: ignore[arg-type]
                name: tuple(value) if isinstance(value, list) else value
                for name, value in (stored or {}).items()
                if name in known
            }
        )

    def as_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }
