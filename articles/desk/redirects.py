"""Addresses of a former system, told by a file of two columns: where readers still come to, and where that is now."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve

from articles.models import Address, Author, Redirect, Section, Tag

LONGEST = 500
AT_ONCE = 500
#: Names of addresses that anything may stand at. All others are the site's own.
OPEN = {"astray", "story", "section", "topic", "author"}


@dataclass(frozen=True)
class Line:
    number: int
    path: str
    target: str


@dataclass
class Report:
    added: list[Line] = field(default_factory=list)
    known: list[Line] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)  # line, why


@transaction.atomic
def redirect_all(rows: Iterable[list[str]]) -> Report:
    """What can be redirected is; the report names every line that cannot, and why. Each leads straight to its end."""
    report = Report()
    lines = list(_readable(rows, report))
    leads = dict(Redirect.objects.exclude(target="").values_list("path", "target"))
    known = dict(Redirect.objects.values_list("path", "target"))
    leads = {line.path: line.target for line in reversed(lines)} | leads
    stories = _stories({_path(target) for target in leads.values()})
    taken = set(Address.objects.filter(path__in=[line.path for line in lines]).values_list("path", flat=True))
    new: dict[str, Redirect] = {}
    for line in lines:
        end = _end(line.path, line.target, leads)
        why = ""
        if line.path in new:
            why = f"{line.path} stands in an earlier line."
        elif line.path in known:
            if known[line.path] in ("", end):
                report.known.append(line)
                continue
            why = f"{line.path} leads to {known[line.path]} already."
        elif line.path in taken or _is_ours(line.path):
            why = f"{line.path} is an address of this site."
        elif not end:
            why = f"{line.path} would lead to itself."
        if why:
            report.refused.append((line.number, why))
            continue
        story = stories.get(end, "")
        new[line.path] = Redirect(path=line.path, story_id=story, target="" if story else end)
        report.added.append(line)
    Redirect.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    for path, made in new.items():  # what led here leads on at once
        Redirect.objects.filter(target=path).update(target=made.target, story_id=made.story_id)
    report.refused.sort()
    return report


def rows_of(text: Iterable[str]) -> Iterator[list[str]]:
    yield from csv.reader(text)


def _readable(rows: Iterable[list[str]], report: Report) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not re.match("/|https?:", cells[0], re.IGNORECASE)):
            continue  # an empty line, or the names of the columns
        if len(cells) != 2:
            report.refused.append((number, f"It has {len(cells)} columns instead of two."))
            continue
        path, target = (_on_this_site(cell) for cell in cells)
        if why := _path_refusal(path, cells[0]) or _target_refusal(target, cells[1]):
            report.refused.append((number, why))
        else:
            yield Line(number, path, target)


def _on_this_site(address: str) -> str:
    """The path of an address of ours; any other stays as it is."""
    return address.removeprefix(settings.SITE_URL) if address.startswith(f"{settings.SITE_URL}/") else address


def _path_refusal(path: str, given: str) -> str:
    if not path.startswith("/") or path.startswith("//"):
        return f"“{given}” is no path of this site."
    if re.search(r"[?#\s\\]|[\x00-\x1f]", path):
        return f"“{given}” has a question, a fragment or a space: readers come to paths."
    return "" if len(path) <= LONGEST else f"It is longer than {LONGEST} characters."


def _target_refusal(target: str, given: str) -> str:
    try:
        scheme = urlsplit(target).scheme
    except ValueError:
        return f"“{given}” is no address."
    if scheme in ("http", "https") or target.startswith(("//", "/\\")):
        return f"“{given}” is on another site."
    if scheme or not target.startswith("/"):
        return f"“{given}” is neither a path nor an http or https address of this site."
    if re.search(r"[\s\\]|[\x00-\x1f]", target):
        return f"“{given}” is no address."
    return "" if len(target) <= LONGEST else f"It is longer than {LONGEST} characters."


def _end(path: str, target: str, leads: dict[str, str]) -> str:
    """Where somebody arrives who follows it; "" if nowhere."""
    seen = {path}
    while _path(target) in leads:
        if _path(target) in seen:
            return ""
        seen.add(_path(target))
        target = leads[_path(target)]
    return "" if _path(target) in seen else target


def _path(target: str) -> str:
    return re.split("[?#]", target, maxsplit=1)[0]


def _stories(paths: Iterable[str]) -> dict[str, str]:
    """Public ids of the stories at these addresses: they may move, and their redirects with them."""
    rows = Address.objects.filter(path__in=list(paths), article__editions__isnull=False)
    return dict(rows.values_list("path", "article__public_id"))


def _is_ours(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    slug = match.kwargs.get("slug", "")
    match match.url_name:
        case "section":
            return Section.objects.filter(slug=slug).exists()
        case "topic":
            return Tag.objects.filter(slug=slug).exists()
        case "author":
            return Author.objects.filter(slug=slug).exists()
    return match.url_name not in OPEN
