"""Tables without their indexes and constraints, while very many rows come in at once. PostgreSQL only.

All of it happens in one transaction, so whatever goes wrong, even the power, everything stands as it stood. What is put
back is checked against every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

#: Of this session alone. Building an index in little memory takes several times as long.
MEMORY = "512MB"

#: Foreign keys, what is unique, what may not overlap. Primary keys stay: other tables point at them, and keys that only
#: grow cost little.
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u', 'x')
    ORDER BY contype = 'f', conrelid::regclass::text, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1
"""

#: What is done, how much of it, of how much.
Progress = Callable[[str, int, int], None]


@contextmanager
def bare(
    connection: BaseDatabaseWrapper, tables: Iterable[type[models.Model]], *, progress: Progress
) -> Iterator[None]:
    """A transaction. On other databases nothing else."""
    with transaction.atomic(using=connection.alias):
        if connection.vendor != "postgresql":
            yield
            return
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait to be checked
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
            cursor.execute(_CONSTRAINTS, [names])
            constraints = cursor.fetchall()
            cursor.execute(_INDEXES, [names])
            indexes = cursor.fetchall()
            for table, name, _ in reversed(constraints):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            for name, _ in indexes:
                cursor.execute(f"DROP INDEX {name}")
            yield
            again = [definition for _, definition in indexes]
            again += [
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
                for table, name, definition in constraints
            ]
            for number, statement in enumerate(again, start=1):
                cursor.execute(statement)
                progress("Indexes", number, len(again))
