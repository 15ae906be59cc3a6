"""What crawlers are told: which pages there are, and what they may not ask for."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from articles.models import Tag
from tests.articles.editions import DAY, HOUR, NOON, author, edition, section, tag
from tests.articles.test_front_addresses import Reading

SITE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
ADDRESSES = ("/sitemap.xml", "/sitemap/pages.xml", "/sitemap/2026-11.xml", "/news-sitemap.xml", "/robots.txt",
             "/.well-known/security.txt", "/opensearch.xml")  # fmt: skip


def locations(answer):
    return [loc.text.removeprefix(SITE) for loc in etree.fromstring(answer.content).iter(f"{SITEMAP}loc")]


class TheSitemap(Reading):
    def test_has_a_part_for_each_month_with_a_story(self):
        edition("Now")
        edition("Then", since=datetime(2024, 2, 29, 12, tzinfo=UTC))
        edition("Tomorrow", since=datetime(2026, 12, 1, 12, tzinfo=UTC))
        edition("Withdrawn", since=datetime(2025, 5, 1, tzinfo=UTC), until=NOON)

        self.assertEqual(
            locations(self.ask("/sitemap.xml")),
            ["/sitemap/pages.xml", "/sitemap/2026-11.xml", "/sitemap/2024-02.xml"],
        )
        self.assertEqual(self.ask("/sitemap/2025-05.xml").status_code, 404)
        self.assertEqual(self.ask("/sitemap/2026-12.xml").status_code, 404)
        self.assertEqual(self.ask("/sitemap/2026-13.xml").status_code, 404)

    def test_counts_months_by_the_newsrooms_clock(self):
        edition("After midnight in London", since=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

        self.assertIn("/sitemap/2026-07.xml", locations(self.ask("/sitemap.xml")))
        self.assertEqual(locations(self.ask("/sitemap/2026-07.xml")), ["/machines/after-midnight-in-london/"])
        self.assertEqual(self.ask("/sitemap/2026-06.xml").status_code, 404)

    def test_says_when_a_story_really_changed(self):
        edition("Fab reopens", since=NOON - DAY, updated=NOON - HOUR)

        page = etree.fromstring(self.ask("/sitemap/2026-11.xml").content)

        self.assertEqual(page.findtext(f"{SITEMAP}url/{SITEMAP}lastmod"), "2026-11-24T11:00:00+00:00")

    def test_has_the_present_address_and_no_former_or_coming_one(self):
        first = edition("Old name", since=NOON - DAY, until=NOON - HOUR)
        edition("New name", of=first.article, since=NOON - HOUR, until=NOON + HOUR,
                first_published=first.first_published)  # fmt: skip
        edition("Next name", of=first.article, since=NOON + HOUR, first_published=first.first_published)

        self.assertEqual(locations(self.ask("/sitemap/2026-11.xml")), ["/machines/new-name/"])

    def test_leaves_out_what_search_engines_shall_not_have(self):
        edition("Ours")
        edition("Kept out", noindex=True)
        edition("Theirs", canonical_url="https://example.com/theirs/")

        self.assertEqual(locations(self.ask("/sitemap/2026-11.xml")), ["/machines/ours/"])
        self.assertEqual(locations(self.ask("/news-sitemap.xml")), ["/machines/ours/"])

    def test_has_the_lists_that_readers_have(self):
        edition("Fab reopens", names=[author()], topics=[tag()])
        edition(
            "Tomorrow",
            since=NOON + HOUR,
            section=section("Secret"),
            names=[author("Hidden")],
            topics=[tag("Dark")],
        )

        pages = locations(self.ask("/sitemap/pages.xml"))

        for path in ("/", "/machines/", "/topics/power-grids/", "/authors/ines-okafor/", "/archive/", "/archive/2026/11/",
                     "/corrections/", "/search/", "/feeds/"):  # fmt: skip
            self.assertIn(path, pages)
        for path in pages:
            self.assertEqual(self.ask(path).status_code, 200, path)
        self.assertTrue(Tag.objects.filter(slug="dark").exists())
        self.assertNotRegex(" ".join(pages), "secret|hidden|dark")

    def test_costs_the_same_with_many_stories(self):
        for address, cost in (
            ("/sitemap.xml", 3),
            ("/sitemap/pages.xml", 7),
            ("/sitemap/2026-11.xml", 2),
            ("/news-sitemap.xml", 2),
        ):
            edition(f"Story {address}", since=NOON - DAY)
            self.ask(address)
            with self.assertNumQueries(cost):  # one of them for the readers' clock
                self.ask(address)


class TheNews(Reading):
    def test_is_of_two_days(self):
        edition("Now", since=NOON)
        edition("Still", since=NOON - 2 * DAY + HOUR)
        edition("No more", since=NOON - 2 * DAY)
        edition("Tomorrow", since=NOON + HOUR)

        answer = self.ask("/news-sitemap.xml")

        self.assertEqual(locations(answer), ["/machines/now/", "/machines/still/"])
        first = etree.fromstring(answer.content).find(f"{SITEMAP}url/{NEWS}news")
        self.assertEqual(first.findtext(f"{NEWS}title"), "Now")
        self.assertEqual(first.findtext(f"{NEWS}publication/{NEWS}name"), "Slipmark")
        self.assertEqual(first.findtext(f"{NEWS}publication/{NEWS}language"), "en")
        self.assertEqual(first.findtext(f"{NEWS}publication_date"), "2026-11-24T12:00:00+00:00")

    def test_of_an_update_is_as_old_as_the_story(self):
        first = edition("Old", since=NOON - 5 * DAY, until=NOON - HOUR)
        edition("Old", of=first.article, since=NOON - HOUR, first_published=first.first_published)

        self.assertEqual(locations(self.ask("/news-sitemap.xml")), [])


class Crawlers(Reading):
    def test_are_told_where_the_sitemaps_are_and_what_is_not_for_them(self):
        text = self.ask("/robots.txt").content.decode()

        self.assertIn(f"Sitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/news-sitemap.xml\n", text)
        self.assertIn("Disallow: /admin/\n", text)

    def test_and_others_learn_whom_to_tell_of_a_hole(self):
        answer = self.ask("/.well-known/security.txt")
        text = answer.content.decode()

        self.assertIn("Contact: mailto:", text)
        self.assertIn("Expires: 2027-05-01T00:00:00+01:00\n", text)
        self.assertIn(
            "Expires: 2026-07-01",
            self.ask("/.well-known/security.txt", at=datetime(2026, 1, 5, tzinfo=UTC)).content.decode(),
        )
        self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")

    def test_may_keep_what_they_got(self):
        edition("Fab reopens")

        for address in ADDRESSES:
            answer = self.ask(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertRegex(answer["Cache-Control"], r"^public, max-age=(3600|300)$")
            self.assertFalse(answer.cookies)
            self.assertEqual(self.ask(address, headers={"If-None-Match": answer["ETag"]}).status_code, 304)
