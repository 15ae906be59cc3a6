"""docs/guards.md: each row's guard stands where it says, its test exists, and `make guards` knows how to take it away."""

from __future__ import annotations

import ast

import pytest

from tests.without_guards import REMOVED, ROOT, TABLE, Row, rows, taken_away


def test_every_row_is_read_and_has_its_line() -> None:
    written = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    assert len(rows()) == len(written) - 1  # its head
    assert [row.guard for row in rows()] == list(REMOVED)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.guard)
def test_the_guard_stands_and_its_test_exists(row: Row) -> None:
    assert taken_away(row) != (ROOT / row.file).read_text()
    ast.parse(taken_away(row))

    file, *names = row.node.split("::")
    node: ast.Module | ast.ClassDef | ast.FunctionDef = ast.parse((ROOT / file).read_text())
    for name in names:
        inside = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.ClassDef)]
        (node,) = [part for part in inside if part.name == name]
