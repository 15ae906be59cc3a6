"""What all tests share: scratch folders, a fresh clock, a browser, and databases that can be emptied."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.core.cache import cache, caches
from django.core.files.storage import storages
from django.db import connection
from django.test import TransactionTestCase, override_settings

from articles import clock, guards
from articles.models import Image
from newsroom.pagecache import store
from newsroom.pagecache.ledger import ledger
from tests import browsers

IN_CI = bool(os.environ.get("CI"))

# Playwright's synchronous interface keeps an event loop in the main thread, and Django refuses to work beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

hypothesis.settings.register_profile("dev", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "dev")


# --- Nothing is skipped where it counts


def asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return (
        item.get_closest_marker("django_db") is not None
        or not fixtures.isdisjoint(getattr(item, "fixturenames", ()))
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only PostgreSQL can do is not meant for SQLite; what asks no database is tried beside SQLite, once."""
    if connection.vendor == "postgresql":
        elsewhere = [
            item for item in items if not (asks_a_database(item) or item.get_closest_marker("postgres"))
        ]
    else:
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        left_out = set(elsewhere)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """What is loaded by now stays. Looking through it for garbage again and again took a tenth of the whole."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def no_skip_in_ci(report: Any) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, and CI is set: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    no_skip_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report = yield
    no_skip_in_ci(report)
    return report


# --- Settings that tests need otherwise


@pytest.fixture(autouse=True, scope="session")
def settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
            "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
        },
        PAGE_CACHE=False,  # its own tests switch it on: all others want what is true now
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
    ):
        # After the override: a new STATIC_ROOT makes Django forget its storages.
        plain = StaticFilesStorage()  # no manifest: nothing has been collected
        storages._storages["staticfiles"] = plain  # type: ignore[attr-defined]
        staticfiles_storage._wrapped = plain
        originals = Image._meta.get_field("file").storage  # the field holds on to the one it was made with
        storages._storages["private"] = originals  # type: ignore[attr-defined]
        yield


@pytest.fixture(autouse=True)
def scratch_folders(
    settings_for_tests: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each test has pictures of its own. The storages are moved, not replaced: a model field holds on to its own."""
    folder = tmp_path_factory.mktemp("files")
    for alias, setting in (("default", "MEDIA_ROOT"), ("private", "PRIVATE_ROOT")):
        place = folder / alias
        storage = storages[alias]
        monkeypatch.setattr(django_settings, setting, str(place))
        monkeypatch.setattr(storage, "_location", str(place))
        for cached in ("base_location", "location"):
            storage.__dict__.pop(cached, None)


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """What a process remembers between requests: how late it is for readers, pages, and who failed to sign in."""
    clock.forget()
    cache.clear()
    caches["pages"].clear()
    ledger.forget()
    store.memory.forget()


# --- Databases


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real life: in memory, the threads of a server would share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def emptying_tables_is_allowed() -> Iterator[None]:
    """Between two transactional tests every table is emptied. The migrate signal after it puts the guards back."""
    empty = TransactionTestCase._fixture_teardown

    def lift_and_empty(case: TransactionTestCase) -> None:
        guards.lift()
        empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_empty)
        yield


# --- Browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Any) -> dict[str, Any]:
    path = browsers.one(playwright.chromium.executable_path)
    if path is None:
        pytest.skip("no browser: .venv/bin/playwright install chromium, or set BROWSER_PATH")
    arguments = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium has no sandbox for root
    return browser_type_launch_args | {"executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "en-GB"}
