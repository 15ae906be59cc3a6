"""Takes over the addresses of a former system, so that links to them keep leading somewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from articles.desk.redirects import redirect_all, rows_of


class Command(BaseCommand):
    help = "Read old addresses from a CSV file of two columns: the old path, and where it leads now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8, two columns, with or without a head line")
        parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8. Save it as “CSV UTF-8”.") from error
        with transaction.atomic():
            report = redirect_all(rows_of(text.splitlines()))
            transaction.set_rollback(dry_run)
        for number, why in report.refused:
            self.stdout.write(f"Line {number} is refused: {why}")
        verb = "would be added" if dry_run else "added"
        self.stdout.write(
            f"{len(report.added)} {verb}, {len(report.known)} known already, {len(report.refused)} refused."
        )
