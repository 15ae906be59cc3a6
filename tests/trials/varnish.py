"""`make try-varnish`: the shipped configuration in a real varnishd, before two real gunicorns, with the real worker.

What is tried and what was seen goes to a table; one that is not as it should be ends with an error.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.databases import free_port
from tests.trials.servers import Server, Servers, Table, Watch, binary, end_well, get, manage, servers, until


def main() -> None:
    end_well()
    binary("varnishd")
    with tempfile.TemporaryDirectory(prefix="newsroom-varnish-") as name:
        folder, port = Path(name), free_port()
        with servers(
            folder,
            DATABASE_URL=f"sqlite:///{folder}/site.sqlite3",
            CACHE_URL=f"filecache://{folder}/cache",
            SITE_URL="http://127.0.0.1",
            EDGE="varnish",
            VARNISH_URLS=f"http://127.0.0.1:{port}",
        ) as made:
            manage(made.environment, "migrate", "-v0")
            manage(made.environment, "collectstatic", "--no-input", "-v0")
            manage(made.environment, "load_demo")
            webs = [made.web(), made.web()]
            varnish = made.varnish(*webs, port=port)
            worker = made.worker()
            os.environ.update(made.environment, DJANGO_SETTINGS_MODULE="newsroom.settings")
            import django

            django.setup()
            table = Table()
            Trial(made, varnish, webs, worker, table).run()
            table.end()


class Trial:
    def __init__(
        self, made: Servers, varnish: Server, webs: list[Server], worker: Server, table: Table
    ) -> None:
        self.made, self.varnish, self.webs, self.worker, self.table = made, varnish, webs, worker, table

    def get(self, path: str, **more: Any) -> Any:
        return get(self.varnish.port, path, **more)

    def counted(self, name: str) -> int:
        command = [binary("varnishstat"), "-n", str(self.made.folder / f"varnish-{self.varnish.port}")]
        said = subprocess.run(
            [*command, "-1", "-f", f"MAIN.{name}"], capture_output=True, text=True, check=True
        )
        return int(said.stdout.split()[1])

    def run(self) -> None:
        from articles.models import Article, Edition

        until(lambda: self.get("/").status == 200, within=60)
        story = Article.objects.filter(editions__live_until__isnull=True, editions__isnull=False).first()
        assert story is not None
        self.story, self.path = story, Edition.objects.filter(article=story).latest("live_from").path
        trials = (
            self.headers, self.hits, self.parameters, self.people, self.purging_is_not_for_everybody,
            self.publishing, self.withdrawing, self.scheduling, self.edge_away, self.site_away, self.speed,
        )  # fmt: skip
        for trial in trials:
            if not sys.argv[1:] or trial.__name__ in sys.argv[1:]:
                trial()

    def headers(self) -> None:
        answer = self.get(self.path)
        told = {"surrogate-control", "cache-tag", "xkey", "age", "via", "x-varnish"} & {*answer.headers}
        self.table.add("what only the edge may know is taken off", f"left: {sorted(told)}", not told)
        page = answer.headers.get("cache-control")
        self.table.add("the public's lifetime is constant", f"{page}", page == "public, max-age=60")

    def hits(self) -> None:
        self.get(self.path)
        before = self.counted("backend_req")
        for _ in range(50):
            self.get(self.path)
        asked = self.counted("backend_req") - before
        self.table.add("50 requests for a page that is there", f"{asked} reached the site", asked <= 1)
        dresses = {self.get(self.path, **{"Accept-Encoding": said}).headers.get("content-encoding") for said in ("br, gzip", "gzip", "identity")}  # fmt: skip
        self.table.add("Brotli, gzip, plain", f"{dresses}", dresses == {"br", "gzip", None})

    def parameters(self) -> None:
        before = self.counted("backend_req")
        for number in range(20):
            self.get(f"{self.path}?utm_source={number}")
        asked = self.counted("backend_req") - before
        self.table.add("20 unknown parameters", f"{asked} reached the site", asked == 0)

    def people(self) -> None:
        before = self.counted("backend_req")
        for _ in range(5):
            self.get(self.path, Cookie="session=x")
        asked = self.counted("backend_req") - before
        self.table.add("5 requests with a session", f"{asked} reached the site", asked >= 5)

    def purging_is_not_for_everybody(self) -> None:
        answer = self.get("/", method="PURGE", **{"xkey-purge": "site", "X-Forwarded-For": "192.0.2.1"})
        self.table.add("PURGE that came by a proxy", f"{answer.status}", answer.status == 405)

    # --- Verbs

    def verb(
        self, what: str, words: str, do: Callable[[], object], *, there: bool = True, at: Any = None
    ) -> None:
        """Seconds after the verb's own moment, which is before its commit, or after the moment it is for."""
        from articles.models import Article

        self.get(self.path)
        needle = words.encode()

        ports = [web.port for web in self.webs]
        watch = Watch([*ports, self.varnish.port], self.path, lambda answer: (needle in answer.body) == there)
        do()
        moment = at or Article.objects.get(pk=self.story.pk).settled
        assert moment is not None
        early = False
        if at:
            time.sleep(max(0.0, at.timestamp() - time.time() - 0.3))
            early = any(watch.right.values())
        found = watch.after(moment.timestamp())
        origin, edge = max(found[port] for port in ports), found[self.varnish.port]
        self.table.add(
            f"{what}: last wrong answer", f"{origin:.2f} s after from the web, {edge:.2f} s from Varnish{', one too early' if early else ''}",
            origin <= 1 and edge <= 2 and not early,
        )  # fmt: skip

    def changed(self, words: str, at: Any = None) -> None:
        from articles import clock
        from articles.desk import publishing, saving
        from articles.models import Article, Change, Stage

        story = Article.objects.get(pk=self.story.pk)
        story.headline = words
        story.card_headline = ""
        story.save(update_fields=["headline", "card_headline"])
        saving.save(story, by=None)
        Article.objects.filter(pk=story.pk).update(
            stage=Stage.READY, approved_digest=story.digest, approved_at=clock.now()
        )
        story.refresh_from_db()
        publishing.publish(story, by=None, change=Change.UPDATE, note="New.", override="A trial.", at=at)

    def publishing(self) -> None:
        words = "Words that were not there"
        self.verb("a text published", words, lambda: self.changed(words))

    def withdrawing(self) -> None:
        from articles.desk import publishing
        from articles.models import Article

        def withdraw() -> None:
            publishing.withdraw(Article.objects.get(pk=self.story.pk), by=None, reason="A trial.")

        def reinstate() -> None:
            publishing.reinstate(Article.objects.get(pk=self.story.pk), by=None)

        self.verb("a story withdrawn", "Words that were not there", withdraw, there=False)
        self.verb("a story reinstated", "Words that were not there", reinstate)

    def scheduling(self) -> None:
        from articles import clock

        moment = clock.now() + timedelta(seconds=15)
        words = "Words of later"
        self.verb("a text for a moment", words, lambda: self.changed(words, at=moment), at=moment)

    def edge_away(self) -> None:
        from newsroom import outbox

        self.varnish.end()
        self.changed("Words while the edge is away")
        seconds = until(outbox.trouble, within=90, every=0.2)
        self.table.add("Varnish away: Today says so", f"after {seconds:.1f} s", seconds < 60)
        self.varnish.start()
        seconds = until(lambda: outbox.trouble() is None, within=120, every=0.2)
        self.table.add("Varnish back: what waited is sent", f"after {seconds:.1f} s", seconds < 90)

    def site_away(self) -> None:
        from django.utils import timezone

        from articles.models import Purge

        time.sleep(4)  # what is sent twice is sent
        until(lambda: not Purge.objects.filter(due__lte=timezone.now()).exists(), every=0.2)
        self.worker.end()  # it makes pictures, and lets go of each page that has a new one
        for path in ("/", self.path):
            until(lambda path=path: self.get(path).status == 200)
        for web in self.webs:
            web.end(at_once=True)
        time.sleep(1)
        statuses = [self.get(path).status for path in ("/", self.path) * 20]
        time.sleep(8)  # now the probes know it too
        statuses += [self.get(path).status for path in ("/", self.path) * 20]
        wrong = sum(status != 200 for status in statuses)
        self.table.add(
            "both web processes killed: pages that are there", f"{wrong} of {len(statuses)} failed", not wrong
        )
        for server in (*self.webs, self.worker):
            server.start()
        seconds = until(lambda: self.get("/search/?q=new").status == 200)
        self.table.add("they are back: what is not there", f"after {seconds:.1f} s", seconds < 30)

    # --- Speed

    def speed(self) -> None:
        """Beside nginx with the same bytes from a file, in turn."""
        try:
            wrk = binary("wrk")
            binary("nginx")
        except SystemExit as missing:
            print(f"  Not compared with nginx: {missing}")
            return
        files = self.made.folder / "files"
        files.mkdir()
        files.chmod(0o755)
        nginx = self.made.nginx(files)
        plain = self.made.plain_varnish(nginx)
        for dress in ("identity", "br"):
            page = self.get(self.path, **{"Accept-Encoding": dress}).body
            (files / f"page-{dress}.html").write_bytes(page)
            asked = {
                "Varnish": (self.varnish.port, self.path),
                "one that decides nothing": (plain.port, f"/page-{dress}.html"),
                "nginx": (nginx.port, f"/page-{dress}.html"),
            }
            for readers in (1, 16):
                self.compare(wrk, asked, readers, f"{len(page)} bytes, {readers} at once", dress)

    def compare(
        self, wrk: str, asked: dict[str, tuple[int, str]], readers: int, what: str, dress: str
    ) -> None:
        found: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(5):
            for name, (port, path) in asked.items():
                headers = ["-H", "Host: 127.0.0.1", "-H", f"Accept-Encoding: {dress}"]
                command = [wrk, "-t1", f"-c{readers}", "-d2s", *headers, f"http://127.0.0.1:{port}{path}"]
                said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                found[name].append(float(said.split("Requests/sec:")[1].split()[0]))
        ours, *others = (statistics.median(rates) for rates in found.values())
        for name, theirs in zip(list(asked)[1:], others, strict=True):
            self.table.add(
                f"{what}: Varnish / {name}, requests a second",
                f"{ours:.0f} / {theirs:.0f} = {ours / theirs:.2f}",
                ours / theirs >= 0.8,
            )


if __name__ == "__main__":
    main()
