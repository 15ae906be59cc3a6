"""Writes the whole site into a folder, as it is at one moment, while the desk works on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from articles.models import Image
from articles.moving import lines, numbers, originals
from articles.moving.folder import Contents, Folder, Manifest
from articles.moving.sheets import People, Sheet, all_sheets

Progress = Callable[[str, int, int], None]  # file, done, of


@dataclass
class Exported:
    manifest: Manifest
    missing: list[str] = field(default_factory=list)  # pictures whose original is gone


def export(path: Path, progress: Progress) -> Exported:
    """Raises Refused. Stopped half way it leaves a folder without a manifest, which is no archive."""
    folder = Folder(path)
    folder.make()
    with snapshot():
        people = People()
        people.know(get_user_model()._default_manager.values_list("pk", "username"))
        files, missing, pictures = {}, [], 0
        # Those who are named anywhere, and nobody else: so they come last.
        for sheet in sorted(all_sheets(), key=lambda sheet: sheet.model is get_user_model()):
            files[sheet.file], lost, originals_ = _write(sheet, folder, people, progress)
            missing += lost
            pictures += originals_
        given = {sheet.name: numbers.last(sheet.model) for sheet in all_sheets() if sheet.has_id}
    manifest = Manifest(files, given, pictures)
    folder.finish(manifest)
    return Exported(manifest, missing)


def _write(
    sheet: Sheet, folder: Folder, people: People, progress: Progress
) -> tuple[Contents, list[str], int]:
    missing: list[str] = []
    pictures = 0
    is_people = sheet.model is get_user_model()
    rows = _named(people) if is_people else sheet.rows()
    total = len(people.named) if is_people else sheet.model._default_manager.count()
    with folder.writing(sheet.file) as writer:
        for row in rows:
            line = sheet.line(row, people)
            if isinstance(row, Image):
                line["original"] = originals.take_out(row, folder)
                pictures += line["original"] is not None
                if line["original"] is None:
                    missing.append(f"{row.pk} “{row}”")
            writer.add(lines.written(line))
            progress(sheet.file, writer.lines, total)
    return writer.contents, missing, pictures


def _named(people: People) -> Iterator:
    """Sorted here: two databases do not agree on the order of names."""
    known = {row.pk: row for row in get_user_model()._default_manager.iterator()}
    yield from (known[key] for key in sorted(people.named, key=lambda key: people.names[key]))


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside is of one moment, and nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Ours begin with a lock on SQLite, and the desk could not save while an export lasts.
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
