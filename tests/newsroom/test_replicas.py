"""Copies of the database: who is let read from them, and which are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from articles.models import Edition
from newsroom import replicas
from newsroom.pagecache.ledger import ledger
from newsroom.replicas import ReplicaMiddleware, Router

pytestmark = pytest.mark.django_db


class Copies:
    """What each knows: the number of its newest purge, or that it is dead."""

    def __init__(self) -> None:
        self.newest: dict[str, int | None] = {"replica1": 7, "replica2": 7}

    def using(self, alias: str) -> Any:
        if self.newest[alias] is None:
            raise OperationalError("dead")
        self.alias = alias
        return self

    def values_list(self, *names: str, **more: Any) -> Copies:
        return self

    def first(self) -> int | None:
        return self.newest[self.alias]


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Copies]:
    made = Copies()
    monkeypatch.setattr(replicas, "PurgeCount", type("PurgeCount", (), {"objects": made}))
    monkeypatch.setattr(replicas, "_next", {})
    monkeypatch.setattr(ledger, "look", lambda: None)
    ledger.newest = 7
    with override_settings(REPLICAS=["replica1", "replica2"]):
        yield made


def asked(path: str = "/machines/", *, write: bool = False, **more: Any) -> list[str]:
    """Where such a request reads, twice, with a write in between if it is said so."""
    router, found = Router(), []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(router.db_for_read(Edition))
        if write:
            assert router.db_for_write(Edition) == "default"
        found.append(router.db_for_read(Edition))
        return HttpResponse()

    ReplicaMiddleware(view)(RequestFactory().generic(more.pop("method", "GET"), path, **more))
    return found


def test_readers_are_sent_to_one_and_stay_there(copies: Copies) -> None:
    found = [asked() for _ in range(4)]

    assert all(first == second for first, second in found)
    assert {first for first, _ in found} == {"replica1", "replica2"}


@pytest.mark.parametrize(
    "request_", [{"path": "/admin/"}, {"HTTP_COOKIE": "session=x"}, {"method": "POST"}], ids=str
)
def test_staff_and_whoever_writes_have_the_database_itself(copies: Copies, request_: dict[str, str]) -> None:
    assert asked(**request_) == ["default", "default"]


def test_what_was_written_is_read(copies: Copies) -> None:
    first, second = asked(write=True)

    assert first != "default"
    assert second == "default"


def test_one_that_is_behind_is_not_asked(copies: Copies) -> None:
    copies.newest["replica1"] = 6

    assert {asked()[0] for _ in range(4)} == {"replica2"}


def test_one_that_is_dead_is_left_alone(copies: Copies) -> None:
    copies.newest["replica2"] = None

    assert {asked()[0] for _ in range(4)} == {"replica1"}
    assert "replica2" in replicas._next


def test_one_that_dies_while_it_is_asked_costs_no_reader_a_page(copies: Copies) -> None:
    router, asked = Router(), []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(router.db_for_read(Edition))
        return HttpResponse(status=200 if asked[-1] == "default" else 503)

    answer = ReplicaMiddleware(view)(RequestFactory().get("/machines/"))

    assert answer.status_code == 200
    assert asked[0] in ("replica1", "replica2")
    assert asked[1:] == ["default"]
    assert asked[0] in replicas._next


def test_without_any_it_is_the_database_itself(copies: Copies) -> None:
    copies.newest.update(replica1=None, replica2=6)

    assert asked() == ["default", "default"]


def test_one_that_is_behind_is_better_than_none(copies: Copies) -> None:
    copies.newest.update(replica1=6, replica2=6)
    ledger.is_blind = True  # the database itself does not answer

    assert asked()[0] != "default"


def test_outside_of_requests_it_is_the_database_itself(copies: Copies) -> None:
    asked()

    assert Router().db_for_read(Edition) == "default"
    assert not Router().allow_migrate("replica1", "articles")
