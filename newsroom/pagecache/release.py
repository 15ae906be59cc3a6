"""What pages are made by: another release, or other settings, would make others at the same address."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

PARTS = ("articles", "recommendations", "newsroom", "templates", "static")
KINDS = {".py", ".html", ".css", ".js", ".toml"}
SAID = (
    "OUTLET",
    "SITE_NAME",
    "SITE_LINE",
    "SITE_EMAIL",
    "SITE_NOTICE",
    "SITE_URL",
    "SITE_TAG",
    "TIME_ZONE",
    "LANGUAGE_CODE",
)
SAID_TOO = ("STATIC_URL", "MEDIA_URL", "MASTODON_SERVERS", "FOUR_EYES")


@cache
def fingerprint() -> str:
    """Over the text of all that pages are made of: the same on every machine that runs the same. Some 20 ms, once."""
    found = blake2b(digest_size=8)
    folders = [settings.BASE_DIR / part for part in PARTS] + ([settings.BRAND] if settings.BRAND else [])
    for folder in folders:
        for path in sorted(path for path in Path(folder).rglob("*") if path.suffix in KINDS):
            found.update(path.read_bytes())
    found.update(repr([getattr(settings, name) for name in (*SAID, *SAID_TOO)]).encode())
    return found.hexdigest()


def keyed(name: str) -> str:
    """As a cache takes it: short, and without spaces."""
    return f"{fingerprint()}:{blake2b(name.encode(), digest_size=16).hexdigest()}"
