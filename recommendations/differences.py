"""What a launch would change: what comes in, goes out, moves, and says something else."""

from __future__ import annotations

from dataclasses import dataclass

from recommendations.freezing import Content
from recommendations.items import Item

_WORDS = {
    "headline": "own headline",
    "kicker": "own kicker",
    "summary": "own summary",
    "picture": "own picture",
    "focal_x": "focal point",
    "focal_y": "focal point",
    "starts": "start",
    "ends": "end",
    "hours": "time of day",
    "pin": "pin",
    "pin_until": "pin",
    "repeat": "repeating",
    "source": "name of the other site",
}
_SHAPE = {
    "heading": "heading",
    "description": "description",
    "maximum": "how many at most",
    "minimum": "how many at least",
    "below_minimum": "what happens if there are fewer",
    "borrows_id": "the list it borrows from",
    "backfill": "the rule",
}


@dataclass(frozen=True)
class Change:
    """Of one item that stays. `was` and `now` are places counted from 1; `moved` tells whether it left its neighbours."""

    item: Item
    was: int
    now: int
    moved: bool
    words: tuple[str, ...]  # "own headline", "pin"


@dataclass(frozen=True)
class Differences:
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    moved: tuple[Change, ...]
    changed: tuple[Change, ...]
    shape: tuple[str, ...]
    places: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed or self.shape or self.places)

    @property
    def count(self) -> int:
        said = [word for change in self.changed for word in change.words]
        return sum(map(len, (self.added, self.removed, self.moved, said, self.shape))) + self.places

    @property
    def words(self) -> str:
        """ "1 in, 1 out, 1 moved, 1 own headline"."""
        parts = [
            f"{len(found)} {word}"
            for found, word in ((self.added, "in"), (self.removed, "out"), (self.moved, "moved"))
            if found
        ]
        said = [word for change in self.changed for word in change.words]
        parts += [f"{said.count(word)} {word}" for word in dict.fromkeys(said)]
        parts += self.shape
        if self.places:
            parts.append("where it shows")
        return ", ".join(parts)


def differences(before: Content | None, after: Content) -> Differences:
    old = before.items if before else ()
    was = {item.identity: (place, item) for place, item in enumerate(old, start=1)}
    now = {item.identity: (place, item) for place, item in enumerate(after.items, start=1)}
    stay = [identity for identity in now if identity in was]
    unmoved = longest_run([was[identity][0] for identity in stay])
    changes = [
        Change(
            item=now[identity][1],
            was=was[identity][0],
            now=now[identity][0],
            moved=was[identity][0] not in unmoved,
            words=_words(was[identity][1], now[identity][1]),
        )
        for identity in stay
    ]
    return Differences(
        added=tuple(item for identity, (_, item) in now.items() if identity not in was),
        removed=tuple(item for identity, (_, item) in was.items() if identity not in now),
        moved=tuple(change for change in changes if change.moved),
        changed=tuple(change for change in changes if change.words),
        shape=tuple(
            _SHAPE[name]
            for name, value in after.shape.items()
            if before is not None and before.shape.get(name) != value
        ),
        places=before is not None and before.places != after.places,
    )


def _words(before: Item, after: Item) -> tuple[str, ...]:
    differ = [word for name, word in _WORDS.items() if getattr(before, name) != getattr(after, name)]
    return tuple(dict.fromkeys(differ))


def longest_run(places: list[int]) -> set[int]:
    """The places that keep their order if as few items as possible count as moved."""
    best: list[list[int]] = []
    for index, place in enumerate(places):
        before = [run for run in best[:index] if run[-1] < place]
        best.append([*max(before, key=len, default=[]), place])
    return set(max(best, key=len, default=[]))  # type: ignore[arg-type]
