"""`make try-scaling`: several machines' worth of processes on loopback, and what happens when one of them is taken away.

A PostgreSQL primary with a copy that follows it, Redis, two gunicorns, two workers, varnishd. What is tried and what was seen
goes to a table; one that is not as it should be ends with an error.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.databases import free_port
from tests.trials.servers import (
    PostgreSQL,
    Server,
    Servers,
    Table,
    Watch,
    end_well,
    get,
    manage,
    primary_and_replica,
    servers,
    tree,
    until,
)


def main() -> None:
    end_well()
    if find_spec("redis") is None:
        raise SystemExit("Python's redis is not installed: pip install -r requirements-production.txt")
    with tempfile.TemporaryDirectory(prefix="newsroom-scaling-") as name:
        folder, edge, cache = Path(name), free_port(), free_port()
        with (
            primary_and_replica(folder) as (primary, replica),
            servers(
                folder,
                DATABASE_URL=primary.url,
                REPLICA_URLS=replica.url,
                CACHE_URL=f"redis://127.0.0.1:{cache}/5",
                SITE_URL="http://127.0.0.1",
                EDGE="varnish",
                VARNISH_URLS=f"http://127.0.0.1:{edge}",
            ) as made,
        ):
            redis = made.redis(port=cache)
            manage(made.environment, "migrate", "-v0")
            manage(made.environment, "collectstatic", "--no-input", "-v0")
            manage(made.environment, "load_demo")
            webs = [made.web(), made.web()]
            varnish = made.varnish(*webs, port=edge)
            made.worker()
            made.worker()
            os.environ.update(made.environment, DJANGO_SETTINGS_MODULE="newsroom.settings")
            import django

            django.setup()
            table = Table()
            Trial(made, primary, replica, redis, webs, varnish, table).run()
            table.end()


class Load:
    """Readers who go on asking for the same pages, through some port."""

    def __init__(self, ports: list[int], paths: list[str]) -> None:
        self.ports, self.paths = ports, paths
        self.statuses: Counter[int] = Counter()
        self.slowest = 0.0
        self.ended = threading.Event()

    def read(self, number: int) -> None:
        while not self.ended.is_set():
            began = time.monotonic()
            found = get(
                self.ports[number % len(self.ports)], self.paths[number % len(self.paths)], timeout=20
            )
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.statuses[found.status] += 1
            number += 1
            time.sleep(0.02)

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status != 200)

    def __str__(self) -> str:
        asked = sum(self.statuses.values())
        return f"{self.failed} of {asked} failed, slowest {self.slowest:.1f} s"


@contextmanager
def load(ports: list[int], paths: list[str]) -> Iterator[Load]:
    made = Load(ports, paths)
    threads = [threading.Thread(target=made.read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        for thread in threads:
            thread.join()


class Trial:
    def __init__(
        self, made: Servers, primary: PostgreSQL, replica: PostgreSQL, redis: Server, webs: list[Server],
        varnish: Server, table: Table,
    ) -> None:  # fmt: skip
        self.made, self.primary, self.replica, self.redis = made, primary, replica, redis
        self.webs, self.varnish, self.table = webs, varnish, table
        self.ports = [web.port for web in webs]
        self.count = 0

    def run(self) -> None:
        from articles.models import Article, Edition

        story = Article.objects.filter(editions__live_until__isnull=True, editions__isnull=False).first()
        assert story is not None
        self.story, self.path = story, Edition.objects.filter(article=story).latest("live_from").path
        self.paths = ["/", self.path, "/topics/", "/rss.xml"]
        self.warm()
        for trial in (
            self.one_writes_and_others_read, self.replica_is_asked, self.replica_lags, self.replica_dies,
            self.redis_flushed, self.redis_slow, self.redis_gone, self.web_killed, self.primary_away, self.workers,
        ):  # fmt: skip
            trial()

    def warm(self) -> None:
        for port in (*self.ports, self.varnish.port):
            for path in self.paths:
                until(lambda port=port, path=path: get(port, path).status == 200)

    def publish(self) -> str:
        from articles import clock
        from articles.desk import publishing, saving
        from articles.models import Article, Change, Stage

        self.count += 1
        words = f"Headline number {self.count}"
        story = Article.objects.get(pk=self.story.pk)
        story.headline, story.card_headline = words, ""
        story.save(update_fields=["headline", "card_headline"])
        saving.save(story, by=None)
        Article.objects.filter(pk=story.pk).update(
            stage=Stage.READY, approved_digest=story.digest, approved_at=clock.now()
        )
        story.refresh_from_db()
        publishing.publish(story, by=None, change=Change.UPDATE, note="New.", override="A trial.")
        return words

    def told(self, what: str) -> None:
        from articles.models import Article

        needle = f"Headline number {self.count + 1}<".encode()
        watch = Watch([*self.ports, self.varnish.port], self.path, lambda answer: needle in answer.body)
        self.publish()
        moment = Article.objects.get(pk=self.story.pk).settled
        assert moment is not None
        found = watch.after(moment.timestamp())
        origin, edge = max(found[port] for port in self.ports), found[self.varnish.port]
        said = f"{origin:.2f} s after from the web, {edge:.2f} s from Varnish"
        self.table.add(f"{what}: last wrong answer", said, origin <= 1 and edge <= 2)

    # --- What is tried

    def one_writes_and_others_read(self) -> None:
        for _ in range(3):
            self.told("published by one process, read from two others")

    def replica_is_asked(self) -> None:
        before = self.scans(self.replica)
        for port in self.ports:
            for number in range(10):
                get(port, f"/search/?q=word{number}")
        asked = self.scans(self.replica) - before
        self.table.add("readers' pages come from the copy", f"{asked} scans of stories there", asked > 0)

    def scans(self, server: PostgreSQL) -> int:
        import psycopg2

        with psycopg2.connect(server.url) as asking, asking.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'articles_edition'"
            )
            return int((cursor.fetchone() or [0])[0])

    def replica_lags(self) -> None:
        self.replica.sql("SELECT pg_wal_replay_pause()")
        self.told("the copy stands still: published all the same")
        self.replica.sql("SELECT pg_wal_replay_resume()")
        self.told("the copy follows again")

    def replica_dies(self) -> None:
        with load(self.ports, [*self.paths, "/search/?q=fab"]) as readers:
            time.sleep(1)
            self.replica.stop()
            time.sleep(4)
            self.told("the copy is dead: published all the same")
            self.replica.start()
            time.sleep(3)
        # Whoever was just asking it when it died may have failed.
        self.table.add("the copy dies and comes back, under load", str(readers), readers.failed <= 3)

    def redis_flushed(self) -> None:
        from django.core.cache import caches

        with load(self.ports, self.paths) as readers:
            caches["pages"].clear()
            time.sleep(2)
            self.told("Redis flushed: published all the same")
        self.table.add("Redis flushed, under load", str(readers), not readers.failed)

    def redis_slow(self) -> None:
        os.kill(self.redis.pid, signal.SIGSTOP)  # it takes what it is sent, and says nothing
        with load(self.ports, self.paths) as readers:
            time.sleep(3)
            self.told("Redis does not answer: published all the same")
        os.kill(self.redis.pid, signal.SIGCONT)
        self.table.add(
            "Redis does not answer, under load", str(readers), not readers.failed and readers.slowest < 5
        )

    def redis_gone(self) -> None:
        with load(self.ports, self.paths) as readers:
            self.redis.end(at_once=True)
            time.sleep(3)
            self.told("Redis gone: published all the same")
            self.redis.start()
            time.sleep(2)
        self.table.add("Redis gone and back, under load", str(readers), not readers.failed)

    def web_killed(self) -> None:
        with load([self.varnish.port], [*self.paths, "/search/?q=fab"]) as readers:
            time.sleep(1)
            worker = tree(self.webs[0].pid)[1]
            os.kill(worker, signal.SIGKILL)  # one of its processes: gunicorn makes another
            time.sleep(3)
            self.webs[0].end(at_once=True)  # and now the whole machine
            time.sleep(5)
            self.webs[0].start()
            time.sleep(3)
        self.table.add(
            "a web process, then all of a gunicorn killed, under load", str(readers), readers.failed <= 3
        )
        self.warm()

    def primary_away(self) -> None:
        self.warm()
        with load([*self.ports, self.varnish.port], self.paths) as readers:
            self.primary.stop()
            fresh = Counter(
                get(port, f"/search/?q=away{number}").status for port in self.ports for number in range(3)
            )
            time.sleep(10)
            self.primary.start()
            time.sleep(4)
        self.table.add("the primary away for 10 s: pages that are there", str(readers), not readers.failed)
        self.table.add(
            "the primary away: pages that are not there, from the copy", f"{dict(fresh)}", set(fresh) == {200}
        )
        from django.db import connection

        connection.close()
        self.told("the primary is back: published")

    def workers(self) -> None:
        from django.utils import timezone

        from articles.models import Purge

        seconds = until(
            lambda: not Purge.objects.filter(due__lte=timezone.now()).exists(), within=60, every=0.2
        )
        tries = Purge.objects.filter(tries__gt=0).count()
        self.table.add(
            "two workers: every purge is sent, none left",
            f"after {seconds:.1f} s, {tries} in trouble",
            seconds < 60 and not tries,
        )


if __name__ == "__main__":
    main()
