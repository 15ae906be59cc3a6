"""How the site is served, in `make run` and in production alike. On the command line: --config python:newsroom.gunicorn"""

from __future__ import annotations

import gc
import os
import signal
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True  # Django is loaded once and forked
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- its heartbeat is no file on a disk
forwarded_allow_ips = ""  # which proxy to believe is for Django's settings to say
control_socket_disable = True
graceful_timeout = 5  # seconds that a stop waits for answers under way
loglevel = "warning"


def when_ready(server: Any) -> None:
    """What was loaded stays for good: Python need not go through it each time it looks for what nobody uses any more, and
    the workers share its memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)  # a page makes thousands of values, and hardly one that others have to find


def post_worker_init(worker: Any) -> None:
    """Ctrl-C reaches the whole group. The master ends its workers by itself, and one that is told twice at once hangs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
