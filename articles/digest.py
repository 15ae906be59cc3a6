"""What a story says, by identity: two that say the same have one digest (SEMANTICS, section 8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TypedDict

from articles.models import Article, Edition, Revision, Story

#: Came after the first digests were made: it counts where something stands in it, so that those still hold.
LATER = ("disclosures",)


class Signed(TypedDict):
    """One name in a byline, as a revision keeps it."""

    author: int
    role: str


def bylines(story: Story) -> list[Signed]:
    if isinstance(story, Revision):
        return story.bylines
    assert isinstance(story, Article | Edition)
    rows = sorted(story.bylines.all(), key=lambda row: (row.order, row.pk))
    return [{"author": row.author_id, "role": row.role} for row in rows]


def topics(story: Story) -> list[int]:
    """Primary keys of the topics, ascending: a story has them in no order."""
    if isinstance(story, Revision):
        return story.topics
    assert isinstance(story, Article | Edition)
    return sorted(row.tag_id for row in story.tag_links.all())


def digest(story: Story) -> str:
    return digest_of(story, bylines=bylines(story), topics=topics(story))


def digest_of(story: Story, *, bylines: Iterable[Signed], topics: Iterable[int]) -> str:
    """The digest of a story whose names and topics are not saved yet."""
    said = {name: getattr(story, name) for name in Story.PLAIN_FIELDS}
    said = {name: value for name, value in said.items() if value or name not in LATER}
    said["bylines"] = list(bylines)
    said["topics"] = sorted(topics)
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
