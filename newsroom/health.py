"""Two questions that machines ask: does the process answer (/healthz), and can it serve (/readyz)?

Both are answered before the host is looked at, so a probe may ask under any name. Neither tells a secret: no address,
no version, no error text of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

CLOCKS_MAY_DIFFER = timedelta(seconds=1)


@dataclass(frozen=True)
class Finding:
    ok: bool
    words: str


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(True, "reachable")


@cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Read once: the code of a running process does not change."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.nodes)


def migrations() -> Finding:
    waiting = migrations_on_disk() - set(MigrationRecorder(connection).applied_migrations())
    if waiting:
        return Finding(False, f"{len(waiting)} not applied: run manage.py migrate")
    return Finding(True, "applied")


def clock() -> Finding:
    """SQLite has no clock of its own; PostgreSQL's is asked between two looks at ours."""
    if connection.vendor != "postgresql":
        return Finding(True, "the same as the database's")
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    after = datetime.now(UTC)
    difference = max(before - theirs, theirs - after, timedelta())
    if difference > CLOCKS_MAY_DIFFER:
        return Finding(
            False,
            f"{difference.total_seconds():.1f} s away from the database's: set the clock by the network",
        )
    return Finding(True, "within 1 s of the database's")


QUESTIONS: tuple[Callable[[], Finding], ...] = (database, migrations, clock)


def findings() -> dict[str, Finding]:
    """After the first question that the database leaves open, the others are not asked: each would wait as long."""
    found: dict[str, Finding] = {}
    away = False
    for question in QUESTIONS:
        try:
            finding = Finding(False, "not asked") if away else question()
        except DatabaseError:
            finding, away = Finding(False, "does not answer"), True
        found[question.__name__] = finding
    return found


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    found = findings()
    ready = all(finding.ok for finding in found.values())
    body = {"ready": ready} | {name: finding.words for name, finding in found.items()}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"indent": 2})


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
for _view in ADDRESSES.values():
    _view.timeless = True  # type: ignore[attr-defined]  # MomentMiddleware asks the database otherwise


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = ADDRESSES.get(request.path)
        if view is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            response: HttpResponse = HttpResponseNotAllowed(["GET", "HEAD"])
        else:
            response = view(request)
        response.headers["Cache-Control"] = "no-store"
        return response
