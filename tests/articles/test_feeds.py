"""Feeds: complete, with addresses that work anywhere, and ids that stay."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.models import Change, Redirect
from tests.articles.editions import DAY, HOUR, NOON, author, correction, edition, image, section, tag
from tests.articles.test_front_addresses import Reading

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}content"
PLACES = ("/", "/machines/", "/topics/power-grids/", "/authors/ines-okafor/")
FORMATS = ("rss.xml", "atom.xml", "feed.json")
TYPES = {
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
}


def ids(answer):
    if "json" in answer["Content-Type"]:
        return [item["id"] for item in json.loads(answer.content)["items"]]
    root = etree.fromstring(answer.content)
    return [guid.text for guid in root.iterfind(".//guid")] or [
        entry.findtext(f"{ATOM}id") for entry in root.iterfind(f"{ATOM}entry")
    ]


class AFeed(Reading):
    def setUp(self):
        other = edition(
            "Chargers recalled", since=NOON - 3 * HOUR, path="/machines/chargers/", slug="chargers"
        )
        self.picture = image(width=1600, height=900)
        self.story = edition(
            "Fab & co reopen",
            slug="fab",
            since=NOON - 2 * HOUR,
            updated=NOON - HOUR,
            standfirst="After the <flood>.",
            body=(
                f'<p>It runs, as <a data-story="{other.story_id}" href="/old/">we said</a>, and'
                ' <a href="/about/">so on</a>.</p><table><tbody><tr><td>1</td></tr></tbody></table>'
                f'<figure data-image="{self.picture.pk}"><img alt="A hall"><figcaption>The hall</figcaption></figure>'
            ),
            names=[author("Ines Okafor"), author("Jun Castellane")],
            topics=[tag("Power grids")],
            lead_image=self.picture,
            lead_alt="A hall of machines.",
        )

    def test_is_there_for_the_site_a_section_a_topic_an_author_and_corrections(self):
        for place in (*PLACES, "/corrections/"):
            for name in FORMATS:
                answer = self.ask(f"{place}{name}")
                self.assertEqual(answer.status_code, 200, f"{place}{name}")
                self.assertEqual(answer["Content-Type"], f"{TYPES[name]}; charset=utf-8")
                self.assertEqual(answer["Cache-Control"], "public, max-age=300")
                self.assertFalse(answer.cookies)

    def test_has_the_whole_text_with_addresses_that_work_anywhere(self):
        for name in FORMATS:
            answer = self.ask(f"/{name}")
            if name == "feed.json":
                content = json.loads(answer.content)["items"][0]["content_html"]
            else:
                root = etree.fromstring(answer.content)
                found = root.find(f".//{CONTENT}") if name == "rss.xml" else root.find(f".//{ATOM}content")
                content = found.text
            self.assertIn('<a href="http://127.0.0.1:8000/machines/chargers/">we said</a>', content)
            self.assertIn("After the &lt;flood&gt;.", content)
            self.assertIn("<figcaption>The hall", content)
            self.assertEqual(content.count("<img"), 2)
            for address in re.findall(r'(?:href|src)="([^"]*)"', content):
                self.assertTrue(address.startswith("http://127.0.0.1:8000/"), address)
            self.assertNotRegex(content, "class=|tabindex|srcset|<div|<source|data-")

    def test_in_rss_has_dates_with_zones_names_and_the_picture(self):
        item = etree.fromstring(self.ask("/rss.xml").content).find("channel/item")

        self.assertEqual(item.findtext("title"), "Fab & co reopen")
        self.assertEqual(parsedate_to_datetime(item.findtext("pubDate")), NOON - 2 * HOUR)
        self.assertEqual([name.text for name in item.findall(CREATOR)], ["Ines Okafor", "Jun Castellane"])
        self.assertEqual(item.find("guid").get("isPermaLink"), "false")
        self.assertEqual(item.findtext("category"), "Machines")
        self.assertRegex(item.find(MEDIA).get("url"), r"^http://127.0.0.1:8000/media/.*\.jpe?g$")

    def test_in_atom_tells_when_it_was_published_and_updated(self):
        root = etree.fromstring(self.ask("/atom.xml").content)
        entry = root.find(f"{ATOM}entry")

        self.assertEqual(entry.findtext(f"{ATOM}published"), "2026-11-24T10:00:00+00:00")
        self.assertEqual(entry.findtext(f"{ATOM}updated"), "2026-11-24T11:00:00+00:00")
        self.assertEqual(root.findtext(f"{ATOM}updated"), "2026-11-24T11:00:00+00:00")

    def test_keeps_its_ids_when_a_story_is_renamed_and_moved(self):
        before = {name: ids(self.ask(f"/{name}")) for name in FORMATS}
        type(self.story).objects.filter(pk=self.story.pk).update(live_until=NOON)
        edition("Renamed", of=self.story.article, section=section("Money"), since=NOON,
                first_published=self.story.first_published)  # fmt: skip

        after = {name: ids(self.ask(f"/{name}")) for name in FORMATS}

        self.assertEqual(after, before)
        self.assertEqual(before["rss.xml"][0], f"tag:127.0.0.1,2026:{self.story.story_id}")

    def test_has_only_what_readers_see(self):
        first = edition(
            "Zebra superseded", since=NOON - 3 * HOUR, until=NOON - HOUR, names=[author()], topics=[tag()]
        )
        edition(
            "Now", of=first.article, since=NOON - HOUR, until=NOON + HOUR, names=[author()], topics=[tag()]
        )
        edition("Zebra next", of=first.article, since=NOON + HOUR, names=[author()], topics=[tag()])
        edition("Zebra waits", since=NOON + HOUR, names=[author()], topics=[tag()])
        edition("Zebra withdrawn", since=NOON - DAY, until=NOON - HOUR, names=[author()], topics=[tag()])

        for place in (*PLACES, "/corrections/"):
            for name in FORMATS:
                self.assertNotContains(self.ask(f"{place}{name}"), "Zebra")

    def test_tells_that_a_story_was_withdrawn_and_nothing_of_what_it_said(self):
        gone = edition(
            "Zebra",
            since=NOON - DAY,
            until=NOON - HOUR,
            withdrawn_at=NOON - HOUR,
            names=[author()],
            topics=[tag()],
        )
        edition("Zebra ended", since=NOON - DAY, until=NOON - HOUR, names=[author()], topics=[tag()])
        edition("Zebra long ago", since=NOON - 50 * DAY, until=NOON - 40 * DAY, withdrawn_at=NOON - 40 * DAY)
        back = edition("Back", since=NOON - DAY, until=NOON - HOUR, withdrawn_at=NOON - HOUR)
        edition("Back", of=back.article, since=NOON - HOUR, change=Change.REINSTATED)
        name = f"tag:127.0.0.1,2026:{gone.story_id}"

        for place in PLACES:
            root = etree.fromstring(self.ask(f"{place}atom.xml").content)
            stones = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
            self.assertEqual(
                [dict(stone.attrib) for stone in stones], [{"ref": name, "when": "2026-11-24T11:00:00+00:00"}]
            )
            self.assertGreaterEqual(root.findtext(f"{ATOM}updated"), "2026-11-24T11:00:00+00:00")
            feed = json.loads(self.ask(f"{place}feed.json").content)
            self.assertEqual(
                feed["_newsroom"]["withdrawn"], [{"id": name, "date_withdrawn": "2026-11-24T11:00:00+00:00"}]
            )
            for kind in FORMATS:
                self.assertNotContains(self.ask(f"{place}{kind}"), "Zebra")

    def test_costs_one_query_more_where_it_can_tell_of_what_is_gone(self):
        for kind in ("atom.xml", "feed.json"):
            self.ask(f"/{kind}")
            with CaptureQueriesContext(connection) as asked:
                self.ask(f"/{kind}")
            self.assertLessEqual(len(asked) - 1, 6)

    def test_is_not_sent_twice(self):
        for place in PLACES:
            for name in FORMATS:
                tag_ = self.ask(f"{place}{name}")["ETag"]
                again = self.ask(f"{place}{name}?utm_source=x", headers={"If-None-Match": tag_})
                self.assertEqual((again.status_code, again.content), (304, b""))

    def test_of_what_readers_do_not_have_is_nowhere(self):
        section("Empty")
        author("Nobody")
        tag("Nothing")

        for place in (
            "/empty/",
            "/authors/nobody/",
            "/topics/nothing/",
            "/no/",
            "/authors/no/",
            "/topics/no/",
        ):
            for name in FORMATS:
                self.assertEqual(self.ask(f"{place}{name}").status_code, 404, place)

    def test_of_a_renamed_topic_leads_to_its_present_one(self):
        Redirect.objects.create(path="/topics/grids/", target="/topics/power-grids/")

        self.assertRedirects(
            self.ask("/topics/grids/rss.xml"),
            "/topics/power-grids/rss.xml",
            301,
            fetch_redirect_response=False,
        )

    def test_costs_five_queries_at_most_whatever_is_in_it(self):
        costs = []
        for many in (0, 6):
            for number in range(many):
                edition(f"Story {number}", since=NOON - number * HOUR, body=self.story.body, lead_image=image(),
                        names=[author()], topics=[tag()])  # fmt: skip
            for place in (*PLACES, "/corrections/"):
                self.ask(f"{place}rss.xml")
                with CaptureQueriesContext(connection) as asked:
                    self.ask(f"{place}rss.xml")
                costs.append(len(asked) - 1)  # the readers' clock, which a running site asks once

        self.assertEqual(costs[:5], costs[5:])
        self.assertLessEqual(max(costs), 5)

    def test_of_corrections_says_what_was_wrong(self):
        type(self.story).objects.filter(pk=self.story.pk).update(live_until=NOON)
        second = edition("Fab reopens", of=self.story.article, since=NOON, change=Change.CORRECTION,
                         first_published=self.story.first_published)  # fmt: skip
        correction(second, "241,000 <inverters>.", "214,000.")

        item = etree.fromstring(self.ask("/corrections/rss.xml").content).find("channel/item")

        self.assertEqual(item.findtext("title"), "Correction: Fab reopens")
        self.assertIn("<del>241,000 &lt;inverters&gt;.</del>", item.findtext(CONTENT))

    def test_is_named_in_the_head_of_its_page(self):
        for place in (*PLACES, "/machines/fab/", "/corrections/"):
            page = self.ask(place).content.decode()
            for name in FORMATS:
                own = "/" if place == "/machines/fab/" else place
                self.assertIn(f'type="{TYPES[name]}" href="{own}{name}" title="', page)

    def test_is_on_the_page_of_feeds(self):
        page = self.ask("/feeds/").content.decode()

        for address in ("/rss.xml", "/machines/atom.xml", "/corrections/feed.json"):
            self.assertIn(f'href="{address}"', page)


class AnEmptyFeed(Reading):
    def test_is_one_too_and_stays_the_same(self):
        for name in FORMATS:
            self.assertEqual(ids(self.ask(f"/{name}")), [])
            self.assertEqual(self.ask(f"/{name}").content, self.ask(f"/{name}", at=NOON + DAY).content)
