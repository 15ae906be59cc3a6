"""What a page from the page cache costs, beside the least that Django can answer, in the same minute.

    make bench-page-cache

The demo outlet in an SQLite of its own, served by gunicorn as everywhere; beside it, by the same gunicorn, a Django with one
view that says hello. Slices of requests go to one and the other in turn, because machines are noisy; CPU is that of the
servers' process trees, not of the client. The table shows medians.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import free_port
from tests.trials.servers import tree

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, REQUESTS = 7, 500
TICKS = os.sysconf("SC_CLK_TCK")
LOCAL = "127.0.0.1"


@dataclass
class Contender:
    name: str
    port: int
    pid: int
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    cpu: list[float] = field(default_factory=list)  # ms a request, by slice
    size: int = 0


def cpu(pid: int) -> float:
    """Seconds that the tree has used."""
    total = 0
    for one in tree(pid):
        after_name = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(after_name[11]) + int(after_name[12])
    return total / TICKS


def slice_of(contender: Contender, count: int) -> None:
    connection = http.client.HTTPConnection(LOCAL, contender.port, timeout=30)
    before = cpu(contender.pid)
    for _ in range(count):
        connection.request("GET", contender.path, headers=contender.headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (contender.name, answer.status)
    contender.cpu.append((cpu(contender.pid) - before) * 1000 / count)
    contender.size = len(body)
    connection.close()


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--config", "python:newsroom.gunicorn"]
    command += ["--bind", f"{LOCAL}:{port}", "--workers", "1"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex((LOCAL, port)) == 0:
                    break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def an_article(port: int) -> str:
    connection = http.client.HTTPConnection(LOCAL, port, timeout=30)
    connection.request("GET", "/feed.json")
    found = json.loads(connection.getresponse().read())
    return "/" + found["items"][0]["url"].split("/", 3)[3]


def main() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-bench-"))
        environment = {
            **os.environ,
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "CACHE_URL": f"filecache://{folder}/cache",
            "MEDIA_ROOT": f"{folder}/media",
            "PRIVATE_ROOT": f"{folder}/private",
            "STATIC_ROOT": f"{folder}/static",
            "LOG_LEVEL": "WARNING",
        }
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        hello, hello_pid = stack.enter_context(served("tests.benchmarks.hello", environment))
        on, on_pid = stack.enter_context(served("newsroom.wsgi", environment))
        off, off_pid = stack.enter_context(served("newsroom.wsgi", {**environment, "PAGE_CACHE": "false"}))
        article = an_article(on)
        brotli = {"Accept-Encoding": "br, gzip"}
        contenders = [
            Contender("hello", hello, hello_pid, "/hello/"),
            Contender("article, kept, plain", on, on_pid, article),
            Contender("article, kept, brotli", on, on_pid, article, brotli),
            Contender("home, kept, brotli", on, on_pid, "/", brotli),
            Contender("article, page cache off, brotli", off, off_pid, article, brotli),
        ]
        for contender in contenders:
            slice_of(contender, 20)
            contender.cpu.clear()
        for _ in range(ROUNDS):
            for contender in contenders:
                slice_of(contender, REQUESTS if contender.port != off else 20)
    least = statistics.median(contenders[0].cpu)
    print(f"{'':32}  bytes   CPU ms   / hello")
    for contender in contenders:
        median = statistics.median(contender.cpu)
        print(f"{contender.name:32} {contender.size:6}  {median:7.3f}  {median / least:7.2f}")


if __name__ == "__main__":
    main()
