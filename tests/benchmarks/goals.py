"""What the figures have to reach: ratios of one run, and times at the largest archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    title: str
    column: str
    pages: tuple[str, ...]  # beginnings of their names
    figure: str
    must: float
    aim: float
    largest_only: bool = True
    at_least: bool = False  # else at most


#: Beginnings of the names of all pages that readers ask for.
READERS = ("home", "section", "article", "topic", "author", "archive", "feed", "sitemap", "search")
KEPT = tuple(page for page in READERS if page != "search")  # nobody asks twice for the same words
#: A part of the sitemap has a thousand times as many stories to name, and search as many to look through: both have bounds in ms.
SAME = tuple(page for page in KEPT if page != "sitemap")
GOALS = (
    Goal("article, CPU / floor", "off", ("article",), "to_floor", 2.5, 1.5, largest_only=False),
    Goal("home and section, CPU / floor", "off", ("home", "section"), "to_floor", 4, 2.5, largest_only=False),
    Goal("page cache hit, CPU / hello", "on", KEPT, "to_hello", 1.2, 0.8, largest_only=False),
    *(
        Goal(
            f"behind Varnish, a second / {what}",
            "varnish",
            ("home",),
            figure,
            0.8,
            0.95,
            largest_only=False,
            at_least=True,
        )
        for what, figure in (("one that decides nothing", "to_plain"), ("nginx, a file", "to_file"))
    ),
    Goal(
        "smallest to largest archive, median time", "off", (*SAME, "desk: stories"), "to_smallest", 1.3, 1.1
    ),
    Goal("search, p95 in ms", "off", ("search",), "p95", 100, 40),
    Goal("sitemap part and feed, p50 in ms", "off", ("sitemap", "feed"), "p50", 150, 60),
    Goal(
        "the desk's list and its search, p50 in ms", "off", ("desk: stories", "desk: search"), "p50", 300, 120
    ),
)


def told(table: list[dict[str, Any]]) -> Iterator[str]:
    """The worst page of each."""
    largest = max((row["stories"] for row in table), key=lambda size: int(size.replace(",", "")))
    yield f"{'':50}{'must':>8}{'aim':>8}{'is':>8}"
    for goal in GOALS:
        rows = [
            row
            for row in table
            if row["column"] == goal.column
            and row["page"].startswith(goal.pages)
            and (row["stories"] == largest or not goal.largest_only)
            and row[goal.figure] is not None
        ]
        if not rows:
            yield f"{goal.title:50}{goal.must:>8}{goal.aim:>8}{'–':>8}  not measured"
            continue
        worst = (min if goal.at_least else max)(rows, key=lambda row: row[goal.figure])
        is_met = (worst[goal.figure] >= goal.must) if goal.at_least else (worst[goal.figure] <= goal.must)
        where = f"{worst['page']}, {worst['stories']} stories"
        yield f"{goal.title:50}{goal.must:>8}{goal.aim:>8}{worst[goal.figure]:>8}{'' if is_met else '  NOT REACHED:'}  {where}"
