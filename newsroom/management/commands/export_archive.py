from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.moving.exporting import export
from articles.moving.lines import Refused
from newsroom.progress import Progress


class Command(BaseCommand):
    help = (
        "Writes everything into a folder, as lines of JSON and files: stories with every save and version, authors,"
        " pictures, lists, old addresses, the book. docs/export-format.md describes each of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        progress = Progress(self.stdout)
        try:
            made = export(folder, lambda name, done, total: progress.bar(done, total, f"in {name}"))
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(
                f"{folder} could not be written: {error.strerror}. What is there is no archive; remove it."
            ) from None
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. What is in {folder} is no archive; remove it.") from None
        progress.say(f"Everything is in {folder}:")
        for name, contents in sorted(made.manifest.files.items()):
            self.stdout.write(f"{contents.lines:>9,} {name}")
        self.stdout.write(f"{made.manifest.pictures:>9,} pictures in originals/")
        for picture in made.missing:
            self.stderr.write(
                f"The original of picture {picture} is missing or damaged: only its words went out."
            )
        self.stdout.write("It holds drafts and names. Keep it as you would keep a backup.")
