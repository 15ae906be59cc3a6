"""Many processes at one archive. A new one knows nothing: not even that there is a Django, so this module names no model."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from newsroom.archive.plans import Archive
    from newsroom.archive.rows import Furniture
    from newsroom.archive.spool import Spool

#: Chunks that may wait to be fetched: some 10 MB each.
AHEAD = 6
LOOK = 0.5  # seconds from one look at how far they are to the next


class Hand:
    """One who makes rows. There is one in each process."""

    def __init__(
        self, archive: Archive, furniture: Furniture, spool: Spool, connection: BaseDatabaseWrapper
    ) -> None:
        from newsroom.archive import copying  # which asks models

        copying.hasten(connection)
        self.archive, self.furniture, self.spool, self.connection = archive, furniture, spool, connection

    @property
    def copies(self) -> bool:
        return self.connection.vendor == "postgresql"


Task = Callable[[Hand, range], Any]
Chunks = Sequence[range]
Done = Callable[[int], None]  # how many of the chunks


class Alone:
    """Everything in this process."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def each(self, task: Task, chunks: Chunks) -> Iterator[tuple[range, Any]]:
        return ((numbers, task(self.hand, numbers)) for numbers in chunks)

    @contextmanager
    def meanwhile(self, task: Task, chunks: Chunks, done: Done) -> Iterator[None]:
        yield
        for count, _ in enumerate(self.each(task, chunks), start=1):
            done(count)


@dataclass(frozen=True)
class Shared:
    """What the processes of a crew know together."""

    count: Any  # chunks that are done, of those beside the block
    is_over: Any  # the block
    is_lost: Any  # whatever they write, for the block has failed


class Crew:
    def __init__(self, pool: ProcessPoolExecutor, processes: int, shared: Shared) -> None:
        self.pool, self.processes, self.shared = pool, processes, shared

    def each(self, task: Task, chunks: Chunks) -> Iterator[tuple[range, Any]]:
        """The results, in order."""
        under_way: deque[tuple[range, Future[Any]]] = deque()
        for numbers in chunks:
            under_way.append((numbers, self.pool.submit(_run, task, numbers)))
            if len(under_way) > AHEAD:
                done, future = under_way.popleft()
                yield done, future.result()
        for done, future in under_way:
            yield done, future.result()

    @contextmanager
    def meanwhile(self, task: Task, chunks: Chunks, done: Done) -> Iterator[None]:
        """Beside what the block does, each process in one transaction that ends after it: rows may point at others that the
        block commits last. If it does not, the database refuses them. Once only."""
        futures = [
            self.pool.submit(_hold, task, chunks[first :: self.processes]) for first in range(self.processes)
        ]
        is_lost = True
        try:
            yield
            is_lost = False
        finally:
            if is_lost:
                self.shared.is_lost.set()
            self.shared.is_over.set()
            while wait(futures, timeout=LOOK).not_done:
                done(self.shared.count.value)
        for future in futures:
            future.result()


@contextmanager
def hands(
    processes: int, archive: Archive, furniture: Furniture, spool: Spool, connection: BaseDatabaseWrapper
) -> Iterator[Alone | Crew]:
    if processes == 1:
        yield Alone(Hand(archive, furniture, spool, connection))
        return
    # Not forked: a child would share the connection of this process.
    context = multiprocessing.get_context("spawn")
    shared = Shared(context.Value("i", 0), context.Event(), context.Event())
    known = pickle.dumps((archive, furniture, spool)), connection.alias, str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(*known, shared)
    ) as pool:
        yield Crew(pool, processes, shared)


_hand: Hand | None = None
_shared: Shared | None = None


def _begin(known: bytes, using: str, database: str, shared: Shared) -> None:
    global _hand, _shared
    django.setup()
    connections[using].settings_dict["NAME"] = database
    archive, furniture, spool = pickle.loads(known)  # noqa: S301 -- from the process that began this one
    _hand, _shared = Hand(archive, furniture, spool, connections[using]), shared
    gc.disable()  # rows hold nothing that holds them


def _run(task: Task, numbers: range) -> Any:
    assert _hand is not None
    return task(_hand, numbers)


def _hold(task: Task, chunks: Chunks) -> None:
    assert _hand is not None
    assert _shared is not None
    with transaction.atomic(using=_hand.connection.alias):
        for numbers in chunks:
            if _shared.is_lost.is_set():
                raise SystemExit(1)  # and nothing is kept
            task(_hand, numbers)
            with _shared.count.get_lock():
                _shared.count.value += 1
        while not _shared.is_over.wait(LOOK):
            if not multiprocessing.parent_process().is_alive():  # type: ignore[union-attr]
                raise SystemExit(1)  # and nothing is kept
