"""How the rows of a model become lines of a file, and lines rows again. A sheet is a file; a key is a field.

Apps register the sheets of their models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch

from articles import disclosures
from articles.fields import CleanedField, DisclosuresField
from articles.moments import YEARS
from articles.moving.lines import Line, Wrong


class People:
    """Accounts go by their user names, and roles by theirs: their numbers are other ones on another site."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.keys: dict[str, int] = {}
        self.named: set[int] = set()
        self._roles: dict[int | None, str | None] = {}

    def know(self, rows: Iterable[tuple[int, str]]) -> None:
        for key, name in rows:
            self.names[key], self.keys[name] = name, key

    def name(self, key: int | None) -> str | None:
        if key is None or key not in self.names:
            return None
        self.named.add(key)
        return self.names[key]

    def key(self, name: Any) -> int | None:
        if name is None:
            return None
        if not isinstance(name, str) or name not in self.keys:
            raise Wrong(f"“{name!s:.40}” is not in people.jsonl")
        return self.keys[name]

    def role(self, key: int | None) -> str | None:
        if key not in self._roles:
            self._roles[key] = Group.objects.filter(pk=key).values_list("name", flat=True).first()
        return self._roles[key]

    def role_key(self, name: Any) -> int | None:
        """Of a role that is not here, one without any rights is made."""
        if name is None:
            return None
        if not isinstance(name, str) or not 0 < len(name) <= 150:
            raise Wrong("a role has no name")
        return Group.objects.get_or_create(name=name)[0].pk


@dataclass(frozen=True)
class Part:
    """Rows that hang on the one of the line, and stand in it as a list, in order."""

    name: str
    model: type[models.Model]
    owner: str
    #: Of a row that says one thing only: the list is of these.
    only: str = ""
    #: Repeats what the line says already, so that an index can answer it.
    repeats: tuple[str, ...] = ()
    has_id: bool = False
    order: tuple[str, ...] = ("pk",)

    @property
    def accessor(self) -> str:
        return self.model._meta.get_field(self.owner).remote_field.get_accessor_name()  # type: ignore[union-attr, return-value]

    def fields(self) -> list[models.Field]:
        if self.only:
            return [self.model._meta.get_field(self.only)]  # type: ignore[list-item]
        skipped = {self.owner, *self.repeats, *(() if self.has_id else ("id",))}
        return [each for each in self.model._meta.concrete_fields if each.name not in skipped]


@dataclass
class Made:
    """What one line becomes: rows by model, in the order in which they go in, and what was put right in it."""

    rows: list[models.Model]
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    name: str
    model: type[models.Model]
    parts: tuple[Part, ...] = ()
    #: Fields that are not written, each with the reason.
    without: dict[str, str] = field(default_factory=dict)
    #: Whether anything names its rows by their number.
    has_id: bool = True
    #: Rows that may be there already, in a site that counts as empty.
    may_stand: bool = False
    #: Fields that name what is in a later file.
    later: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.jsonl"

    def fields(self) -> list[models.Field]:
        skipped = {*self.without, *(() if self.has_id else ("id",))}
        return [each for each in self.model._meta.concrete_fields if each.name not in skipped]

    def keys(self) -> set[str]:
        return {each.name for each in self.fields()} | {part.name for part in self.parts}

    def comes_later(self, each: models.Field) -> bool:
        """Whether a row may be named that is not there yet: in a later line or file."""
        return each.related_model is self.model or each.name in self.later

    def needs(self) -> set[Any]:
        """Models whose rows have to be there before."""
        named = [each for each in self.model._meta.concrete_fields if not self.comes_later(each)]
        for part in self.parts:
            named += [
                each for each in part.model._meta.concrete_fields if each.related_model is not self.model
            ]
        return {each.related_model for each in named} - {None}

    # --- Out

    def rows(self) -> Iterator[models.Model]:
        hanging = [
            Prefetch(part.accessor, part.model._default_manager.order_by(*part.order)) for part in self.parts
        ]
        return self.model._default_manager.order_by("pk").prefetch_related(*hanging).iterator(chunk_size=200)

    def line(self, row: models.Model, people: People) -> Line:
        line = {each.name: told(row, each, people) for each in self.fields()}
        for part in self.parts:
            rows = getattr(row, part.accessor).all()
            if part.only:
                (only,) = part.fields()
                line[part.name] = [told(hanging, only, people) for hanging in rows]
            else:
                line[part.name] = [
                    {each.name: told(hanging, each, people) for each in part.fields()} for hanging in rows
                ]
        return line

    # --- In

    def made(self, line: Line, people: People) -> Made:
        """Raises Wrong."""
        row, notes = self.model(), Made([])
        notes.rows.append(row)
        fill(row, line, self.fields(), people, notes.told, others={part.name for part in self.parts})
        for part in self.parts:
            notes.rows += self._hanging(part, row, line[part.name], people, notes.told)
        self.look(row, notes)
        return notes

    def finish(self) -> None:
        """What follows from the rows, once those of every sheet are in."""

    def _hanging(
        self, part: Part, row: models.Model, items: Any, people: People, notes: list[str]
    ) -> Iterator[models.Model]:
        if not isinstance(items, list):
            raise Wrong(f"“{part.name}” is no list")
        for item in items:
            hanging = part.model()
            given = {part.only: item} if part.only else item
            if not isinstance(given, dict):
                raise Wrong(f"“{part.name}” has something that is no object")
            fill(hanging, given, part.fields(), people, notes)
            setattr(hanging, f"{part.owner}_id", row.pk)
            for name in part.repeats:
                attribute = part.model._meta.get_field(name).attname  # type: ignore[union-attr]
                setattr(hanging, attribute, getattr(row, attribute))
            yield hanging

    def look(self, row: models.Model, made: Made) -> None:
        """What no field can tell alone. Raises Wrong; what is only told goes to `made.told`."""


_sheets: list[Sheet] = []


def register(*sheets: Sheet) -> None:
    _sheets.extend(sheets)


def all_sheets() -> list[Sheet]:
    """What is named before what names it; else by name."""
    waiting, placed = sorted(_sheets, key=lambda sheet: sheet.name), []
    models_ = {sheet.model for sheet in _sheets}
    while waiting:
        ready = next(each for each in waiting if not each.needs() & models_)
        placed.append(ready)
        waiting.remove(ready)
        models_.discard(ready.model)
    return placed


# --- One field


def told(row: models.Model, each: models.Field, people: People) -> Any:
    value = getattr(row, each.attname)
    if each.remote_field and each.related_model is get_user_model():
        return people.name(value)
    if each.remote_field and each.related_model is Group:
        return people.role(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def fill(
    row: models.Model,
    line: Line,
    fields: list[models.Field],
    people: People,
    notes: list[str],
    *,
    others: Iterable[str] = (),
) -> None:
    wanted = {each.name for each in fields} | set(others)
    if missing := sorted(wanted - set(line)):
        raise Wrong(f"it does not say “{missing[0]}”")
    if unknown := sorted(set(line) - wanted):
        raise Wrong(f"it says “{unknown[0]:.40}”, which nobody knows here")
    for each in fields:
        setattr(row, each.attname, _read(each, line[each.name], people, notes))


def _read(each: models.Field, value: Any, people: People, notes: list[str]) -> Any:
    name = each.name
    if each.remote_field and each.related_model is get_user_model():
        return people.key(value)
    if each.remote_field and each.related_model is Group:
        return people.role_key(value)
    if value is None:
        if each.null:
            return None
        raise Wrong(f"“{name}” is empty")
    if each.remote_field or each.primary_key:
        if type(value) is not int or value < 1:
            raise Wrong(f"“{name}” is no number of anything")
        return value
    if isinstance(each, models.DateTimeField):
        return _moment(name, value)
    if isinstance(each, models.DateField):
        return _day(name, value)
    if not isinstance(value, KIND.get(each.get_internal_type(), str)) or (
        isinstance(value, bool) and not isinstance(each, models.BooleanField)
    ):
        raise Wrong(f"“{name}” is not of the kind that it should be")
    if isinstance(value, int) and not 0 <= value <= MOST.get(each.get_internal_type(), 1):
        raise Wrong(f"“{name}” is too large or less than nothing")
    if each.choices and value not in dict(each.flatchoices):
        raise Wrong(f"“{name}” cannot be “{value!s:.40}”")
    if isinstance(each, models.JSONField) and not isinstance(value, type(each.get_default())):
        raise Wrong(f"“{name}” is not of the kind that it should be")
    return _cleaned(each, value, notes)


KIND: dict[str, type | tuple[type, ...]] = {
    "BooleanField": bool,
    "IntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "PositiveBigIntegerField": int,
    "JSONField": (dict, list),
}
#: PostgreSQL's limits. SQLite has none, and what it would keep could not move on.
MOST = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1}


def _moment(name: str, value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError
        found = found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Wrong(f"“{name}” is no moment, as 2026-03-02T09:00:00+00:00 is one") from None
    _refuse_out_of_reach(name, found)
    return found


def _refuse_out_of_reach(name: str, day: date) -> None:
    if day.year not in YEARS:
        raise Wrong(f"“{name}” is not between the years {YEARS.start} and {YEARS.stop}")


def _day(name: str, value: Any) -> date:
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong(f"“{name}” is no day, as 2026-03-02 is one") from None
    _refuse_out_of_reach(name, found)
    return found


def _cleaned(each: models.Field, value: Any, notes: list[str]) -> Any:
    """Like any input: whoever made the archive, no script comes in with it."""
    if value in each.empty_values:
        return value
    try:
        clean = each.clean(value, None)
    except ValidationError as error:
        if [one.code for one in error.error_list] != [
            "reserved"
        ]:  # a section that had its name before keeps it
            raise Wrong(f"“{each.name}”: {' '.join(error.messages)}") from None
        clean = value
    if isinstance(each, DisclosuresField):
        clean = disclosures.stored(disclosures.read(value))
    if clean != value and isinstance(each, CleanedField | DisclosuresField):
        notes.append(f"“{each.name}” held what no text may hold here, and was cleaned")
    return clean
