"""What an outlet decides in its mapping file, and what is decided for it; and archives that mean harm."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError
from django.test import TestCase

from articles import clock
from articles.models import Article, Author, Edition, Redirect, Section
from articles.wordpress.items import Refused, Term
from articles.wordpress.mapping import Place, Sections, place, read
from newsroom.models import User
from tests import cast
from tests.articles.test_wordpress_import import bring
from tests.articles.test_wordpress_reading import ITEM, wxr

GADGETS = Term("category", "gadgets", "Gadgets", "2")
PHONES = Term("category", "phones", "Phones", "3", "gadgets")
AI = Term("category", "ai", "AI", "4")
KNOWN = {term.slug: term for term in (GADGETS, PHONES, AI)}


@pytest.mark.parametrize(
    ("categories", "primary", "chosen", "wanted"),
    [
        ([GADGETS], "", {}, Place("gadgets", "Gadgets", ())),
        ([PHONES], "", {}, Place("gadgets", "Gadgets", (PHONES,))),
        ([GADGETS, AI], "", {}, Place("gadgets", "Gadgets", (AI,))),
        ([GADGETS, AI], "4", {}, Place("ai", "AI", (GADGETS,))),
        ([GADGETS], "", {"gadgets": "machines"}, Place("machines", "Machines", (GADGETS,))),
        ([PHONES], "", {"gadgets": "machines"}, Place("machines", "Machines", (PHONES,))),
        ([PHONES], "", {"gadgets/phones": "phones"}, Place("phones", "Phones", ())),
        ([PHONES], "", {"Phones": "mobile"}, Place("mobile", "Mobile", (PHONES,))),
        ([GADGETS, AI], "", {"gadgets": ""}, Place("ai", "AI", (GADGETS,))),
        ([GADGETS], "", {"gadgets": ""}, Place("news", "News", (GADGETS,))),
        ([Term("category", "uncategorized", "Uncategorized")], "", {}, Place("news", "News", ())),
        ([], "", {}, Place("news", "News", ())),
    ],
)
def test_a_story_goes_into_one_section_and_its_other_categories_are_topics(
    categories, primary, chosen, wanted
) -> None:
    assert place("post", categories, primary, KNOWN, Sections(sections=chosen)) == wanted


def test_parents_that_go_in_a_circle_come_to_an_end() -> None:
    one, two = Term("category", "one", "One", parent="two"), Term("category", "two", "Two", parent="one")

    assert place("post", [one], "", {"one": one, "two": two}, Sections()).section == "two"


@pytest.mark.parametrize(
    ("name", "text", "sections"),
    [
        ("map.toml", 'default = "all"\n[sections]\ngadgets = "machines"\n', {"gadgets": "machines"}),
        ("map.json", '{"gadgets": "machines"}', {"gadgets": "machines"}),
        ("map.json", '{"sections": {"gadgets": ""}, "default": "all"}', {"gadgets": ""}),
    ],
)
def test_the_mapping_file_is_json_or_toml(tmp_path: Path, name: str, text: str, sections: dict) -> None:
    file = tmp_path / name
    file.write_text(text)

    assert read(file).sections == sections


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "neither JSON nor TOML"),
        ("[1]", "should say which category"),
        ('{"sections": {"a": 1}}', "pairs of words"),
        ('{"sections": {"a": "My Section"}}', "Write “my-section”"),
        ('{"sections": {}, "typo": {}}', "typo"),
        ('{"kinds": {"a": "poem"}}', "no kind “poem”"),
    ],
)
def test_a_mapping_file_with_a_mistake_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "map.json"
    file.write_text(text)

    with pytest.raises(Refused, match=sentence):
        read(file)


class Choices(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def bring(self, text, **options):
        file = self.folder / "export.xml"
        file.write_text(text)
        return bring(file, **options)

    def mapped(self, text):
        file = self.folder / "map.toml"
        file.write_text(text)
        return file

    def test_a_category_called_like_an_address_of_the_site_gets_another(self):
        out = self.bring(
            wxr(
                ITEM.replace(
                    "</item>", '<category domain="category" nicename="search">Search</category></item>'
                )
            )
        )

        self.assertEqual(Section.objects.get().slug, "search-stories")
        self.assertIn("at /search-stories/", out)

    def test_a_mapped_category_answers_with_its_section(self):
        text = wxr(
            "<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>gadgets</wp:category_nicename>"
            "<wp:cat_name>Gadgets</wp:cat_name></wp:category>"
            + ITEM.replace(
                "</item>", '<category domain="category" nicename="gadgets">Gadgets</category></item>'
            )
        )

        self.bring(
            text, sections=self.mapped('[sections]\ngadgets = "machines"\n[bases]\ncategory = "rubrik"\n')
        )

        self.assertRedirects(self.client.get("/rubrik/gadgets/"), "/machines/", 301)
        self.assertRedirects(self.client.get("/?cat=2"), "/machines/", 301)

    def test_an_author_with_an_account_is_not_given_stories_by_a_file(self):
        account = cast.max_()
        theirs = Author.objects.create(name="ines", slug="ines", user=account)

        out = self.bring(wxr())

        self.assertEqual(theirs.user, account)
        author = Article.objects.get().bylines.get().author
        self.assertNotEqual(author, theirs)
        self.assertIsNone(author.user)
        self.assertIn("has an account here", out)
        self.assertEqual(User.objects.count(), 1)

    def test_unless_the_outlet_says_so(self):
        theirs = Author.objects.create(name="Ines Okafor", slug="ines-okafor", user=cast.wren())

        self.bring(wxr(), sections=self.mapped('[authors]\nines = "ines-okafor"\n'))

        self.assertEqual(Article.objects.get().bylines.get().author, theirs)

    def test_two_posts_of_one_address_are_two_stories(self):
        other = ITEM.replace("<wp:post_id>7", "<wp:post_id>8").replace(
            "old.example/fab/", "old.example/other/fab/"
        )

        out = self.bring(wxr((ITEM + other).replace("</item>", "<wp:post_name>fab</wp:post_name></item>")))

        self.assertEqual(
            sorted(Edition.objects.values_list("path", flat=True)), ["/news/fab-2/", "/news/fab/"]
        )
        self.assertIn("Another story has the address of its slug", out)

    def test_an_address_of_a_story_that_is_here_already_is_not_taken(self):
        ours = cast.published("Fab", section=cast.section("News"))

        self.bring(wxr(ITEM.replace("</item>", "<wp:post_name>fab</wp:post_name></item>")))

        self.assertEqual(self.client.get("/news/fab/").status_code, 200)
        self.assertEqual(Edition.objects.get(path="/news/fab/").article, ours)
        self.assertRedirects(self.client.get("/fab/"), "/news/fab-2/", 301)

    def test_items_without_numbers_come_over_once(self):
        text = wxr(ITEM.replace("<wp:post_id>7</wp:post_id>", ""))

        self.bring(text)
        self.bring(text)

        self.assertEqual(Article.objects.count(), 1)

    def test_a_blog_in_a_folder_keeps_its_addresses(self):
        text = wxr(ITEM.replace("old.example/fab/", "old.example/blog/fab/")).replace(
            "<link>https://old.example<", "<link>https://old.example/blog<"
        )

        self.bring(text)

        for old in ("/blog/fab/", "/blog/?p=7", "/blog/feed/", "/blog/"):
            self.assertEqual(self.client.get(old).status_code, 301, old)

    def test_a_site_that_says_it_was_the_desk_takes_nothing_from_it(self):
        self.bring(wxr().replace("<link>https://old.example<", "<link>https://old.example/admin<"))
        self.client.force_login(cast.edda())

        self.assertEqual(self.client.get("/admin/?p=7").status_code, 200)
        self.assertTrue(Redirect.objects.filter(path="/admin/?p=7").exists())

    def test_files_of_two_sites_are_refused_before_anything_is_written(self):
        other = self.folder / "other.xml"
        other.write_text(wxr().replace("old.example", "another.example"))
        file = self.folder / "export.xml"
        file.write_text(wxr())

        with self.assertRaisesMessage(CommandError, "of another site"):
            bring(file, other)
        self.assertFalse(Article.objects.exists())

    def test_a_file_that_is_damaged_at_its_end_writes_nothing(self):
        with self.assertRaisesMessage(CommandError, "broke off"):
            self.bring(wxr(ITEM * 3)[:-80])
        self.assertFalse(Article.objects.exists())

    def test_scripts_do_not_come_over_whatever_field_they_are_in(self):
        bad = "&lt;script&gt;alert(1)&lt;/script&gt;<![CDATA[<img src=x onerror=alert(2)>]]>"
        text = wxr(
            ITEM.replace("Fab &amp; more", f"T {bad}")
            .replace("<![CDATA[Words]]>", "<![CDATA[<script>alert(3)</script>W]]>")
            .replace("<![CDATA[Short]]>", f"S {bad}")
            .replace("<dc:creator>ines", f"<dc:creator>I {bad}")
        )

        self.bring(text)

        page = self.client.get(Edition.objects.get().path).content.decode()
        for planted in ("alert(2)", "alert(3)", "<script>alert", "onerror"):
            self.assertNotIn(planted, page)

    def test_a_far_date_is_never_in_the_future_of_readers(self):
        self.bring(
            wxr(ITEM.replace("</item>", "<wp:post_date_gmt>2999-01-01 00:00:00</wp:post_date_gmt></item>"))
        )

        self.assertLessEqual(Edition.objects.get().first_published, clock.now())

    def test_further_types_are_stories_if_the_outlet_says_so(self):
        text = wxr(ITEM.replace("<wp:post_type>post", "<wp:post_type>podcast"))

        self.assertIn("--types podcast", self.bring(text))
        self.assertFalse(Article.objects.exists())
        self.bring(text, types=["podcast"])
        self.assertTrue(Edition.objects.exists())

    def test_an_address_longer_than_any_is_left_out(self):
        self.bring(wxr(ITEM.replace("old.example/fab/", f"old.example/{'x' * 600}/")))

        self.assertTrue(Edition.objects.exists())
        self.assertFalse(Redirect.objects.filter(path__contains="xxx").exists())
