"""What “Find a story” costs, on the database that DATABASE_URL names: fill it first. `make bench-find`.

Words are taken from the stories there: the commonest, one of the rarest, and a name. A figure to look at, never a test.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 20


def words() -> dict[str, str]:
    from articles.models import Article, Author, Edition

    newest = Article.objects.order_by("-pk").values_list("headline", flat=True)[:2000]
    counted = Counter(
        word.lower() for line in newest for word in set(line.split()) if word.isalpha() and len(word) > 3
    )
    ranked = [word for word, _ in counted.most_common()]
    return {
        "a common word": ranked[0],
        "its beginning": ranked[0][:2],
        "two common words": " ".join(ranked[:2]),
        "a rare word": list(newest)[-1].split()[-1],
        "an author": Author.objects.order_by("-pk")[0].name,
        "an address": Edition.objects.order_by("-pk")[0].path,
        "nothing": "zzzyyyxxx",
    }


def people() -> dict[str, Any]:
    from newsroom.models import User

    found = {}
    for role in ("Editor", "Writer", "Curator"):
        person = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
        if person:
            found[role] = person
    return found


def measure(title: str, do: Callable[[], Any]) -> None:
    do()
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = do()
        spent.append((time.perf_counter() - start) * 1000)
    print(
        f"{title:32} median {statistics.median(spent):6.1f} ms, least {min(spent):6.1f} ms, {len(found)} found"
    )


def main() -> None:
    django.setup()
    from django.db import connection

    from articles.models import Article
    from newsroom.find import FEW, find

    print(f"{Article.objects.count():,} stories, {connection.vendor}")
    for role, person in people().items():
        for what, text in words().items():
            measure(f"{role}: {what}", lambda person=person, text=text: find(person, text, FEW))


if __name__ == "__main__":
    main()
