from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.core.management.base import BaseCommand

from articles import purging


class Command(BaseCommand):
    help = "Has every reader's page made anew: after a restore, or when something was changed past the desk."

    def handle(self, *args: Any, **options: Any) -> None:
        caches["pages"].clear()
        purging.everything()
        self.stdout.write("Every page is made anew from now on.")
