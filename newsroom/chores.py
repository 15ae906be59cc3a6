"""What has to be done now and then. No reader waits for it: a story appears and ends without any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command

from articles.desk import bin, pictures


@dataclass(frozen=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[], None]


def forget_old_sessions() -> None:
    call_command("clearsessions")


def sweep_pictures() -> None:
    """A story that ended by itself leaves files behind; one whose files could not be made gets them now."""
    pictures.sweep()


def finish_pictures() -> None:
    """AVIF takes ten times as long as WebP, so pages do without it until it is there."""
    pictures.finish(within=timedelta(seconds=10))


def empty_the_bin() -> None:
    bin.empty()


CHORES: tuple[Chore, ...] = (
    Chore("sweep pictures", timedelta(seconds=30), sweep_pictures),
    Chore("finish pictures", timedelta(seconds=5), finish_pictures),
    Chore("empty the bin", timedelta(hours=6), empty_the_bin),
    Chore("forget old sessions", timedelta(hours=6), forget_old_sessions),
)
