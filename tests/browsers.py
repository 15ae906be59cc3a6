"""Which browser the tests drive."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)


def one(own: str) -> str | None:
    """Playwright's own, else the one that is named, else one that is installed."""
    if Path(own).exists():
        return own
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    return next((path for path in map(shutil.which, BROWSERS) if path), None)
