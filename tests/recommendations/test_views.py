"""A public list's own page and its feeds."""

from __future__ import annotations

import json

from articles.models import Redirect
from newsroom.models import User
from recommendations import drafting
from recommendations.models import RecommendationList
from recommendations.spots import Spot
from tests.articles.desk import person
from tests.articles.editions import DAY, NOON, edition
from tests.articles.test_front_addresses import Reading
from tests.cast import author
from tests.recommendations.lists import a_list, add, elsewhere, launch, launched


def story(headline, **given):
    return edition(headline, since=NOON - DAY, **given)


class AListsOwnPage(Reading):
    def test_has_its_stories_in_order_and_says_who_chose_them(self):
        launched(
            story("One"), story("Two"), title="Best reads", spots=[Spot.OWN_PAGE], description="Every Friday."
        )

        answer = self.ask("/picks/best-reads/")

        self.assertContains(answer, '<h1 class="headline">Best reads</h1>')
        self.assertContains(answer, "Every Friday.")
        self.assertContains(answer, f"Chosen by {person('cura')}")
        page = answer.content.decode()
        self.assertLess(page.index(">One<"), page.index(">Two<"))

    def test_names_whoever_chose_them_as_readers_know_them_or_not_at_all(self):
        launched(story("One"), title="Best reads", spots=[Spot.OWN_PAGE])
        User.objects.filter(username="cura").update(first_name="")
        self.assertNotContains(self.ask("/picks/best-reads/"), "Chosen by")
        self.assertNotContains(self.ask("/picks/best-reads/"), "cura")

        author("C. Okafor", user=person("cura"))
        self.assertContains(self.ask("/picks/best-reads/"), "Chosen by C. Okafor")

    def test_says_in_words_that_a_link_leads_away(self):
        picks = a_list(story("One"), title="Best reads", spots=[Spot.OWN_PAGE])
        elsewhere(picks, "Riga", source="Signal Post")
        launch(picks)

        answer = self.ask("/picks/best-reads/")

        self.assertContains(answer, 'Riga<span class="unseen">, on another site</span>')
        self.assertContains(answer, 'rel="noopener"')
        self.assertContains(answer, "Signal Post")

    def test_is_there_only_for_a_launched_list_with_a_page_of_its_own(self):
        launched(story("One"), title="No page")
        a_list(story("One"), title="Not launched", spots=[Spot.OWN_PAGE])

        for slug in ("no-page", "not-launched", "nonsense"):
            self.assertEqual(self.ask(f"/picks/{slug}/").status_code, 404)

    def test_moves_with_the_list(self):
        picks = launched(story("One"), title="Best reads", spots=[Spot.OWN_PAGE])
        was = RecommendationList.objects.get(pk=picks.pk)
        picks.slug = "best"
        picks.save()
        drafting.readdress(picks, was=was)

        for end in ("", "rss.xml"):
            answer = self.ask(f"/picks/best-reads/{end}")
            self.assertEqual((answer.status_code, answer["Location"]), (301, f"/picks/best/{end}"))
        self.assertEqual(Redirect.objects.count(), 1)


class ItsFeeds(Reading):
    def setUp(self):
        super().setUp()
        self.picks = a_list(title="Best reads", spots=[Spot.OWN_PAGE])
        self.one = story("One")
        add(self.picks, self.one, headline="In our words")
        elsewhere(self.picks, "Riga", url="https://signal.example/riga")
        launch(self.picks)

    def test_say_what_the_curator_says(self):
        items = json.loads(self.ask("/picks/best-reads/feed.json").content)["items"]

        self.assertEqual([item["title"] for item in items], ["In our words", "Riga"])
        self.assertTrue(items[0]["url"].endswith(self.one.path))
        self.assertEqual(items[1]["url"], "https://signal.example/riga")
        self.assertIn(self.one.story_id, items[0]["id"])

    def test_come_as_rss_and_atom_too(self):
        for name, words in (("rss.xml", "<rss"), ("atom.xml", "<feed")):
            answer = self.ask(f"/picks/best-reads/{name}")
            self.assertContains(answer, words)
            self.assertContains(answer, "In our words")
