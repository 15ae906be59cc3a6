from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.moving.importing import import_
from articles.moving.lines import Refused
from newsroom.progress import Progress


class Command(BaseCommand):
    help = "Reads what export_archive wrote into an empty site: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="what export_archive wrote")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        progress = Progress(self.stdout)
        try:
            report = import_(folder, lambda name, done, total: progress.bar(done, total, f"in {name}"))
        except Refused as refused:
            raise CommandError(f"{refused} Nothing was changed.") from None
        except OSError as error:
            raise CommandError(
                f"A file could not be read or written: {error}. Nothing was changed."
            ) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was changed.") from None
        progress.say(f"Everything in {folder} is here:")
        for name, count in sorted(report.counts.items()):
            self.stdout.write(f"{count:>9,} {name}")
        for words in report.told:
            self.stdout.write(words)
        if report.more:
            self.stdout.write(f"... and {report.more:,} more of these.")
        if report.missing:
            self.stdout.write(f"{report.missing:,} pictures came without their file.")
        if report.new_people:
            names = ", ".join(report.new_people[:20]) + (" ..." if len(report.new_people) > 20 else "")
            self.stdout.write(
                f"Accounts that nobody can sign in with were made for {names}. Switch on whom you want back, and give"
                " them a role."
            )
        self.stdout.write(
            "Pictures for readers are made by the worker, or now by: manage.py rebuild_pictures --missing"
        )
