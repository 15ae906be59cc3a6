"""What the template tags give to a page."""

from __future__ import annotations

import time_machine
from django.db import connection
from django.template import Context, Template
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from articles import clock
from articles.presentation import Place, StoryPage
from recommendations.spots import Spot
from recommendations.templatetags.shelves import cut
from tests.articles.editions import DAY, NOON, author, edition, tag
from tests.recommendations.lists import a_list, launch, launched


def story(headline, **given):
    return edition(headline, since=NOON - DAY, **given)


def rendered(source, **context):
    return Template("{% load shelves %}" + source).render(Context({"moment": NOON, **context})).split()


class TheTag(TestCase):
    def test_gives_all_shelves_of_a_page_by_name(self):
        launched(story("One"), spots=[Spot.HOME_LEAD])
        launched(story("Two"), spots=[Spot.HOME_PICKS])

        found = rendered(
            "{% shelves %}home-lead home-top home-picks{% endshelves %}"
            "{{ shelves.home_lead.cards.0.headline }} {{ shelves.home_top }} {{ shelves.home_picks.cards.0.headline }} "
            "{{ shelves.shown|length }}"
        )

        self.assertEqual(found, ["One", "None", "Two", "2"])

    def test_knows_the_story_the_section_and_the_topic_of_the_page(self):
        here = story("Here", topics=[tag("Chips")])
        picks = a_list(here, story("Of_chips"), spots=[])
        picks.placements.create(spot=Spot.ARTICLE_FOOT, tag=tag("Chips"))
        picks.placements.create(spot=Spot.TOPIC_PAGE, tag=tag("Chips"))
        launch(picks)
        chips = Place("Chips", "/topics/chips/", "chips")
        page = StoryPage(
            here.story_id,
            "Here",
            "",
            "news",
            "News",
            "",
            Place("Machines", "/machines/", "machines"),
            "",
            topics=(chips,),
        )
        foot = "{% shelves %}article-foot{% endshelves %}{% for card in shelves.article_foot.cards %}{{ card.headline }} {% endfor %}"
        on_topic = "{% shelves %}topic-page{% endshelves %}{% for card in shelves.topic_page.cards %}{{ card.headline }} {% endfor %}"

        self.assertEqual(rendered(foot, story=page), ["Of_chips"])
        self.assertEqual(rendered(on_topic, topic=chips), ["Here", "Of_chips"])
        self.assertEqual(rendered(on_topic), [])


class OnThePages(TestCase):
    """The lists that stand beside a page's own: above every page, and between a story's paragraphs."""

    def test_a_breaking_line_stands_above_every_page_and_takes_nothing_from_it(self):
        launched(story("It broke"), spots=[Spot.BREAKING, Spot.HOME_LEAD])

        for address in ("/", "/machines/", "/corrections/", "/archive/", "/nothing-of-the-kind/"):
            with self.subTest(address):
                page = at(NOON, address)
                self.assertRegex(page, r'<section class="breaking[^>]*aria-labelledby="breaking">')
        self.assertEqual(at(NOON, "/").count(">It broke<"), 3)  # the line, the lead and the latest

    def test_the_line_is_not_on_the_page_of_its_own_story(self):
        here = story("It broke")
        launched(here, spots=[Spot.BREAKING])

        self.assertNotIn('class="breaking', at(NOON, here.path))

    def test_a_list_stands_after_the_paragraph_it_was_placed_after(self):
        here = story("Here", body="<p>One</p><p>Two</p><p>Three</p>")
        inset = a_list(story("Read_this"), spots=[])
        inset.placements.create(spot=Spot.ARTICLE_BODY, paragraph=2)
        launch(inset)

        page = at(NOON, here.path)
        self.assertLess(page.index("<p>Two</p>"), page.index("Read_this"))
        self.assertLess(page.index("Read_this"), page.index("<p>Three</p>"))

    def test_all_lists_of_a_page_cost_three_queries_together(self):
        here = story("Here", body="<p>One</p><p>Two</p>")
        at(NOON, here.path)
        with CaptureQueriesContext(connection) as bare:
            at(NOON, here.path)
        for spot in (Spot.BREAKING, Spot.ARTICLE_BODY, Spot.ARTICLE_FOOT):
            launched(story(f"For {spot}"), spots=[spot])
        with CaptureQueriesContext(connection) as full:
            at(NOON, here.path)

        self.assertEqual(len(full) - len(bare), 2)  # one asks whether there are any

    def test_a_story_whose_list_is_filled_by_likeness_costs_ten_queries_however_many_are_like_it(self):
        here = story("Here", topics=[tag(), tag("Chips")])
        launched(
            spots=[Spot.ARTICLE_FOOT], below_minimum="backfill", backfill={"related": True}, minimum=4, maximum=4
        )  # fmt: skip
        costs = []
        for number in range(2):
            for other in range(9 * number + 2):
                story(f"Like it {number} {other}", topics=[tag(), tag("Chips")], names=[author()])
            at(NOON, here.path)
            with CaptureQueriesContext(connection) as asked:
                page = at(NOON, here.path)
            costs.append(len(asked) - 1)  # the readers' clock, which a running site asks once
            self.assertIn("Like it", page[page.index('id="recommendations"') :])

        self.assertEqual(costs, [10, 10])


def at(moment, address):
    with time_machine.travel(moment, tick=False):
        clock.forget()
        return Client().get(address).text


class CuttingABody(TestCase):
    BODY = "<p>One</p><blockquote><p>Said</p></blockquote><p>Two</p><h2>More</h2><p>Three</p>"

    def test_counts_its_own_paragraphs_only(self):
        before, after = cut(self.BODY, 2)

        self.assertEqual(before, "<p>One</p><blockquote><p>Said</p></blockquote><p>Two</p>")
        self.assertEqual(after, "<h2>More</h2><p>Three</p>")

    def test_leaves_a_short_one_whole(self):
        self.assertEqual(cut(self.BODY, 9), (self.BODY, ""))
        self.assertEqual(cut("", 1), ("", ""))
