"""The files of the library: each picture's original, named by what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages

from articles import pixels
from articles.models import Image
from articles.moving.folder import CHUNK, ORIGINALS, Folder
from articles.moving.lines import Line, Refused, at

MOST_BYTES = 512 * 1024 * 1024  # forty megapixels as a PNG are less
_NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png)")


def take_out(image: Image, folder: Folder) -> str | None:
    """Copy it into the archive, and tell its name there; None if it is gone, or is no longer what was taken in."""
    extension = PurePath(image.file.name or "").suffix
    name = f"{image.content_hash}{extension}"
    try:
        with image.file.open("rb") as file:
            if not _NAME.fullmatch(name) or _hash_of(file) != image.content_hash:
                return None
            file.seek(0)
            folder.add_original(name, file.chunks(CHUNK))
    except OSError:
        return None
    return name


def check(line: Line, number: int, file_of_lines: str, folder: Folder) -> int:
    """Raises Refused, unless the line names a picture that is one and is what the line says. Returns its bytes."""
    name = line.get("original")
    if name is None:
        return 0

    def wrong(words: str) -> Refused:
        return at(file_of_lines, number, words)

    if not isinstance(name, str) or not _NAME.fullmatch(name) or name[:64] != line.get("content_hash"):
        raise wrong("“original” is no name of a picture's file")
    with folder.opened(ORIGINALS, name) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise wrong(f"{ORIGINALS}/{name} is larger than any picture")
    if hashlib.sha256(data).hexdigest() != name[:64]:
        raise wrong(f"{ORIGINALS}/{name} is not the file that was exported")
    try:
        size = pixels.size(data)
    except pixels.Refused as refused:
        raise wrong(f"{ORIGINALS}/{name}: {refused}") from None
    if size != (line.get("width"), line.get("height")):
        raise wrong(f"{ORIGINALS}/{name} has {size[0]} by {size[1]} pixels, the line says otherwise")
    return len(data)


def bring_in(line: dict[str, Any], folder: Folder) -> str:
    """Copy it into the library, and tell its name there. Of one that is missing, the name that it would have."""
    extension = PurePath(line["original"] or "").suffix or ".jpg"
    wanted = f"originals/{line['content_hash'][:32]}{extension}"
    if line["original"] is None:
        return wanted
    with folder.opened(ORIGINALS, line["original"]) as file:
        return storages["private"].save(wanted, File(file))


def forget(names: list[str]) -> None:
    for name in names:
        storages["private"].delete(name)


def _hash_of(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in _chunks(file):
        found.update(chunk)
    return found.hexdigest()


def _chunks(file: Any) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
