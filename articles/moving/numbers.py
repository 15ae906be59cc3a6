"""The highest number that a table ever gave: what is gone keeps its number, and the book goes on speaking of it."""

from __future__ import annotations

from django.db import connection, models


def last(model: type[models.Model]) -> int:
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 -- the database named it
            value, is_called = cursor.fetchone()
            given = value if is_called else value - 1
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            given = found[0] if found else 0
    return max(highest, given)


def go_on_after(model: type[models.Model], number: int) -> None:
    """The next one gets a higher number."""
    if not number:
        return
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number]
            )
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [number, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
