"""What pages say of themselves to machines agrees with what readers see."""

from __future__ import annotations

import json
import re
from html import unescape

from articles.models import Change, Credit, EditionByline, SocialCard
from tests.articles.editions import DAY, HOUR, NOON, author, correction, edition, image, section, tag
from tests.articles.test_front_addresses import Reading

SITE = "http://127.0.0.1:8000"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Told(Reading):
    def head(self, path, **given):
        page = self.ask(path, **given).content.decode()
        (block,) = BLOCK.findall(page)
        self.assertNotIn("<", block)
        nodes = {}
        for node in json.loads(block)["@graph"]:
            kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
            nodes.update(dict.fromkeys(kinds, node))
        metas = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', page)
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]*)">', page)
        return page, nodes, {name: unescape(value) for name, value in metas}, canonical


class AStory(Told):
    def publish(self, headline="Fab reopens", **given):
        return edition(
            headline,
            standfirst="After the flood, the fab makes chips again, and says how it will not happen twice.",
            names=[author("Ines Okafor", job_title="Machines reporter")],
            topics=[tag("Power grids")],
            **given,
        )

    def test_is_news_with_the_headline_names_and_dates_of_its_page(self):
        made = self.publish(since=NOON - DAY, until=NOON - HOUR)
        second = edition("Fab reopens", of=made.article, since=NOON - HOUR, first_published=made.first_published,
                         names=[author()], topics=[tag()], change=Change.CORRECTION)  # fmt: skip
        EditionByline.objects.create(edition=second, article=made.article, first_published=made.first_published,
                                     author=author("Jun Castellane"), role=Credit.PHOTOGRAPHY, order=1)  # fmt: skip
        correction(second, "241,000.", "214,000.")

        page, nodes, metas, canonical = self.head("/machines/fab-reopens/")
        news = nodes["NewsArticle"]

        self.assertIn(f'<h1 class="headline">{news["headline"]}</h1>', page)
        self.assertEqual(news["datePublished"], "2026-11-23T12:00:00+00:00")
        self.assertEqual(news["dateModified"], "2026-11-24T11:00:00+00:00")
        for date in (news["datePublished"], news["dateModified"]):
            self.assertIn(f'<time datetime="{date}">', page)
        self.assertEqual(
            news["author"],
            [{"@type": "Person", "name": "Ines Okafor", "url": f"{SITE}/authors/ines-okafor/", "jobTitle": "Machines reporter"}],
        )  # fmt: skip
        self.assertEqual([person["name"] for person in news["contributor"]], ["Jun Castellane"])
        self.assertEqual(news["publisher"]["@id"], nodes["NewsMediaOrganization"]["@id"])
        self.assertEqual(
            news["correction"],
            [{"@type": "CorrectionComment", "name": "Correction", "text": "We wrote: 241,000. It is: 214,000.",
              "datePublished": "2026-11-24T11:00:00+00:00"}],
        )  # fmt: skip
        self.assertEqual(canonical, f"{SITE}/machines/fab-reopens/")
        self.assertEqual({canonical}, {metas["og:url"], news["url"], news["mainEntityOfPage"]})
        self.assertEqual(metas["article:published_time"], news["datePublished"])
        self.assertEqual(metas["og:title"], "Fab reopens")
        self.assertEqual(metas["robots"], "max-image-preview:large")

    def test_says_no_date_of_an_update_that_readers_are_not_told_of(self):
        first = self.publish(since=NOON - DAY, until=NOON - HOUR)
        edition("Fab reopens", of=first.article, since=NOON - HOUR, change=Change.MINOR,
                first_published=first.first_published, updated=first.updated)  # fmt: skip

        news = self.head("/machines/fab-reopens/")[1]["NewsArticle"]

        self.assertEqual(news["dateModified"], news["datePublished"])

    def test_leads_back_the_way_that_the_page_shows(self):
        self.publish()

        items = self.head("/machines/fab-reopens/")[1]["BreadcrumbList"]["itemListElement"]

        self.assertEqual(
            [(item["position"], item["name"], item["item"].removeprefix(SITE)) for item in items],
            [(1, "Machines", "/machines/"), (2, "Power grids", "/topics/power-grids/"), (3, "Fab reopens", "/machines/fab-reopens/")],
        )  # fmt: skip

    def test_has_its_lead_in_every_shape(self):
        self.publish(lead_image=image(width=2400, height=1600), lead_alt="A hall of machines.")

        nodes = self.head("/machines/fab-reopens/")[1]

        images = nodes["NewsArticle"]["image"]
        self.assertEqual(
            [(it["width"], it["height"]) for it in images], [(1200, 675), (1200, 900), (1200, 1200)]
        )
        self.assertEqual({it["caption"] for it in images}, {"A hall of machines."})

    def test_shares_its_lead_cut_to_measure(self):
        self.publish(lead_image=image(width=2400, height=1600), lead_alt="A hall of machines.")

        metas = self.head("/machines/fab-reopens/")[2]

        self.assertTrue(metas["og:image"].startswith(f"{SITE}/media/"))
        self.assertEqual(
            [metas[f"og:image:{name}"] for name in ("type", "width", "height")], ["image/jpeg", "1200", "630"]
        )
        self.assertEqual(metas["og:image:alt"], "A hall of machines.")

    def test_has_its_lead_as_the_page_does_until_a_job_has_cut_it(self):
        ready = ["wide-1920-f50x50.jpg", "landscape-640-f50x50.jpg"]
        self.publish(lead_image=image(width=2400, height=1600, ready=ready), lead_alt="A hall of machines.")

        page, nodes, metas, _ = self.head("/machines/fab-reopens/")

        (found,) = nodes["NewsArticle"]["image"]
        self.assertIn(f"{found['url'].removeprefix(SITE)} 1920w", page)
        self.assertEqual(metas["og:image"], f"{SITE}/static/front/icon/social.png")

    def test_without_a_fitting_lead_has_the_card_drawn_for_it(self):
        for number, lead in enumerate([None, image(width=1000, height=900)]):
            made = self.publish(f"Fab {number}", lead_image=lead)
            SocialCard.objects.create(edition=made, name=f"ab/{number}.png")

            _, _, metas, _ = self.head(f"/machines/fab-{number}/")

            self.assertEqual(metas["og:image"], f"{SITE}/media/ab/{number}.png")
            self.assertEqual(
                [metas[f"og:image:{name}"] for name in ("type", "width", "height", "alt")],
                ["image/png", "1200", "630", f"Fab {number}"],
            )

    def test_without_a_picture_has_the_outlets_card(self):
        self.publish()

        _, nodes, metas, _ = self.head("/machines/fab-reopens/")

        self.assertEqual(metas["og:image"], f"{SITE}/static/front/icon/social.png")
        self.assertEqual(nodes["NewsArticle"]["image"][0]["url"], metas["og:image"])

    def test_whose_picture_lost_its_rights_does_not_name_it(self):
        self.publish(lead_image=image(rights_until=NOON))

        self.assertNotIn("/media/", self.ask("/machines/fab-reopens/").content.decode())

    def test_cannot_close_the_element_that_it_stands_in(self):
        self.publish("</script><script>alert(1)</script> & “quotes”", slug="fab")

        page, nodes, metas, _ = self.head("/machines/fab/")

        self.assertNotIn("<script>alert", page)
        self.assertEqual(nodes["NewsArticle"]["headline"], "</script><script>alert(1)</script> & “quotes”")
        self.assertEqual(metas["og:title"], "</script><script>alert(1)</script> & “quotes”")

    def test_kept_out_of_search_engines_says_so(self):
        self.publish(noindex=True)

        self.assertEqual(self.head("/machines/fab-reopens/")[2]["robots"], "noindex")

    def test_first_published_elsewhere_names_that_address(self):
        self.publish(canonical_url="https://example.com/fab/")

        _, nodes, metas, canonical = self.head("/machines/fab-reopens/")

        self.assertEqual(canonical, "https://example.com/fab/")
        self.assertEqual({canonical}, {metas["og:url"], nodes["NewsArticle"]["mainEntityOfPage"]})

    def test_is_not_another_page_with_a_tracking_parameter(self):
        self.publish()

        self.assertEqual(self.head("/machines/fab-reopens/?utm_source=x")[3], f"{SITE}/machines/fab-reopens/")

    def test_of_an_opinion_says_that_it_is_one(self):
        self.publish(kind="opinion")

        self.assertEqual(
            self.head("/machines/fab-reopens/")[1]["NewsArticle"]["@type"],
            ["NewsArticle", "OpinionNewsArticle"],
        )


class OtherPages(Told):
    PATHS = ("/", "/machines/", "/topics/power-grids/", "/authors/ines-okafor/", "/archive/", "/archive/2026/11/",
             "/corrections/", "/search/", "/feeds/", "/machines/fab-reopens/")  # fmt: skip

    def setUp(self):
        edition("Fab reopens", names=[author("Ines Okafor", biography="Ines writes.")], topics=[tag()],
                section=section("Machines", description="Things with screws."))  # fmt: skip

    def test_are_described_and_have_one_address(self):
        for path in self.PATHS:
            _, nodes, metas, canonical = self.head(path)
            self.assertEqual(canonical, f"{SITE}{path}")
            self.assertEqual(metas["og:url"], canonical)
            self.assertTrue(50 <= len(metas["description"]) <= 200, (path, metas["description"]))
            self.assertEqual(metas["og:description"], metas["description"])
            self.assertEqual(metas["twitter:card"], "summary_large_image")
            self.assertEqual((metas["og:site_name"], metas["og:locale"]), ("Slipmark", "en_GB"))
            self.assertIn("NewsMediaOrganization", nodes)

    def test_of_a_list_are_pages_of_their_own_further_back(self):
        for number in range(25):
            edition(f"Story {number}", since=NOON - number * HOUR)
        older = re.search(r'href="([^"]*)" rel="next"', self.ask("/machines/").content.decode())[1]

        self.assertEqual(self.head(f"{older}&utm_source=x")[3], f"{SITE}{older}")

    def test_without_older_ones_know_no_key(self):
        for path in ("/feeds/", "/machines/fab-reopens/"):
            self.assertEqual(self.ask(f"{path}?before=nonsense").content, self.ask(path).content)

    def test_home_tells_how_to_search(self):
        site = self.head("/")[1]["WebSite"]

        self.assertEqual(
            site["potentialAction"]["target"]["urlTemplate"], f"{SITE}/search/?q={{search_term_string}}"
        )

    def test_of_an_author_is_about_a_person(self):
        person = self.head("/authors/ines-okafor/")[1]["ProfilePage"]["mainEntity"]

        self.assertEqual(
            (person["@type"], person["name"], person["description"]),
            ("Person", "Ines Okafor", "Ines writes."),
        )

    def test_with_an_error_say_nothing(self):
        page = self.ask("/nothing/").content.decode()

        self.assertIn('<meta name="robots" content="noindex">', page)
        self.assertNotIn("ld+json", page)
        self.assertNotIn("og:", page)
