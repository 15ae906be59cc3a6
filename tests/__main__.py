"""`make test`: all tests, once on PostgreSQL and once on SQLite. The browser is driven once, on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.databases import ROOT, postgresql

NOTHING_COLLECTED = 5  # pytest's exit code, for example when only browser tests were asked for
#: A browser that did not get to something in half a minute, on a busy machine, is asked once more. Nothing else is.
AGAIN = ("--reruns", "1", "--only-rerun", "TimeoutError: ", "--only-rerun", "Locator expected")
PROCESSES = str(min(os.cpu_count() or 1, 4))


def environment(database_url: str) -> dict[str, str]:
    """Nothing that somebody set for their own site, in the environment or in .env, may change a test."""
    own = ("SITE_", "EMAIL_", "HSTS_", "MEDIA_", "PRIVATE_", "STATIC_", "SECRET_KEY")
    others = {
        "DEBUG",
        "HOST",
        "PORT",
        "ALLOWED_HOSTS",
        "CACHE_URL",
        "TIME_ZONE",
        "LANGUAGE_CODE",
        "TRUST_PROXY",
    }
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(own) and name not in others
    }
    return kept | {"DATABASE_URL": database_url, "ENV_FILE": os.devnull}


def pytest(database: str, url: str, arguments: list[str]) -> int:
    print(f"\n== Tests on {database}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", PROCESSES, *AGAIN, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(url), check=False).returncode


def main(arguments: list[str]) -> int:
    codes = []
    with postgresql() as url:
        if url:
            codes.append(pytest("PostgreSQL", url, ["-m", "not browser", *arguments]))
        else:
            print(
                "PostgreSQL is skipped: none at 127.0.0.1:5432, none installed, no DATABASE_URL.", flush=True
            )
            codes.append(1 if os.environ.get("CI") else 0)
    codes.append(pytest("SQLite", "sqlite:///var/newsroom.sqlite3", arguments))
    if all(code == NOTHING_COLLECTED for code in codes):
        return NOTHING_COLLECTED
    return next((code for code in codes if code not in (0, NOTHING_COLLECTED)), 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
