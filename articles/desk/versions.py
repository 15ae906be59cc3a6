"""The texts that a story has had: its working copy, every save, and every edition, each by a name for addresses."""

from __future__ import annotations

import re

from articles.models import Article, Edition, Revision, Story

NOW = "now"
_NAME = re.compile("(save|edition)-([1-9][0-9]{0,17})", re.ASCII)


def find(article: Article, name: str) -> Article | Revision | Edition | None:
    """Of this story only: the number of another story's text finds nothing."""
    if name == NOW:
        return article
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    kind, number = match[1], int(match[2])
    if kind == "save":
        version = number if number < 2**31 else 0
        return article.revisions.select_related("by").filter(version=version).first()
    return article.editions.select_related("created_by", "withdrawn_by").filter(pk=number).first()


def name_of(said: Story) -> str:
    match said:
        case Revision():
            return f"save-{said.version}"
        case Edition():
            return f"edition-{said.pk}"
    return NOW
