"""What the desk learns of lists: at the story's checks, in the picture library, on Today."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage
from django.test import TestCase, TransactionTestCase

from articles import clock, renditions
from articles.desk import pictures, publishing
from articles.desk.readiness import findings
from articles.models import Image
from newsroom.today import panels
from recommendations import curation
from recommendations.models import ListRight, Right
from recommendations.spots import Spot
from tests.articles.desk import draft, live, person
from tests.articles.editions import edition
from tests.articles.test_admin_pictures import picture
from tests.recommendations.lists import a_list, add, launch, launched, shelf

HOUR = timedelta(hours=1)


def now():
    return clock.now()


def story(headline):
    return edition(headline, since=now() - 5 * HOUR)


class AStorysChecks(TestCase):
    def codes(self):
        return [finding.code for finding in findings(self.article)]

    def test_say_that_nothing_is_recommended_at_its_foot_and_stop_nothing(self):
        self.article = draft("Fab reopens")
        (found,) = [finding for finding in findings(self.article) if finding.code == "recommendations"]
        self.assertFalse(found.stops)

        launched(story("One"), spots=[Spot.ARTICLE_FOOT], now=now())
        self.assertNotIn("recommendations", self.codes())

    def test_know_a_list_for_its_section_only(self):
        self.article = draft("Fab reopens")
        picks = a_list(story("One"), spots=[], at=now())
        picks.placements.create(spot=Spot.ARTICLE_FOOT, section=self.article.section)
        launch(picks, now=now())

        self.assertNotIn("recommendations", self.codes())


class OwnPictures(TransactionTestCase):
    def is_public(self, image):
        recipe = renditions.at_once(image, ["landscape"])[0]
        return default_storage.exists(renditions.name(image, recipe))

    def test_are_public_from_the_launch_on_and_gone_with_it(self):
        own = picture(free_for_lists=True)
        picks = a_list(at=now() - HOUR)
        add(picks, story("One"), at=now() - HOUR, picture=own)
        self.assertFalse(self.is_public(own))

        launch(picks, now=now() - HOUR / 2)
        self.assertTrue(self.is_public(own))
        self.assertIn(own.pk, pictures.in_use(now()))

        picks.editions.update(ends_at=now() - timedelta(seconds=1), live_until=now() - timedelta(seconds=1))
        pictures.sweep()
        self.assertFalse(self.is_public(own))
        self.assertFalse(Image.objects.get(pk=own.pk).is_placed)

    def test_have_a_focal_point_of_their_own(self):
        own = picture(free_for_lists=True)
        picks = a_list(at=now() - HOUR, spots=[Spot.ARTICLE_FOOT])
        add(picks, story("One"), at=now() - HOUR, picture=own, focal_x=0, focal_y=80)
        launch(picks, now=now() - HOUR / 2)
        recipe = renditions.at_once(own.focused((0, 80)), ["square"])[0]
        name = renditions.name(own, recipe)

        card = shelf(Spot.ARTICLE_FOOT, at=now()).cards[0]

        self.assertNotEqual(card.pictures["landscape"], renditions.picture(own, "landscape", alt=""))
        self.assertTrue(default_storage.exists(name))
        self.assertEqual((own.focal_x, own.focal_y), (50, 50))

        curation.take_off(picks, by=person("cura"))
        pictures.sweep()
        self.assertFalse(default_storage.exists(name))


class Today(TestCase):
    def panel(self, title, name="cura"):
        return next((panel for panel in panels(person(name)) if panel.title == title), None)

    def test_one_line_for_a_story_that_left_the_site(self):
        with clock.pretend(now() - 2 * HOUR):
            article = live("Vans recalled")
        picks = a_list(article, title="Picks", at=now() - HOUR)
        launch(picks, now=now() - HOUR)
        self.assertIsNone(self.panel("Needs attention"))
        with clock.pretend(now() - HOUR / 2):
            publishing.withdraw(article, by=person("edda"), reason="The lawyers called.")

        (row,) = self.panel("Needs attention").rows

        self.assertIn("“Vans recalled” was withdrawn", row.headline)
        self.assertIn("Picks", row.line)
        self.assertNotIn("lawyers", row.headline + row.line)

    def test_stories_of_this_week_that_no_list_had(self):
        listed = story("Listed")
        story("Forgotten")
        launched(listed, now=now() - HOUR)

        found = self.panel("Published this week, in no list")

        self.assertEqual([row.headline for row in found.rows], ["Forgotten"])

    def test_of_lists_only_for_those_who_work_on_some(self):
        picks = a_list(title="Picks", at=now())
        self.assertIsNone(self.panel("My lists", "edda"))

        ListRight.objects.create(list=picks, user=person("edda"), right=Right.EDIT)
        self.assertEqual([row.headline for row in self.panel("My lists", "edda").rows], ["Picks"])
