"""What the template tags give to a page."""

from __future__ import annotations

from django.template import Context, Template
from django.test import TestCase

from articles.presentation import Place, StoryPage
from recommendations.spots import Spot
from recommendations.templatetags.shelves import cut
from tests.articles.editions import DAY, NOON, edition, tag
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
            '{% shelves "home-lead" "home-top" "home-picks" as shelves %}'
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
        foot = '{% shelves "article-foot" as found %}{% for card in found.article_foot.cards %}{{ card.headline }} {% endfor %}'
        on_topic = '{% shelves "topic-page" as found %}{% for card in found.topic_page.cards %}{{ card.headline }} {% endfor %}'

        self.assertEqual(rendered(foot, story=page), ["Of_chips"])
        self.assertEqual(rendered(on_topic, topic=chips), ["Here", "Of_chips"])
        self.assertEqual(rendered(on_topic), [])


class CuttingABody(TestCase):
    BODY = "<p>One</p><blockquote><p>Said</p></blockquote><p>Two</p><h2>More</h2><p>Three</p>"

    def test_counts_its_own_paragraphs_only(self):
        before, after = cut(self.BODY, 2)

        self.assertEqual(before, "<p>One</p><blockquote><p>Said</p></blockquote><p>Two</p>")
        self.assertEqual(after, "<h2>More</h2><p>Three</p>")

    def test_leaves_a_short_one_whole(self):
        self.assertEqual(cut(self.BODY, 9), (self.BODY, ""))
        self.assertEqual(cut("", 1), ("", ""))
