"""What comparing two texts of 5,000 words costs, and saving a story of 50 kB with 30 saves. `make bench-compare`.

Figures to look at, never a test: they depend on the machine and on what else that does.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

import django

ROUNDS = 40


def paragraph(chance: random.Random, words: int = 60) -> str:
    vocabulary = [f"word{number}" for number in range(900)] + ["the", "of", "and"] * 60
    return f"<p>{' '.join(chance.choices(vocabulary, k=words))}.</p>"


def texts(words: int = 5000) -> tuple[str, str]:
    """A story, and the same with every other paragraph edited, some moved and some new."""
    chance = random.Random(7)
    before = [paragraph(chance) for _ in range(words // 60)]
    after = list(before)
    for number in range(0, len(after), 2):
        edited = after[number].split(" ")
        edited[5::9] = ["anew"] * len(edited[5::9])
        after[number] = " ".join(edited)
    after[10:14] = reversed(after[10:14])
    after[30:30] = [paragraph(chance) for _ in range(4)]
    return "".join(before), "".join(after)


def told(what: str, do: Callable[[], object], rounds: int = ROUNDS) -> None:
    do()
    spans = []
    for _ in range(rounds):
        started = time.perf_counter()
        do()
        spans.append(1000 * (time.perf_counter() - started))
    p95 = sorted(spans)[int(0.95 * len(spans))]
    print(f"{what}: median {statistics.median(spans):.0f} ms, p95 {p95:.0f} ms")


def main() -> None:
    from articles import difference, passages
    from articles.admin.addresses import story_url
    from articles.admin.compare import url
    from tests import cast
    from tests.articles.desk import at_the_desk, form_data

    before, after = texts()
    told("Steps and marked words of 5,000", lambda: passages.in_full(difference.compare(before, after)))

    article = cast.published("A long story", body=before)
    cast.change(article, body=after, headline="A longer story")
    client = at_the_desk("edda")
    told("The page that compares them", lambda: client.get(url(article)))

    long = cast.story("Fifty kilobytes", body=texts(7200)[0], topics=[cast.tag("Chips"), cast.tag("Power")])
    for number in range(30):
        cast.change(long, standfirst=f"Save {number}")
    counter = iter(range(10**6))

    def save() -> None:
        long.refresh_from_db()
        said = form_data(long, body=f"<p>{next(counter)}</p>{long.body}")
        assert client.post(story_url(long), said).status_code == 302

    told(f"The form that saves {len(long.body) // 1000} kB with {long.version} saves before it", save)


if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.test.utils import (
        override_settings,
        setup_databases,
        setup_test_environment,
        teardown_databases,
    )

    setup_test_environment()
    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    old = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain_files}):
            main()
    finally:
        teardown_databases(old, verbosity=0)
