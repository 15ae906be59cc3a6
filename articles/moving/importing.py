"""Reads an archive into an empty site: all of it or nothing.

First every file is compared with the manifest, and every picture is looked at; then everything goes in within one
transaction. Numbers stay what they are: digests, texts and the book speak of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import Error, models, transaction

from articles import purging
from articles.models import Article, Edition, Image, reference, search
from articles.models import words as found_by
from articles.moving import lines, numbers, originals
from articles.moving.folder import Folder, Manifest
from articles.moving.lines import Line, Refused, Wrong, at
from articles.moving.sheets import Made, People, Sheet, all_sheets

Progress = Callable[[str, int, int], None]
AT_ONCE = 200
TOLD_AT_MOST = 50


@dataclass
class Imported:
    counts: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    more: int = 0  # that could be told
    new_people: list[str] = field(default_factory=list)
    missing: int = 0  # pictures without their original

    def tell(self, words: str) -> None:
        if len(self.told) < TOLD_AT_MOST:
            self.told.append(words)
        else:
            self.more += 1


def import_(path: Path, progress: Progress) -> Imported:
    """Raises Refused, and then nothing has changed."""
    folder = Folder(path)
    manifest = folder.manifest()
    refuse_unless_empty()
    check(folder, manifest, progress)
    saved: list[str] = []
    is_in = False
    try:
        with transaction.atomic():
            refuse_unless_empty()
            report = _Import(folder, manifest, progress, saved).run()
        is_in = True
    finally:
        if not is_in:
            originals.forget(saved)
    return report


def refuse_unless_empty() -> None:
    standing = [
        str(sheet.model._meta.verbose_name_plural)
        for sheet in sorted(all_sheets(), key=lambda sheet: sheet.model is not Article)
        if not sheet.may_stand and sheet.model._default_manager.exists()
    ]
    if standing:
        raise Refused(
            f"This site has {' and '.join(standing[:2])} already. An archive goes into an empty site: a new database,"
            " after `migrate`."
        )


def check(folder: Folder, manifest: Manifest, progress: Progress) -> None:
    total, done = sum(contents.bytes for contents in manifest.files.values()), 0
    for read in folder.check(manifest, [sheet.file for sheet in all_sheets()]):
        done += read
        progress("Comparing", done, total)
    pictures = 0
    for sheet in all_sheets():
        if sheet.model is Image:
            with folder.opened(sheet.file) as file:
                for number, line in lines.read(sheet.file, file):
                    pictures += originals.check(line, number, sheet.file, folder) > 0
                    progress("Looking at pictures", pictures, manifest.pictures)
    if pictures != manifest.pictures:
        raise Refused(f"The manifest speaks of {manifest.pictures:,} pictures, and there are {pictures:,}.")


class _Import:
    def __init__(self, folder: Folder, manifest: Manifest, progress: Progress, saved: list[str]) -> None:
        self.folder, self.manifest, self.progress, self.saved = folder, manifest, progress, saved
        self.people, self.report = People(), Imported()

    def run(self) -> Imported:
        for sheet in all_sheets():
            with self.folder.opened(sheet.file) as file:
                read = lines.read(sheet.file, file)
                if sheet.model is get_user_model():
                    self._people(sheet, read)
                else:
                    self._rows(sheet, read)
        self._look_back()
        for sheet in all_sheets():
            sheet.finish()
            if sheet.has_id:
                highest = sheet.model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
                numbers.go_on_after(sheet.model, max(highest, self.manifest.numbers.get(sheet.name, 0)))
        search.index_missing(at_once=AT_ONCE, progress=partial(self.progress, "search"))
        _index(Article, found_by.index, partial(self.progress, "the desk's search"))
        _index(Edition, reference.index, partial(self.progress, "links between stories"))
        purging.everything()  # an empty site has pages too, and they are kept
        return self.report

    def _people(self, sheet: Sheet, read: Iterator[tuple[int, Line]]) -> None:
        """Accounts that are here stay as they are; the others are made, and nobody can sign in with them."""
        users = get_user_model()
        for number, line in read:
            name = line.get("username")
            if (
                set(line) != sheet.keys()
                or not all(isinstance(value, str) for value in line.values())
                or not name
            ):
                raise at(sheet.file, number, "it is no name of a person")
            if not users._default_manager.filter(username=name).exists():
                person = users(**line, is_active=False)
                person.set_unusable_password()
                try:
                    person.clean_fields(exclude=["email", "password"])
                except ValidationError as error:
                    raise at(sheet.file, number, " ".join(error.messages)) from None
                person.save(force_insert=True)
                self.report.new_people.append(name)
            self.people.know(users._default_manager.filter(username=name).values_list("pk", "username"))
            self.report.counts[sheet.file] = number

    # --- Rows

    def _rows(self, sheet: Sheet, read: Iterator[tuple[int, Line]]) -> None:
        last, count, total = 0, 0, self.manifest.files[sheet.file].lines
        while batch := list(islice(read, AT_ONCE)):
            ready: list[tuple[int, Made]] = []
            for number, line in batch:
                try:
                    made = self._made(sheet, line)
                    if sheet.has_id and made.rows[0].pk <= last:
                        raise Wrong("“id” is not greater than the one before it")
                except Wrong as wrong:
                    raise at(sheet.file, number, str(wrong)) from None
                last = made.rows[0].pk or 0
                ready.append((number, made))
                for words in dict.fromkeys(made.told):
                    self.report.tell(f"{sheet.file}, line {number:,}: {words}.")
            self._look_up(sheet, ready)
            self._insert(sheet, ready)
            count += len(batch)
            self.progress(sheet.file, count, total)
        self.report.counts[sheet.file] = count

    def _made(self, sheet: Sheet, line: Line) -> Made:
        if sheet.model is not Image:
            return sheet.made(line, self.people)
        named = {name: line[name] for name in ("original", "content_hash")}
        made = sheet.made({name: value for name, value in line.items() if name != "original"}, self.people)
        image = made.rows[0]
        assert isinstance(image, Image)
        image.file.name = originals.bring_in(named, self.folder)
        if named["original"] is None:
            self.report.missing += 1
        else:
            self.saved.append(image.file.name)
        return made

    def _look_up(self, sheet: Sheet, ready: list[tuple[int, Made]]) -> None:
        """Refuse what names something that is not in the archive: the database would tell neither file nor line."""
        wanted: dict[type[models.Model], dict[int, int]] = defaultdict(dict)
        for number, made in ready:
            for row in made.rows:
                for each in row._meta.concrete_fields:
                    related = each.related_model
                    key = getattr(row, each.attname) if each.remote_field else None
                    if key is not None and isinstance(related, type) and not sheet.comes_later(each):
                        wanted[related].setdefault(key, number)
        own = {made.rows[0].pk for _, made in ready} if sheet.has_id else set()
        for model, keys in wanted.items():
            found = set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
            if model is sheet.model:
                found |= own
            for key, number in keys.items():
                if key not in found:
                    raise at(sheet.file, number, f"{model._meta.verbose_name} {key} is not in the archive")

    def _insert(self, sheet: Sheet, ready: list[tuple[int, Made]]) -> None:
        try:
            with transaction.atomic():
                _add([made for _, made in ready])
        except Error:
            # One after the other, to tell which it was.
            for number, made in ready:
                try:
                    with transaction.atomic():
                        _add([made])
                except Error as error:
                    words = " ".join(str(error).split())
                    raise at(sheet.file, number, f"the database does not take it ({words})") from None

    def _look_back(self) -> None:
        """What named something that came after it."""
        for sheet in all_sheets():
            for each in sheet.model._meta.concrete_fields:
                related = each.related_model
                if each.remote_field and isinstance(related, type) and sheet.comes_later(each):
                    known = related._default_manager.filter(pk=models.OuterRef(each.attname))
                    rows = sheet.model._default_manager.filter(**{f"{each.name}__isnull": False})
                    if lost := rows.exclude(models.Exists(known)).order_by("pk").first():
                        raise Refused(
                            f"{sheet.file}: of {lost.pk}, “{each.name}” is {getattr(lost, each.attname)}, which is not in"
                            " the archive."
                        )


def _index(
    model: type[models.Model], index: Callable[[Any], None], progress: Callable[[int, int], None]
) -> None:
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        index(model._default_manager.filter(pk__in=batch))
        progress(start + len(batch), len(keys))


def _add(batch: list[Made]) -> None:
    """Model by model, the rows that others hang on first. Their order is the order of the lines."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for made in batch:
        for row in made.rows:
            by_model.setdefault(type(row), []).append(row)
    for model, rows in by_model.items():
        uploaded = {row.pk: row.uploaded_at for row in rows if isinstance(row, Image)}
        model._default_manager.bulk_create(rows)
        for key, moment in uploaded.items():  # saving one says that it is of now
            Image.objects.filter(pk=key).update(uploaded_at=moment)
