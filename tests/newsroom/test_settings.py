"""Safe when nothing is set, loud when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = {
    "SITE_URL": "https://news.example",
    "TRUST_PROXY": "1",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://newsroom:hunter2@db.internal:5432/newsroom",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}


def python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, with nothing set but these."""
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **variables}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def settings(*names: str, **variables: str) -> dict[str, object]:
    code = f"import json; from newsroom import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    done = python(code, **{"SECRET_KEY": KEY} | variables)
    assert done.returncode == 0, done.stderr
    return dict(zip(names, json.loads(done.stdout), strict=True))


def refusal(**variables: str) -> str:
    done = python("from newsroom import settings", **{"SECRET_KEY": KEY} | variables)
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


def check(**variables: str) -> subprocess.CompletedProcess[str]:
    arguments = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    code = f"from django.core.management import execute_from_command_line as run; run({arguments!r})"
    return python(code, DJANGO_SETTINGS_MODULE="newsroom.settings", **variables)


def test_nothing_set_is_closed_and_local():
    assert settings(
        "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "FOUR_EYES", "TRUST_PROXY", "SECURE_PROXY_SSL_HEADER"
    ) == {
        "DEBUG": False,
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "FOUR_EYES": True,
        "TRUST_PROXY": 0,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_an_empty_variable_counts_as_unset():
    empty = dict.fromkeys(
        ["DEBUG", "SITE_URL", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "TIME_ZONE", "PORT"], ""
    )

    assert settings("DEBUG", "TIME_ZONE", "PORT", **empty) == {
        "DEBUG": False,
        "TIME_ZONE": "Europe/London",
        "PORT": 8000,
    }


@pytest.mark.parametrize("key", ["short", "a" * 60, "django-insecure-" + KEY])
def test_a_weak_key_refuses_to_start_and_says_why(key):
    assert refusal(SECRET_KEY=key).startswith(
        "SECRET_KEY is missing or too weak: it needs at least 50 random characters."
    )


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"DEBUG": "maybe"}, "DEBUG: “maybe” is neither yes nor no. Say true or false."),
        ({"PORT": "http"}, "PORT: “http” is not a whole number from 1 to 65535."),
        ({"TRUST_PROXY": "yes"}, "TRUST_PROXY: “yes” is not a whole number of 0 or more."),
        ({"TIME_ZONE": "London"}, "TIME_ZONE: “London” is no time zone. Say a name such as Europe/London."),
        (
            {"SITE_URL": "news.example"},
            "SITE_URL: “news.example” does not begin with http:// or https://. It needs the form https://news.example.",
        ),
        (
            {"SITE_URL": "https://news.example/blog"},
            "SITE_URL: “https://news.example/blog” goes on after the host. It needs the form https://news.example.",
        ),
        (
            {"DATABASE_URL": "mysql://u:hunter2@h/d"},
            "DATABASE_URL: it begins with sqlite:/// or postgres://. For example postgres://user:password@host:5432/name.",
        ),
        (
            {"DATABASE_URL": "postgres://u:hunter2@h:port/d"},
            "DATABASE_URL: its port is not a number, or a part of it needs percent-encoding.",
        ),
        (
            {"DATABASE_URL": "postgres://u:hunter2@h/"},
            "DATABASE_URL: it does not name a database after the last slash.",
        ),
        ({"CACHE_URL": "nonsense"}, "CACHE_URL: it begins with redis://, filecache:/// or locmemcache://."),
        (
            {"SITE_TAG": "news.example"},
            "SITE_TAG: “news.example” is not a host and a year. It needs the form news.example,2026.",
        ),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: “loud” is none of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
    ],
)
def test_a_wrong_value_is_told_in_a_sentence_that_repeats_no_password(variables, words):
    assert refusal(**variables) == words
    assert "hunter2" not in words


def test_feeds_keep_their_ids_when_the_site_moves():
    assert settings("SITE_TAG", SITE_URL="https://old.example") == {"SITE_TAG": "old.example,2026"}
    kept = settings("SITE_TAG", SITE_URL="https://new.example", SITE_TAG="old.example,2026")
    assert kept == {"SITE_TAG": "old.example,2026"}


def test_https_follows_from_the_address_of_the_site():
    names = (
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "ALLOWED_HOSTS",
    )

    assert list(settings(*names, SITE_URL="https://news.example").values()) == [
        True, True, True, "__Host-session", ["news.example"],
    ]  # fmt: skip
    assert list(settings(*names, SITE_URL="http://news.example").values()) == [
        False, False, False, "session", ["news.example", "127.0.0.1", "localhost", "[::1]"],
    ]  # fmt: skip


def test_the_place_to_listen_decides_the_address_of_the_site():
    assert settings("SITE_URL", HOST="192.0.2.7", PORT="8001") == {"SITE_URL": "http://192.0.2.7:8001"}
    assert settings("SITE_URL", HOST="::1") == {"SITE_URL": "http://[::1]:8000"}
    assert settings("SITE_URL", HOST="0.0.0.0", PORT="8001") == {"SITE_URL": "http://127.0.0.1:8001"}


def test_pages_are_kept_within_the_folder_of_the_cache_so_that_two_sites_of_one_clone_share_none():
    found = python(
        "from newsroom.settings import CACHES; print(CACHES['pages']['LOCATION'])",
        SECRET_KEY=KEY,
        CACHE_URL="filecache:///srv/other/cache",
    )

    assert found.stdout.strip() == "/srv/other/cache/pages"


def test_the_settings_for_production_leave_no_warning():
    done = check(**PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"DEBUG": "true"}, "security.W018"),
        ({"SITE_URL": "http://news.example"}, "security.W008"),
        ({"ALLOWED_HOSTS": "other.example"}, "newsroom.E002"),
        ({"PRIVATE_ROOT": "/srv/media/originals", "MEDIA_ROOT": "/srv/media"}, "newsroom.E001"),
        ({"CACHE_URL": "locmemcache://"}, "newsroom.W001"),
        ({"TRUST_PROXY": "0"}, "newsroom.W002"),
        ({"EMAIL_URL": ""}, "newsroom.W003"),
    ],
)
def test_settings_that_do_not_go_together_are_named(change, code):
    done = check(**PRODUCTION | change)

    assert done.returncode != 0
    assert code in done.stderr


@pytest.mark.parametrize(
    ("variables", "prepares"),
    [
        ({}, False),
        ({"DATABASE_URL": PRODUCTION["DATABASE_URL"]}, True),
        ({"DATABASE_URL": PRODUCTION["DATABASE_URL"], "PREPARE_STATEMENTS": "false"}, False),
        ({"DATABASE_URL": PRODUCTION["DATABASE_URL"], "CONN_MAX_AGE": "0"}, False),
    ],
)
def test_statements_are_prepared_where_connections_to_postgresql_are_kept(variables, prepares):
    assert settings("PREPARE_STATEMENTS", **variables) == {"PREPARE_STATEMENTS": prepares}


@pytest.mark.parametrize("said", ["true", "false"])
def test_cursors_stay_within_a_transaction_behind_a_pooler(said):
    found = settings(
        "DATABASES", DATABASE_URL=PRODUCTION["DATABASE_URL"], CONN_MAX_AGE="0", PREPARE_STATEMENTS=said
    )

    assert found["DATABASES"]["default"]["DISABLE_SERVER_SIDE_CURSORS"] == (said == "false")


def test_postgresql_is_told_how_to_answer_readers_unless_a_pooler_stands_between():
    def options(**more):
        found = settings(
            "DATABASES", DATABASE_URL=f"{PRODUCTION['DATABASE_URL']}?options=-c%20a.b%3D1", **more
        )
        return found["DATABASES"]["default"]["OPTIONS"]["options"]

    assert "-c max_parallel_workers_per_gather=0" in options()
    assert options().endswith("-c a.b=1")
    assert options(PREPARE_STATEMENTS="false") == "-c a.b=1"
