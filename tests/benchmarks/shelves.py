"""What a page's shelves cost, in CPU: five of eight cards, each with its picture. `make bench-shelves`.

A figure to look at, never a test: it depends on the machine and on what else that does. With `--profile` it tells where
the time goes.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import sys
import time
from copy import copy
from datetime import timedelta

import django

ROUNDS, SHELVES, CARDS, ARCHIVE = 200, 5, 8, 5000


def stock(*, fills: bool) -> None:
    """Stories with names and pictures, and five launched lists of eight."""
    from tests.articles.editions import DAY, NOON, author, edition, image, section
    from tests.recommendations.lists import launched

    sections = [section(f"Section {number}") for number in range(6)]
    names = [author("Ines Okafor"), author("Jun Castellane")]
    stories = [
        edition(
            f"Story {number}",
            since=NOON - DAY - timedelta(minutes=number),
            section=sections[number % 6],
            names=names,
            lead_image=image(),
        )
        for number in range(2 * SHELVES * CARDS)
    ]
    for number, spot in enumerate(spots()):
        picked = CARDS // 2 if fills else CARDS
        launched(
            *stories[number * CARDS :][:picked],
            spots=(spot,),
            maximum=CARDS,
            minimum=CARDS,
            below_minimum="backfill" if fills else "hide",
        )


def spots() -> tuple[str, ...]:
    """Those that are as long as their lists."""
    from recommendations.spots import Spot

    return (Spot.HOME_PICKS, Spot.SECTION_FRONT, Spot.TOPIC_PAGE, Spot.ARTICLE_BODY, Spot.ARTICLE_FOOT)


def archive() -> None:
    """As from an old site: a launched list at the foot of each of its stories."""
    from articles.models import Article
    from recommendations.models import LaunchedPlacement, ListEdition, RecommendationList
    from recommendations.spots import Spot
    from tests.articles.editions import NOON

    model, said = Article.objects.all()[0], ListEdition.objects.all()[0].items
    made = {"created_at": NOON, "changed_at": NOON}
    stories, lists = [], []
    for number in range(ARCHIVE):
        story = copy(model)
        story.pk, story.public_id = None, f"archive{number:09}"
        stories.append(story)
        lists.append(RecommendationList(title="Related", slug=f"related-{number}", heading="Related", **made))
    stories, lists = Article.objects.bulk_create(stories), RecommendationList.objects.bulk_create(lists)
    versions = ListEdition.objects.bulk_create(
        ListEdition(
            list=one, number=1, heading="Related", items=said, digest="-", live_from=NOON, created_at=NOON
        )
        for one in lists
    )
    LaunchedPlacement.objects.bulk_create(
        LaunchedPlacement(edition=version, spot=Spot.ARTICLE_FOOT, article=story)
        for version, story in zip(versions, stories, strict=True)
    )


def measure(title: str, *, story: str = "") -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from recommendations.shelves import PageAsking, resolve
    from recommendations.spots import Where
    from tests.articles.editions import NOON

    asked = PageAsking(spots=spots(), moment=NOON, where=Where(story=story))
    with CaptureQueriesContext(connection) as queries:
        shelves = resolve(asked)
    assert story or [len(shelf.cards) for shelf in shelves] == [CARDS] * SHELVES
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        resolve(asked)
        spent.append((time.process_time() - start) * 1000)
    print(
        f"{title:16} {len(queries)} queries, CPU median {statistics.median(spent):.1f} ms, "
        f"least {min(spent):.1f} ms ({connection.vendor})"
    )
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(lambda: [resolve(asked) for _ in range(50)])
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> None:
    django.setup()
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        for title, fills in (("picked by hand", False), ("half by rule", True)):
            with transaction.atomic():
                stock(fills=fills)
                measure(title)
                if not fills:
                    archive()
                    measure("in an archive", story="archive000000007")
                transaction.set_rollback(True)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
