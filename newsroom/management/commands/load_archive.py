"""`manage.py load_archive --stories 1000000`: an archive of ten years, to measure with."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article
from newsroom.archive import furniture, loading
from newsroom.archive.plans import Archive, public_id

WIDTH = 30  # characters of the bar


class Command(BaseCommand):
    help = (
        "Fills a database with an invented archive to measure with: ten years of stories in eight sections, by two"
        " hundred authors. Nothing takes it out again. The same seed, number and moment give the same archive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stories", type=int, default=1_000, help="how many (default: 1,000)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--until", help="the moment at which it ends, such as 2026-11-24T12:00:00Z (default: the hour)"
        )
        parser.add_argument(
            "--processes", type=int, help="that make rows, on PostgreSQL (default: one for each processor)"
        )
        parser.add_argument("--pictures", type=int, default=12, help="that the stories share (default: 12)")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="ask nothing")
        parser.add_argument(
            "--among-others", action="store_true", help="go on although there are stories already"
        )

    def handle(
        self,
        *args: Any,
        stories: int,
        seed: int,
        until: str | None,
        processes: int | None,
        pictures: int,
        interactive: bool,
        among_others: bool,
        **options: Any,
    ) -> None:
        end = moment(until)
        if stories < 1:
            raise CommandError("Say how many stories: one at least.")
        if Article.objects.filter(public_id=public_id(seed, 0)).exists():
            raise CommandError("The archive of this seed is here already. Choose another --seed.")
        if Article.objects.exists() and not among_others:
            self.ask(interactive=interactive)
        began = time.monotonic()
        self.bar = Bar(self.stderr)
        archive = Archive(seed, stories, end, tuple(furniture.topic_names()), pictures)
        self.say("Drawing pictures")
        with transaction.atomic():
            furnished = furniture.furnish(number_of_pictures=pictures)
        # Within somebody's transaction other processes would see nothing of it, and wait for ever.
        alone = connection.vendor != "postgresql" or connection.in_atomic_block or stories <= loading.CHUNK
        loading.load(
            archive,
            furnished,
            processes=1 if alone else processes or os.cpu_count() or 1,
            progress=self.bar.draw,
            say=self.say,
        )
        self.say("Launching lists")
        furniture.launch_lists(end)
        self.stdout.write(f"{stories:,} stories in {time.monotonic() - began:,.0f} s.")

    def ask(self, *, interactive: bool) -> None:
        name = str(connection.settings_dict["NAME"])
        there = f"There are {Article.objects.count():,} stories in the database {name} already."
        if not interactive:
            raise CommandError(f"{there} To load the archive among them, say --among-others.")
        self.stdout.write(f"{there} The archive would stand among them, and nothing takes it out again.")
        if input("Type the name of the database to go on: ").strip() != name:
            raise CommandError("Nothing was done.")

    def say(self, words: str) -> None:
        self.bar.end()
        self.stderr.write(f"{words} ...")


class Bar:
    """How far it is: one line that is drawn anew on a terminal, and a line every tenth elsewhere."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.title, self.began, self.at_first, self.tenth = "", 0.0, 0.0, 0

    def draw(self, title: str, done: int, of: int) -> None:
        now, share = time.monotonic(), done / of
        if title != self.title:
            self.end()
            self.title, self.began, self.at_first, self.tenth = title, now, share, 0
        new = share - self.at_first  # much may have been done before anybody looked
        left = f"{(now - self.began) / new * (1 - share):,.0f} s left" if new else ""
        filled = "█" * round(WIDTH * share)
        line = f"{title:12} {filled:░<{WIDTH}} {done:,} of {of:,} {left:12}"
        if self.out.isatty():
            self.out.write(f"\r{line}", ending="")
        elif int(10 * share) > self.tenth:
            self.tenth = int(10 * share)
            self.out.write(line)

    def end(self) -> None:
        if self.title and self.out.isatty():
            self.out.write("")
        self.title = ""


def moment(given: str | None) -> datetime:
    if given is None:
        return timezone.now().replace(minute=0, second=0, microsecond=0)
    try:
        found = parse_datetime(given)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{given}” is no moment. Write it like 2026-11-24T12:00:00Z.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
