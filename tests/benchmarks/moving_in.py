"""What bringing a WordPress archive over costs: `make bench-import`. 10,000 posts with bodies, authors, topics and links
to each other, and no pictures.

    make bench-import                                10,000 posts, into a database of its own
    make bench-import ARGS="--posts 2000 --profile"  fewer, and where the time goes
    make bench-import ARGS="--items 1000000"         a million small items, looked through
    make bench-import ARGS="--megabytes 1024"        a gigabyte of large ones, looked through

Figures to look at, never a test: they depend on the machine and on what else that does.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Gridpost</title><link>https://gridpost.example</link><wp:wxr_version>1.2</wp:wxr_version>
"""
TAIL = "</channel></rss>\n"
SECTIONS, AUTHORS, TOPICS = 8, 40, 300
WORDS = [
    *(f"{start}{end}" for start in ("grid", "fab", "chip", "wave", "sol") for end in ("", "s", "ing", "er")),
    *(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "a",
            "is",
            "that",
            "for",
            "it",
            "was",
            "on",
            "are",
            "as",
            "with",
            "his",
            "they",
            "at",
            "be",
            "this",
            "from",
            "have",
            "or",
            "by",
            "one",
            "had",
        ]
        * 4
    ),
]


def archive(posts: int, *, words: int = 600) -> Iterator[str]:
    """As WordPress writes it: half in blocks, half classic."""
    chance = random.Random(7)
    yield HEAD
    for n in range(AUTHORS):
        yield (
            f"<wp:author><wp:author_id>{n}</wp:author_id><wp:author_login>writer{n}</wp:author_login>"
            f"<wp:author_display_name>Writer {n}</wp:author_display_name></wp:author>\n"
        )
    for n in range(SECTIONS):
        yield (
            f"<wp:category><wp:term_id>{n}</wp:term_id><wp:category_nicename>section-{n}</wp:category_nicename>"
            f"<wp:cat_name>Section {n}</wp:cat_name></wp:category>\n"
        )
    for id in range(1, posts + 1):
        body = _body(chance, id, posts, words)
        topics = "".join(
            f'<category domain="post_tag" nicename="topic-{n}"><![CDATA[Topic {n}]]></category>'
            for n in chance.sample(range(TOPICS), 4)
        )
        day = f"20{10 + id % 14}-{1 + id % 12:02}-{1 + id % 28:02} 10:00:00"
        yield (
            f"<item><title>Post number {id}</title><link>https://gridpost.example/{day[:4]}/{day[5:7]}/post-{id}/</link>"
            f"<dc:creator>writer{id % AUTHORS}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
            f"<excerpt:encoded><![CDATA[What post {id} is about.]]></excerpt:encoded><wp:post_id>{id}</wp:post_id>"
            f"<wp:post_date>{day}</wp:post_date><wp:post_date_gmt>{day}</wp:post_date_gmt>"
            f"<wp:post_modified_gmt>{day}</wp:post_modified_gmt><wp:post_name>post-{id}</wp:post_name>"
            "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
            f'<category domain="category" nicename="section-{id % SECTIONS}"><![CDATA[Section {id % SECTIONS}]]></category>'
            f"{topics}<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta></item>\n"
        )
    yield TAIL


def _body(chance: random.Random, id: int, posts: int, words: int) -> str:
    parts = []
    for _ in range(max(1, words // 60)):
        text = " ".join(chance.choices(WORDS, k=60))
        parts.append(
            f'{text} <a href="https://gridpost.example/?p={1 + chance.randrange(posts)}">post</a> <em>{chance.choice(WORDS)}</em>.'
        )
    if id % 2:
        return "\n\n".join(f"<!-- wp:paragraph -->\n<p>{part}</p>\n<!-- /wp:paragraph -->" for part in parts)
    return "\n\n".join(parts)


def small(items: int) -> Iterator[str]:
    yield HEAD
    for id in range(1, items + 1):
        yield (
            f"<item><title>T{id}</title><link>https://gridpost.example/t{id}/</link><content:encoded>x</content:encoded>"
            f"<wp:post_id>{id}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n"
        )
    yield TAIL


def peak() -> int:
    """Megabytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def written(folder: Path, texts: Iterator[str]) -> Path:
    path = folder / "export.xml"
    with path.open("w") as file:
        for text in texts:
            file.write(text)
    return path


def told(title: str, began: float, cpu: float, count: int, path: Path) -> None:
    seconds, used = time.monotonic() - began, own() - cpu
    print(
        f"{title}: {count:,} items, {path.stat().st_size / 1024**2:,.0f} MB. {seconds:,.0f} s, of which {used:,.0f} s of our"
        f" processor, {1000 * used / max(count, 1):.2f} ms an item. Peak of memory {peak()} MB."
    )


def look(path: Path) -> None:
    from articles.wordpress.items import STORIES
    from articles.wordpress.survey import Survey

    survey = Survey(types=STORIES)
    began, cpu = time.monotonic(), own()
    survey.read([path])
    told("Looked through", began, cpu, survey.counts.total(), path)
    survey.close()


def carry(path: Path, posts: int, *, profile: bool) -> None:
    from django.core.management import call_command
    from django.db import connection

    def run() -> None:
        call_command("import_wordpress", str(path), stdout=io.StringIO())

    began, cpu = time.monotonic(), own()
    if profile:
        found = cProfile.Profile()
        found.runcall(run)
        pstats.Stats(found).sort_stats("tottime").print_stats(35)
        pstats.Stats(found).sort_stats("cumulative").print_stats(70)
    else:
        run()
    told(f"Brought over ({connection.vendor})", began, cpu, posts, path)


def main(options: Any) -> None:
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        if options.items:
            look(written(Path(folder), small(options.items)))
        elif options.megabytes:
            look(written(Path(folder), archive(options.megabytes * 1024 // 40, words=5_700)))
        else:
            setup_test_environment()
            old = setup_databases(verbosity=0, interactive=False)
            try:
                carry(written(Path(folder), archive(options.posts)), options.posts, profile=options.profile)
            finally:
                teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--posts", type=int, default=10_000)
    asked.add_argument("--items", type=int, default=0)
    asked.add_argument("--megabytes", type=int, default=0)
    asked.add_argument("--profile", action="store_true")
    django.setup()
    main(asked.parse_args())
