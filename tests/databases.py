"""A PostgreSQL to test on: the one that is named, else one that runs here, else one made for the occasion."""

from __future__ import annotations

import getpass
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
#: Two clones on one server must not share a database. Django puts "test_" before it.
NAME = f"newsroom_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """Its URL, with a database name of this clone's own, or None where there is no PostgreSQL at all."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(named)
        yield urlunsplit(parts._replace(path=f"{parts.path}_{NAME.removeprefix('newsroom_')}"))
        return
    running = running_here()
    if running:
        yield running
        return
    binaries = installed_binaries()
    if binaries is None:
        yield None
        return
    with throw_away_cluster(binaries) as url:
        yield url


def running_here(port: int = 5432) -> str | None:
    for user in dict.fromkeys([os.environ.get("PGUSER") or getpass.getuser(), "postgres"]):
        try:
            server = psycopg2.connect(
                host="127.0.0.1", port=port, user=user, dbname="postgres", connect_timeout=3, sslmode="prefer"
            )
        except psycopg2.OperationalError:
            continue
        with server.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            (may_create,) = cursor.fetchone() or (False,)
        enough = server.server_version >= 140000  # what Django 5.2 asks
        server.close()
        if may_create and enough:
            password = os.environ.get("PGPASSWORD", "")
            who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
            return f"postgres://{who}@127.0.0.1:{port}/{NAME}"
    return None


def installed_binaries() -> Path | None:
    """Debian keeps them off the PATH, one folder for each version; the newest is taken."""
    versions = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parts[-3].isdecimal()
    ]
    if versions:
        return max(versions, key=lambda path: int(path.parts[-3])).parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb and shutil.which("pg_ctl") else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def somebody_else() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def throw_away_cluster(binaries: Path) -> Iterator[str]:
    user = somebody_else()
    with tempfile.TemporaryDirectory(prefix="newsroom-postgresql-") as folder:
        data = Path(folder) / "data"
        if user:
            shutil.chown(folder, user)

        def run(*command: str | Path) -> None:
            subprocess.run(
                [str(part) for part in command],
                check=True, cwd="/", user=user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip

        port = free_port()
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run(
            binaries / "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "newsroom",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        )
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} {fast}"
        run(binaries / "pg_ctl", "-D", data, "-l", Path(folder) / "log", "-w", "-o", options, "start")
        try:
            yield f"postgres://newsroom@127.0.0.1:{port}/{NAME}"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
