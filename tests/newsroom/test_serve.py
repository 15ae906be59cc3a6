"""One command starts the site, and one key ends all of it."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from articles.desk import roles
from newsroom import gunicorn
from newsroom.serve import Stop, migrate, need_free_port

ROOT = Path(__file__).resolve().parents[2]
# A section is enough for the demo outlet to keep away.
SEED = """
import django; django.setup()
from django.core.management import call_command
from articles.models import Section
call_command("migrate", verbosity=0)
Section.objects.create(slug="machines", title="Machines", order=1)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A clone's own, with nothing in it that belongs to somebody's site."""
    folder = tmp_path_factory.mktemp("site")
    given = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "CACHE_URL": f"filecache://{folder}/cache",
        "STATIC_ROOT": f"{folder}/static",
        "MEDIA_ROOT": f"{folder}/media",
        "PRIVATE_ROOT": f"{folder}/private",
        "PORT": str(free_port()),
    }
    subprocess.run([sys.executable, "-c", SEED], cwd=ROOT, env=given, check=True)
    return given


@contextmanager
def started(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """The running site, and how many seconds it took to be ready."""
    began = time.monotonic()
    site = subprocess.Popen(
        [sys.executable, "-m", "newsroom.serve"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
    )  # fmt: skip
    try:
        while site.poll() is None and time.monotonic() < began + 120:
            try:
                urllib.request.urlopen(address(environment, "/readyz"), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield site, time.monotonic() - began
    finally:
        if site.poll() is None:
            os.killpg(site.pid, signal.SIGKILL)
        site.communicate()


def address(environment: dict[str, str], path: str) -> str:
    return f"http://127.0.0.1:{environment['PORT']}{path}"


def children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def all_children(pid: int) -> list[int]:
    """Two that answer and the worker. The first answers while the second is still being started."""
    deadline = time.monotonic() + 30
    while len(found := children(pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) == 3
    return found


def test_it_serves_and_ctrl_c_ends_every_process(environment):
    with started(environment) as (site, _):
        assert urllib.request.urlopen(address(environment, "/healthz")).read() == b"ok\n"
        processes = all_children(site.pid)

        os.killpg(site.pid, signal.SIGINT)
        said, errors = site.communicate(timeout=30)

    assert site.returncode == 0
    assert errors == ""
    assert f"is at http://127.0.0.1:{environment['PORT']}/" in said
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def test_started_again_it_does_nothing_slow_twice(environment):
    """What takes time is migrating, collecting and filling, and each says so. Without them it is up in a second or two."""
    with started(environment):
        pass
    with started(environment) as (site, seconds):
        os.killpg(site.pid, signal.SIGINT)
        said, _ = site.communicate(timeout=30)

    assert "..." not in said
    assert seconds < 20  # 1.2 on a quiet machine; the tests share this one


def test_a_killed_server_takes_its_worker_with_it(environment):
    with started(environment) as (site, _):
        processes = all_children(site.pid)
        time.sleep(0.5)
        site.kill()
        site.wait()
        deadline = time.monotonic() + 40  # its worker may still be starting
        while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in processes):
            time.sleep(0.1)

    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def test_a_wrong_setting_is_one_line_and_no_traceback(environment):
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.serve"],
        cwd=ROOT, env=environment | {"TIME_ZONE": "London"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == "TIME_ZONE: “London” is no time zone. Say a name such as Europe/London.\n"


def test_a_busy_port_is_told_with_another_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(
            Stop, match=rf"^Port {port} on 127\.0\.0\.1 is in use\..*make run PORT={port + 1}$"
        ):
            need_free_port("127.0.0.1", port)


def test_a_host_that_is_not_here_is_told():
    with pytest.raises(Stop, match=r"^HOST=192\.0\.2\.9 is not an address of this machine\."):
        need_free_port("192.0.2.9", 8000)


@pytest.mark.django_db
def test_a_version_that_gives_a_role_other_rights_and_brings_no_migration_gives_them():
    legal = Group.objects.get(name=roles.LEGAL)
    legal.permissions.clear()

    migrate()

    assert legal.permissions.filter(codename="view_image").exists()


def test_what_was_loaded_is_frozen_before_workers_are_forked() -> None:
    thresholds = gc.get_threshold()
    try:
        gunicorn.when_ready(None)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
