"""What real exports have beside posts, and in shapes that nobody would choose: each comes over, or is told of."""

from __future__ import annotations

import json
from itertools import starmap
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import TestCase

from articles.models import Article, Author, Correction, Edition
from articles.wordpress.items import Item
from articles.wordpress.reading import pieces
from tests.articles.test_wordpress_import import bring, uploads
from tests.articles.test_wordpress_reading import SPACES, wxr


def item(
    id: int, title: str, *, type: str = "post", status: str = "publish", more: str = "", body: str = "x"
) -> str:
    return (
        f"<item><title>{title}</title><content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{id}</wp:post_id>"
        f"<wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type>{more}</item>"
    )


def meta(key: str, value: object) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"


class Odd(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def bring(self, *texts: str | bytes, **options):
        files = []
        for number, text in enumerate(texts):
            files.append(self.folder / f"{number}.xml")
            files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        report = self.folder / "report.json"
        self.out = bring(*files, report=report, **options)
        return {line["id"]: line for line in json.loads(report.read_text())["items"]}

    def test_a_post_that_says_next_to_nothing_comes_over(self):
        """No channel's link, no author, no date, no address of its own."""
        lines = self.bring(wxr(item(1, "Bare")).replace("<link>https://old.example</link>", ""))

        self.assertIn("1 items of a site that does not say its address.", self.out)
        self.assertEqual((lines["1"]["outcome"], lines["1"]["became"]), ("new", "live"))
        self.assertEqual(lines["1"]["notes"], ["It has no date: it is first published now."])
        self.assertEqual(Edition.objects.get().path, "/news/bare/")

    def test_a_year_that_no_page_can_speak_of_is_no_date(self):
        def dated(id, gmt, local="", **given):
            said = f"<wp:post_date>{local}</wp:post_date><wp:post_date_gmt>{gmt}</wp:post_date_gmt>"
            return item(id, f"Number {id}", more=said, **given)

        lines = self.bring(
            wxr(
                dated(1, "0001-01-01 00:00:00")
                + dated(2, "9999-12-31 00:00:00", status="future")
                + dated(3, "0001-01-01 00:00:00", "2019-05-04 10:00:00")
            )
        )

        self.assertEqual(lines["1"]["notes"], ["It has no date: it is first published now."])
        self.assertIn("It was scheduled for no moment to come", lines["2"]["notes"][0])
        self.assertEqual((lines["2"]["became"], lines["3"]["notes"]), ("draft", []))
        self.assertEqual(Edition.objects.get(slug="number-3").first_published.year, 2019)
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_a_place_and_an_address_that_are_none_are_left_out(self):
        def picture(id, place):
            return item(
                id, "A", type="attachment", status="inherit", more=f"<wp:menu_order>{place}</wp:menu_order>"
            )

        text = wxr(picture(1, "--5") + picture(2, "²") + item(3, "A post"))
        lines = self.bring(text.replace("<link>https://old.example</link>", "<link>http://[</link>"))

        self.assertEqual(lines["3"]["outcome"], "new")
        self.assertIn("of a site that does not say its address", self.out)

    def test_everything_that_is_no_story_is_told_item_by_item(self):
        types = ("nav_menu_item", "custom_css", "revision", "wp_template", "wp_global_styles", "wp_navigation",
                 "customize_changeset", "oembed_cache")  # fmt: skip
        parts = [item(number, f"A {type}", type=type) for number, type in enumerate(types, start=10)]
        lines = self.bring(
            wxr(
                item(1, "A post")
                + "".join(parts)
                + item(30, "A pattern", type="wp_block")
                + item(31, "A product", type="product")
                + item(32, "Nobody wrote in it", status="auto-draft")
                + item(33, "A file", type="attachment", status="inherit")
                + item(
                    34,
                    "Correction",
                    type="newspack_correction",
                    more=meta("newspack_correction-post-id", 999),
                )
                + item(35, "A draft of one", type="newspack_correction", status="draft")
            )
        )

        self.assertEqual({lines[str(number)]["outcome"] for number in range(10, 18)}, {"machinery"})
        self.assertEqual(
            [lines[id]["outcome"] for id in ("30", "31", "32", "33", "34", "35")],
            ["with another", "left out", "left out", "not shown", "left out", "left out"],
        )
        self.assertIn("--types product", lines["31"]["notes"][0])
        self.assertIn("not in the export", lines["34"]["notes"][0])
        self.assertEqual(Article.objects.count(), 1)

    def test_of_an_item_that_comes_twice_the_last_counts(self):
        """In an older export and a newer one, given together."""
        files = wxr(item(1, "Dam", body="Old")), wxr(item(1, "Dam", body="New") + item(2, "Two"))

        self.bring(*files)

        self.assertIn("comes again later", self.out)
        self.assertEqual(Article.objects.get(headline="Dam").body, "<p>New</p>")
        self.bring(*files)
        self.assertEqual(Article.objects.get(headline="Dam").revisions.count(), 1)
        self.assertNotIn("changed since", self.out)

    def test_attachments_before_and_after_and_in_another_file(self):
        def picture(id):
            return item(
                id, f"Dam {id}", type="attachment", status="inherit",
                more="<wp:attachment_url>https://old.example/wp-content/uploads/2019/05/dam.jpg</wp:attachment_url>",
            )  # fmt: skip

        lines = self.bring(
            wxr(picture(5) + item(1, "One", more=meta("_thumbnail_id", 5)) + item(2, "Two", more=meta("_thumbnail_id", 6))
                + picture(6) + item(3, "Three", more=meta("_thumbnail_id", 7))),
            wxr(picture(7)),
            media=uploads(self.folder / "uploads"),
        )  # fmt: skip

        leads = set(Article.objects.values_list("lead_image", flat=True))
        self.assertEqual((len(leads), None in leads), (1, False))
        self.assertEqual({lines[id]["outcome"] for id in ("5", "6", "7")}, {"with another"})

    def test_a_link_to_a_file_stays_a_link_to_the_file(self):
        paper = "https://old.example/wp-content/uploads/2019/05/paper.pdf"
        file = item(
            5, "paper", type="attachment", status="inherit",
            more=f"<guid>{paper}</guid><wp:post_parent>1</wp:post_parent><wp:attachment_url>{paper}</wp:attachment_url>",
        )  # fmt: skip

        self.bring(wxr(item(1, "Dam", body=f'<a href="{paper}">The paper</a>') + file))

        self.assertIn(f'<a href="{paper}">The paper</a>', Article.objects.get().body)
        self.assertIn(f"A link leads to a file of the old site, which has to stay there: {paper}", self.out)

    def test_authors_are_named_as_readers_knew_them(self):
        """Co-Authors-Plus says the login, and an address made of it. Some log in with their e-mail address."""
        writer = (
            "<wp:author><wp:author_login>Ines.O@old.example</wp:author_login>"
            "<wp:author_display_name>Ines Okafor</wp:author_display_name></wp:author>"
        )
        coauthor = '<category domain="author" nicename="cap-ineso">Ines.O@old.example</category>'
        self.bring(
            wxr(
                writer
                + item(1, "One", more=coauthor)
                + item(2, "Two", more="<dc:creator>Ines.O@old.example</dc:creator>")
                + item(3, "Three", more="<dc:creator>bo.lind@old.example</dc:creator>")
            ).replace("<channel>", "<channel><wp:base_blog_url>https://old.example</wp:base_blog_url>")
        )

        self.assertEqual(sorted(Author.objects.values_list("name", flat=True)), ["Ines Okafor", "bo.lind"])
        self.assertEqual(self.client.get("/author/ineso/").headers["Location"], "/authors/ines-okafor/")

    def test_a_login_with_a_mark_of_a_tag_is_the_login_without_it(self):
        """As the public test data of WordPress's theme makers has it."""
        self.bring(wxr(item(1, "One", more="<dc:creator>>ines</dc:creator>")))

        self.assertEqual(Author.objects.get().name, "ines")

    def test_footnotes_lead_to_stories_too(self):
        notes = json.dumps([{"id": "a", "content": 'See <a href="https://old.example/?p=2">two</a>.'}])

        self.bring(wxr(item(1, "One", more=meta("footnotes", notes)) + item(2, "Two")))

        body = Article.objects.get(headline="One").body
        self.assertRegex(body, r'<ol><li>See <a data-story="\w+" href="/news/two/">two</a>.</li></ol>$')

    def test_a_picture_has_the_credit_of_the_photographer_and_of_the_agency(self):
        file = item(
            5, "dam", type="attachment", status="inherit",
            more="<wp:attachment_url>https://old.example/wp-content/uploads/2019/05/dam.jpg</wp:attachment_url>"
            + meta("_media_credit", "Jo Photo") + meta("_navis_media_credit_org", "Agency"),
        )  # fmt: skip

        self.bring(
            wxr(file + item(1, "One", more=meta("_thumbnail_id", 5))), media=uploads(self.folder / "uploads")
        )

        self.assertEqual(Article.objects.get().lead_image.credit, "Jo Photo / Agency")

    def test_what_newspack_keeps_beside_the_text_comes_over_or_is_told(self):
        fields = {
            "newspack_article_summary_title": "In short",
            "newspack_article_summary": "It is full.\n\nIt tweets.",
            "_newspack_byline_active": "1",
            "_newspack_byline": "Words by [Author id=3]Ines Okafor[/Author], pictures by Bo",
        }

        lines = self.bring(wxr(item(1, "Dam", body="Words", more="".join(starmap(meta, fields.items())))))

        self.assertEqual(
            Article.objects.get().body,
            "<p><strong>In short</strong></p><p>It is full.</p><p>It tweets.</p><p>Words</p>",
        )
        self.assertIn(
            "Readers saw another byline there: “Words by Ines Okafor, pictures by Bo”", lines["1"]["notes"]
        )

    def test_titles_and_descriptions_of_other_seo_plugins(self):
        self.bring(
            wxr(
                item(1, "One", more=meta("_seopress_titles_title", "A") + meta("_seopress_titles_desc", "a"))
                + item(2, "Two", more=meta("jetpack_seo_html_title", "B") + meta("advanced_seo_description", "b"))
                + item(3, "What", more=meta("_aioseo_title", "#post_title #separator_sa #site_title"))
                + item(4, "You", more=meta("_aioseo_title", "C #separator_sa #site_title") + meta("_aioseo_description", "#1 of c"))
            )
        )  # fmt: skip

        found = Article.objects.order_by("headline").values_list("seo_title", "seo_description")
        self.assertEqual(list(found), [("A", "a"), ("B", "b"), ("", ""), ("C", "#1 of c")])

    def test_corrections_that_were_switched_off_there_are_told(self):
        self.bring(
            wxr(
                item(1, "Dam", more=meta("newspack_corrections_active", "0"))
                + item(8, "C", type="newspack_correction", body="It is full.",
                       more=meta("newspack_correction-post-id", 1) + "<wp:post_date>2020-02-02 10:00:00</wp:post_date>")
            )
        )  # fmt: skip

        self.assertIn("switched off", self.out)

    def test_corrections_of_older_versions_of_the_plugin(self):
        """They told of all corrections of a post at once where they stand, and not of what kind each is."""
        self.bring(
            wxr(
                item(1, "Dam", more=meta("newspack_corrections_location", "top"))
                + item(8, "Correction for Dam", type="newspack_correction", body="It is <a href='https://x.example/'>full</a>.",
                       more=meta("newspack_correction-post-id", 1) + "<wp:post_date>2020-02-02 10:00:00</wp:post_date>")
            )
        )  # fmt: skip

        made = Correction.objects.get()
        self.assertEqual(
            (made.kind, made.serious, made.it_is, made.wrote), ("correction", True, "It is full.", "")
        )
        self.assertEqual(f"{made.made_at:%Y-%m-%d %H:%M}", "2020-02-02 10:00")
        self.assertIn("A link in a correction was left out, its words kept: https://x.example/", self.out)

    def test_corrections_of_what_is_not_public_stay_in_the_text(self):
        self.bring(
            wxr(
                item(1, "Dam", status="private")
                + item(8, "C", type="newspack_correction", body="It is full.",
                       more=meta("newspack_correction-post-id", 1) + "<wp:post_date>2020-02-02 10:00:00</wp:post_date>")
            )
        )  # fmt: skip

        self.assertIn(
            "<p><strong>Correction, 2020-02-02:</strong> It is full.</p>", Article.objects.get().body
        )

    def test_a_correction_longer_than_any_story_fails_with_its_story_alone(self):
        lines = self.bring(
            wxr(
                item(1, "Dam") + item(2, "Two")
                + item(8, "C", type="newspack_correction", body="x" * 1_000_001, more=meta("newspack_correction-post-id", 1))
            )
        )  # fmt: skip

        self.assertEqual((lines["1"]["outcome"], lines["2"]["outcome"]), ("failed", "new"))
        self.assertEqual(lines["1"]["notes"], ["its text is longer than any story may be"])

    def test_serialised_fields_and_fields_of_comments_harm_nothing(self):
        evil = 'O:8:"stdClass":1:{s:4:"code";s:13:"phpinfo();]]&gt;";}'
        comment = (
            "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[<script>1</script>]]></wp:comment_content>"
            "<wp:commentmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>5</wp:meta_value></wp:commentmeta></wp:comment>"
        )

        lines = self.bring(
            wxr(item(1, "Dam", more=meta("_related", evil) + meta("_thumbnail_id", evil) + comment))
        )

        self.assertEqual(lines["1"]["outcome"], "new")
        self.assertIsNone(Article.objects.get().lead_image)
        self.assertIn("1 comment was not brought over.", lines["1"]["notes"])

    def test_two_bytes_of_another_encoding_are_told(self):
        text = wxr(item(1, "Dam", body="Caf\udce9 na\udceff")).encode("utf-8", "surrogateescape")

        self.bring(text)

        self.assertIn("Caf\ufffd", Article.objects.get().body)
        self.assertIn("2 bytes are not in the encoding", self.out)

    def test_letters_of_every_kind_have_an_address(self):
        lines = self.bring(
            wxr(
                item(1, "Ünï 💫", more="<wp:post_name>%f0%9f%92%ab</wp:post_name>")
                + item(2, "مرحبا", more="<wp:post_name>مرحبا</wp:post_name>")
                + item(3, "Zalgo T̷̢̯̭̈w̴̰̜̾o", more="<wp:post_name>hello-💫-test</wp:post_name>")
            )
        )

        self.assertEqual({line["became"] for line in lines.values()}, {"live"})
        for path in Edition.objects.values_list("path", flat=True):
            self.assertEqual(self.client.get(path).status_code, 200, path)

    def test_a_namespace_that_was_taken_over_says_nothing(self):
        stolen = item(1, "Stolen", body="Words", more=meta("_thumbnail_id", 5))
        stolen = stolen.replace("<item>", '<item xmlns:wp="https://evil.example/">')
        alias = item(2, "Twice").replace(
            "<item>", f'<item xmlns:alt="{SPACES.format(v="1.2").split(chr(34))[-2]}">'
        )
        alias = alias.replace("<wp:status>", "<alt:post_id>999</alt:post_id><wp:status>")
        path = self.folder / "file.xml"
        path.write_text(wxr(stolen + alias))

        found = [piece for piece in pieces(path) if isinstance(piece, Item)]

        self.assertEqual([(one.id, one.status) for one in found], [("", ""), ("2", "publish")])
        self.assertEqual(found[0].meta, {})
        self.bring(wxr(stolen + alias))
        self.assertEqual(list(Edition.objects.values_list("headline", flat=True)), ["Twice"])
