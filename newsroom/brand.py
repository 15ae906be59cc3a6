"""Whose site this is: a folder with the outlet's words, and with what it wears instead of ours. docs/branding.md

brand.toml                 name, wordmark, line, e-mail, promise, notice, tip, colours of the browser's frame
static/front/tokens.css    its letters, colours and dyes; fonts/, icon/, hues/ and slipped.webp beside it
templates/                 any page or part that has to be another one
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Brand:
    """Without a folder it is the demo outlet's."""

    name: str = "Slipmark"
    wordmark: tuple[str, str] = ("Slip", "mark")  # the slip is where the second part begins; it may be empty
    line: str = "Technology, and what moved."
    email: str = "desk@slipmark.example"
    promise: str = "When we are wrong, we mark it: what was wrong, what is right, and when we changed it."
    notice: str = "Its companies and people are invented. No trackers, no cookies, nothing to accept."
    tip: str = "Know of something that moved?"
    colours: tuple[str, str] = ("#eff3e2", "#0f1714")  # of the page, light and dark


def halves(name: str) -> tuple[str, str]:
    middle = (len(name) + 1) // 2
    return name[:middle], name[middle:]


def read(folder: Path | None) -> Brand:
    """Raises ImproperlyConfigured with a sentence that names the file."""
    if folder is None:
        return Brand()
    file = folder / "brand.toml"
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"BRAND: {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"BRAND: {file} is not TOML: {error}.") from error
    return _brand(given, file)


def _brand(given: dict[str, Any], file: Path) -> Brand:
    pairs = {"wordmark", "colours"}
    known = {field.name for field in fields(Brand)}
    for name, value in given.items():
        if name not in known:
            raise ImproperlyConfigured(f"BRAND: {file} says “{name}”; it may say {', '.join(sorted(known))}.")
        is_right = (
            isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)
            if name in pairs
            else isinstance(value, str)
        )
        if not is_right:
            raise ImproperlyConfigured(
                f"BRAND: “{name}” in {file} is {'two texts' if name in pairs else 'a text'}."
            )
    for name in ("name", "line", "email", "promise"):
        if not given.get(name):
            raise ImproperlyConfigured(f"BRAND: {file} does not say the outlet's {name}.")
    own = {name: tuple(value) if name in pairs else value for name, value in given.items()}
    # Words of the demo outlet are nobody else's.
    plain: dict[str, Any] = {
        "wordmark": halves(given["name"]),
        "notice": "No trackers, no cookies, nothing to accept.",
        "tip": "Do you know something that we should?",
    }
    return Brand(**plain | own)
