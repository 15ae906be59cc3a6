"""Triggers for what the database holds by itself: frozen columns, a book that is only added to, and, on SQLite,
intervals that do not overlap (PostgreSQL has an exclusion constraint for that).

SQLite forgets a table's triggers when a migration rebuilds it, so they are installed after every migrate, and a
system check looks whether they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections, models

from articles.models.interval import Interval, NoOverlap

#: After every moment. Not '9999': SQLite would compare that as a number, which is less than any text.
NEVER = "'9999-12-31'"


@dataclass(frozen=True)
class Guard:
    """One trigger. `when` is a condition over OLD and NEW; `words` is what the database says."""

    name: str
    table: str
    event: str  # "UPDATE", "DELETE" or "INSERT"
    words: str
    when: str = ""
    sqlite_only: bool = False

    def statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            when = f"WHEN {self.when} " if self.when else ""
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW {when}'
                f"BEGIN SELECT RAISE(ABORT, '{self.words}'); END",
            ]
        when = f"WHEN ({self.when.replace(' IS NOT ', ' IS DISTINCT FROM ')}) " if self.when else ""
        return [
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW {when}'
            f"EXECUTE FUNCTION newsroom_refuse('{self.words}')",
        ]


REFUSE = """
CREATE OR REPLACE FUNCTION newsroom_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def guards_of(model: type[models.Model]) -> Iterator[Guard]:
    table = model._meta.db_table
    frozen = getattr(model, "FROZEN", ())
    if frozen:
        columns = [model._meta.get_field(name).column for name in frozen]  # type: ignore[union-attr]
        when = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
        thawed_by = getattr(model, "THAWED_BY", "")
        if thawed_by:
            redacts = f'(CASE WHEN OLD."{thawed_by}" IS NULL THEN 1 ELSE 0 END) = 1 AND '
            redacts += f'(CASE WHEN NEW."{thawed_by}" IS NULL THEN 1 ELSE 0 END) = 0'
            when = f"({when}) AND NOT ({redacts})"
        yield Guard(f"{table}_frozen", table, "UPDATE", "what was published is never changed", when)
    if kept_unless := getattr(model, "KEPT_UNLESS", ""):
        when = f'(CASE WHEN OLD."{kept_unless}" IS NULL THEN 1 ELSE 0 END) = 1'
        yield Guard(f"{table}_kept", table, "DELETE", "what was said to be wrong is never taken back", when)
    if getattr(model, "APPEND_ONLY", False):
        for event in ("UPDATE", "DELETE"):
            yield Guard(f"{table}_no_{event.lower()}", table, event, "this book is only added to")
    if issubclass(model, Interval):
        (overlap,) = (item for item in model._meta.constraints if isinstance(item, NoOverlap))
        owner = model._meta.get_field(overlap.expressions[0][0].source_expressions[0].name).column  # type: ignore[union-attr]
        for event in ("INSERT", "UPDATE"):
            yield Guard(
                f"{table}_no_overlap_{event.lower()}",
                table,
                event,
                "two would be visible at one moment",
                f'EXISTS (SELECT 1 FROM "{table}" other WHERE other."{owner}" = NEW."{owner}" '  # noqa: S608 -- our own names
                f"AND other.id IS NOT NEW.id "
                f"AND other.live_from < COALESCE(NEW.live_until, {NEVER}) "
                f"AND NEW.live_from < COALESCE(other.live_until, {NEVER}))",
                sqlite_only=True,
            )


def all_guards(models_: list[type[models.Model]], vendor: str) -> list[Guard]:
    return [
        guard
        for model in models_
        if model._meta.managed and not model._meta.proxy
        for guard in guards_of(model)
        if vendor == "sqlite" or not guard.sqlite_only
    ]


def install(app_config: AppConfig | None = None, *, using: str = "default", **kwargs: Any) -> None:
    """Put every guard of the app (or of all) in place. Idempotent; connected to `post_migrate`."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        return
    chosen = list((app_config or apps).get_models())
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for guard in all_guards(chosen, connection.vendor):
            if guard.table in tables:
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)


def lift(*, using: str = "default") -> None:
    """Take the guards against deletion away. Only for tests that empty the tables between them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in all_guards(list(apps.get_models()), connection.vendor):
            if guard.event == "DELETE":
                cursor.execute(guard.statements(connection.vendor)[0])


def missing(*, using: str = "default") -> list[str]:
    connection = connections[using]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }.get(connection.vendor)
    if query is None:
        return []
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}
    return [
        guard.name
        for guard in all_guards(list(apps.get_models()), connection.vendor)
        if guard.table in tables and guard.name not in standing
    ]


@checks.register(checks.Tags.database)  # type: ignore[type-var]
def guards_stand(databases: list[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"The database guard “{name}” is missing.",
            hint="Run `manage.py migrate`: it puts every guard in place.",
            id="articles.E001",
        )
        for using in databases or []
        for name in missing(using=using)
    ]
