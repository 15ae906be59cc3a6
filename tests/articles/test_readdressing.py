"""What becomes of the former address of an author or a topic (SEMANTICS, section 5)."""

from __future__ import annotations

from articles.models import Author, Redirect, Tag
from tests.articles.desk import at_the_desk, save_page
from tests.articles.editions import HOUR, NOON, author, edition, tag
from tests.articles.test_front_addresses import Reading


def table():
    return {row.path: row.target or row.story_id for row in Redirect.objects.all()}


class ANewAddress(Reading):
    def rename(self, subject, slug):
        self.assertEqual(save_page(at_the_desk("max"), subject, slug=slug).status_code, 302)

    def leads(self, path):
        answer = self.ask(path)
        return answer["Location"] if answer.status_code == 301 else answer.status_code

    def test_of_an_author_is_where_the_former_one_and_its_feeds_lead(self):
        ines = author("Ines Okafor")
        edition(names=[ines])

        self.rename(ines, "ines")

        self.assertEqual(table(), {"/authors/ines-okafor/": "/authors/ines/"})
        for end in ("", "rss.xml", "atom.xml", "feed.json"):
            self.assertEqual(self.leads(f"/authors/ines-okafor/{end}"), f"/authors/ines/{end}")
            self.assertEqual(self.leads(f"/authors/ines/{end}"), 200)

    def test_of_a_topic_is_where_all_former_ones_lead_straight(self):
        grids = tag("Grids")
        edition(topics=[grids])
        Redirect.objects.create(path="/tag/grids/", target="/topics/grids/")
        Redirect.objects.create(path="/tag/grids/feed/", target="/topics/grids/rss.xml")
        Redirect.objects.create(path="/tag/grids-2/", target="/topics/grids-2/")

        self.rename(grids, "power")
        self.rename(grids, "power-grids")

        self.assertEqual(
            table(),
            {
                "/tag/grids/": "/topics/power-grids/",
                "/tag/grids/feed/": "/topics/power-grids/rss.xml",
                "/tag/grids-2/": "/topics/grids-2/",
                "/topics/grids/": "/topics/power-grids/",
                "/topics/power/": "/topics/power-grids/",
            },
        )

    def test_may_be_the_former_one_again(self):
        grids = tag("Grids")
        edition(topics=[grids])

        self.rename(grids, "power")
        self.rename(grids, "grids")

        self.assertEqual(table(), {"/topics/power/": "/topics/grids/"})
        self.assertEqual(
            (self.leads("/topics/power/"), self.leads("/topics/grids/")), ("/topics/grids/", 200)
        )

    def test_of_one_that_took_the_former_address_of_another(self):
        first, second = tag("Grids"), tag("Networks")
        edition("One", topics=[first])
        edition("Two", topics=[second])

        self.rename(first, "power")
        self.rename(second, "grids")
        self.rename(second, "webs")

        self.assertEqual(table(), {"/topics/grids/": "/topics/webs/", "/topics/networks/": "/topics/webs/"})

    def test_of_what_readers_never_saw_leaves_nothing_behind(self):
        waits, unused = author("Waits"), tag("Unused")
        edition(names=[waits], since=NOON + 365 * 24 * HOUR)

        self.rename(waits, "later")
        self.rename(unused, "used")

        self.assertEqual(table(), {})
        self.assertEqual(
            (Author.objects.get(pk=waits.pk).slug, Tag.objects.get(pk=unused.pk).slug), ("later", "used")
        )
