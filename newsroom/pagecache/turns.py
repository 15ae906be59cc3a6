"""That a page is made once, however many ask for it: the first makes it, the others wait for it, each process on its own
and all of them through the cache that they share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from newsroom.pagecache import store

#: Seconds. How long the former page is given out while the next is being made, how long anybody waits for it, how often
#: one looks whether another process is done, and how long a process may take before others stop believing in it.
GRACE = 0.5
WAIT = 5.0
LOOK = 0.05
MAKING = 10


class Making:
    """By one thread of this process."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = threading.Event()

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.began < GRACE

    def wait(self) -> None:
        self.done.wait(WAIT)


_makings: dict[str, Making] = {}
_lock = threading.Lock()


@contextmanager
def turn(name: str) -> Iterator[Making | None]:
    """Nothing, for whoever is to make it; the making of somebody else, for the others."""
    with _lock:
        others = _makings.get(name)
        if others is None:
            own = _makings[name] = Making()
    if others is not None:
        yield others
        return
    try:
        yield None
    finally:
        with _lock:
            del _makings[name]
        own.done.set()


@contextmanager
def among_processes(name: str, is_there: Callable[[], bool]) -> Iterator[None]:
    """Wait while another process makes the page, until it is there."""
    deadline = time.monotonic() + WAIT
    ours = store.shared.begin(name, MAKING)
    while not ours and time.monotonic() < deadline and not is_there():
        time.sleep(LOOK)
        if not store.shared.is_making(name):
            ours = store.shared.begin(name, MAKING)
    try:
        yield
    finally:
        if ours:
            store.shared.end(name)
