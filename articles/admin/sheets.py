"""What a screen shows, as a sheet to take away (CSV)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django.http import HttpResponse

MOST_ROWS = 50_000


def sheet(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([[cell(value) for value in row] for row in rows])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def cell(value: Any) -> str:
    """A spreadsheet runs what begins like a formula: an apostrophe makes it text."""
    words = str(value)
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
