"""The sheets of lists: what an archive says of drafts and of launched versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from articles.moving.lines import Line, Wrong
from articles.moving.sheets import Made, Part, People, Sheet
from recommendations import hours, items, reach, rules
from recommendations.models import (
    LaunchedPicture,
    LaunchedPlacement,
    LaunchedStory,
    ListEdition,
    ListRight,
    Placement,
    Recommendation,
    RecommendationList,
)

_WORDS = ("url", "source", "headline", "kicker", "summary", "hours", "by_name")
_NUMBERS = ("key", "article", "picture", "focal_x", "focal_y", "pin")
_MOMENTS = ("starts", "ends", "pin_until", "at")


class ListSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, RecommendationList)
        _look_at_rule(row.backfill)


class ListEditionSheet(Sheet):
    """Its items name who picked them: by user name, as everywhere in an archive."""

    def line(self, row: models.Model, people: People) -> Line:
        line = super().line(row, people)
        line["items"] = [
            {key: people.name(value) if key == "by" else value for key, value in item.items()}
            for item in line["items"]
        ]
        return line

    def made(self, line: Line, people: People) -> Made:
        made = super().made(line, people)
        row = made.rows[0]
        assert isinstance(row, ListEdition)
        _look_at_rule(row.backfill)
        row.items = [_item(item, people) for item in row.items]
        return made

    def finish(self) -> None:
        reach.note(ListEdition.objects.all())


def _look_at_rule(stored: dict[str, Any]) -> None:
    rule = rules.Rule.read(stored)
    numbers = (rule.sections, rule.topics, rule.authors, rule.excluded, (rule.days,))
    words = (rule.kinds,)
    if not (
        isinstance(rule.related, bool)
        and all(isinstance(part, tuple) and all(type(one) is int for one in part) for part in numbers)
        and all(isinstance(part, tuple) and all(type(one) is str for one in part) for part in words)
    ):
        raise Wrong("“backfill” is no rule")


def _item(said: Any, people: People) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise Wrong("“items” has something that is no item")
    item = {key: people.key(value) if key == "by" else value for key, value in said.items()}
    for names, kind in ((_WORDS, str), (_NUMBERS, int), (_MOMENTS, str), (("repeat",), bool)):
        if not all(type(item[name]) is kind for name in names if name in item):
            raise Wrong("“items” has an item that is not well made")
    try:
        (read,) = items.read([item])
        if read.hours:
            hours.read(read.hours)
        aware = all(getattr(read, name) is None or _is_aware(getattr(read, name)) for name in _MOMENTS)
    except (TypeError, ValueError):
        aware = False
    if not aware or not (read.article or read.url.startswith("https://")):
        raise Wrong("“items” has an item that is not well made")
    return item


def _is_aware(moment: datetime) -> bool:
    return moment.tzinfo is not None


SHEETS: tuple[Sheet, ...] = (
    ListSheet(
        "lists",
        RecommendationList,
        parts=(
            Part("items", Recommendation, "list", has_id=True),
            Part("placements", Placement, "list"),
            Part("rights", ListRight, "list"),
        ),
        without=dict.fromkeys(("is_general", "is_lent", "is_timed"), "follows from what was launched"),
    ),
    ListEditionSheet(
        "list_editions",
        ListEdition,
        parts=(
            Part("placements", LaunchedPlacement, "edition"),
            Part("stories", LaunchedStory, "edition", only="article"),
            Part("pictures", LaunchedPicture, "edition", only="image"),
        ),
    ),
)
