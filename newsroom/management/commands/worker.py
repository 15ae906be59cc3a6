from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from newsroom.chores import CHORES, Chore

logger = logging.getLogger("newsroom.worker")

LOOKS_UP_EVERY = 0.5  # seconds, to see what is due and whether it should end


class Command(BaseCommand):
    help = "Does the chores, each at its own pace, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do each chore once, then end")
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="end when this parent process does"
        )

    def handle(self, *args: Any, once: bool, with_parent: int | None, **options: Any) -> None:
        if once:
            failed = [chore.name for chore in CHORES if not attempt(chore)]
            if failed:
                raise SystemExit(f"Failed: {', '.join(failed)}")
            return
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        groups = [[chore] for chore in CHORES if chore.alone] + [
            [chore for chore in CHORES if not chore.alone]
        ]
        threads = [threading.Thread(target=work, args=(group, ended)) for group in groups]
        for thread in threads:
            thread.start()
        while not ended.wait(LOOKS_UP_EVERY):
            if with_parent and os.getppid() != with_parent:
                ended.set()
        for thread in threads:
            thread.join()


def work(chores: Sequence[Chore], ended: threading.Event) -> None:
    """Each at its own pace, one after the other."""
    due = {chore: time.monotonic() for chore in chores}
    while not ended.wait(LOOKS_UP_EVERY):
        for chore, moment in due.items():
            if time.monotonic() >= moment and not ended.is_set():
                attempt(chore)
                due[chore] = time.monotonic() + chore.every.total_seconds()


def attempt(chore: Chore) -> bool:
    try:
        chore.do()
    except Exception:  # whatever is wrong with one chore must not hold up the others
        logger.exception("The chore “%s” failed. It will be tried again.", chore.name)
        return False
    finally:
        connections.close_all()
    return True
