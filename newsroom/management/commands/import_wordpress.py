from __future__ import annotations

import time
from argparse import RawDescriptionHelpFormatter
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from articles import purging
from articles.wordpress import mapping
from articles.wordpress.carrying import Carrier
from articles.wordpress.items import STORIES, Item, Refused
from articles.wordpress.reading import pieces
from articles.wordpress.report import FAILED, Report
from articles.wordpress.survey import Survey
from newsroom import related
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Brings a WordPress archive over: stories, authors, sections, topics, pictures, old addresses. The same file\n"
        "twice changes nothing; what the desk has edited since is left as it is. See docs/moving-in.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="export.xml", help="what Tools → Export wrote"
        )
        parser.add_argument("--media", type=Path, metavar="uploads/", help="a copy of wp-content/uploads")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would happen, and write nothing"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write every item with its notes there, as JSON"
        )
        parser.add_argument(
            "--sections", type=Path, metavar="MAP", help="which category becomes which section: JSON or TOML"
        )
        parser.add_argument(
            "--types", nargs="+", default=[], metavar="TYPE", help="further post types that are stories"
        )
        parser.add_argument(
            "--timezone", default=settings.TIME_ZONE, metavar="ZONE",
            help="of the old site, for items that have no time in GMT (default: %(default)s)",
        )  # fmt: skip

    def handle(self, *args: Any, files: list[Path], media: Path | None, dry_run: bool, report: Path | None,
               sections: Path | None, types: list[str], timezone: str, **options: Any) -> None:  # fmt: skip
        self.began, self.far = time.monotonic(), Progress(self.stdout)
        for file in files:
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
        if media and not media.is_dir():
            raise CommandError(f"There is no folder {media}.")
        try:
            zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CommandError(f"There is no time zone “{timezone}”. Europe/London is one.") from None
        survey, book = Survey(types=STORIES | frozenset(types)), Report()
        try:
            chosen = mapping.read(sections) if sections else mapping.Sections()
            survey.read(
                files,
                progress=lambda path, count: self.far.tell(f"Looking through {path.name}: {count:,} items"),
            )
            if survey.site is None:
                raise Refused("There is not one item in it.")
            self.far.say(
                f"{survey.counts.total():,} items of {survey.site.key or 'a site that does not say its address'}."
            )
            with transaction.atomic() if dry_run else nullcontext():
                with purging.together():
                    self.carry(files, Carrier(survey, book, chosen, media, zone=zone, dry_run=dry_run))
                if dry_run:
                    transaction.set_rollback(True)
            self.tell(survey, book, report, dry_run=dry_run)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again: what came over does not come over twice.") from None
        finally:
            survey.close()
            book.close()

    def carry(self, files: list[Path], carrier: Carrier) -> None:
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # What a crash of the server takes away comes over at the next run.
                cursor.execute("SET synchronous_commit = off")
        carrier.prepare()
        total, done = carrier.survey.counts.total(), 0
        for file in files:
            for piece in pieces(file):
                if isinstance(piece, Item):
                    carrier.carry(piece)
                    done += 1
                    self.far.bar(done, total, "items")
        carrier.finish()
        carrier.report.figures["lists of related stories launched"] = related.carry(carrier)

    def tell(self, survey: Survey, book: Report, report: Path | None, *, dry_run: bool) -> None:
        book.general[:0] = survey.told
        self.far.say("")
        for line in book.text():
            self.stdout.write(line)
        seconds = max(time.monotonic() - self.began, 0.1)
        self.stdout.write(f"{seconds:.0f} s, {survey.counts.total() / seconds:.0f} items a second.")
        if report:
            with report.open("w", encoding="utf-8") as file:
                book.write(file, dry_run=dry_run)
            self.stdout.write(f"Every item is in {report}.")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
        if failed := sum(count for (_, outcome), count in book.outcomes.items() if outcome == FAILED):
            self.stderr.write(f"{failed:,} item{'s' if failed > 1 else ''} failed; the others came over.")
