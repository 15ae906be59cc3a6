from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import clock
from articles.desk import pictures, rebuilding, social_cards
from articles.models import Image
from articles.renditions import FORMATS

BAR = 24  # characters
EVERY = 10  # seconds a line, where no bar can be drawn


class Command(BaseCommand):
    help = "Makes the files of all pictures anew, and the cards that are drawn for shared links."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing", action="store_true", help="make only what should be in the public place and is not"
        )
        parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS, metavar="FORMAT")
        parser.add_argument(
            "--from", type=int, default=0, dest="first", metavar="NUMBER", help="go on with this picture"
        )

    def handle(self, *args: Any, missing: bool, formats: list[str], first: int, **options: Any) -> None:
        moment = clock.now()
        shown = pictures.shown_at(moment)
        images = Image.objects.filter(pk__gte=first).order_by("pk")
        if missing:
            images = images.filter(pk__in=shown)
        make = rebuilding.restore if missing else rebuilding.rebuild
        total, failed = images.count(), []
        self.told = time.monotonic()
        for number, image in enumerate(images.iterator(chunk_size=100)):
            try:
                if not make(image, shown.get(image.pk, set()), formats=formats):
                    failed.append(f"{image.pk} “{image}”")
            except KeyboardInterrupt:
                raise CommandError(
                    f"Stopped after {number} of {total}. To go on: the same command with --from {image.pk}"
                ) from None
            self.progress(number + 1, total)
        if missing:
            social_cards.restore(pictures.not_over(moment))
        elif set(formats) == set(FORMATS):
            self.stdout.write(f"Cards drawn: {social_cards.redraw(pictures.not_over(moment))}.")
        if failed:
            raise CommandError(f"Failed, see the log: {', '.join(failed)}")

    def progress(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            full = BAR * done // total
            bar = f"[{'#' * full}{'.' * (BAR - full)}]"
            self.stdout.write(f"{bar} {done:,} of {total:,}", ending="\n" if done == total else "\r")
            self.stdout.flush()
        elif done == total or time.monotonic() - self.told > EVERY:
            self.told = time.monotonic()
            self.stdout.write(f"{done:,} of {total:,}")
