"""Another outlet's site from the same code: its folder, and nothing of the demo outlet's."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings as present
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory, override_settings

from newsroom import brand
from newsroom.trouble import server_error
from tests.articles.editions import DAY, HOUR, NOON, author, correction, edition, section, tag
from tests.articles.test_front_addresses import Reading
from tests.newsroom.test_settings import KEY, python, settings

KILN = Path(__file__).resolve().parents[1] / "fixtures" / "brand"
OURS = ("Slipmark", "slipmark", "Slip<", ">mark<", "#eff3e2", "what moved", "something that moved")


def said(folder, text):
    (folder / "brand.toml").write_text(text)
    with pytest.raises(ImproperlyConfigured) as refused:
        brand.read(folder)
    return str(refused.value)


def test_without_a_folder_it_is_the_demo_outlets():
    assert brand.read(None).name == "Slipmark"


def test_a_folder_says_it_all():
    found = brand.read(KILN)

    assert (found.name, found.wordmark, found.tip) == ("The Kiln", ("The", "Kiln"), "Something in the oven?")
    assert not [
        value for value in asdict(found).values() if "lipmark" in str(value) or "invented" in str(value)
    ]


def test_a_folder_that_says_something_wrong_is_told_what(tmp_path):
    assert "brand.toml cannot be read" in said_of_nothing(tmp_path)
    assert "is not TOML" in said(tmp_path, "name = ")
    assert "says “motto”" in said(tmp_path, 'motto = "x"')
    assert "“wordmark” in" in said(tmp_path, 'wordmark = "x"')
    assert "does not say the outlet's line" in said(tmp_path, 'name = "x"')


def said_of_nothing(folder):
    with pytest.raises(ImproperlyConfigured) as refused:
        brand.read(folder)
    return str(refused.value)


def test_its_words_and_files_come_before_ours():
    found = settings("SITE_NAME", "SITE_LINE", "SITE_NOTICE", BRAND="tests/fixtures/brand")
    first = 'import json; from newsroom import settings as s; print(json.dumps([str(s.STATICFILES_DIRS[0]), str(s.TEMPLATES[0]["DIRS"][0])]))'

    assert found == {
        "SITE_NAME": "The Kiln",
        "SITE_LINE": "Ceramics, by those who burn their fingers.",
        "SITE_NOTICE": "No trackers, no cookies, nothing to accept.",
    }
    assert python(first, SECRET_KEY=KEY, BRAND=str(KILN)).stdout == f'["{KILN}/static", "{KILN}/templates"]\n'


class AnotherOutlet(Reading):
    PATHS = ("/", "/machines/", "/machines/fab-reopens/", "/topics/chips/", "/authors/ines-okafor/", "/archive/",
             "/corrections/", "/search/", "/search/?q=fab", "/feeds/", "/about/", "/masthead/", "/accessibility/", "/topics/",
             "/nothing/", "/machines/withdrawn/", "/rss.xml", "/atom.xml", "/feed.json", "/opensearch.xml",
             "/.well-known/security.txt", "/robots.txt", "/sitemap.xml")  # fmt: skip

    def setUp(self):
        kiln = brand.read(KILN)
        worn = override_settings(
            **{f"SITE_{name.upper()}": value for name, value in asdict(kiln).items()},
            SITE_URL="https://kiln.example",
        )
        worn.enable()
        self.addCleanup(worn.disable)
        first = edition("Fab reopens", since=NOON - DAY, until=NOON - HOUR)
        correction(edition("Fab reopens", of=first.article, since=NOON - HOUR, first_published=first.first_published,
                           names=[author(job_title="Reporter")], topics=[tag("Chips")], section=section()))  # fmt: skip
        edition("Withdrawn", since=NOON - DAY, until=NOON - HOUR)

    def test_is_itself_on_every_page(self):
        for path in self.PATHS:
            page = self.ask(path).content.decode()
            for word in OURS:
                self.assertNotIn(word, page, path)
        page = self.ask("/").content.decode()
        for words in (
            "<span>The</span><span>Kiln</span>",
            "burn their fingers",
            "Something in the oven?",
            "#fff7ef",
        ):
            self.assertIn(words, page)

    def test_draws_parts_by_templates_of_its_own(self):
        """Those too that Python draws otherwise."""
        with TemporaryDirectory() as folder:
            parts = Path(folder, "front", "parts")
            parts.mkdir(parents=True)
            (parts / "card.html").write_text(
                "<i>{{ card.headline }}, {{ size }}, {{ kicker }}, {{ moment|date:'Y' }}</i>"
            )
            (parts / "rows.html").write_text(
                "<i>{% for card in cards %}{{ card.headline }} {{ tells }}{% endfor %}</i>"
            )
            (parts / "metadata.html").write_text(
                "<i>{{ metadata.title }}, {{ outlet.name }}, {{ locale }}</i>"
            )
            edition("Second", since=NOON - DAY, section=section())
            ours = present.TEMPLATES[0]
            with override_settings(TEMPLATES=[{**ours, "DIRS": [folder, *ours["DIRS"]]}]):
                home = self.ask("/").content.decode()

        self.assertIn("<i>Fab reopens, l, False, 2026</i>", home)
        self.assertIn("<i>The Kiln: Ceramics, by those who burn their fingers., The Kiln, en_GB</i>", home)

    def test_draws_a_band_of_its_own(self):
        edition("Second", since=NOON - DAY, section=section())
        with TemporaryDirectory() as folder:
            Path(folder, "front", "parts").mkdir(parents=True)
            Path(folder, "front", "parts", "band.html").write_text("<i>{{ band.section.title }}</i>")
            ours = present.TEMPLATES[0]
            with override_settings(TEMPLATES=[{**ours, "DIRS": [folder, *ours["DIRS"]]}]):
                home = self.ask("/").content.decode()

        self.assertIn("<i>Machines</i>", home)
        self.assertNotIn("<i>Machines</i>", self.ask("/").content.decode())

    def test_is_itself_when_nothing_works(self):
        page = server_error(RequestFactory().get("/")).content.decode()

        self.assertIn("<span>The</span><span>Kiln</span>", page)
        self.assertNotIn("lipmark", page)
