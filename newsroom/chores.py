"""What has to be done now and then. No reader waits for it: a story appears and ends without any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command

from articles.desk import bin, keeping, pictures, presence, renaming, second_look, shared_links
from articles.models import PreviewLink
from newsroom import letters, outbox, signin
from recommendations.models import RehearsalLink


@dataclass(frozen=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[], None]
    alone: bool = False  # in a thread of its own: it must not wait for another


def forget_old_sessions() -> None:
    call_command("clearsessions")
    signin.forget_ended()


def sweep_pictures() -> None:
    """A story that ended by itself leaves files behind; one whose files could not be made gets them now."""
    pictures.sweep()


def finish_pictures() -> None:
    """AVIF takes ten times as long as WebP, so pages do without it until it is there."""
    pictures.finish(within=timedelta(seconds=10))


def tell_search() -> None:
    """How authors and topics are called now, in what may be twenty thousand versions."""
    renaming.follow(within=timedelta(seconds=10))


def look_again() -> None:
    """At what waits. Every minute, so that what it uses may change in any way and nobody has to say so."""
    second_look.look()


def mail_the_desk() -> None:
    """What the bell told people who want it by mail."""
    letters.send_due()


def empty_the_bin() -> None:
    bin.empty()


def forget_dead_links() -> None:
    shared_links.forget(PreviewLink)
    shared_links.forget(RehearsalLink)


def forget_unsaved_texts() -> None:
    keeping.forget()
    presence.forget()


CHORES: tuple[Chore, ...] = (
    Chore("send purges", timedelta(seconds=0.5), outbox.send, alone=True),
    Chore("forget purges", timedelta(hours=1), outbox.forget),
    Chore("sweep pictures", timedelta(seconds=30), sweep_pictures),
    Chore("finish pictures", timedelta(seconds=5), finish_pictures),
    Chore("tell search", timedelta(seconds=5), tell_search),
    Chore("look again", timedelta(minutes=1), look_again),
    Chore("mail the desk", timedelta(seconds=10), mail_the_desk),
    Chore("empty the bin", timedelta(hours=6), empty_the_bin),
    Chore("forget unsaved texts", timedelta(hours=1), forget_unsaved_texts),
    Chore("forget old sessions", timedelta(hours=6), forget_old_sessions),
    Chore("forget dead links", timedelta(hours=6), forget_dead_links),
    Chore("forget old notices", timedelta(hours=6), letters.forget_old),
)
