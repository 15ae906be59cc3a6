"""Files of the old site's uploads folder, found by the addresses that texts give them. Nothing is fetched. No model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from articles.pixels import MOST_BYTES

_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z0-9]+$)")
_MADE = re.compile(r"-(?:scaled|rotated|e\d{10,13})(?=\.[A-Za-z0-9]+$)")
_UPLOADS = re.compile(r"/(?:wp-content/)?(?:uploads|files|blogs\.dir/\d+/files)/(.+)$")
_FILE = re.compile(r"/(?:uploads|files)/[^?#]+\.[A-Za-z0-9]{2,5}(?:[?#]|$)")
_DATED = re.compile(r"((?:\d{4}/\d{2}/)[^/]+)$")


def is_file(address: str) -> bool:
    """Whether a link leads to a file below uploads, and not to a page."""
    return _FILE.search(address) is not None


class Uploads:
    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None

    def find(self, address: str, attached: str = "") -> Path | str:
        """The original of what is at this address, or why there is none. `attached` is its name by WordPress's own note."""
        if self.folder is None:
            return "no uploads folder was given"
        wanted = [path for path in (attached, *_paths(address)) if path]
        if not wanted:
            return "its address has no file in it"
        if any(".." in Path(path).parts or "\0" in path or "\\" in path for path in wanted):
            return "its path leads out of the uploads folder"
        for path in wanted:
            for name in _originals(path):
                found = self._file(name)
                if isinstance(found, Path):
                    return found
                if found:
                    return found
        return "not in the uploads folder"

    def _file(self, name: str) -> Path | str:
        """A string that is not empty says why it may not be taken."""
        assert self.folder is not None
        for base in ("", "uploads", "wp-content/uploads"):
            try:
                path = (self.folder / base / name.lstrip("/")).resolve()
                if not path.is_file():
                    continue
                if not path.is_relative_to(self.folder):
                    return "its path leads out of the uploads folder"
                if path.stat().st_size > MOST_BYTES:
                    return f"larger than {MOST_BYTES // 1024**2} megabytes"
            except (OSError, ValueError):
                continue
            return path
        return ""


def _paths(address: str) -> Iterator[str]:
    """Below the uploads folder: of `…/wp-content/uploads/2019/05/fab.jpg?w=300` it is `2019/05/fab.jpg`."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return
    if found := _UPLOADS.search(path):
        yield found[1]
        path = found[1]
    if dated := _DATED.search(path):
        yield dated[1]


def _originals(path: str) -> Iterator[str]:
    """The whole picture first, then what was made of it: `fab.jpg`, `fab-scaled.jpg`, `fab-1024x768.jpg`."""
    path = re.sub(r"(\.(?:jpe?g|png))\.(?:webp|avif)$", r"\1", path, flags=re.IGNORECASE)
    whole = _SIZE.sub("", path)
    original = _MADE.sub("", whole)
    edited = whole if re.search(r"-e\d{10,13}\.", whole) else ""
    scaled = re.sub(r"(\.[A-Za-z0-9]+)$", r"-scaled\1", original)
    yield from dict.fromkeys(filter(None, (edited, original, whole, scaled, path)))
