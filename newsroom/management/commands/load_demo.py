from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.models import Article, Section
from newsroom.demo.play import PASSWORD, PEOPLE, Play


class Command(BaseCommand):
    help = "Fills an empty database with Slipmark, the demo outlet, by the desk's own verbs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing if there are stories already"
        )

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if Article.objects.exists() or Section.objects.exists():
            if if_empty:
                return
            raise CommandError(
                "There are stories or sections here already. The demo goes into an empty database only."
            )
        began = time.monotonic()
        self.stdout.write("Setting up Slipmark, the demo outlet ...")
        Play(timezone.now().replace(microsecond=0), say=self.stdout.write).perform()
        self.stdout.write(f"Ready in {time.monotonic() - began:.0f} s.")
        if if_empty:
            return  # `make run` prints the accounts, at every start
        self.stdout.write(f"\n  Sign in with the password {PASSWORD} as")
        for username, first, last, role, _author in PEOPLE:
            self.stdout.write(f"    {username:6} {role:9} {first} {last}")
