"""What happened to each story of the archive: when, by whom, about what, in which words. Knows no model.

A story follows from the seed and its number alone, so any part of the archive can be made by itself, in any process.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom.archive import vocabulary, writing
from newsroom.archive.writing import Body

YEARS = timedelta(days=3652)
AUTHORS, TOPICS = 200, 2_000
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

SECTION_WEIGHTS = (22, 18, 15, 13, 11, 9, 7, 5)
KINDS, KIND_WEIGHTS = ("news", "analysis", "review", "opinion", "explainer", "how-to"), (70, 10, 8, 6, 4, 2)
#: How often a story was published again: 1.3 editions a story.
AGAIN, AGAIN_WEIGHTS = (0, 1, 2, 3), (76, 19, 4, 1)
#: The first topic is that of a fifth of all stories.
TOPIC_WEIGHTS = vocabulary.zipf(TOPICS, 0.7)
AUTHOR_WEIGHTS = vocabulary.zipf(AUTHORS, 20)

WITHDRAWN = 1 / 100
UNPUBLISHED = 1 / 400  # in the desk's drawers
REWRITTEN = 1 / 200  # with changes that are not out
PICTURED = 0.85
LINKED = 0.3
WAITING = 10  # of the last ones, if the archive has so many


@dataclass(frozen=True, slots=True)
class Version:
    """One edition. `change` is why it was made."""

    at: datetime
    done: datetime  # when the verb was: earlier, if it was scheduled
    change: str
    note: str
    headline: str
    standfirst: str
    body: Body
    wrote: str = ""  # of a correction
    it_is: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    number: int
    public_id: str
    slug: str
    section: int  # this and the following are places in the lists of what the archive has
    kind: str
    authors: tuple[tuple[int, str], ...]  # with the role
    topics: tuple[int, ...]
    picture: int | None
    link: str  # the public id of the story that its text links to
    begun: datetime
    stage: str
    versions: tuple[Version, ...]  # none of a draft
    working: Version  # what the desk has now: the last version, or another text
    withdrawn: datetime | None = None
    reason: str = ""

    @property
    def has_changes(self) -> bool:
        return not self.versions or self.working is not self.versions[-1]


@dataclass(frozen=True)
class Archive:
    """`until` is the moment at which its history ends."""

    seed: int
    stories: int
    until: datetime
    topics: Sequence[str]
    pictures: int

    def plan(self, number: int) -> Plan:
        chance = random.Random(self.seed << 40 | number)  # noqa: S311 -- no secret
        topics = self._topics(chance)
        about = self.topics[topics[0]]
        link = public_id(self.seed, chance.randrange(number)) if number and chance.random() < LINKED else ""
        first = self._first_version(chance, number, about, link)
        is_draft = chance.random() < UNPUBLISHED
        versions = () if is_draft else tuple(self._versions(chance, first))
        last = versions[-1] if versions else first
        withdrawn = None
        if versions and chance.random() < WITHDRAWN:
            withdrawn = last.at + timedelta(minutes=chance.randint(20, 20_000))
            withdrawn = withdrawn if withdrawn < self.until else None
        return Plan(
            number=number,
            public_id=public_id(self.seed, number),
            slug=f"{'-'.join(first.headline.lower().split())[:60]}-{number}",
            section=chance.choices(range(8), SECTION_WEIGHTS)[0],
            kind=chance.choices(KINDS, KIND_WEIGHTS)[0],
            authors=tuple(_authors(chance)),
            topics=topics,
            picture=chance.randrange(self.pictures) if self.pictures and chance.random() < PICTURED else None,
            link=link,
            begun=first.done - timedelta(minutes=chance.randint(70, 3_000)),
            stage=chance.choices(("drafting", "in-review", "on-hold", "spiked"), (4, 2, 1, 3))[0]
            if is_draft
            else "drafting",
            versions=versions,
            working=_rewritten(chance, last) if versions and chance.random() < REWRITTEN else last,
            withdrawn=withdrawn,
            reason="It was about another company." if withdrawn else "",
        )

    def _topics(self, chance: random.Random) -> tuple[int, ...]:
        drawn = chance.choices(range(TOPICS), cum_weights=TOPIC_WEIGHTS, k=chance.choice((2, 3, 3, 4)))
        return tuple(dict.fromkeys(drawn))

    def _first_version(self, chance: random.Random, number: int, about: str, link: str) -> Version:
        at = self._moment(number, chance.random())
        return Version(
            at=at,
            done=at if at <= self.until else self.until - timedelta(minutes=30),
            change="first",
            note="",
            headline=writing.headline(chance, about),
            standfirst=writing.standfirst(chance),
            body=writing.body(chance, about, link),
        )

    def _moment(self, number: int, part: float) -> datetime:
        """Of the first publication: in the order of the numbers, evenly over the years. The last ones wait."""
        waiting = WAITING if self.stories >= 20 * WAITING else 0
        out = self.stories - waiting
        if number >= out:
            return self.until + timedelta(hours=2 * (number - out) + 1)
        return self.until - YEARS * (1 - (number + 0.9 * part) / out)

    def _versions(self, chance: random.Random, first: Version) -> list[Version]:
        found = [first]
        for _ in range(chance.choices(AGAIN, AGAIN_WEIGHTS)[0]):
            before = found[-1]
            at = before.at + timedelta(minutes=chance.randint(15, 20_000))
            if at < self.until:
                found.append(_changed(chance, before, at))
        return found


def public_id(seed: int, number: int) -> str:
    digits = hashlib.sha256(f"{seed} {number}".encode()).digest()
    return "".join(LETTERS[digit % len(LETTERS)] for digit in digits[:16])


def _authors(chance: random.Random) -> list[tuple[int, str]]:
    who = chance.choices(range(AUTHORS), cum_weights=AUTHOR_WEIGHTS, k=chance.choices((1, 2), (85, 15))[0])
    second = chance.choice(("words", "photography", "research"))
    return list(zip(dict.fromkeys(who), ("words", second), strict=False))


def _changed(chance: random.Random, before: Version, at: datetime) -> Version:
    change = chance.choices(("minor", "update", "correction"), (50, 42, 8))[0]
    words = writing.fresh(chance, 18)
    return Version(
        at=at,
        done=at,
        change=change,
        note=f"New: {' '.join(words[:5])}." if change == "update" else "",
        headline=before.headline,
        standfirst=before.standfirst,
        body=before.body.and_then(words),
        wrote=writing.sentence(words[:6]) if change == "correction" else "",
        it_is=writing.sentence(words[6:12]) if change == "correction" else "",
    )


def _rewritten(chance: random.Random, last: Version) -> Version:
    return Version(
        at=last.at,
        done=last.done + timedelta(minutes=5),
        change="minor",
        note="",
        headline=f"{last.headline}, again",
        standfirst=last.standfirst,
        body=last.body.and_then(writing.fresh(chance, 12)),
    )
