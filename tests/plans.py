"""Reads how the database answers: what it walks through and what it sorts, of every query that a page asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

#: Tables that have more rows with every story, every save, every verb.
GROWING = frozenset(
    "articles_" + name
    for name in (
        *("article", "articlebyline", "articletag", "articlepicture", "revision", "address", "transition"),
        *("edition", "editionbyline", "editiontag", "editionpicture", "correction", "searchtext", "redirect"),
    )
)
#: So many rows may be looked at in one place of a plan: pages are of 20, and what is weighed before it is shown is a few
#: times that. An archive of a test has to be larger.
MOST = 900


def wrong(queries: list[dict[str, str]], *, most: int = MOST) -> list[str]:
    """What is wrong with the plans of these queries, each with the query."""
    tell = of_postgresql if connection.vendor == "postgresql" else of_sqlite
    return [
        f"{said}\n    {sql[:1500]}"
        for sql in dict.fromkeys(query["sql"] for query in queries)
        if sql.startswith(("SELECT", "EXECUTE"))
        for said in tell(sql, most)
    ]


@contextmanager
def asked() -> Iterator[list[dict[str, str]]]:
    with CaptureQueriesContext(connection) as captured:
        found: list[dict[str, str]] = []
        yield found
    found += captured.captured_queries


# --- PostgreSQL runs it: what it looks at is counted, not guessed


def think_large(times: int = 1_000) -> None:
    """Let PostgreSQL plan as if the archive had so many times the rows, until the transaction ends: of a few hundred it
    would rightly read the whole table. If only a superuser may tell it, it is forbidden to do that instead.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            return
        # Of so few rows, the database would also believe to know the most common keys.
        cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute("ANALYZE")
        try:
            with transaction.atomic():
                cursor.execute(
                    "UPDATE pg_class SET reltuples = reltuples * %s WHERE reltuples > 0 AND (relname = ANY(%s)"
                    " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid::regclass::text = ANY(%s)))",
                    [times, list(GROWING), list(GROWING)],
                )
        except ProgrammingError:
            cursor.execute("SET LOCAL enable_seqscan = off")


def of_postgresql(sql: str, most: int) -> Iterator[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(
            "SET LOCAL enable_mergejoin = off"
        )  # the whole of an index seems cheap: it is small here
        plans: list[Any] = []
        for mode in ("force_custom_plan", "force_generic_plan") if sql.startswith("EXECUTE") else ("auto",):
            # A prepared statement is planned for its values at first, and later perhaps for any values: both have to do.
            cursor.execute(f"SET LOCAL plan_cache_mode = {mode}")
            cursor.execute("DISCARD PLANS")
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql.replace('%', '%%')}", [])
            plans += cursor.fetchone()
        transaction.set_rollback(True)
    for plan in plans:
        yield from _node((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], most)


def _node(node: dict[str, Any], most: int) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if table in GROWING:
        looked_at = _rows(node) + node["Actual Loops"] * sum(
            node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter")
        )
        if looked_at > most:
            yield f"looks at {looked_at:.0f} rows of {table} ({kind} {node.get('Index Name', '')})"
    parts = node.get("Plans", [])
    if kind in ("Sort", "Incremental Sort") and parts and _rows(parts[0]) > max(most, _rows(node)):
        yield f"sorts {_rows(parts[0]):.0f} rows to have {_rows(node):.0f}"
    for part in parts:
        yield from _node(part, most)


def _rows(node: dict[str, Any]) -> float:
    return node["Actual Rows"] * node["Actual Loops"]


# --- SQLite tells what it would do


def of_sqlite(sql: str, most: int) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}", [])
        lines = [(parent, line) for _, parent, _, line in cursor.fetchall()]
    tables = {name: name for name in GROWING}
    for table, alias in re.findall(r'(?:FROM|JOIN) "(\w+)" "?([UVWT]\d+)"?', sql):
        tables[alias] = table
    is_cut = re.search(r" LIMIT \d+( OFFSET \d+)?$", sql) is not None
    for parent, line in lines:
        read = {tables.get(name) for name in _read(line)}
        # In the order of an index it may begin to read, if it will soon have enough.
        if line.startswith("SCAN") and read & GROWING and not ("USING" in line and (parent or is_cut)):
            yield f"{line} of {read}"
        # Without LIMIT, whatever is sorted is also returned; a subquery in order has one. What is read by its key
        # is as much as something else has found before.
        by_index = [said for other, said in lines if other == parent and "rowid=?" not in said]
        beside = {tables.get(name) for said in by_index for name in _read(said)}
        if line == "USE TEMP B-TREE FOR ORDER BY" and beside & GROWING and (parent or is_cut):
            yield f"{line} of {beside & GROWING}"


def _read(line: str) -> list[str]:
    return re.findall(r"^(?:SCAN|SEARCH) (\w+)", line)
