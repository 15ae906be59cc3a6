"""A slice: some requests to one address after the other, and what they took."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from tests.benchmarks import processes
from tests.benchmarks.columns import Server


@dataclass(frozen=True)
class Slice:
    server_ms: float  # CPU a request, of the server's processes
    database_ms: float | None  # and of the database's, if they can be seen
    rate: float  # requests a second
    spans: tuple[float, ...] = field(repr=False, default=())  # milliseconds, one each


class Wrong(Exception):
    pass


def measure(server: Server, paths: Sequence[str], *, count: int, headers: dict[str, str]) -> Slice:
    before, before_there = spent(server)
    began = time.perf_counter()
    spans = ask(server, islice(cycle(paths), count), headers)
    wall = time.perf_counter() - began
    after, after_there = spent(server)
    return Slice(
        server_ms=1000 * since(before, after) / count,
        database_ms=1000 * since(before_there, after_there) / count if after_there else None,
        rate=count / wall,
        spans=tuple(spans),
    )


Spent = dict[int, float]


def spent(server: Server) -> tuple[Spent, Spent]:
    """Seconds of each process, of the server and of the database behind it."""
    return tuple(
        {pid: processes.cpu([pid]) for pid in pids}
        for pids in (processes.tree(server.pid), server.backends())
    )


def since(before: Spent, after: Spent) -> float:
    """A process that ended meanwhile took what it spent with it."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def ask(server: Server, paths: Iterable[str], headers: dict[str, str]) -> list[float]:
    """One reader, on a connection that stays open: of two at once each waits for the other, and that would be measured."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    spans = []
    for path in paths:
        began = time.perf_counter()
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):  # it was open for too long
            connection.close()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
        answer.read()
        spans.append(1000 * (time.perf_counter() - began))
        if answer.status != 200:
            raise Wrong(f"{path} answered {answer.status}.")
    connection.close()
    return spans
