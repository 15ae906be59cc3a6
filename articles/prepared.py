"""Questions to the database that are put together once: prepared statements, as far as Django is concerned.

Django takes several times as long to write the SQL of a reader's question as the database to answer it, and writes the same
each time. So a question is a query set with parameters in it; its SQL is kept, and whoever asks gives their values:

    @prepared
    def newest() -> Any:
        return Edition.objects.visible_at(Parameter("moment", MOMENT)).latest_first().values_list("path", named=True)[:20]

    newest(moment=request.moment)

What it was made of may depend on arguments that can be hashed; those come by their places and each makes a question of its
own. Answers are rows of plain values with the names that `values_list` gave them, or models where it was not asked for.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, wraps
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, DateTimeField, Expression, Field, QuerySet, TextField
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

MOMENT, NUMBER, TEXT = DateTimeField(), BigIntegerField(), TextField()
_PLACEHOLDER = re.compile("(?<!%)%s")
MOST = 256  # kept of one question that comes in several shapes


class Parameter(Expression):
    """Where a value will stand. Of a moment, `- timedelta(days=2)` is the one two days before it."""

    def __init__(self, name: str, output_field: Field, less: timedelta = timedelta()) -> None:
        super().__init__(output_field=output_field)
        self.name, self.less = name, less

    def __sub__(self, less: Any) -> Any:
        if isinstance(less, timedelta):
            return Parameter(self.name, self.output_field, self.less + less)
        return super().__sub__(less)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def adapted(self, value: Any, connection: Any) -> list[Any]:
        return [self.output_field.get_db_prep_value(value - self.less if self.less else value, connection)]


class Parameters(Parameter):
    """Where any number of values will stand, behind `IN`. Each by itself, so that the database sees how many there are."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "(%s)", [self]

    def adapted(self, value: Any, connection: Any) -> list[Any]:
        return list(value) or [None]  # nothing is in a list of nothing


@dataclass(frozen=True)
class Statement:
    pieces: list[str]  # of the SQL, one more than parameters: each of these stands between two
    parameters: tuple[Any, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]
    row: Callable[[Any], Any]

    @classmethod
    def of(cls, asked: QuerySet[Any, Any], alias: str) -> Statement:
        compiler = asked.query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        fields = asked._fields  # type: ignore[attr-defined]
        return cls(
            pieces=_PLACEHOLDER.split(sql),
            parameters=tuple(parameters),
            compiler=compiler,
            converters=compiler.get_converters(columns),
            row=namedtuple("Row", fields)._make if fields else model_of(compiler, alias),  # type: ignore[attr-defined, misc]
        )

    def answer(self, values: dict[str, Any], connection: Any) -> list[Any]:
        given: list[Any] = []
        sql = self.pieces[0]
        for one, piece in zip(self.parameters, self.pieces[1:], strict=True):
            put = one.adapted(values[one.name], connection) if isinstance(one, Parameter) else [one]
            given += put
            sql += ", ".join(["%s"] * len(put)) + piece
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return list(map(self.row, rows))


def model_of(compiler: SQLCompiler, alias: str) -> Callable[[Any], Any]:
    """From a row to a model, with what was selected and annotated: as `django.db.models.query.ModelIterable` does it."""
    info: Any = compiler.klass_info
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[start:end]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]

    def model(row: Any) -> Any:
        made = info["model"].from_db(alias, names, row[start:end])
        for one in related:
            one.populate(row, made)
        for name, place in compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made

    return model


def prepared(question: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    asked = lru_cache(MOST)(question)

    @lru_cache(MOST)
    def statement(alias: str, *shape: Any) -> Statement:
        return Statement.of(asked(*shape), alias)

    @wraps(question)
    def ask(*shape: Any, **values: Any) -> list[Any]:
        alias = asked(*shape).db
        return statement(alias, *shape).answer(values, connections[alias])

    return ask
