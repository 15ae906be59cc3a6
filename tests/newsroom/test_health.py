"""What the two probes say, and that they say it under any name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from newsroom import health


def test_the_process_answers_without_asking_the_database(client: Client):
    # No `db` fixture: a query would fail the test.
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_a_probe_may_ask_under_any_name_and_is_never_redirected(client: Client, settings, path):
    settings.ALLOWED_HOSTS = ["slipmark.example"]
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(path, headers={"host": "10.0.0.7:8000"})

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_only_looks(client: Client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_ready_says_one_line_for_each_question(client: Client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert list(answer.json()) == ["ready", "database", "migrations", "clock"]
    assert answer.json()["ready"] is True


@pytest.mark.django_db
def test_a_waiting_migration_makes_it_not_ready(client: Client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 not applied: run manage.py migrate"


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_without_its_address(client: Client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError('connection to server at "db.internal", user "newsroom" failed')

    monkeypatch.setattr(connection, "cursor", away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "database": "does not answer",
        "migrations": "not asked",
        "clock": "not asked",
    }


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(("wrong_by", "status"), [(0.5, 200), (-0.5, 200), (3, 503), (-3, 503)])
def test_a_clock_more_than_a_second_away_from_the_databases_makes_it_not_ready(
    client: Client, monkeypatch, wrong_by, status
):
    class Wrong(health.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + timedelta(seconds=wrong_by)

    monkeypatch.setattr(health, "datetime", Wrong)

    assert client.get("/readyz").status_code == status
