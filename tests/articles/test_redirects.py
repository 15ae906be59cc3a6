from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.desk.redirects import redirect_all, rows_of
from articles.models import Redirect
from tests.articles.editions import HOUR, NOON, author, edition, section, tag
from tests.articles.test_front_addresses import Reading


def imported(*lines):
    return redirect_all(rows_of(lines))


def table():
    return {row.path: row.target or row.story_id for row in Redirect.objects.all()}


class OldAddresses(TestCase):
    def test_lead_to_paths(self):
        report = imported("from,to", "/2019/05/fab.html,/archive/", "", "/Old.ASPX,/search/?q=fab")

        self.assertEqual(table(), {"/2019/05/fab.html": "/archive/", "/Old.ASPX": "/search/?q=fab"})
        self.assertEqual((len(report.added), report.refused), (2, []))

    def test_may_be_written_in_full(self):
        imported("http://127.0.0.1:8000/old,http://127.0.0.1:8000/archive/")

        self.assertEqual(table(), {"/old": "/archive/"})

    def test_lead_to_a_story_wherever_it_moves(self):
        story = edition("Fab reopens")

        imported("/?,/x", "/old,/machines/fab-reopens/")

        self.assertEqual(table(), {"/old": story.story_id})

    def test_lead_straight_to_the_end(self):
        Redirect.objects.create(path="/oldest", target="/older")

        imported("/older,/old", "/old,/archive/")

        self.assertEqual(table(), {"/oldest": "/archive/", "/older": "/archive/", "/old": "/archive/"})

    def test_that_are_there_already_stay(self):
        imported("/old,/archive/")

        report = imported("/old,/archive/", "/old,/search/")

        self.assertEqual(table(), {"/old": "/archive/"})
        self.assertEqual(len(report.known), 1)
        self.assertEqual(report.refused, [(2, "/old leads to /archive/ already.")])

    def refused(self, line):
        report = imported(line)
        self.assertEqual((Redirect.objects.count(), report.added), (0, []), line)
        ((number, why),) = report.refused
        self.assertEqual(number, 1)
        return why

    def test_that_lead_to_themselves_are_refused(self):
        self.assertEqual(self.refused("/old,/old?page=1"), "/old would lead to itself.")
        report = imported("/a,/b", "/b,/c", "/c,/a")
        self.assertEqual([number for number, _ in report.refused], [1, 2, 3])
        self.assertEqual(table(), {})

    def test_that_lead_elsewhere_are_refused(self):
        for target, why in {
            "https://evil.example/": "“https://evil.example/” is on another site.",
            "//evil.example/": "“//evil.example/” is on another site.",
            "/\\evil.example/": "“/\\evil.example/” is on another site.",
            "http://127.0.0.1:8000.evil.example/": "“http://127.0.0.1:8000.evil.example/” is on another site.",
            "javascript:alert(1)": "“javascript:alert(1)” is neither a path nor an http or https address of this site.",
            "archive/": "“archive/” is neither a path nor an http or https address of this site.",
        }.items():
            self.assertEqual(self.refused(f"/old,{target}"), why)

    def test_that_are_taken_are_refused(self):
        edition("Fab reopens", names=[author()], topics=[tag("Chips")])
        edition("Waiting", since=NOON + HOUR)
        section("Empty")

        for path in ("/", "/machines/", "/empty/", "/machines/fab-reopens/", "/machines/waiting/", "/topics/chips/",
                     "/authors/ines-okafor/", "/archive/2026/", "/rss.xml", "/admin/login/", "/healthz"):  # fmt: skip
            self.assertEqual(self.refused(f"{path},/search/"), f"{path} is an address of this site.")

    def test_that_no_reader_comes_to_are_refused(self):
        self.assertIn("is no path of this site", self.refused("https://old.example/a,/archive/"))
        self.assertIn("readers come to paths", self.refused("/?p=7,/archive/"))
        self.assertIn("columns", self.refused("/old"))
        self.assertIn("longer", self.refused(f"/{'a' * 500},/archive/"))


class TheCommand(Reading):
    @pytest.fixture(autouse=True)
    def _given(self, tmp_path, capsys):
        self.file, self.capsys = tmp_path / "old.csv", capsys

    def told(self, *args):
        call_command("import_redirects", str(self.file), *args)
        return self.capsys.readouterr().out.splitlines()

    def test_reports_each_line_that_it_refuses(self):
        self.file.write_text("\ufefffrom,to\n/old,/archive/\n/older,ftp://x/\n")

        self.assertEqual(
            self.told("--dry-run"),
            [
                "Line 3 is refused: “ftp://x/” is neither a path nor an http or https address of this site.",
                "1 would be added, 0 known already, 1 refused.",
            ],
        )
        self.assertEqual(Redirect.objects.count(), 0)
        self.assertEqual(self.told()[-1], "1 added, 0 known already, 1 refused.")
        self.assertRedirects(self.ask("/old"), "/archive/", 301, fetch_redirect_response=False)

    def test_refuses_what_is_no_text(self):
        self.file.write_bytes(b"/old,/caf\xe9\n")

        with self.assertRaisesMessage(CommandError, "is not UTF-8"):
            self.told()
