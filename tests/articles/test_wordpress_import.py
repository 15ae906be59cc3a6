"""A small archive brought over whole: `tests/fixtures/wordpress/archive.xml`."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import PIL.Image
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles import clock, prose
from articles.desk import publishing, saving
from articles.models import (
    Article,
    Author,
    Edition,
    Image,
    Origin,
    Redirect,
    Revision,
    Section,
    Stage,
    Tag,
    Transition,
)
from articles.wordpress.carrying import Carrier
from newsroom.models import User
from recommendations.models import ListEdition, RecommendationList
from tests import cast

ARCHIVE = Path(__file__).resolve().parent.parent / "fixtures" / "wordpress" / "archive.xml"


def uploads(folder: Path) -> Path:
    month = folder / "2019" / "05"
    month.mkdir(parents=True)
    for name, colour in (("dam.jpg", "teal"), ("dam-300x200.jpg", "red"), ("dam-1024x768.jpg", "red")):
        PIL.Image.new("RGB", (90, 60), colour).save(month / name, "JPEG")
    return folder


def bring(*files: Path | str, **options: object) -> str:
    out = StringIO()
    call_command("import_wordpress", *map(str, files), stdout=out, stderr=out, **options)
    return out.getvalue()


def written(folder: Path, change: str, to: str) -> Path:
    """The archive as a newer export would have it."""
    path = folder / "newer.xml"
    text = ARCHIVE.read_text()
    assert change in text
    path.write_text(text.replace(change, to))
    return path


def story(headline: str) -> Article:
    return Article.objects.get(headline=headline)


def shown(headline: str) -> Edition:
    return Edition.objects.visible_at(clock.now()).get(headline=headline)


def everything() -> dict[str, int]:
    models = (
        Article,
        Author,
        Edition,
        Image,
        Redirect,
        Revision,
        Section,
        Tag,
        Transition,
        Origin,
        ListEdition,
    )
    return {model.__name__: model.objects.count() for model in models}


class Archive(TestCase):
    """Brought over once for the class."""

    @classmethod
    def setUpTestData(cls):
        cls.folder = TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.media = uploads(Path(cls.folder.name) / "uploads")
        cls.file = Path(cls.folder.name) / "report.json"
        cls.out = bring(ARCHIVE, media=cls.media, report=cls.file)
        cls.lines = {line["id"]: line for line in json.loads(cls.file.read_text())["items"]}

    def notes(self, item):
        return " ".join(self.lines[str(item)]["notes"])


class States(Archive):
    def test_a_published_post_is_live_with_its_first_date(self):
        edition = shown("The dam that tweets")

        self.assertEqual(f"{edition.first_published:%Y-%m-%d %H:%M}", "2019-05-04 09:00")
        self.assertGreater(edition.live_from, edition.first_published)
        self.assertEqual(edition.path, "/gadgets/the-dam-that-tweets/")

    def test_readers_are_not_told_that_it_was_updated_by_the_move(self):
        self.assertNotContains(self.client.get(shown("The dam that tweets").path), "<dt>Updated</dt>")

    def test_a_pending_one_waits_for_review(self):
        self.assertEqual(story("Waiting for review").stage, Stage.IN_REVIEW)

    def test_drafts_private_and_protected_ones_are_drafts(self):
        for headline in ("A draft", "Only for us", "Behind a password"):
            article = story(headline)
            self.assertEqual((article.stage, article.editions.count()), (Stage.DRAFTING, 0), headline)
        self.assertIn("private", self.notes(14))
        self.assertIn("password", self.notes(15))
        self.assertNotIn("hunter2", self.out)

    def test_trash_is_in_the_bin(self):
        self.assertIsNotNone(story("Thrown away").binned_at)

    def test_a_scheduled_one_waits_for_its_moment(self):
        waiting = story("In ten years").editions.get()

        self.assertEqual(f"{waiting.live_from:%Y-%m-%d %H:%M}", "2036-05-04 09:00")
        self.assertEqual(self.client.get(waiting.path).status_code, 404)

    def test_a_time_that_is_only_local_is_of_the_newsrooms_zone(self):
        self.assertEqual(f"{shown('Café über Strom').first_published:%Y-%m-%d %H:%M}", "2018-01-31 23:30")

    def test_pages_have_a_section_of_their_own(self):
        self.assertEqual(shown("About us").path, "/pages/about-us/")


class TheDesk(Archive):
    def test_what_readers_see_is_what_the_rules_say(self):
        call_command("verify_editions", verbosity=0)

    def test_opens_a_story_that_came_over(self):
        self.client.force_login(cast.edda())

        for headline in ("The dam that tweets", "A draft", "In ten years"):
            pk = story(headline).pk
            for page in ("change", "history"):
                answer = self.client.get(f"/admin/articles/article/{pk}/{page}/")
                self.assertEqual(answer.status_code, 200, (headline, page))

    def test_sees_old_stories_by_their_old_dates(self):
        self.assertEqual(f"{story('The dam that tweets').changed_at:%Y-%m}", "2019-05")


class WhatTheyAreMadeOf(Archive):
    def test_categories_become_a_section_and_topics(self):
        article = story("The dam that tweets")

        self.assertEqual(article.section.title, "Gadgets")
        self.assertEqual(sorted(tag.name for tag in article.tags.all()), ["Phones", "Water & dams"])

    def test_a_category_can_tell_the_kind(self):
        self.assertEqual(story("A second look").kind, "opinion")

    def test_co_authors_stand_in_their_order(self):
        names = [row.author.name for row in story("The dam that tweets").bylines.all()]

        self.assertEqual(names, ["Ines Okafor", "Bo Lind"])
        self.assertEqual(Author.objects.get(name="Bo Lind").biography, "Writes about water.")

    def test_authors_never_become_accounts(self):
        self.assertFalse(User.objects.exists())
        self.assertFalse(Author.objects.filter(user__isnull=False).exists())

    def test_excerpt_and_subtitle_are_the_standfirst(self):
        self.assertEqual(story("The dam that tweets").standfirst, "Its reservoir answers questions.")
        self.assertEqual(story("A second look").standfirst, "It was still full.")

    def test_search_title_and_description_are_kept_if_they_say_something(self):
        dam, second = story("The dam that tweets"), story("A second look")

        self.assertEqual((dam.seo_title, dam.seo_description), ("", "A dam with an account."))
        self.assertEqual(second.seo_title, "Second look")

    def test_the_featured_picture_leads_with_its_words(self):
        article = story("The dam that tweets")

        self.assertEqual(article.lead_alt, "A concrete dam")
        self.assertEqual(article.lead_caption, "The dam, seen from the road")
        self.assertEqual(article.lead_image.credit, "Photo: Bo Lind")

    def test_every_size_is_the_original_stored_once(self):
        image = Image.objects.get()

        self.assertEqual(
            [figure.image_id for figure in prose.figures(story("The dam that tweets").body)], [image.pk]
        )
        self.assertEqual(
            [figure.image_id for figure in prose.figures(story("A second look").body)], [image.pk]
        )

    def test_a_missing_picture_stays_in_words_and_in_the_report(self):
        self.assertIn(
            "[Picture: Lost, https://gridpost.example/wp-content/uploads/2019/05/lost.jpg]",
            story("A second look").body,
        )
        self.assertIn("not in the uploads folder", self.notes(11))

    def test_links_within_the_site_go_by_identity(self):
        dam, second = story("The dam that tweets"), story("A second look")

        self.assertEqual(
            prose.story_links(dam.body), (second.public_id, story("Waiting for review").public_id)
        )
        self.assertEqual(prose.story_links(second.body), (dam.public_id,))

    def test_reusable_blocks_are_in_the_text(self):
        self.assertIn("<p>We correct what is wrong.</p>", story("A second look").body)

    def test_an_unknown_shortcode_stays_where_it_can_be_seen(self):
        self.assertIn('[mystery_box colour="red"]', story("The dam that tweets").body)
        self.assertIn("[mystery_box]", self.notes(10))

    def test_related_posts_become_a_list_at_the_foot(self):
        made = RecommendationList.objects.get()

        self.assertEqual([row.article.headline for row in made.items.all()], ["A second look"])
        self.assertEqual(made.placements.get().article, story("The dam that tweets"))
        self.assertIn("“A draft”, picked for “The dam that tweets”, is not on the site", self.out)

    def test_the_report_counts_what_stays_behind(self):
        self.assertIn("2 comments were not brought over", self.notes(10))
        self.assertIn("sticky", self.notes(10))
        self.assertIn("format “Video”", self.notes(10))
        self.assertIn("--types podcast", self.notes(43))
        self.assertIn("nav_menu_item: parts of the old site's machinery, left out", self.out)

    def test_the_report_has_every_item(self):
        self.assertEqual(len(self.lines), ARCHIVE.read_text().count("<item>"))
        self.assertEqual(self.lines["20"]["outcome"], "with another")


class Corrections(Archive):
    """Of the old site: ours, with their own date, and nothing that says it was done here and now."""

    def test_stands_with_its_story_and_in_the_record_of_all_with_the_date_that_it_had(self):
        edition = shown("A second look")

        made = edition.corrections.get()
        self.assertEqual((f"{made.made_at:%Y-%m-%d}", made.it_is), ("2019-06-03", "The dam is in the south."))
        page = self.client.get(edition.path)
        self.assertContains(page, "The dam is in the south.")
        self.assertContains(page, "3 June 2019")
        self.assertNotContains(page, "<dt>Updated</dt>")
        self.assertNotContains(page, "It is</dt>")
        self.assertContains(self.client.get("/corrections/"), "3 June 2019")
        self.assertContains(self.client.get("/corrections/rss.xml"), "The dam is in the south.")
        self.assertNotIn("in the south", story("A second look").body)

    def test_an_old_one_is_no_news_on_the_home_page(self):
        self.assertNotContains(self.client.get("/"), "in the south")

    def test_the_next_one_comes_with_a_newer_export_and_the_first_is_not_said_again(self):
        text = ARCHIVE.read_text()
        item = re.findall(r"<item>.*?</item>", text, re.DOTALL)
        (first,) = (one for one in item if "newspack_correction]" in one)
        number = re.search(r"<wp:post_id>(\d+)<", first)[1]
        second = (
            first.replace(f"<wp:post_id>{number}<", "<wp:post_id>7777<")
            .replace("The dam is in the south.", "It is full.")
            .replace("2019-06-03", "2019-07-09")
        )
        newer = Path(self.folder.name) / "newer.xml"
        newer.write_text(text.replace(first, first + second))

        bring(newer, media=self.media)

        article = story("A second look")
        self.assertEqual([made.it_is for made in article.corrections.order_by("made_at")],
                         ["The dam is in the south.", "It is full."])  # fmt: skip
        self.assertEqual(shown("A second look").change, "correction")
        self.assertNotContains(self.client.get(shown("A second look").path), "<dt>Updated</dt>")
        call_command("verify_editions", verbosity=0)


class OldAddresses(Archive):
    def walk(self, path):
        """Where a reader comes out, and how many steps it took."""
        answer = self.client.get(path)
        steps = 0
        while answer.status_code == 301:
            steps += 1
            path = answer["Location"]
            answer = self.client.get(path)
        return answer.status_code, path, steps

    def test_every_link_of_the_file_leads_to_a_page(self):
        text = ARCHIVE.read_text()
        items = re.findall(r"<item>.*?</item>", text, re.DOTALL)
        walked = 0
        for item in items:
            link = re.search("<link>(.*?)</link>", item)[1].removeprefix("https://gridpost.example")
            kind = re.search(r"<wp:post_type><!\[CDATA\[(.*?)\]", item)[1]
            live = "<![CDATA[publish]]></wp:status>" in item and "hunter2" not in item
            if kind in ("post", "page", "attachment"):
                wanted = (200, 1) if live or kind == "attachment" else None
                status, _, steps = self.walk(link)
                if wanted:
                    self.assertEqual((status, steps), wanted, link)
                else:  # a draft's: like nonsense, or the home page with a parameter that says nothing
                    self.assertEqual((status, steps), (200, 0) if "?" in link else (404, 0), link)
                walked += 1
        self.assertEqual(walked, 13)

    def test_other_addresses_of_wordpress_lead_on(self):
        for old, new in {
            "/?p=10": "/gadgets/the-dam-that-tweets/",
            "/index.php?p=10": "/gadgets/the-dam-that-tweets/",
            "/?page_id=31": "/pages/about-us/",
            "/2019/05/the-dam-that-tweets": "/gadgets/the-dam-that-tweets/",
            "/2019/05/the-dam-that-tweets/2/": "/gadgets/the-dam-that-tweets/",
            "/2019/05/the-dam-that-tweets/feed/": "/gadgets/the-dam-that-tweets/",
            "/2019/05/the-dam-that-tweets/amp/": "/gadgets/the-dam-that-tweets/",
            "/2019/05/the-dam-that-posts/": "/gadgets/the-dam-that-tweets/",
            "/2019/05/the-dam-that-tweets/dam/": "/gadgets/the-dam-that-tweets/",
            "/?attachment_id=20": "/gadgets/the-dam-that-tweets/",
            "/category/gadgets/": "/gadgets/",
            "/category/gadgets/page/4/": "/gadgets/",
            "/category/gadgets/feed/": "/gadgets/rss.xml",
            "/category/gadgets/phones/": "/topics/phones/",
            "/category/phones/": "/topics/phones/",
            "/?cat=3": "/topics/phones/",
            "/tag/water/": "/topics/water/",
            "/tag/water/feed/": "/topics/water/rss.xml",
            "/author/ines/": "/authors/ines-okafor/",
            "/?author=1": "/authors/ines-okafor/",
            "/2019/": "/archive/2019/",
            "/2019/05/": "/archive/2019/05/",
            "/2019/05/04/": "/archive/2019/05/",
            "/?m=201905": "/archive/2019/05/",
            "/feed/": "/rss.xml",
            "/feed": "/rss.xml",
            "/?feed=rss2": "/rss.xml",
            "/comments/feed/": "/rss.xml",
        }.items():
            with self.subTest(old):
                self.assertEqual(self.walk(old), (200, new, 1))

    def test_a_parameter_that_no_address_has_changes_nothing(self):
        home = self.client.get("/")

        for query in ("p=99999", "p=13", "p=12", "p=10'--", "p=", "q=10", "cat=../../x", "feed=%00"):
            answer = self.client.get(f"/?{query}")
            self.assertEqual((answer.status_code, answer.content), (200, home.content), query)

    def test_a_slug_that_two_posts_had_goes_to_the_first_and_is_reported(self):
        self.assertEqual(self.walk("/2019/06/the-dam-that-posts/")[1], "/opinion/a-second-look/")
        self.assertEqual(self.walk("/2019/05/the-dam-that-posts/")[1], "/gadgets/the-dam-that-tweets/")


class Again(Archive):
    def test_the_same_file_changes_nothing(self):
        before = everything()

        out = bring(ARCHIVE, media=self.media)

        self.assertEqual(everything(), before)
        self.assertIn("here already, unchanged", out)
        self.assertNotIn("came over\n", out)

    def test_a_newer_export_updates_what_changed(self):
        newer = written(Path(self.folder.name), "It answers.", "It answers slowly.")

        bring(newer, media=self.media)

        self.assertIn("It answers slowly.", shown("The dam that tweets").body)
        self.assertEqual(story("The dam that tweets").editions.count(), 2)
        self.assertEqual(story("A second look").editions.count(), 1)

    def test_what_the_desk_has_edited_since_is_left_and_reported(self):
        article = story("The dam that tweets")
        article.headline = "The dam that posts"
        article.save()
        saving.save(article, by=cast.edda())
        newer = written(Path(self.folder.name), "It answers.", "It answers slowly.")

        out = bring(newer, media=self.media)

        article.refresh_from_db()
        self.assertEqual(article.headline, "The dam that posts")
        self.assertNotIn("slowly", article.body)
        self.assertIn("the desk has edited the story since", out)

    def test_what_the_desk_withdrew_stays_off_the_site(self):
        article = story("The dam that tweets")
        publishing.withdraw(article, by=cast.edda(), reason="The owner called.")
        newer = written(Path(self.folder.name), "It answers.", "It answers slowly.")

        out = bring(newer, media=self.media)

        self.assertFalse(Edition.objects.visible_at(clock.now()).filter(article=article).exists())
        self.assertIn("stays off the site", out)

    def test_what_is_no_longer_published_there_is_withdrawn_here(self):
        text = ARCHIVE.read_text()
        head, item = text.split("<title><![CDATA[A second look]]>")
        newer = Path(self.folder.name) / "unpublished.xml"
        newer.write_text(
            head + "<title><![CDATA[A second look]]>" + item.replace("CDATA[publish]", "CDATA[draft]", 1)
        )

        bring(newer, media=self.media)

        self.assertEqual(self.client.get("/opinion/a-second-look/").status_code, 410)


class Killed(TestCase):
    def test_half_way_and_run_again_it_completes_without_duplicates(self):
        carry, seen = Carrier.carry, []

        def dies(carrier, item):
            seen.append(item)
            if len(seen) == 3:
                raise KeyboardInterrupt
            carry(carrier, item)

        with patch.object(Carrier, "carry", dies), self.assertRaisesMessage(CommandError, "Run it again"):
            bring(ARCHIVE)
        ids = set(Article.objects.values_list("public_id", flat=True))
        bring(ARCHIVE)
        half = everything()

        self.assertEqual(len(ids), 2)
        self.assertLess(ids, set(Article.objects.values_list("public_id", flat=True)))
        self.assertEqual(half["Article"], len(set(Article.objects.values_list("headline", flat=True))))
        bring(ARCHIVE)
        self.assertEqual(everything(), half)

    def test_one_bad_item_does_not_stop_the_rest(self):
        with TemporaryDirectory() as folder:
            bad = written(Path(folder), "Rubbish.", "x" * 600_000)

            out = bring(bad)

        self.assertIn("failed\n    - its text is longer than any story may be", out)
        self.assertFalse(Article.objects.filter(headline="Thrown away").exists())
        self.assertTrue(Article.objects.filter(headline="About us").exists())


class DryRun(TestCase):
    def test_tells_what_the_real_run_does_and_writes_nothing(self):
        with TemporaryDirectory() as folder:
            media = uploads(Path(folder) / "uploads")
            before = everything()
            dry = bring(ARCHIVE, media=media, dry_run=True)
            self.assertEqual(everything(), before)
            real = bring(ARCHIVE, media=media)

        def told(out):
            return [line for line in out.splitlines() if "a second." not in line and "dry run" not in line]

        self.assertEqual(told(dry), told(real))
        self.assertIn("This was a dry run", dry)
