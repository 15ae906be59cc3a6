"""What an outlet owes its readers to say: what it was lent, who paid, who earns. Knows no model.

A story keeps its disclosures as a list of `{"kind": …, "company": …, "text": …}`, in order, frozen with the edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles import plain

NOTHING, OTHER = "nothing", "other"

#: Kind: its name at the desk, and what readers are told unless somebody writes it anew.
KINDS: dict[str, tuple[str, str]] = {
    "loan": (
        "Loaned device",
        "{company} lent us what we tested. It goes back, and {company} saw nothing of this text before you did.",
    ),
    "travel": (
        "Paid travel",
        "{company} paid for travel and accommodation. It saw nothing of this text before you did.",
    ),
    "affiliate": (
        "Affiliate links",
        "We earn a commission if you buy from {company} through a link in this story. It has no say in what we write.",
    ),
    "employer": ("Former employer", "Somebody who worked on this story used to work for {company}."),
    OTHER: ("Other", ""),
    NOTHING: (
        "Nothing to disclose",
        "We were lent nothing, nobody paid our way, and no link here earns us money.",
    ),
}
MOST = 12
LONGEST_COMPANY, LONGEST_TEXT = 100, 500


@dataclass(frozen=True)
class Disclosure:
    kind: str
    company: str = ""
    text: str = ""  # instead of the standard wording

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @property
    def words(self) -> str:
        """What readers are told."""
        return self.text or KINDS[self.kind][1].format(company=self.company or "A company")

    @property
    def missing(self) -> str:
        """What it lacks, in a sentence, if anything."""
        if self.text or self.kind == NOTHING:
            return ""
        if self.kind == OTHER:
            return "Write what is to be disclosed."
        return "" if self.company else f"Name the company: “{self.title}”."


def read(stored: Any) -> tuple[Disclosure, ...]:
    """Whatever came in, as disclosures: what is none is left out, and words are cleaned."""
    if not isinstance(stored, list):
        return ()
    made = (_one(item) for item in stored if isinstance(item, dict))
    return tuple(dict.fromkeys(item for item in made if item))[:MOST]


def _one(item: dict[str, Any]) -> Disclosure | None:
    kind, company, text = (
        plain.line(value) if isinstance(value := item.get(name, ""), str) else ""
        for name in ("kind", "company", "text")
    )
    if kind not in KINDS:
        return None
    return Disclosure(kind, company[:LONGEST_COMPANY], text[:LONGEST_TEXT])


def stored(items: Iterable[Disclosure]) -> list[dict[str, str]]:
    return [{"kind": item.kind, "company": item.company, "text": item.text} for item in items]


def in_words(items: Iterable[Disclosure]) -> str:
    """For the desk: a line each."""
    return "\n".join(f"{item.title}: {item.words}" for item in items)
