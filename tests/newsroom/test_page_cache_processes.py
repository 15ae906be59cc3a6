"""Several processes of the site: what one has made the others have, and what one changes all of them know. Their shared cache
is a folder, and a Redis of their own where there is one to start."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from articles.desk import publishing
from tests import cast
from tests.databases import free_port

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
HAS_REDIS = shutil.which("redis-server") and importlib.util.find_spec("redis")
SHARED = ("files", "redis") if HAS_REDIS else ("files",)

#: Answers each path on a line with what it got, and how many pages it has made itself.
ANSWERS = """
import json, sys
import django
django.setup()
from django.test import Client
from newsroom.pagecache import store
made, put = [], store.put
store.put = lambda name, page: (made.append(name), put(name, page))
client = Client(headers={"host": "127.0.0.1"})
for line in sys.stdin:
    answer = client.get(line.strip())
    print(json.dumps([answer.status_code, answer.content.decode(), len(made)]), flush=True)
"""


def database_url() -> str:
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    password = f":{said['PASSWORD']}" if said["PASSWORD"] else ""
    return f"postgres://{said['USER']}{password}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


class Process:
    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", ANSWERS],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def get(self, path: str) -> tuple[int, str, int]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(path, file=self.process.stdin, flush=True)
        status, words, made = json.loads(self.process.stdout.readline())
        return status, words, made

    def end(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture(params=SHARED)
def shared_cache(request: Any, tmp_path: Path) -> Iterator[str]:
    if request.param == "files":
        yield f"filecache://{tmp_path}/cache"
        return
    port = free_port()
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/5"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def processes(shared_cache: str, tmp_path: Path) -> Iterator[tuple[Process, Process]]:
    environment = {
        **os.environ,
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database_url(),
        "CACHE_URL": shared_cache,
        "DEBUG": "true",  # style sheets need not be collected
        "PAGE_CACHE": "true",
        "LOG_LEVEL": "ERROR",
    }
    made = Process(environment), Process(environment)
    yield made
    for process in made:
        process.end()


def test_two_processes_make_a_page_once_and_know_what_a_third_one_changes(
    processes: tuple[Process, Process],
) -> None:
    with override_settings(PAGE_CACHE=True):
        article = cast.published("Fab reopens")
        one, other = processes
        path = article.editions.get().path

        status, words, made = one.get(path)
        assert (status, "Fab reopens" in words, made) == (200, True, 1)
        assert other.get(path) == (200, words, 0)  # made by the first

        cast.publish(cast.rewritten(article, "Fab closes"))
        time.sleep(0.3)
        assert all("Fab closes" in process.get(path)[1] for process in processes)
        assert one.get(path)[2] + other.get(path)[2] == 2

        publishing.withdraw(article, by=cast.edda(), reason="Wrong.")
        time.sleep(0.3)
        assert [process.get(path)[0] for process in processes] == [410, 410]
