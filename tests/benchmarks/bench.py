"""What the site's pages cost, everything side by side: `make bench`.

    make bench                                     1,000, 100,000 and 1,000,000 stories
    make bench ARGS="--sizes 1000 --rounds 3"      a quick look
    make bench ARGS="--pages article,home"         some of the pages
    make bench ARGS="--memory"                     one process, before and after 20,000 requests

Databases are made at the first run and kept. Figures are of this machine: only their ratios say something elsewhere.
Slices of all servers take turns, so that a noisy neighbour disturbs them alike, and medians are told.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import django

from tests import databases
from tests.benchmarks import columns, goals, processes, slices
from tests.benchmarks.columns import BUILD, COLUMNS, ROOT, Column, Server
from tests.benchmarks.slices import Slice
from tests.trials.servers import end_well

RESULT = ROOT / "build" / "bench.json"
SIZES = (1_000, 100_000, 1_000_000)
HELLO, FLOOR = "a bare view", "one row and 25 KB"
DESK = "desk"


@dataclass
class Site:
    """One database: what is asked of it, and the servers in front of it."""

    stories: int
    database: str
    asked: dict[str, Any]
    servers: dict[str, Server]

    @property
    def name(self) -> str:
        return f"{self.stories:,}"


Key = tuple[str, str, str]  # size, column, page


def main(arguments: Sequence[str]) -> int:
    given = read(arguments)
    end_well()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    BUILD.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        pattern = given.database or pattern_of_databases()
        collect_static()
        sites = [prepare(size, pattern) for size in given.sizes]
        if given.memory:
            return memory(sites[-1], given.memory)
        present = [column for column in COLUMNS if given.columns is None or column.key in given.columns]
        away = {column.title: why for column in COLUMNS if (why := column.absent())}
        present = [column for column in present if column.title not in away]
        for title, why in away.items():
            print(f"Not measured: {title} ({why}).")
        base = columns.floor(sites[0].database)
        stack.callback(base.stop)
        for site in sites:
            for column in present:
                site.servers[column.key] = column.start(site.database)
                stack.callback(site.servers[column.key].stop)
        measured = measure(sites, present, base, given)
    table = results(sites, present, measured)
    RESULT.write_text(json.dumps({"sizes": given.sizes, "absent": away, "pages": table}, indent=1))
    tell(table)
    print(f"\nAll of it is in {RESULT.relative_to(ROOT)}.")
    return 0


def read(arguments: Sequence[str]) -> argparse.Namespace:
    words = lambda text: [word.strip() for word in text.split(",")]  # noqa: E731
    parser = argparse.ArgumentParser(prog="make bench", description="What the site's pages cost.")
    parser.add_argument("--sizes", type=lambda text: [int(word) for word in words(text)], default=list(SIZES))
    parser.add_argument(
        "--pages", type=words, help="some of the kinds of page, by the beginning of their names"
    )
    parser.add_argument(
        "--columns", type=words, help=f"some of: {', '.join(column.key for column in COLUMNS)}"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=24, help="in a slice")
    parser.add_argument("--compressed", action="store_true", help="ask as browsers do: gzip, br")
    parser.add_argument(
        "--memory", type=int, nargs="?", const=20_000, help="look at memory, after so many requests"
    )
    parser.add_argument("--database", help="postgres://…/newsroom_bench_{size}, or sqlite:///…{size}…")
    return parser.parse_args(arguments)


# --- What is measured


def pattern_of_databases() -> str:
    """On the PostgreSQL that the tests find, else files of SQLite."""
    found = databases.running_here()
    if found is None:
        return f"sqlite:///{BUILD}/{{size}}.sqlite3"
    return f"{found.rpartition('/')[0]}/newsroom_bench_{{size}}"


def short(size: int) -> str:
    """1k, 100k, 1m."""
    for unit, letter in ((1_000_000, "m"), (1_000, "k")):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def prepare(size: int, pattern: str) -> Site:
    """In a process of its own: this one has another database."""
    database = pattern.format(size=short(size))
    make_database(database)
    print(f"{size:,} stories: {database.rpartition('/')[2]}", flush=True)
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.pages", str(size)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env=columns.environment_of(database) | {"PAGE_CACHE": "false"},  # a kept page asks nothing: it would be counted so
    )  # fmt: skip
    return Site(size, database, json.loads(answer.stdout), {})


def make_database(url: str) -> None:
    if not url.startswith("postgres"):
        return
    import psycopg2

    server, _, name = url.rpartition("/")
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def collect_static() -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT, env=columns.environment_of(f"sqlite:///{BUILD}/none.sqlite3"), check=True,
    )  # fmt: skip


def measure(
    sites: list[Site], present: list[Column], base: Server, given: argparse.Namespace
) -> dict[Key, list[Slice]]:
    found: dict[Key, list[Slice]] = defaultdict(list)
    headers = {"Accept-Encoding": "gzip, br" if given.compressed else "identity", "Connection": "keep-alive"}
    rows = sites[0].asked["edition"]

    def take(key: Key, server: Server, paths: list[str], **more: str) -> None:
        found[key].append(slices.measure(server, paths, count=given.requests, headers=headers | more))

    for number in range(-1, given.rounds):  # the first one warms up
        print(f"\rRound {max(0, number + 1)} of {given.rounds} ", end="", flush=True)
        for site in sites:
            take((site.name, "", HELLO), base, ["/hello/"])
            take((site.name, "", FLOOR), base, [f"/floor/{rows}/"])
            for page, paths in site.asked["paths"].items():
                if given.pages and not page.startswith(tuple(given.pages)):
                    continue
                cookie = {"Cookie": site.asked["cookie"]} if page.startswith(DESK) else {}
                for column in present:
                    if not column.pages or page.startswith(column.pages):
                        take((site.name, column.key, page), site.servers[column.key], paths, **cookie)
        if number < 0:
            found.clear()
    print()
    return found


# --- What is told


def results(
    sites: list[Site], present: list[Column], measured: dict[Key, list[Slice]]
) -> list[dict[str, Any]]:
    queries = {site.name: site.asked["queries"] for site in sites}
    table = []
    for (size, column, page), taken in measured.items():
        floors, hellos = measured[size, "", FLOOR], measured[size, "", HELLO]
        first = measured.get((sites[0].name, column, page), taken)
        beside = {name: measured.get((size, name, page)) for name in ("plain", "file")}
        spans = sorted(span for one in taken for span in one.spans)
        here = [one.database_ms for one in taken if one.database_ms is not None]
        table.append(
            {
                "stories": size,
                "column": column,
                "page": page,
                "queries": queries[size].get(page) if column else {HELLO: 0, FLOOR: 1}[page],
                "server_ms": round(statistics.median(one.server_ms for one in taken), 2),
                "database_ms": round(statistics.median(here), 2) if here else None,
                "to_floor": ratio(taken, floors, lambda one: one.server_ms),
                "to_hello": ratio(taken, hellos, lambda one: one.server_ms),
                "to_smallest": ratio(taken, first, lambda one: statistics.median(one.spans)),
                **{
                    f"to_{name}": ratio(taken, those, lambda one: one.rate) if those else None
                    for name, those in beside.items()
                },
                "rate": round(statistics.median(one.rate for one in taken)),
                "p50": round(percentile(spans, 50), 1),
                "p95": round(percentile(spans, 95), 1),
                "p99": round(percentile(spans, 99), 1),
            }
        )
    return table


def ratio(these: Iterable[Slice], those: Iterable[Slice], of: Any) -> float:
    """The median of what each slice is to the one beside it."""
    return round(statistics.median(of(one) / of(other) for one, other in zip(these, those, strict=True)), 2)


def percentile(ordered: Sequence[float], share: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


HEAD = (
    "page",
    "queries",
    "CPU ms",
    "database ms",
    "/ floor",
    "/ hello",
    "/ smallest",
    "a second",
    "p50",
    "p95",
    "p99",
)
FIELDS = (
    "queries",
    "server_ms",
    "database_ms",
    "to_floor",
    "to_hello",
    "to_smallest",
    "rate",
    "p50",
    "p95",
    "p99",
)


def tell(table: list[dict[str, Any]]) -> None:
    titles = {column.key: column.title for column in COLUMNS} | {"": "beside it"}
    groups = dict.fromkeys((row["stories"], row["column"]) for row in table)
    for stories, column in groups:
        print(f"\n{stories} stories, {titles[column]}")
        lines = [HEAD] + [
            (row["page"], *("" if row[name] is None else str(row[name]) for name in FIELDS))
            for row in table
            if (row["stories"], row["column"]) == (stories, column)
        ]
        widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            print(
                "  ".join(
                    cells + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
                )
            )
    print()
    for line in goals.told(table):
        print(line)


def memory(site: Site, count: int) -> int:
    """Of one process that answers all kinds of pages."""
    readers = {page: paths for page, paths in site.asked["paths"].items() if not page.startswith(DESK)}
    mixed = [path for paths in readers.values() for path in paths]
    server = columns.CacheOff().start(site.database)
    try:
        (worker,) = processes.tree(server.pid) - {server.pid}
        for done in range(0, count + 1, max(1, count // 10)):
            if done:
                slices.ask(server, (mixed[n % len(mixed)] for n in range(count // 10)), {})
            else:
                slices.ask(server, mixed, {})  # what a process learns once
                least = processes.memory([worker])
            now = processes.memory([worker])
            print(f"{done:>6,} requests: {now / 1024:.1f} MB, {100 * (now / least - 1):+.1f} %", flush=True)
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
