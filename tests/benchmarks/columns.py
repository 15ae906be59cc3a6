"""The ways in which the same pages are served, beside each other. A new one is one more small class in `COLUMNS`.

Each tells why it cannot be measured here, or starts what serves it. Servers are those of production: gunicorn with
`newsroom.gunicorn`, one worker, the site's own settings.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.goals import READERS
from tests.databases import free_port
from tests.trials.servers import binary, plain_varnishd, varnishd

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    backends: Callable[[], set[int]] = set  # of the database: their process numbers, if they run here
    stop_too: list[Server] = field(default_factory=list)  # what stands behind it

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        for server in (self, *self.stop_too):
            if server.process.poll() is None:
                server.process.send_signal(signal.SIGTERM)
                server.process.wait(timeout=30)


class Column(Protocol):
    key: str
    title: str
    #: Beginnings of the names of the pages that it serves; none if all.
    pages: tuple[str, ...]

    def absent(self) -> str:
        """Why it is not here; empty if it is."""

    def start(self, database: str) -> Server: ...


class CacheOff:
    key, title, pages = "off", "page cache off", ()

    def absent(self) -> str:
        return ""

    def start(self, database: str) -> Server:
        return site(database, PAGE_CACHE="false")


class CacheOn:
    key, title, pages = "on", "page cache on", READERS

    def absent(self) -> str:
        from django.conf import settings

        return "" if hasattr(settings, "PAGE_CACHE") else "this site has no page cache"

    def start(self, database: str) -> Server:
        return site(database, PAGE_CACHE="true")


class Varnish:
    key, title, pages = "varnish", "behind Varnish", READERS

    def absent(self) -> str:
        return _missing("varnishd")

    def start(self, database: str) -> Server:
        return in_front(site(database, PAGE_CACHE="true", EDGE="varnish"), varnishd)


class PlainVarnish:
    """The same bytes from the memory of one that decides nothing: what Varnish could do."""

    key, title, pages = "plain", "a Varnish that decides nothing", ("home",)

    def absent(self) -> str:
        return _missing("varnishd")

    def start(self, database: str) -> Server:
        return in_front(site(database, PAGE_CACHE="true"), plain_varnishd)


class Nginx:
    """The same bytes from a file: what the fastest of all could do."""

    key, title, pages = "file", "nginx, from a file", ("home",)

    def absent(self) -> str:
        return _missing("nginx")

    def start(self, database: str) -> Server:
        """Answers every address with the front page."""
        behind = site(database, PAGE_CACHE="false")
        folder = Path(tempfile.mkdtemp(prefix="nginx-", dir=BUILD))
        folder.chmod(0o755)  # its workers may be somebody else
        port = free_port()
        try:
            (folder / "page.html").write_bytes(fetch(behind, "/"))
        finally:
            behind.stop()
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1;\n"
            "events {} http { access_log off; sendfile on; default_type text/html; keepalive_requests 1000000;\n"
            + "".join(
                f"{kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"server {{ listen 127.0.0.1:{port}; location / {{ root {folder}; try_files /page.html =404; }} }} }}\n"
        )
        return run([binary("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")], port, {})


def _missing(program: str) -> str:
    try:
        binary(program)
    except SystemExit as told:
        return str(told)
    return ""


COLUMNS: tuple[Column, ...] = (CacheOff(), CacheOn(), Varnish(), PlainVarnish(), Nginx())


# --- Starting


def site(database: str, **environment: str) -> Server:
    port, name = free_port(), f"bench {os.getpid()}-{time.monotonic_ns()}"
    server = run(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", *_as_in_production(port)],
        port,
        environment_of(database) | {"PORT": str(port), "PGAPPNAME": name} | environment,
        first="/robots.txt",
    )
    server.backends = lambda: backends(database, name)
    return server


def in_front(behind: Server, command: Callable[[Path, int, int], list[str]]) -> Server:
    folder, port = Path(tempfile.mkdtemp(prefix="varnish-", dir=BUILD)), free_port()
    try:
        server = run(command(folder, port, behind.port), port, os.environ, first="/robots.txt")
    except BaseException:
        behind.stop()
        raise
    server.stop_too.append(behind)
    return server


def floor(database: str) -> Server:
    port, name = free_port(), f"floor {os.getpid()}"
    server = run(
        [sys.executable, "-m", "gunicorn", "tests.benchmarks.floor", *_as_in_production(port)],
        port,
        environment_of(database) | {"DJANGO_SETTINGS_MODULE": "", "PGAPPNAME": name},
        first="/hello/",
    )
    server.backends = lambda: backends(database, name)
    return server


def _as_in_production(port: int) -> list[str]:
    return ["--config", "python:newsroom.gunicorn", "--bind", f"127.0.0.1:{port}"]


def environment_of(database: str) -> dict[str, str]:
    """The defaults of production, and no more than a machine's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(BUILD / "media"),
        "PRIVATE_ROOT": str(BUILD / "private"),
        "STATIC_ROOT": str(BUILD / "static"),
        "CACHE_URL": f"filecache://{BUILD / 'cache'}",
        "WEB_CONCURRENCY": "1",
        "PYTHONPATH": str(ROOT),
    }


def run(command: list[str], port: int, environment: Mapping[str, str], *, first: str = "/") -> Server:
    log = (BUILD / "servers.log").open("ab")
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(environment) or None, stdout=log, stderr=log, process_group=0
    )
    server = Server(port, process)
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended at once: see build/bench/servers.log.")
        try:
            fetch(server, first)
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.stop()
    raise RuntimeError(f"{command[0]} does not answer: see build/bench/servers.log.")


def fetch(server: Server, path: str) -> bytes:
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=60) as answer:
        return answer.read()


def backends(database: str, name: str) -> set[int]:
    """PostgreSQL's processes for one server, if they are on this machine."""
    if not database.startswith("postgres"):
        return set()
    import psycopg2

    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        found: Any = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    return {pid for pid in found if _is_postgres(pid)}


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return False
