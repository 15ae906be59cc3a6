"""How far a long command is: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

BAR = 20  # characters
SECONDS_BETWEEN_LINES = 10
ROOM = 70


class Progress:
    def __init__(self, stdout: OutputWrapper) -> None:
        self.stdout, self.told = stdout, time.monotonic()

    def bar(self, done: int, total: int, words: str) -> None:
        """`words` follow "12 of 40 "."""
        full = min(BAR, BAR * done // max(total, 1))
        self.tell(f"[{'#' * full}{'.' * (BAR - full)}] {done:,} of {total:,} {words}")

    def tell(self, words: str) -> None:
        now = time.monotonic()
        if self.stdout.isatty():
            if now - self.told > 0.1:
                self.told = now
                self.stdout.write(f"\r{words:<{ROOM}}", ending="")
        elif now - self.told > SECONDS_BETWEEN_LINES:
            self.told = now
            self.stdout.write(words)

    def say(self, words: str) -> None:
        """A line that stays."""
        self.stdout.write(f"\r{words:<{ROOM}}" if self.stdout.isatty() else words)
