"""Many processes at one archive. A new one knows nothing: not even that there is a Django, so this module names no model."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from newsroom.archive.plans import Archive
    from newsroom.archive.rows import Furniture, Writer

#: Chunks that may wait to be fetched: some 10 MB each.
AHEAD = 6


class Hand:
    """One who makes rows. There is one in each process."""

    def __init__(self, archive: Archive, furniture: Furniture, connection: BaseDatabaseWrapper) -> None:
        from newsroom.archive import copying  # these two ask models
        from newsroom.archive.rows import Writer

        copying.hasten(connection)
        self.archive, self.connection = archive, connection
        self.writer: Writer = Writer(furniture)

    @property
    def copies(self) -> bool:
        return self.connection.vendor == "postgresql"


Task = Callable[[Hand, range], Any]
Spread = Callable[[Task, Iterable[range]], Iterator[tuple[range, Any]]]


@contextmanager
def hands(
    processes: int, archive: Archive, furniture: Furniture, connection: BaseDatabaseWrapper
) -> Iterator[Spread]:
    """What spreads chunks over the processes and gives back their results in order; all in this one if it is one."""
    if processes == 1:
        alone = Hand(archive, furniture, connection)
        yield lambda task, chunks: ((numbers, task(alone, numbers)) for numbers in chunks)
        return
    known = pickle.dumps((archive, furniture)), connection.alias, str(connection.settings_dict["NAME"])
    # Not forked: a child would share the connection of this process.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=known) as pool:

        def spread(task: Task, chunks: Iterable[range]) -> Iterator[tuple[range, Any]]:
            under_way: deque[tuple[range, Future[Any]]] = deque()
            for numbers in chunks:
                under_way.append((numbers, pool.submit(_run, task, numbers)))
                if len(under_way) > AHEAD:
                    done, future = under_way.popleft()
                    yield done, future.result()
            for done, future in under_way:
                yield done, future.result()

        yield spread


_hand: Hand | None = None


def _begin(known: bytes, using: str, database: str) -> None:
    global _hand
    django.setup()
    connections[using].settings_dict["NAME"] = database
    archive, furniture = pickle.loads(known)  # noqa: S301 -- from the process that began this one
    _hand = Hand(archive, furniture, connections[using])
    gc.disable()  # rows hold nothing that holds them


def _run(task: Task, numbers: range) -> Any:
    assert _hand is not None
    return task(_hand, numbers)
