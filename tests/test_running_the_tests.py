"""The tests' own guards: nothing is skipped in CI, and two clones keep out of each other's way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import SimpleTestCase, TestCase

from tests import __main__ as make_test
from tests import conftest, databases


@pytest.fixture
def skipped() -> SimpleNamespace:
    return SimpleNamespace(skipped=True, outcome="skipped", longrepr="no browser")


def test_a_skip_is_a_failure_in_ci(monkeypatch, skipped):
    monkeypatch.setattr(conftest, "IN_CI", True)

    conftest.no_skip_in_ci(skipped)

    assert (skipped.outcome, skipped.longrepr) == ("failed", "Skipped, and CI is set: no browser")


def test_a_skip_stays_one_elsewhere(monkeypatch, skipped):
    monkeypatch.setattr(conftest, "IN_CI", False)

    conftest.no_skip_in_ci(skipped)

    assert skipped.outcome == "skipped"


def test_an_expected_failure_is_no_skip(monkeypatch, skipped):
    monkeypatch.setattr(conftest, "IN_CI", True)
    skipped.wasxfail = "a known gap"

    conftest.no_skip_in_ci(skipped)

    assert skipped.outcome == "skipped"


def test_a_named_server_is_used_with_a_database_of_this_clone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example:5432/site?sslmode=require")

    with databases.postgresql() as url:
        own = databases.NAME.removeprefix("newsroom_")
        assert url == f"postgres://u:p@db.example:5432/site_{own}?sslmode=require"


def test_without_postgresql_it_is_skipped_in_one_line_and_fails_in_ci(monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(databases, "running_here", lambda: None)
    monkeypatch.setattr(databases, "installed_binaries", lambda: None)
    monkeypatch.setattr(make_test, "pytest", lambda *arguments: 0)

    monkeypatch.delenv("CI", raising=False)
    elsewhere = make_test.main([])
    monkeypatch.setenv("CI", "true")
    in_ci = make_test.main([])

    assert (elsewhere, in_ci) == (0, 1)
    assert capsys.readouterr().out.count("PostgreSQL is skipped") == 2


@pytest.mark.parametrize(
    ("codes", "expected"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 1), ((5, 0), 0), ((5, 5), 5), ((5, 1), 1)]
)
def test_either_run_decides(monkeypatch, codes, expected):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@db.example/site")
    answers = iter(codes)
    monkeypatch.setattr(make_test, "pytest", lambda *arguments: next(answers))

    assert make_test.main([]) == expected


def test_nobodys_own_settings_reach_the_tests(monkeypatch):
    for name in ("SITE_URL", "EMAIL_URL", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY_FALLBACKS"):
        monkeypatch.setenv(name, "mine")

    environment = make_test.environment("sqlite:///x")

    assert "mine" not in environment.values()
    assert environment["ENV_FILE"] == "/dev/null"


@pytest.mark.parametrize(
    ("fixtures", "cls", "marked", "asks"),
    [
        (["db"], None, False, True),
        (["transactional_db"], None, False, True),
        (["live_server"], None, False, True),
        ([], TestCase, False, True),
        ([], None, True, True),
        (["tmp_path"], None, False, False),
        ([], SimpleTestCase, False, False),
    ],
)
def test_what_asks_no_database_is_tried_once(fixtures, cls, marked, asks):
    mark = object() if marked else None
    item = SimpleNamespace(fixturenames=fixtures, cls=cls, get_closest_marker=lambda name: mark)

    assert conftest.asks_a_database(item) is asks
