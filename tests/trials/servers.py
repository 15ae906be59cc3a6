"""Real servers on loopback, each on a free port, with a folder of its own, and ended by its own process id."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.databases import free_port, installed_binaries, somebody_else

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = "127.0.0.1"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def get(port: int, path: str, *, timeout: float = 30, method: str = "GET", **headers: str) -> Answer:
    """Status 0 if nobody answers."""
    connection = http.client.HTTPConnection(LOCAL, port, timeout=timeout)
    try:
        connection.request(method, path, headers={"Host": f"{LOCAL}", **headers})
        found = connection.getresponse()
        return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
    except (OSError, http.client.HTTPException):
        return Answer(0, {}, b"")
    finally:
        connection.close()


def until(true: Callable[[], Any], *, within: float = 60, every: float = 0.02) -> float:
    """Seconds until it is so; infinity if it is not so in time."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        if true():
            return time.monotonic() - began
        time.sleep(every)
    return float("inf")


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in tree(int(child)))]


class Watch:
    """Readers who ask again and again for something that is about to change, one at each port. It tells how long after a
    moment somebody still *asked* and got the wrong answer: one that was asked before it, and takes long because the machine
    is busy, is no wrong one."""

    def __init__(self, ports: Iterable[int], path: str, right: Callable[[Answer], bool]) -> None:
        self.wrong: dict[int, float] = dict.fromkeys(ports, 0.0)
        self.right: dict[int, float] = dict.fromkeys(ports, 0.0)
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(port, path, right)) for port in self.wrong]
        for thread in self._threads:
            thread.start()

    def _ask(self, port: int, path: str, right: Callable[[Answer], bool]) -> None:
        while not self._ended.is_set():
            asked = time.time()
            (self.right if right(get(port, path)) else self.wrong)[port] = asked
            time.sleep(0.02)

    def after(self, moment: float, *, stays_for: float = 5) -> dict[int, float]:
        """Once all were right for so long: nothing wrong comes back that was on its way."""

        def settled() -> bool:
            return all(
                self.right[port] - max(wrong, moment) > stays_for for port, wrong in self.wrong.items()
            )

        came = until(settled, within=120)
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return {
            port: max(0.0, wrong - moment)
            if came < float("inf") or self.right[port] - wrong > stays_for
            else float("inf")
            for port, wrong in self.wrong.items()
        }


def end_well() -> None:
    """Whoever is told to end leaves no server behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOCAL, port)) == 0


class Server:
    """A process, and how to have it again after it was ended."""

    def __init__(
        self, command: list[str], environment: dict[str, str], port: int = 0, user: str = ""
    ) -> None:
        self.command, self.environment, self.port, self.user = command, environment, port, user
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        with open(os.environ.get("TRIAL_LOG") or os.devnull, "ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, user=self.user or None
            )
        if self.port and until(lambda: listens(self.port), within=120) == float("inf"):
            self.end(at_once=True)
            raise RuntimeError(f"{self.command[0]} does not listen")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def end(self, *, at_once: bool = False) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        if at_once:
            for pid in reversed(tree(self.pid)):
                os.kill(pid, signal.SIGKILL)
        else:
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Servers:
    """All that were started: they end with the block."""

    folder: Path
    environment: dict[str, str]
    started: list[Server] = field(default_factory=list)

    def start(self, command: list[str], *, port: int = 0, user: str = "", **more: str) -> Server:
        server = Server(command, self.environment | more, port, user)
        self.started.append(server)
        return server

    def web(self, **more: str) -> Server:
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--config", "python:newsroom.gunicorn"]
        return self.start([*command, "--bind", f"{LOCAL}:{port}"], port=port, **more)

    def worker(self, **more: str) -> Server:
        return self.start([sys.executable, "manage.py", "worker"], **more)

    def redis(self, *, port: int) -> Server:
        command = ["redis-server", "--port", str(port), "--bind", LOCAL, "--save", "", "--appendonly", "no"]
        return self.start([*command, "--dir", str(self.folder)], port=port)

    def varnish(self, *webs: Server, port: int) -> Server:
        return self.start(varnishd(self.folder, port, *(web.port for web in webs)), port=port)

    def nginx(self, folder: Path) -> Server:
        """Files of a folder, as they are."""
        port = free_port()
        path = self.folder / "nginx.conf"
        path.write_text(
            f"worker_processes 1; daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log;\n"
            "events { worker_connections 512; }\n"
            f"http {{ access_log off; default_type text/html; server {{ listen {LOCAL}:{port}; root {folder}; }} }}\n"
        )
        return self.start([binary("nginx"), "-c", str(path), "-p", str(self.folder)], port=port)

    def plain_varnish(self, behind: Server) -> Server:
        port = free_port()
        return self.start(plain_varnishd(self.folder, port, behind.port), port=port)


@contextmanager
def servers(folder: Path, **environment: str) -> Iterator[Servers]:
    made = Servers(
        folder,
        {
            **{
                name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")
            },
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "MEDIA_ROOT": f"{folder}/media",
            "PRIVATE_ROOT": f"{folder}/private",
            "STATIC_ROOT": f"{folder}/static",
            "LOG_LEVEL": "WARNING",
            **environment,
        },
    )
    try:
        yield made
    finally:
        for server in reversed(made.started):
            server.end()


def varnishd(folder: Path, port: int, *webs: int) -> list[str]:
    """The command that starts it with the configuration of the repository, in front of the web processes at these ports."""
    vcl = (ROOT / "docs" / "varnish.vcl").read_text()
    for name, web in zip(("8001", "8002"), (webs * 2)[:2], strict=True):
        vcl = vcl.replace(f'"{name}"', f'"{web}"')
    path = folder / f"varnish-{port}.vcl"
    path.write_text(vcl)
    return _varnishd(path, folder / f"varnish-{port}", port)


def plain_varnishd(folder: Path, port: int, behind: int) -> list[str]:
    """One that keeps what it gets, as plain bytes, and decides nothing."""
    path = folder / f"plain-{port}.vcl"
    path.write_text(
        f'vcl 4.1; backend it {{ .host = "{LOCAL}"; .port = "{behind}"; }}\n'
        "sub vcl_recv { return (hash); }\n"
        "sub vcl_backend_response { set beresp.ttl = 1h; set beresp.do_gunzip = true; return (deliver); }\n"
    )
    return _varnishd(path, folder / f"plain-{port}", port)


def _varnishd(configuration: Path, folder: Path, port: int) -> list[str]:
    command = [binary("varnishd"), "-F", "-j", "none", "-a", f"{LOCAL}:{port}", "-f", str(configuration)]
    return [*command, "-n", str(folder), "-s", "malloc,100m", "-T", "none"]


def manage(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def binary(name: str) -> str:
    """Debian keeps servers in /usr/sbin, which is not on everybody's PATH."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SystemExit(f"{name} is not installed. On Debian: apt-get install {PACKAGES.get(name, name)}")
    return found


PACKAGES = {"varnishd": "varnish varnish-modules", "nginx": "nginx-light", "redis-server": "redis-server"}


# --- PostgreSQL: a primary and a copy that follows it


@dataclass
class PostgreSQL:
    data: Path
    port: int
    user: str

    @property
    def url(self) -> str:
        return f"postgres://newsroom@{LOCAL}:{self.port}/newsroom"

    def run(self, name: str, *words: str) -> None:
        binaries = installed_binaries()
        if binaries is None:
            raise SystemExit("PostgreSQL is not installed. On Debian: apt-get install postgresql")
        subprocess.run(
            [str(binaries / name), *words], check=True, cwd="/", user=self.user or None,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        options = f"-c listen_addresses={LOCAL} -p {self.port} -k {self.data.parent} -c fsync=off -c max_connections=60"
        options += " -c wal_level=replica -c hot_standby=on -c max_wal_senders=4 -c wal_keep_size=64"
        self.run("pg_ctl", "-D", str(self.data), "-l", f"{self.data}.log", "-w", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def sql(self, words: str) -> None:
        self.run("psql", "-h", LOCAL, "-p", str(self.port), "-U", "newsroom", "-d", "postgres", "-c", words)


@contextmanager
def primary_and_replica(folder: Path) -> Iterator[tuple[PostgreSQL, PostgreSQL]]:
    user = somebody_else() or ""
    place = folder / "postgresql"
    place.mkdir()
    if user:
        folder.chmod(0o755)
        shutil.chown(place, user)
    primary, replica = (PostgreSQL(place / name, free_port(), user) for name in ("primary", "replica"))
    primary.run(
        "initdb", "-D", str(primary.data), "-A", "trust", "-U", "newsroom", "-E", "UTF8", "--no-locale", "-N"
    )
    primary.start()
    try:
        primary.sql("CREATE DATABASE newsroom")
        primary.run(
            "pg_basebackup", "-h", LOCAL, "-p", str(primary.port), "-U", "newsroom", "-D", str(replica.data),
            "-R", "-X", "stream", "-c", "fast",
        )  # fmt: skip
        replica.start()
        yield primary, replica
    finally:
        for server in (replica, primary):
            with suppress(subprocess.CalledProcessError):  # it may be down already
                server.stop()


# --- What was tried, and what was seen


@dataclass
class Table:
    rows: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, tried: str, seen: str, ok: bool) -> None:
        self.rows.append((tried, seen, ok))
        print(f"{'  ' if ok else '! '}{tried:66} {seen}", flush=True)

    def end(self) -> None:
        wrong = sum(not ok for _, _, ok in self.rows)
        print(f"\n{len(self.rows)} tried, {wrong} not as it should be.")
        raise SystemExit(1 if wrong else 0)
