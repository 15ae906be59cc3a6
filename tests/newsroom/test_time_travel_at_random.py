"""Any page at any moment: it answers, and shows no story that readers do not see then."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from newsroom import time_travel
from recommendations.models import Placement
from recommendations.spots import Spot
from tests.articles.desk import at_the_desk
from tests.articles.editions import DAY, HOUR, NOON, author, edition, section, tag
from tests.recommendations.lists import a_list, add, launch

#: Hours from noon: since, until.
LIVES = ((-90, None), (-50, -20), (-40, 30), (-1, None), (2, 40), (26, None), (50, 60))
#: What the desk alone is told stands in these.
REASONS = re.compile(r'<details class="reasons".*?</details>', re.DOTALL)
PLACES = st.sampled_from(
    [
        *("", "archive/", "machines/", "money/", "search/?q=story", "authors/", "topics/", "topics/chips/"),
        *("authors/ines-okafor/", "corrections/", "feed.xml", "feed.json", "sitemap.xml", "news-sitemap.xml"),
        *("picks/picks/", "picks/picks/feed.xml", "picks/none/", "robots.txt", "nothing/here/", "machines"),
        *("archive/2026/11/", "archive/2026/13/", "archive/0/0/", "%00/", "ä/", "machines/%ff/", "?page=x"),
    ]
)
NEAR = st.integers(-100, 100).map(lambda hours: NOON + hours * HOUR)
EDGES = st.sampled_from(
    [NOON + hours * HOUR + minute for life in LIVES for hours in life if hours for minute in (
        timedelta(), timedelta(minutes=1), timedelta(minutes=-1)
    )]
)  # fmt: skip
FAR = st.integers(0, 300 * 365 * 24).map(lambda hours: datetime(1900, 1, 1, tzinfo=UTC) + hours * HOUR)


class AnyPageAtAnyMoment(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stories = [
            edition(
                f"Story number {number}",
                since=NOON + since * HOUR,
                until=None if until is None else NOON + until * HOUR,
                section=section(("Machines", "Money")[number % 2]),
                names=[author("Ines Okafor")],
                topics=[tag("Chips")],
            )
            for number, (since, until) in enumerate(LIVES)
        ]
        cls.lists = []
        for spot in (Spot.HOME_LEAD, Spot.HOME_PICKS, Spot.ARTICLE_FOOT, Spot.SECTION_FRONT, Spot.OWN_PAGE):
            made = a_list(
                title="Picks" if spot == Spot.OWN_PAGE else "", spots=(spot,), at=NOON - 4 * DAY,
                below_minimum="backfill", minimum=2, backfill={"days": 2},
            )  # fmt: skip
            for story in cls.stories:
                add(made, story, at=NOON - 4 * DAY)
            launch(made, now=NOON - 4 * DAY)
            launch(made, now=NOON - 3 * DAY, at=NOON + DAY, ends_at=NOON + 2 * DAY)
            cls.lists.append(made)
        Placement.objects.create(list=cls.lists[0], spot=Spot.TOPIC_PAGE, tag=tag("Chips"))
        cls.curator = at_the_desk("cura")

    def ask(self, moment, address):
        return self.curator.get(f"{time_travel.at(moment).rstrip('/')}/{address}")

    def assert_no_story_is_early_or_late(self, answer, moment):
        text = REASONS.sub("", answer.content.decode())
        hidden = [story.headline for story in self.stories if not story.is_visible_at(moment)]
        self.assertEqual([headline for headline in hidden if headline in text], [])

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(moment=NEAR | EDGES | FAR, address=PLACES)
    def test_answers(self, moment, address):
        moment = moment.replace(second=0, microsecond=0)
        answer = self.ask(moment, address)

        self.assertIn(answer.status_code, (200, 301, 302, 404, 410))
        self.assert_no_story_is_early_or_late(answer, moment)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(moment=NEAR | EDGES, number=st.integers(0, len(LIVES) - 1), of=st.none() | st.integers(0, 4))
    def test_a_story_is_there_while_readers_see_it(self, moment, number, of):
        """Also in a rehearsal."""
        story, rehearsed = self.stories[number], None if of is None else self.lists[of]
        answer = self.curator.get(time_travel.at(moment, story.path, rehearsed=rehearsed))
        begun = story.live_from <= moment

        self.assertEqual(answer.status_code, 200 if story.is_visible_at(moment) else 410 if begun else 404)
        self.assert_no_story_is_early_or_late(answer, moment)
