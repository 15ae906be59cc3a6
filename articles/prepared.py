"""Questions to the database that are put together once: prepared statements, as far as Django is concerned.

Django takes several times as long to write the SQL of a reader's question as the database to answer it, and writes the same
each time. So a question is a query set with parameters in it; its SQL is kept, and whoever asks gives their values:

    @prepared
    def newest() -> Any:
        return Edition.objects.visible_at(Parameter("moment", MOMENT)).latest_first().values_list("path", named=True)[:20]

    newest(moment=request.moment)

PostgreSQL is told it once a connection, by PREPARE, and plans it once (`settings.PREPARE_STATEMENTS`).

What it was made of may depend on arguments that can be hashed; those come by their places and each makes a question of its
own. Answers are rows of plain values with the names that `values_list` gave them, or models where it was not asked for.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, lru_cache, partial, wraps
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.models import BigIntegerField, DateTimeField, Expression, Field, QuerySet, TextField
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

MOMENT, NUMBER, TEXT = DateTimeField(), BigIntegerField(), TextField()
_PLACEHOLDER = re.compile("(?<!%)%s")
MOST = 256  # kept of one question that comes in several shapes

#: By connection, the names of what it was told to prepare: they end with it.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
#: What PostgreSQL says where a prepared statement is not what it was: a migration changed its columns; or a pooler handed us
#: a connection that does not know it, or knows it already.
OUTDATED = ("0A000", "26000", "42P05")


class Parameter(Expression):
    """Where a value will stand. Of a moment, `- timedelta(days=2)` is the one two days before it."""

    def __init__(self, name: str, output_field: Field, less: timedelta = timedelta()) -> None:
        super().__init__(output_field=output_field)
        self.name, self.less = name, less
        self.key = (name, less, type(output_field))

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
        put = list(value) or [None]  # nothing is in a list of nothing
        return put + put[-1:] * (rounded(len(put)) - len(put))


def rounded(count: int) -> int:
    """Up to 4, 6, 8, 12, 16, 24 …: each number of values is a question of its own, and there should not be too many. A value
    that is in a list twice changes nothing."""
    step = 1 << max(0, count.bit_length() - 2)
    return -(-count // step) * step


@dataclass(frozen=True)
class Wording:
    """The SQL of a question for so many values: as it is asked plainly, and as PostgreSQL is told it once a connection."""

    sql: str
    places: tuple[int, ...]  # for each %s of the SQL, which value stands there
    name: str
    preparation: str
    execution: str


@dataclass(frozen=True)
class Statement:
    title: str
    is_planned_once: bool
    pieces: list[str]  # of the SQL, one more than parameters: each of these stands between two
    parameters: tuple[Any, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]
    row: Callable[[Any], Any]
    wordings: dict[tuple[int, ...], Wording] = field(
        default_factory=dict
    )  # by how many values each parameter has

    @classmethod
    def of(cls, asked: QuerySet[Any, Any], alias: str, title: str, is_planned_once: bool) -> Statement:
        compiler = asked.query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        fields = asked._fields  # type: ignore[attr-defined]
        return cls(
            title=title,
            is_planned_once=is_planned_once,
            pieces=_PLACEHOLDER.split(sql),
            parameters=tuple(parameters),
            compiler=compiler,
            converters=compiler.get_converters(columns),
            row=namedtuple("Row", fields)._make if fields else model_of(compiler, alias),  # type: ignore[attr-defined, misc]
        )

    @cached_property
    def asked_for(self) -> dict[Any, Parameter]:
        """Each once: the moment stands in a question a dozen times."""
        return {one.key: one for one in self.parameters if isinstance(one, Parameter)}

    @cached_property
    def constants(self) -> tuple[Any, ...]:
        return tuple(one for one in self.parameters if not isinstance(one, Parameter))

    def answer(self, values: dict[str, Any], connection: Any) -> list[Any]:
        put = [one.adapted(values[one.name], connection) for one in self.asked_for.values()]
        counts = tuple(map(len, put))
        wording = self.wordings.get(counts)
        if wording is None:
            wording = self.wordings[counts] = self.worded(counts, connection)
        rows: Any = self.rows(wording, [value for some in put for value in some], connection)
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return list(map(self.row, rows))

    def rows(self, wording: Wording, given: list[Any], connection: Any) -> list[Any]:
        """A connection may have been lost since the last request. The first question finds out: to ask before it, as Django
        does, costs what a question costs."""
        is_first = connection.health_check_enabled and not connection.health_check_done
        connection.health_check_done = True
        try:
            return self.rows_now(wording, given, connection)
        except (OperationalError, InterfaceError):
            if (
                not is_first
                or connection.in_atomic_block
                or connection.connection is None
                or connection.is_usable()
            ):
                raise
            connection.close()
            return self.rows_now(wording, given, connection)

    def rows_now(self, wording: Wording, given: list[Any], connection: Any) -> list[Any]:
        if self.is_planned_once and settings.PREPARE_STATEMENTS and connection.vendor == "postgresql":
            try:
                return self.rows_of_prepared(wording, given, connection)
            except DatabaseError as error:
                if getattr(error.__cause__, "pgcode", "") not in OUTDATED or connection.in_atomic_block:
                    raise
                connection.close()  # the next one knows nothing yet
        known = (*given, *self.constants)
        with connection.cursor() as cursor:
            cursor.execute(wording.sql, [known[place] for place in wording.places])
            return cursor.fetchall()

    def rows_of_prepared(self, wording: Wording, given: list[Any], connection: Any) -> list[Any]:
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if wording.name not in known:
                # Past Django: it is no question, and those who count questions should find the same at each page.
                with connection.wrap_database_errors, connection.connection.cursor() as raw:
                    raw.execute(wording.preparation, self.constants)
                known.add(wording.name)
            cursor.execute(wording.execution, given)
            return cursor.fetchall()

    def worded(self, counts: tuple[int, ...], connection: Any) -> Wording:
        places: dict[Any, range] = {}
        begin = 0
        for key, count in zip(self.asked_for, counts, strict=True):
            places[key] = range(begin, begin := begin + count)
        values = begin
        sql = numbered = self.pieces[0]
        order: list[int] = []
        for one, piece in zip(self.parameters, self.pieces[1:], strict=True):
            if isinstance(one, Parameter):
                here = places[one.key]
                numbered += ", ".join(f"${place + 1}" for place in here) + piece
            else:
                here = range(begin, begin := begin + 1)
                numbered += f"%s{piece}"
            order += here
            sql += ", ".join(["%s"] * len(here)) + piece
        types = [
            one.output_field.db_type(connection) or "text"
            for one, count in zip(self.asked_for.values(), counts, strict=True)
            for _ in range(count)
        ]
        # The name follows from the words: behind a pooler, somebody else's statement of that name is the same one.
        written = f"{numbered} {self.constants} {types}".encode()
        name = f'"{self.title[-40:]} {blake2b(written, digest_size=8).hexdigest()}"'
        return Wording(
            sql,
            tuple(order),
            name,
            f"PREPARE {name} {_in_brackets(types)} AS {numbered}",
            f"EXECUTE {name} {_in_brackets(['%s'] * values)}",
        )


def _in_brackets(words: list[str]) -> str:
    return f"({', '.join(words)})" if words else ""


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


def prepared(
    question: Callable[..., QuerySet[Any, Any]], *, is_planned_once: bool = True
) -> Callable[..., list[Any]]:
    asked = lru_cache(MOST)(question)

    @lru_cache(MOST)
    def statement(alias: str, *shape: Any) -> Statement:
        title = f"{question.__module__}.{question.__name__}"
        return Statement.of(asked(*shape), alias, title, is_planned_once)

    @wraps(question)
    def ask(*shape: Any, **values: Any) -> list[Any]:
        alias = asked(*shape).db
        return statement(alias, *shape).answer(values, connections[alias])

    return ask


#: The same, where the best way to the answer depends on the values: a plan for any topic takes it for one of a few stories,
#: reads all of them and sorts, and takes 190 ms, not 1, where a fifth of an archive is about it.
planned_anew = partial(prepared, is_planned_once=False)
