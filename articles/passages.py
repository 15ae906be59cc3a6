"""Two bodies as one: each passage that changed with a word before it, what stayed folded. Knows no model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from articles.difference import ADDED, CHANGED, LEFT, MOVED, REMOVED, SAME, Step, marked

TITLES = {
    CHANGED: "Changed",
    ADDED: "Added",
    REMOVED: "Removed",
    MOVED: "Moved here",
    LEFT: "Moved from here",
}


def in_full(steps: Iterable[Step]) -> str:
    """For the desk: what stayed can be unfolded. HTML for `prose.present`."""
    return "".join(_passages(steps, hidden="visually-hidden", folds=True))


def in_short(steps: Iterable[Step]) -> str:
    """For readers: of what stayed, only how much it is."""
    return "".join(_passages(steps, hidden="unseen", folds=False))


def _passages(steps: Iterable[Step], *, hidden: str, folds: bool) -> Iterator[str]:
    for stayed, group in groupby(steps, key=lambda step: step.kind == SAME):
        same = list(group)
        if not stayed:
            yield from (_passage(step, hidden) for step in same)
        elif folds:
            text = "".join(step.after for step in same)
            yield f'<details class="stayed"><summary>{_as_they_were(len(same))}</summary>{text}</details>'
        else:
            yield f'<p class="stayed">{_as_they_were(len(same), "passage")}</p>'


def _passage(step: Step, hidden: str) -> str:
    title = f'<p class="passage-kind">{TITLES[step.kind]}</p>'
    # Where it went away from only its place is marked: the words stand where they are now.
    text = "" if step.kind == LEFT else marked(step, hidden=hidden)
    return f'<div class="passage {step.kind}" tabindex="-1">{title}{text}</div>'


def _as_they_were(count: int, what: str = "block") -> str:
    return f"1 {what} as it was" if count == 1 else f"{count} {what}s as they were"
