"""Verbs and clocks in any order: at every step each page is, with the page cache, what it is without.

`HYPOTHESIS_PROFILE=deep` walks further.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from articles import clock, purging, refusals
from articles.desk import publishing
from articles.models import Article, Change, Edition
from newsroom.pagecache import store
from newsroom.pagecache.page import Page
from recommendations import curation
from recommendations.models import Placement
from recommendations.models.list import BelowMinimum
from recommendations.spots import Spot
from tests import cast
from tests.cast import at, edda, moment
from tests.recommendations.lists import a_list, add

pytestmark = pytest.mark.django_db

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
WALKS, STEPS, LOOKS = (40, 40, 30) if DEEP else (4, 14, 9)
HEADLINES = ("Fab reopens", "Crane falls", "Meter lies", "Grid hums", "Dock closes")
FIXED = (
    *(
        "/",
        "/machines/",
        "/science/",
        "/topics/chips/",
        "/topics/power/",
        "/topics/",
        "/authors/ines-okafor/",
    ),
    *("/archive/", "/archive/2026/03/", "/corrections/", "/masthead/", "/rss.xml", "/feed.json", "/atom.xml"),
    *(
        "/machines/rss.xml",
        "/topics/chips/atom.xml",
        "/authors/ines-okafor/feed.json",
        "/corrections/rss.xml",
    ),
    *("/sitemap.xml", "/sitemap/pages.xml", "/sitemap/2026-03.xml", "/news-sitemap.xml", "/picks/list/"),
    *("/picks/list/rss.xml", "/search/"),
)


class Walk:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = 0.0
        self.stories: list[Article] = []
        self.said: list[str] = []
        with at(self.now):
            self.sections = [cast.section("Machines"), cast.section("Science")]
            self.list = a_list(title="List", spots=(Spot.HOME_PICKS, Spot.OWN_PAGE), at=moment(0))
            self.filled = a_list(
                title="Filled", spots=(Spot.ARTICLE_FOOT,), at=moment(0), below_minimum=BelowMinimum.BACKFILL,
                minimum=2, maximum=3,
            )  # fmt: skip

    # --- What the desk does

    def begin(self) -> None:
        if len(self.stories) < len(HEADLINES):
            linked = self.random.choice([None, *self.stories])
            link = f'<p>See <a data-story="{linked.public_id}">this</a>.</p>' if linked else ""
            self.stories.append(
                cast.story(
                    HEADLINES[len(self.stories)],
                    section=self.random.choice(self.sections),
                    topics=self.random.sample(
                        [cast.tag("Chips"), cast.tag("Power")], self.random.randint(0, 2)
                    ),
                    names=[
                        self.random.choice([cast.author(), cast.author("Jun Castellane", job_title="Editor")])
                    ],
                    body=f"<p>Words.</p>{link}",
                )
            )

    def publish(self) -> None:
        story = cast.ready(cast.change(self.any(), standfirst=f"As of {self.now}."))
        cast.publish(story, at=self.random.choice([None, None, self.later()]), put_back=True)

    def rename(self) -> None:
        story = self.any()
        words = {
            "slug": f"moved-{self.random.randint(1, 3)}-{story.pk}",
            "section": self.random.choice(self.sections),
        }
        cast.publish(cast.ready(cast.change(story, **words)), put_back=True)

    def correct(self) -> None:
        cast.publish(
            cast.ready(self.any()),
            change=Change.CORRECTION,
            correction=publishing.CorrectionText("Two.", "Three."),
        )

    def withdraw(self) -> None:
        cast.withdraw(self.any(), notice="We erred.")

    def reinstate(self) -> None:
        publishing.reinstate(self.any(), by=edda())

    def end(self) -> None:
        publishing.end_at(self.any(), by=edda(), at=self.random.choice([None, moment(self.later())]))

    def move(self) -> None:
        publishing.move_schedule(self.any(), by=edda(), to=self.random.choice([None, moment(self.later())]))

    def cancel(self) -> None:
        publishing.cancel_schedule(self.any(), by=edda())

    def pick(self) -> None:
        if Edition.objects.exists():
            picked = self.random.choice(list(Edition.objects.all()))
            row = add(self.list, picked, at=clock.now())
            self.list.items.filter(pk=row.pk).update(
                starts_at=self.random.choice([None, moment(self.later())]),
                hours=self.random.choice(["", self.hours()]),
                headline=f"Picked {self.now}",
            )

    def hours(self) -> str:
        opens = timezone.localtime(moment(self.later()))
        return f"1234567 {opens:%H:%M}-{opens + timedelta(minutes=7):%H:%M}"

    def launch(self) -> None:
        made = self.random.choice([self.list, self.filled])
        spot = self.random.choice(
            [Spot.HOME_TOP, Spot.HOME_PICKS, Spot.BREAKING, Spot.SECTION_FRONT, Spot.OWN_PAGE]
        )
        if made == self.list and not made.placements.filter(spot=spot).exists():
            narrowed = {"section": self.sections[0]} if spot == Spot.SECTION_FRONT else {}
            Placement.objects.create(list=made, spot=spot, **narrowed)
        ends = self.random.choice([None, moment(self.later() + 90)])
        curation.launch(
            made, by=cast.cura(), at=self.random.choice([None, moment(self.later())]), ends_at=ends
        )

    def take_off(self) -> None:
        curation.take_off(self.random.choice([self.list, self.filled]), by=cast.cura())

    def undo(self) -> None:
        curation.undo_launch(self.list, by=cast.cura())

    # --- How it goes

    def any(self) -> Article:
        story = self.random.choice(self.stories)
        story.refresh_from_db()
        return story

    def later(self) -> float:
        return self.now + self.random.choice([1, 30, 59, 600])

    def step(self) -> None:
        """One verb, refused or not, and then perhaps some time."""
        verbs: list[Callable[[], None]] = [
            *([self.begin] * 2), *([self.publish] * 4), self.rename, self.correct, self.withdraw, self.reinstate,
            self.end, self.move, self.cancel, self.pick, *([self.launch] * 2), self.take_off, self.undo,
        ]  # fmt: skip
        verb = self.random.choice(verbs if self.stories else [self.begin])
        self.said.append(f"{self.now}: {verb.__name__}")
        with at(self.now):
            try:
                with transaction.atomic():
                    verb()
            except refusals.Refusal as refusal:
                self.said[-1] += f" ({type(refusal).__name__})"
            purging.count()  # as on commit
        self.now += self.random.choice([0, 0, 0.01, 1, 30, 29.99, 60, 60 * 24, 60 * 49])

    def addresses(self) -> Iterator[str]:
        paths = list(Edition.objects.values_list("path", flat=True).distinct())
        pages = [*FIXED, *paths, *(f"{path}history/" for path in paths)]
        yield from self.random.sample(pages, min(len(pages), LOOKS))
        yield from self.random.sample(paths, min(len(paths), 3))


def answered(client: Client, path: str) -> tuple[int, bytes, str]:
    answer = client.get(path)
    return answer.status_code, answer.content, answer.headers.get("ETag", "")


@contextmanager
def made() -> Iterator[list[str]]:
    """The names of pages that are made meanwhile."""
    names: list[str] = []
    put = store.put

    def noted(name: str, page: Page) -> None:
        names.append(name)
        put(name, page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "put", noted)
        yield names


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_page_from_the_cache_is_the_page(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom.pagecache.ledger.EVERY", 0)
    walk, hits = Walk(seed), 0
    with override_settings(PAGE_CACHE=True):
        kept = Client()
        kept.get("/")  # now it has its middleware
    without = Client()
    without.get("/")
    for _ in range(STEPS):
        with override_settings(PAGE_CACHE=True):
            walk.step()
        for path in walk.addresses():
            with at(walk.now):
                with override_settings(PAGE_CACHE=True), made() as pages_made:
                    found = answered(kept, path)
                hits += found[0] == 200 and not pages_made
                assert found == answered(without, path), (path, walk.said)
    assert hits > STEPS  # pages do come from the cache
