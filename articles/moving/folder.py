"""The folder of an archive: its files, and the manifest that says what each of them holds. Knows no model.

The manifest is written last. A folder without one is no archive, whatever else is in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from articles.moving.lines import GREATEST, Refused

MANIFEST = "manifest.json"
ORIGINALS = "originals"
FORMAT, VERSION = "newsroom-archive", 1
LONGEST_MANIFEST = 64 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Contents:
    """What the manifest says of one file."""

    lines: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    files: dict[str, Contents]
    #: The highest number that each kind of thing ever had: one that is gone is not given again.
    numbers: dict[str, int]
    pictures: int


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    # --- Writing

    def make(self) -> None:
        """Nobody but its owner may read it: it holds drafts. Raises Refused if there is something in it already."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            standing = sorted(entry.name for entry in self.path.iterdir())
            if standing:
                unfinished = ORIGINALS in standing and MANIFEST not in standing
                hint = " It looks like an export that was stopped: remove it." if unfinished else ""
                raise Refused(f"{self.path} is not empty. An archive is written into a new folder.{hint}")
            (self.path / ORIGINALS).mkdir(mode=0o700)
        except OSError as error:
            raise Refused(f"{self.path} cannot be made: {error.strerror}.") from None

    @contextmanager
    def writing(self, name: str) -> Iterator[Writer]:
        with self._new(self.path / name) as file:
            yield Writer(file)
            _to_disk(file)

    def add_original(self, name: str, chunks: Iterable[bytes]) -> None:
        with self._new(self.path / ORIGINALS / name) as file:
            for chunk in chunks:
                file.write(chunk)
            _to_disk(file)

    def finish(self, manifest: Manifest) -> None:
        said = {
            "format": FORMAT,
            "version": VERSION,
            "files": {name: asdict(contents) for name, contents in sorted(manifest.files.items())},
            "numbers": manifest.numbers,
            "pictures": manifest.pictures,
        }
        text = json.dumps(said, indent=1, sort_keys=True) + "\n"
        half = self.path / f".{MANIFEST}.half"
        with self._new(half) as file:
            file.write(text.encode())
            _to_disk(file)
        half.rename(self.path / MANIFEST)

    @staticmethod
    @contextmanager
    def _new(path: Path) -> Iterator[BinaryIO]:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file

    # --- Reading. Every file is looked at before the first is read in.

    def manifest(self) -> Manifest:
        """Raises Refused."""
        if not self.path.is_dir():
            raise Refused(f"There is no folder {self.path}.")
        if not (self.path / MANIFEST).exists():
            raise Refused(
                f"{self.path} has no {MANIFEST}: it is no archive, or its export was stopped half way."
            )
        with self.opened(MANIFEST) as file:
            raw = file.read(LONGEST_MANIFEST + 1)
        try:
            said = json.loads(raw.decode()) if len(raw) <= LONGEST_MANIFEST else None
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Refused(f"{MANIFEST} is no manifest of an archive of Newsroom.")
        if said.get("version") != VERSION:
            version = str(said.get("version"))[:20]
            raise Refused(
                f"{MANIFEST}: the archive is of version {version}; this Newsroom reads version {VERSION}."
            )
        return _manifest(said)

    def check(self, manifest: Manifest, names: Iterable[str]) -> Iterator[int]:
        """Compare each file with what the manifest says, telling how many bytes were read. Raises Refused."""
        names = set(names)
        if missing := sorted(names - set(manifest.files)):
            raise Refused(f"{MANIFEST} does not name {missing[0]}.")
        if unknown := sorted(set(manifest.files) - names):
            raise Refused(f"{MANIFEST} names {unknown[0]!r:.60}, which this Newsroom does not know.")
        for name in sorted(names):
            wanted, found, lines, size = manifest.files[name], hashlib.sha256(), 0, 0
            with self.opened(name) as file:
                while chunk := file.read(CHUNK):
                    found.update(chunk)
                    lines += chunk.count(b"\n")
                    size += len(chunk)
                    yield len(chunk)
                    if size > wanted.bytes:
                        break
            if Contents(lines, size, found.hexdigest()) != wanted:
                raise Refused(
                    f"{name} is not the file that was exported: it has {size:,} bytes in {lines:,} lines, the manifest says"
                    f" {wanted.bytes:,} in {wanted.lines:,}"
                    + (", and the checksum differs." if size == wanted.bytes else ".")
                )

    @contextmanager
    def opened(self, *parts: str) -> Iterator[BinaryIO]:
        """A file of the folder, and never what a link leads to. Raises Refused."""
        name = "/".join(parts)
        try:
            for above in range(1, len(parts)):
                if stat.S_ISLNK(os.lstat(self.path.joinpath(*parts[:above])).st_mode):
                    raise Refused(f"{'/'.join(parts[:above])} is a link. An archive has files.")
            descriptor = os.open(self.path.joinpath(*parts), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            if (self.path.joinpath(*parts)).is_symlink():
                raise Refused(f"{name} is a link. An archive has files.") from None
            raise Refused(f"{name} cannot be read: {error.strerror}.") from None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Refused(f"{name} is no file.")
            yield file


class Writer:
    """Counts what it writes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest, self.lines, self.bytes = file, hashlib.sha256(), 0, 0

    def add(self, line: bytes) -> None:
        self._file.write(line)
        self._digest.update(line)
        self.lines += 1
        self.bytes += len(line)

    @property
    def contents(self) -> Contents:
        return Contents(self.lines, self.bytes, self._digest.hexdigest())


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _manifest(said: dict[str, Any]) -> Manifest:
    files, numbers, pictures = said.get("files"), said.get("numbers"), said.get("pictures")
    if not (isinstance(files, dict) and isinstance(numbers, dict) and _is_count(pictures)):
        raise Refused(f"{MANIFEST} does not say what is in the archive.")
    found = {}
    for name, contents in files.items():
        if not re.fullmatch(r"[a-z_]{1,40}\.jsonl", name):
            raise Refused(f"{MANIFEST} names {name!r:.60}, which is no file of an archive.")
        if not (
            isinstance(contents, dict)
            and set(contents) == {"lines", "bytes", "sha256"}
            and _is_count(contents["lines"])
            and _is_count(contents["bytes"])
            and isinstance(contents["sha256"], str)
        ):
            raise Refused(f"{MANIFEST} does not say how long {name} is, and its checksum.")
        found[name] = Contents(**contents)
    if not all(_is_count(number) for number in numbers.values()):
        raise Refused(f"{MANIFEST}: a number in “numbers” is none.")
    return Manifest(found, numbers, pictures)  # type: ignore[arg-type]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= GREATEST
