"""Addresses in another spelling."""

from __future__ import annotations

from tests.articles.editions import HOUR, NOON, author, edition, tag
from tests.articles.test_front_addresses import Reading


class AnotherSpelling(Reading):
    def setUp(self):
        edition("Fab reopens", names=[author()], topics=[tag("Chips")])

    def leads_to(self, path, target):
        self.assertRedirects(self.ask(path), target, 301, fetch_redirect_response=False)

    def test_of_what_readers_have_leads_there(self):
        for path, target in {
            "/machines/fab-reopens": "/machines/fab-reopens/",
            "/Machines/Fab-Reopens/": "/machines/fab-reopens/",
            "/machines//fab-reopens/": "/machines/fab-reopens/",
            "/machines": "/machines/",
            "/MACHINES/": "/machines/",
            "/topics/Chips": "/topics/chips/",
            "/Authors/ines-okafor/": "/authors/ines-okafor/",
            "/archive": "/archive/",
            "/ARCHIVE/2026/11/": "/archive/2026/11/",
            "/RSS.xml": "/rss.xml",
        }.items():
            with self.subTest(path):
                self.leads_to(path, target)

    def test_of_one_with_capitals_of_its_own_leads_there(self):
        edition("AI boom", slug="AI-boom")

        self.leads_to("/machines/AI-boom", "/machines/AI-boom/")
        self.leads_to("/machines//AI-boom/", "/machines/AI-boom/")

    def test_keeps_the_question(self):
        self.leads_to("/search?q=Fab", "/search/?q=Fab")

    def test_of_what_they_have_not_is_nonsense(self):
        edition("Waiting", since=NOON + HOUR)
        nonsense = self.ask("/Machines/Nonsense")

        for path in ("/Machines/Waiting", "/machines/waiting", "/Machines//Waiting/"):
            answer = self.ask(path)
            self.assertEqual((answer.status_code, answer.content), (404, nonsense.content), path)
            self.assertEqual(answer.headers, nonsense.headers, path)

    def test_of_what_no_database_takes_is_nonsense(self):
        for path in (
            "/%00",
            "/Machines/%00",
            "/machines//%00/",
            "/media/%00",
            "/%ED%A0%80",
            "/" + "A" * 3000,
        ):
            self.assertEqual(self.ask(path).status_code, 404, path)

    def test_of_the_desk_leads_nowhere(self):
        self.assertEqual(self.ask("/ADMIN/").status_code, 404)

    def test_of_a_page_changes_nothing_by_what_trackers_add(self):
        plain = self.ask("/machines/fab-reopens/")

        self.assertEqual(self.ask("/machines/fab-reopens/?utm_source=x&fbclid=y").content, plain.content)
