"""`make run` and `make dev`: make the site ready, say where it is, serve it. Production starts gunicorn by itself."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Laying out the database ...", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def static_fingerprint() -> str:
    """Over name, size and time of every file that would be collected: 10 ms where collecting takes seconds."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda item: item[0]):
            status = os.stat(storage.path(name))
            found.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = static_fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    print("Collecting style sheets, scripts and fonts ...", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def fill_if_empty() -> None:
    from django.core.management import call_command, get_commands

    if "load_demo" in get_commands():
        call_command("load_demo", if_empty=True)


def prepare(*, dev: bool) -> None:
    from django.db import connections

    migrate()
    if not dev:
        collect_static()  # under DEBUG they are served from where they stand
    fill_if_empty()
    connections.close_all()  # gunicorn forks: a child must not inherit one


def greet() -> None:
    from django.conf import settings

    print(f"\n  {settings.SITE_NAME} is at {settings.SITE_URL}/  and its desk at {settings.SITE_URL}/admin/\n")
    print("  Ctrl-C ends it.", flush=True)


def start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "manage.py", "worker", "--with-parent"], cwd=ROOT)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def serve() -> None:
    """This process becomes gunicorn's master: Django is loaded once and forked, so a restart takes a second."""
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            worker: list[subprocess.Popen[bytes]] = []

            def when_ready(_arbiter: Any) -> None:
                worker.append(start_worker())
                greet()

            chosen: dict[str, Any] = {
                "bind": f"{settings.HOST}:{settings.PORT}",
                "workers": WORKERS,
                "threads": THREADS,
                "preload_app": True,
                "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
                "forwarded_allow_ips": "",  # which proxy to believe is for Django's settings to say
                "control_socket_disable": True,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "when_ready": when_ready,
                "on_exit": lambda _arbiter: [end(process) for process in worker],
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            from newsroom.wsgi import application

            return application

    Server().run()


def serve_dev() -> None:
    from django.conf import settings

    start_worker()
    greet()
    address = f"{settings.HOST}:{settings.PORT}"
    os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])  # noqa: S606


def main(arguments: list[str]) -> int:
    dev = "--dev" in arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEBUG"] = "true" if dev else "false"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        django.setup()
        prepare(dev=dev)
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except OperationalError as wrong:
        print(f"The database cannot be used: {str(wrong).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    serve_dev() if dev else serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
