"""Which lists a page looks through: an archive may bring one for each of its stories, and they cost no other page."""

from __future__ import annotations

from django.test import TestCase

from articles import clock
from recommendations import curation, launched
from recommendations.models import Placement, RecommendationList
from recommendations.rehearsal import Rehearsal
from recommendations.shelves import PageAsking, resolve
from recommendations.spots import NOWHERE, Spot, Where
from tests.articles.desk import person
from tests.articles.editions import HOUR, NOON, edition
from tests.recommendations.lists import a_list, add, headlines, launch, shown
from tests.recommendations.lists import launched as a_launched_list

FOOT = (Spot.ARTICLE_FOOT,)


def at_the_foot_of(story, *picked, **given):
    made = a_list(*picked, spots=(), **given)
    Placement.objects.create(list=made, spot=Spot.ARTICLE_FOOT, article_id=story.article_id)
    launch(made)
    return made


def looked_at(where=NOWHERE, spots=FOOT):
    found = launched.for_page(spots, where, NOON)
    return {version.title for version in found.values()}


class LookedThrough(TestCase):
    def test_a_page_never_looks_at_the_lists_of_other_stories(self):
        mine, other = edition("Mine"), edition("Other")
        a_launched_list(edition("One"), spots=FOOT, title="Everywhere")
        at_the_foot_of(mine, edition("Two"), title="Of mine")
        at_the_foot_of(other, edition("Three"), title="Of the other")

        self.assertEqual(looked_at(Where(story=mine.story_id)), {"Everywhere", "Of mine"})
        self.assertEqual(shown(spot=Spot.ARTICLE_FOOT, story=mine.story_id), ["Two"])
        self.assertEqual(looked_at(spots=(Spot.ARTICLE_FOOT, Spot.HOME_PICKS)), {"Everywhere"})

    def test_a_list_that_once_stood_elsewhere_is_looked_at_for_ever_since_its_launch_may_be_undone(self):
        story = edition("Mine")
        picks = a_launched_list(edition("One"), spots=(Spot.HOME_PICKS,), title="Moved")
        Placement.objects.filter(list=picks).update(spot=Spot.ARTICLE_FOOT, article=story.article_id)
        add(picks, edition("Two"))
        launch(picks, now=NOON + HOUR)
        with clock.pretend(NOON + 2 * HOUR):
            curation.undo_launch(picks, by=person("cura"))

        self.assertEqual(shown(at=NOON + 2 * HOUR), ["One"])

    def test_a_lender_need_stand_nowhere_but_at_one_story(self):
        lender = at_the_foot_of(edition("Mine"), edition("Lent"), title="Lender")
        a_launched_list(below_minimum="borrow", borrows=lender, minimum=1)

        self.assertEqual(shown(), ["Lent"])
        self.assertTrue(RecommendationList.objects.get(pk=lender.pk).is_general)

    def test_a_rehearsed_draft_borrows_from_a_list_that_nobody_borrowed_from_before(self):
        lender = at_the_foot_of(edition("Mine"), edition("Lent"), title="Lender")
        draft = a_list(below_minimum="borrow", borrows=lender, minimum=1)
        asked = PageAsking(spots=(Spot.HOME_PICKS,), moment=NOON, rehearsal=Rehearsal(draft))

        self.assertEqual(headlines(resolve(asked).home_picks), ["Lent"])

    def test_places_that_the_page_has_not_add_no_rows(self):
        picks = a_list(edition("One"), spots=(Spot.HOME_PICKS, Spot.BREAKING, Spot.ARTICLE_FOOT))
        launch(picks)
        asked = launched.rows(frozenset({Spot.HOME_PICKS})).visible_at(NOON)

        self.assertEqual([row.here__spot for row in asked], [Spot.HOME_PICKS])
