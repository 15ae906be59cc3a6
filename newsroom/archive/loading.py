"""The whole archive into the database: stories first, then what search reads of them, each as fast as it goes.

On PostgreSQL other processes make the rows while this one copies them. Search texts they write themselves, as reading
their words takes the database most of the time. All rows of a story are made at once; what search reads waits in files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from articles.models import DeskWords, EditionWords, SearchText, search, words
from newsroom.archive import copying
from newsroom.archive.bare import Progress, bare
from newsroom.archive.hands import Hand, hands
from newsroom.archive.plans import Archive
from newsroom.archive.rows import COLUMNS, KEYS, SEARCHED, Furniture, Row, rows_of
from newsroom.archive.spool import spool

CHUNK = 1_000  # stories

#: For an index of words. In more of it each word is looked for in a larger tree, which the processor's caches do not hold: of a
#: million stories 128 MB were a quarter slower than 64, and 16 MB slower again.
MEMORY_FOR_WORDS = "64MB"

Say = Callable[[str], None]
Install = Callable[..., None]


def load(
    archive: Archive,
    furniture: Furniture,
    *,
    using: str = "default",
    processes: int = 1,
    progress: Progress,
    say: Say,
) -> None:
    connection = connections[using]
    copying.hasten(connection)
    chunks = [range(n, min(n + CHUNK, archive.stories)) for n in range(0, archive.stories, CHUNK)]

    def texts(count: int) -> None:
        progress("Search texts", min(count * CHUNK, archive.stories), archive.stories)

    with (
        spool() as waiting,
        hands(processes, archive, furniture, waiting, connection) as crew,
        without_search_indexes(connection),
    ):
        with ExitStack() as stack, bare(connection, KEYS, progress=progress):
            for numbers, made in crew.each(make_stories, chunks):
                for model, rows in zip(KEYS, made, strict=True):
                    write(connection, model, rows)
                progress("Stories", numbers.stop, archive.stories)
            # Beside the indexes that are put back now, which is work for one processor.
            stack.enter_context(crew.meanwhile(write_search_texts, chunks, texts))
        with aside(connection, search.WORDS_INDEX):  # as long as one processor needs for all that follows
            for numbers in chunks:
                for model in (DeskWords, EditionWords):
                    write_searched(connection, model, waiting.take(model.__name__, numbers), words.WHOLE)
                progress("Desk’s words", numbers.stop, archive.stories)
            say("Building the indexes of search")
            build(connection, search.HEADLINE_INDEX)
            install(connection, words.install)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*KEYS, *SEARCHED]):
            cursor.execute(statement)
        say("Counting what there is, for plans")
        cursor.execute("ANALYZE")


@contextmanager
def without_search_indexes(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Should all of it be killed in between, `manage.py migrate` puts them back as well."""
    if connection.vendor != "postgresql":
        with transaction.atomic(using=connection.alias):
            yield
        return
    with connection.cursor() as cursor:
        for name in search.INDEXES + words.INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        try:
            yield
        finally:
            install(connection, search.install)
            install(connection, words.install)


def install(connection: BaseDatabaseWrapper, indexes: Install) -> None:
    if connection.vendor == "postgresql":
        with in_little_memory(connection):
            indexes(using=connection.alias)


def build(connection: BaseDatabaseWrapper, index: str) -> None:
    if connection.vendor == "postgresql":
        with in_little_memory(connection) as cursor:
            cursor.execute(index)


@contextmanager
def in_little_memory(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{MEMORY_FOR_WORDS}'")
        yield cursor
        cursor.execute("RESET maintenance_work_mem")


@contextmanager
def aside(connection: BaseDatabaseWrapper, index: str) -> Iterator[None]:
    """Builds it on a connection of its own meanwhile. PostgreSQL alone can do so, outside a transaction."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return

    def build_it() -> None:
        own = connections[connection.alias]
        try:
            build(own, index)
        finally:
            own.close()

    with ThreadPoolExecutor(1) as thread:
        building = thread.submit(build_it)
        yield
        building.result()


# --- What each process does


def make_stories(hand: Hand, numbers: range) -> list[Any]:
    """What `write` takes, for each table in the order of `KEYS`."""
    made: dict[type[Model], list[Row]] = {model: [] for model in COLUMNS}
    for number in numbers:
        for model, rows in rows_of(hand.archive.plan(number), hand.furniture).items():
            made[model] += rows
    ready: dict[type[Model], Any] = made
    if hand.copies:
        ready = {model: copying.lines(rows) for model, rows in made.items()}
    for model in SEARCHED:
        hand.spool.put(model.__name__, numbers, ready[model])
    return [ready[model] for model in KEYS]


def write(connection: BaseDatabaseWrapper, model: type[Model], rows: Any) -> None:
    if isinstance(rows, str):
        copying.copy(connection, model, rows)
    else:
        copying.insert(connection, model, rows)


def write_search_texts(hand: Hand, numbers: range) -> None:
    rows = hand.spool.take(SearchText.__name__, numbers)
    write_searched(hand.connection, SearchText, rows, *search.weighed_sql(using=hand.connection.alias))


def write_searched(
    connection: BaseDatabaseWrapper, model: type[Model], rows: Any, reading: str, values: Sequence[Any] = ()
) -> None:
    """`reading` is SQL for the words of a row."""
    if not isinstance(rows, str):
        copying.insert(connection, model, rows)
        return
    table, names = model._meta.db_table, ", ".join(COLUMNS[model].names)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        arriving = f"{table}_arriving"
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {arriving} (LIKE {table}) ON COMMIT DROP")
        cursor.execute(f"TRUNCATE {arriving}")
        copying.copy(connection, model, rows, into=arriving)
        key = model._meta.pk.column  # type: ignore[union-attr]
        cursor.execute(
            f"INSERT INTO {table} ({names}, words) SELECT {names}, {reading} FROM {arriving} AS {table} ORDER BY {key}",  # noqa: S608
            values,
        )
