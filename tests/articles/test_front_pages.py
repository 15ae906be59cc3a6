"""Readers' pages: what stands on them, what they cost, and how they may be kept."""

from __future__ import annotations

import re

from django.test import override_settings

from articles.models import Change, Credit, EditionByline, Section
from newsroom.trouble import server_error
from tests.articles.editions import DAY, HOUR, NOON, author, correction, edition, image, section, tag
from tests.articles.test_front_addresses import Reading


def headlines(answer):
    return re.findall(r'class="headline [ms]"><a href="[^"]*">([^<]*)', answer.content.decode())


class TheArticle(Reading):
    def test_has_what_readers_need_to_judge_it(self):
        edition(
            "Fab reopens",
            standfirst="After the flood.",
            body="<p>It runs.</p>",
            names=[author("Ines Okafor", job_title="Machines reporter", biography="Ines writes.")],
            topics=[tag("Chips")],
        )

        answer = self.ask("/machines/fab-reopens/")

        for words in (
            "Skip to main content",
            "After the flood.",
            "It runs.",
            'href="/authors/ines-okafor/" rel="author"',
            'href="/topics/chips/"',
            '<time datetime="2026-11-24T12:00:00+00:00">24 November 2026, 12.00 pm GMT</time>',
            "Ines writes.",
        ):
            self.assertContains(answer, words)

    def test_says_updated_only_when_something_was(self):
        first = edition("Fab reopens", since=NOON - 2 * HOUR, until=NOON - HOUR)
        edition(
            "Fab reopens", of=first.article, since=NOON - HOUR, change=Change.MINOR,
            first_published=first.first_published, updated=first.updated,
        )  # fmt: skip

        self.assertNotContains(self.ask(first.path), "Updated")

    def test_says_what_changed(self):
        first = edition("Fab reopens", since=NOON - 2 * HOUR, until=NOON - HOUR)
        edition(
            "Fab reopens", of=first.article, since=NOON - HOUR, note="With the owner’s answer.",
            first_published=first.first_published,
        )  # fmt: skip

        answer = self.ask(first.path)

        self.assertContains(answer, "<dt>Updated</dt>")
        self.assertContains(answer, "With the owner’s answer.")

    def test_keeps_a_correction_through_later_editions(self):
        first = edition("Fab reopens", since=NOON - 3 * HOUR, until=NOON - 2 * HOUR)
        second = edition(
            "Fab reopens", of=first.article, since=NOON - 2 * HOUR, until=NOON - HOUR, change=Change.CORRECTION,
            first_published=first.first_published,
        )  # fmt: skip
        correction(second, "241,000 inverters.", "214,000.")
        edition(
            "Fab reopens", of=first.article, since=NOON - HOUR, change=Change.MINOR,
            first_published=first.first_published, updated=second.updated,
        )  # fmt: skip

        answer = self.ask(first.path)

        self.assertContains(answer, "<del>241,000 inverters.</del>")
        self.assertContains(answer, "24 November 2026, 10.00 am")

    def test_does_not_announce_a_correction_that_waits(self):
        first = edition("Fab reopens", since=NOON - 2 * HOUR, until=NOON - HOUR)
        shown = {"of": first.article, "first_published": first.first_published}
        edition("Fab reopens", since=NOON - HOUR, until=NOON + HOUR, note="With an answer.", **shown)
        correction(edition("Fab reopens", since=NOON + HOUR, change=Change.CORRECTION, **shown))

        answer = self.ask(first.path)

        self.assertContains(answer, "With an answer.")
        self.assertNotContains(answer, "241,000")

    def test_of_another_system_was_not_updated_by_coming_here(self):
        edition("Fab reopens", since=NOON - HOUR, first_published=NOON - 300 * DAY)

        self.assertNotContains(self.ask("/machines/fab-reopens/"), "Updated")

    def test_puts_a_serious_correction_before_the_body(self):
        first = edition("Fab reopens", since=NOON - HOUR, until=NOON - HOUR / 2)
        second = edition("Fab reopens", of=first.article, since=NOON - HOUR / 2, change=Change.CORRECTION,
                         first_published=first.first_published, body="<p>It runs.</p>")  # fmt: skip
        correction(second, serious=True)

        page = self.ask(first.path).content.decode()

        self.assertLess(page.index("<del>241,000"), page.index("<p>It runs."))

    def test_leads_to_the_next_older_one_in_its_section(self):
        edition("Yesterday", since=NOON - DAY)
        edition("Elsewhere", since=NOON - HOUR, section=section("Money"))
        edition("Today", since=NOON)

        page = self.ask("/machines/today/").content.decode()

        self.assertIn("Yesterday", page[page.index("Next in Machines") :])
        self.assertNotIn("Elsewhere", page)

    def test_loads_its_lead_picture_first_and_no_other(self):
        edition("Fab reopens", lead_image=image(), lead_alt="A hall of machines.",
                names=[author("Ines Okafor", portrait=image())])  # fmt: skip

        page = self.ask("/machines/fab-reopens/").content.decode()
        pictures = re.findall(r"<img[^>]*>", page)

        self.assertEqual(page.count('fetchpriority="high"'), 1)
        self.assertIn('alt="A hall of machines."', pictures[0])
        for picture in pictures:
            self.assertRegex(picture, r'width="\d+" height="\d+"')
        for picture in pictures[1:]:
            self.assertIn('loading="lazy"', picture)

    def test_leaves_out_a_picture_whose_rights_are_over(self):
        edition("Fab reopens", lead_image=image(rights_until=NOON), lead_alt="A hall of machines.")

        self.assertNotContains(self.ask("/machines/fab-reopens/"), "A hall of machines.")

    def test_older_than_a_year_says_so(self):
        edition("Fab reopens", since=NOON - 800 * DAY)

        self.assertContains(self.ask("/machines/fab-reopens/"), "This story is from 2024.")


class Lists(Reading):
    def test_have_the_newest_first(self):
        for hours, headline in ((3, "Third"), (1, "First"), (2, "Second")):
            edition(headline, since=NOON - hours * HOUR, names=[author()], topics=[tag()])
        edition("Tomorrow", since=NOON + DAY, names=[author()], topics=[tag()])
        edition("Withdrawn", since=NOON - DAY, until=NOON - HOUR, names=[author()], topics=[tag()])

        for path in ("/archive/", "/topics/power-grids/", "/authors/ines-okafor/"):
            self.assertEqual(headlines(self.ask(path)), ["First", "Second", "Third"], path)
        self.assertEqual(headlines(self.ask("/machines/")), ["Second", "Third"])  # the first is the lead

    def test_go_on_without_losing_or_repeating_a_story(self):
        for number in range(45):
            edition(f"Story {number}", since=NOON - (number // 3) * HOUR, names=[author()], topics=[tag()])

        for path in ("/archive/", "/topics/power-grids/", "/authors/ines-okafor/", "/machines/"):
            seen, asked = [], path
            while asked:
                answer = self.ask(asked)
                page = answer.content.decode()
                seen += re.findall(r'href="(/machines/story-[^"]*)"', page)
                older = re.search(r'href="([^"]*)" rel="next"', page)
                asked = older and older[1]
            self.assertEqual((len(seen), len(set(seen))), (45, 45), path)

    def test_take_only_well_formed_keys(self):
        edition("Fab reopens", names=[author()], topics=[tag()])

        for path in (
            "/archive/",
            "/topics/power-grids/",
            "/authors/ines-okafor/",
            "/machines/",
            "/corrections/",
        ):
            for key in (
                "",
                "1",
                "2026-11-24",
                "0-abcdefghjkmnpqrs",
                "99999999999999999-abcdefghjkmnpqrs",
                "1-a",
                "1-abcdefghjkmnpqr%27",
            ):
                self.assertEqual(self.ask(f"{path}?before={key}").status_code, 404, (path, key))

    def test_are_not_changed_by_parameters_they_do_not_know(self):
        edition("Fab reopens")

        for path in ("/", "/archive/", "/machines/", "/machines/fab-reopens/"):
            self.assertEqual(self.ask(path).content, self.ask(f"{path}?utm_source=x&page=2").content)

    def test_name_no_row_numbers(self):
        for number in range(25):
            edition(f"Story {number}", since=NOON - number * HOUR)

        self.assertRegex(
            self.ask("/archive/").content.decode(), r'\?before=[0-9]{16}-[a-z0-9]{16}" rel="next"'
        )

    def test_show_a_story_once_although_its_author_did_two_things(self):
        made = edition("Fab reopens", names=[author()])
        EditionByline.objects.create(
            edition=made, article=made.article, first_published=made.first_published, author=author(),
            role=Credit.PHOTOGRAPHY, order=1,
        )  # fmt: skip

        answer = self.ask("/authors/ines-okafor/")

        self.assertEqual(headlines(answer), ["Fab reopens"])
        self.assertContains(answer, "1 since November 2026")

    def test_exist_only_while_readers_see_something_in_them(self):
        section("Empty")
        section("Kept", always_show=True)
        edition("Tomorrow", since=NOON + DAY, names=[author()], topics=[tag()])

        statuses = {
            path: self.ask(path).status_code
            for path in ("/empty/", "/kept/", "/machines/", "/topics/power-grids/", "/authors/ines-okafor/")
        }

        self.assertEqual(
            statuses,
            {"/empty/": 404, "/kept/": 200, "/machines/": 404, "/topics/power-grids/": 404, "/authors/ines-okafor/": 404},
        )  # fmt: skip


class TheFrontPage(Reading):
    def test_has_a_band_for_each_section_with_stories(self):
        edition("Fab reopens", section=section("Machines", order=1), since=NOON - HOUR)
        edition("Brightmoor spent it", section=section("Money", order=2), since=NOON - HOUR)
        section("Policy", order=3)

        edition("The lead", section=section("Science", order=4), since=NOON)

        page = self.ask("/").content.decode()

        self.assertEqual(re.findall(r'id="band-(\w+)"', page), ["machines", "money"])

    def test_tells_a_story_once_before_the_latest(self):
        edition("Fab reopens", section=section("Machines", order=1))

        page = self.ask("/").content.decode()

        self.assertEqual(page.count('href="/machines/fab-reopens/"'), 2)
        self.assertNotIn('id="band-machines"', page)

    def test_never_has_a_layout_twice_in_a_row(self):
        for order, title in enumerate(("Lead", "Machines", "Money", "Policy", "Science")):
            layout = "pair" if title in ("Policy", "Science") else "one-and-four"
            edition(
                f"In {title}", section=section(title, order=order, layout=layout), since=NOON - order * HOUR
            )

        page = self.ask("/").content.decode()

        self.assertEqual(
            re.findall(r'class="(one-four|text-three|pair)"', page),
            ["one-four", "text-three", "pair", "one-four"],
        )

    def test_says_what_was_corrected_in_the_last_two_days(self):
        first = edition("Fab reopens", since=NOON - 9 * DAY, until=NOON - DAY)
        correction(edition("Fab reopens", of=first.article, since=NOON - DAY, change=Change.CORRECTION,
                           first_published=first.first_published))  # fmt: skip

        self.assertContains(self.ask("/"), "Marked today")
        self.assertNotContains(self.ask("/", at=NOON + 2 * DAY), "Marked today")

    def test_of_an_empty_site_says_so(self):
        self.assertContains(self.ask("/"), "Nothing is published yet.")


class Corrections(Reading):
    def test_stand_with_the_present_headline_while_the_story_is_visible(self):
        first = edition("Fab reopens", since=NOON - DAY, until=NOON - HOUR)
        second = edition("Fab is open", of=first.article, since=NOON - HOUR, until=NOON + HOUR,
                         change=Change.CORRECTION, first_published=first.first_published)  # fmt: skip
        correction(second)

        self.assertContains(self.ask("/corrections/"), 'href="/machines/fab-is-open/">Fab is open</a>')
        self.assertNotContains(self.ask("/corrections/", at=NOON - 2 * HOUR), "241,000")
        self.assertNotContains(self.ask("/corrections/", at=NOON + HOUR), "241,000")


class Pages(Reading):
    PATHS = ("/", "/machines/", "/machines/fab-reopens/", "/topics/power-grids/", "/authors/ines-okafor/",
             "/archive/", "/corrections/")  # fmt: skip

    def setUp(self):
        first = edition("Fab reopens", since=NOON - DAY, until=NOON - HOUR, names=[author()], topics=[tag()])
        second = edition("Fab reopens", of=first.article, since=NOON - HOUR, names=[author()], topics=[tag()],
                         change=Change.CORRECTION, first_published=first.first_published)  # fmt: skip
        correction(second)

    def test_may_be_kept_by_anybody_for_a_minute(self):
        for path in self.PATHS:
            answer = self.ask(path)
            self.assertEqual(
                answer["Cache-Control"],
                "public, no-cache" if path == "/" else "public, max-age=60",
                path,
            )

    def test_set_no_cookie_and_vary_on_no_cookie(self):
        for path in (*self.PATHS, "/nothing/", "/nothing/here/"):
            answer = self.ask(path)
            self.assertFalse(answer.cookies, path)
            self.assertNotIn("cookie", answer.get("Vary", "").lower(), path)

    def test_are_not_sent_again_to_those_who_have_them(self):
        for path in self.PATHS:
            tag_ = self.ask(path)["ETag"]
            again = self.ask(path, headers={"If-None-Match": tag_})
            self.assertEqual((again.status_code, again.content), (304, b""), path)

    def test_take_only_safe_methods(self):
        for path in (*self.PATHS, "/nothing/here/at-all/"):
            self.assertEqual(self.client.post(path).status_code, 405, path)

    def test_are_framed_by_what_is_so_at_their_moment(self):
        edition("Fab reopens", since=NOON - DAY)
        first = self.ask("/machines/fab-reopens/")
        Section.objects.filter(slug="machines").update(title="Engines")
        second = self.ask("/machines/fab-reopens/", at=NOON + DAY)

        self.assertContains(first, '<time datetime="2026-11-24">Tuesday 24 November 2026</time>')
        self.assertContains(first, 'data-hue="neutral" aria-current="true">Machines</a>')
        self.assertContains(second, '<time datetime="2026-11-25">Wednesday 25 November 2026</time>')
        self.assertContains(second, 'data-hue="neutral" aria-current="true">Engines</a>')
        self.assertNotContains(second, ">Machines</a>")

    @override_settings(LANGUAGE_CODE="en-us")
    def test_say_in_which_language_they_are_also_when_something_gave(self):
        edition("Fab reopens")
        for page in (
            self.ask("/machines/fab-reopens/"),
            self.ask("/nonsense/"),
            server_error(self.ask("/").wsgi_request),
        ):
            self.assertIn('<html lang="en-US"', page.text)
        self.assertContains(self.ask("/machines/fab-reopens/"), '"inLanguage": "en-US"')

    def test_have_one_heading_of_the_first_level_and_nothing_inline(self):
        for path in (*self.PATHS, "/nothing/"):
            page = self.ask(path).content.decode()
            self.assertEqual(page.count("<h1"), 1, path)
            self.assertNotRegex(
                page, r"<style|\sstyle=|<script(?![^>]* src=|[^>]*ld\+json)|\son[a-z]+=", path
            )

    def test_cost_the_same_with_one_story_as_with_many(self):
        costs = [self.cost_of_each()]
        for number in range(9):
            edition(
                f"Story {number}", since=NOON - number * HOUR, lead_image=image(), topics=[tag(), tag("Chips")],
                names=[author(), author("Jun Castellane", portrait=image())],
                section=section(("Machines", "Money", "Policy")[number % 3]),
            )  # fmt: skip
        costs.append(self.cost_of_each())

        self.assertEqual(*costs)
        self.assertLessEqual(max(costs[0].values()), 8)  # lists on the page cost two more

    def cost_of_each(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        costs = {}
        for path in self.PATHS:
            self.ask(path)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                self.ask(path)
            # Each test starts the readers' clock anew, which costs one question that a running site asks once.
            costs[path] = len(asked) - 1
        return costs
