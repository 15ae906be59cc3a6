"""`make run` and `make dev`: make the site ready, say where it is, serve it. Production starts gunicorn by itself."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """Its text is the one line that a person gets to read."""


def need_free_port(host: str, port: int) -> None:
    nowhere = f"HOST={host} is not an address of this machine. Try 127.0.0.1, or 0.0.0.0 for all of them."
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
    except (OSError, UnicodeError):
        raise Stop(nowhere) from None
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65535 else 8000
                raise Stop(
                    f"Port {port} on {host} is in use. Stop what uses it, or choose another: make run PORT={other}"
                ) from None
            if error.errno == errno.EACCES:
                raise Stop(f"Port {port} is kept for the administrator. Choose one above 1023.") from None
            raise Stop(nowhere) from None


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Laying out the database ...", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    else:
        from articles.desk.roles import apply_roles  # needs the models

        apply_roles()  # after every migrate; a version that brings other rights may bring no migration


def static_fingerprint() -> str:
    """Over name, size and time of every file that would be collected: 10 ms where collecting takes seconds."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda item: item[0]):
            status = os.stat(storage.path(name))
            found.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def collect_static() -> None:
    folder = Path(settings.STATIC_ROOT)
    stamp = folder.with_name(f"{folder.name}.stamp")
    now = static_fingerprint()
    if folder.is_dir() and stamp.exists() and stamp.read_text() == now:
        return
    print("Collecting style sheets, scripts and fonts ...", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def fill_if_empty() -> None:
    call_command("load_demo", if_empty=True)


def demo_accounts() -> list[str]:
    from newsroom.demo.play import PASSWORD, PEOPLE
    from newsroom.models import User

    names = set(
        User.objects.filter(username__in=[person[0] for person in PEOPLE]).values_list("username", flat=True)
    )
    if not names:
        return []
    lines = [f"Sign in with the password {PASSWORD} as"]
    return lines + [
        f"  {username:6} {role}" for username, _first, _last, role, _author in PEOPLE if username in names
    ]


def prepare(*, dev: bool) -> list[str]:
    """Returns what there is to say when it is up."""
    migrate()
    if not dev:
        collect_static()  # under DEBUG they are served from where they stand
    fill_if_empty()
    accounts = demo_accounts()
    connections.close_all()  # gunicorn forks: a child must not inherit one
    lines = [
        f"{settings.SITE_NAME} is at {settings.SITE_URL}/ and its desk at {settings.SITE_URL}/admin/",
        "",
    ]
    if accounts and settings.EVERYWHERE:
        lines += ["Others on the network can reach it, and these accounts are the same in every demo:"]
    return [*lines, *accounts, "", "Ctrl-C ends it."]


def greet(lines: list[str]) -> None:
    print("\n" + "\n".join(f"  {line}".rstrip() for line in lines) + "\n", flush=True)


def start_worker() -> subprocess.Popen[bytes]:
    """In a group of its own: Ctrl-C reaches the server alone, which then ends the worker."""
    command = [sys.executable, "manage.py", "worker", "--with-parent", str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT, process_group=0)  # noqa: S603 -- our own words


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def serve(greeting: list[str]) -> None:
    """This process becomes gunicorn's master: Django is loaded once and forked, so a restart takes a second."""
    from gunicorn.app.base import BaseApplication

    from newsroom import gunicorn as gunicorn_settings

    class Server(BaseApplication):
        def load_config(self) -> None:
            started: list[subprocess.Popen[bytes]] = []

            def when_ready(_arbiter: Any) -> None:
                started.append(start_worker())
                greet(greeting)

            def on_exit(_arbiter: Any) -> None:
                for process in started:
                    end(process)

            for name in self.cfg.settings:
                if hasattr(gunicorn_settings, name):
                    self.cfg.set(name, getattr(gunicorn_settings, name))
            self.cfg.set("bind", f"{settings.HOST}:{settings.PORT}")
            self.cfg.set("when_ready", when_ready)
            self.cfg.set("on_exit", on_exit)

        def load(self) -> Callable[..., Any]:
            from newsroom.wsgi import application

            return application

    Server().run()


def serve_dev(greeting: list[str]) -> None:

    start_worker()
    greet(greeting)
    address = f"{settings.HOST}:{settings.PORT}"
    os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])  # noqa: S606


def main(arguments: list[str]) -> int:
    dev = "--dev" in arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEBUG"] = "true" if dev else "false"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        django.setup()
        need_free_port(settings.HOST, settings.PORT)
        greeting = prepare(dev=dev)
    except (Stop, ImproperlyConfigured) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except OperationalError as wrong:
        print(f"The database cannot be used: {str(wrong).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    serve_dev(greeting) if dev else serve(greeting)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
