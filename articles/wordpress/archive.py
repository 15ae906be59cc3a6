"""What a body may ask about the rest of the export, and what is told of it in the report. Knows no model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Picture:
    """One of our library."""

    id: int
    alt: str = ""
    caption: str = ""  # HTML
    credit: str = ""


@dataclass(frozen=True)
class Target:
    """Where a link of the old site leads here: to a story, by identity, or to another page."""

    path: str
    story: str = ""  # public id


class Archive(Protocol):
    """What a body may ask about the rest of the export."""

    def picture(self, id: str, address: str) -> Picture | str:
        """Of an attachment's number, or else of its address. A string says why there is none."""

    def address(self, id: str) -> str: ...

    def attached(self, item: str) -> list[str]: ...

    def target(self, href: str) -> Target | None: ...

    def is_own(self, href: str) -> bool:
        """Whether it leads into the old site."""

    def reusable(self, ref: str) -> str | None: ...


@dataclass
class Notes:
    """What happened on the way, for the report."""

    told: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)  # words put in
    turned: list[str] = field(default_factory=list)  # words that became something else

    def tell(self, words: str) -> None:
        if words not in self.told:
            self.told.append(words)
