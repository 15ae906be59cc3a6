"""Plain text and addresses: what may stay in them. Knows no model."""

from __future__ import annotations

import re
from unicodedata import bidirectional
from urllib.parse import urlsplit

WEB = ("http", "https")
WEB_AND_MAIL = ("http", "https", "mailto")

# No text needs them: control characters, half surrogates, byte order marks, and the marks that turn the direction of
# what follows (a headline could show one thing and say another).
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\n]+")
_ROOM = re.compile("[ \t]*\n[ \t]*")
_ALL_SPACE = " \t\n\u00a0"


def characters(text: str) -> str:
    """The text without characters that no text needs, and with one kind of newline."""
    return _UNWANTED.sub("", _NEWLINES.sub("\n", text))


def line(text: str) -> str:
    """One line. Non-breaking spaces inside it stay: somebody chose them."""
    return _SPACES.sub(" ", characters(text)).strip(_ALL_SPACE)


def lines(text: str) -> str:
    """Several lines: no space at their ends, one empty line between paragraphs at most."""
    return re.sub("\n{3,}", "\n\n", _ROOM.sub("\n", characters(text))).strip(_ALL_SPACE)


def is_number(text: str) -> bool:
    """What a database takes as one: `isdigit` also knows “²”."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def is_rtl(text: str) -> bool:
    """Whether it is written from right to left: its first letter says so."""
    return next((way in ("R", "AL") for way in map(bidirectional, text) if way in ("L", "R", "AL")), False)


def address(text: str, *, schemes: tuple[str, ...] = WEB_AND_MAIL, paths: bool = True) -> str:
    """The address if a reader may be sent there, else "". `paths` allows `/…` of this site."""
    # Browsers ignore newlines and tabs anywhere in an address: "java\tscript:" runs.
    href = re.sub("[\t\n]", "", characters(text)).strip()
    if href.startswith("/"):
        # "//" and "/\" lead to another host.
        return href if paths and not href.startswith(("//", "/\\")) else ""
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in schemes or "\\" in href:
        return ""
    if parts.scheme == "mailto":
        return href if re.fullmatch(r"[^@\s]+@[^@\s]+", parts.path) else ""
    return href if host else ""
