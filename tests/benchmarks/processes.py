"""CPU and memory of processes, from /proc. Linux only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def tree(root: int) -> set[int]:
    """A process and all that it began."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (found := _read(entry / "stat")):
            parent = int(found.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    known, rest = {root}, [root]
    while rest:
        more = children.get(rest.pop(), [])
        known.update(more)
        rest += more
    return known


def cpu(pids: Iterable[int]) -> float:
    """Seconds on a processor so far, of all threads, to the nanosecond."""
    return sum(
        int(found.split()[0]) / 1e9
        for pid in pids
        for thread in _threads(pid)
        if (found := _read(thread / "schedstat"))
    )


def memory(pids: Iterable[int]) -> int:
    """Kilobytes that are theirs alone, and their part of what they share."""
    lines = (line for pid in pids for line in _read(PROC / str(pid) / "smaps_rollup").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _threads(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended, or is somebody else's
        return ""
