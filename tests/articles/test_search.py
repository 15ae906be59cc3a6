"""What readers find, in which order, and how it is shown."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles import clock
from articles.front import search as module
from articles.front.matching import engine
from articles.front.search import Filters, search
from articles.models import Edition, SearchText
from articles.models import search as texts
from articles.models.search import BLOCK, FTS5, in_blocks, index
from articles.query import parse
from tests import cast
from tests.articles.editions import DAY, HOUR, NOON, author, edition, section, tag
from tests.articles.test_front_addresses import Reading


def told(headline="Fab reopens", **given):
    """An edition that search knows of."""
    made = edition(headline, **given)
    index([made])
    return made


def spread_over_blocks():
    """As if each text stood in a block of its own."""
    if connection.vendor == "postgresql":
        for number, text in enumerate(SearchText.objects.order_by("pk"), start=1):
            SearchText.objects.filter(pk=text.pk).update(id=number << BLOCK)
        texts._weigh(list(SearchText.objects.all()))


def found(question, *, at=NOON, **filters):
    """Headlines, best first."""
    return [hit.card.headline for hit in search(at, parse(question), Filters(**filters)).hits]


class Words(TestCase):
    def test_are_found_wherever_they_stand(self):
        told("Inverter recalled", section=section("Machines"))
        told("Second", standfirst="An inverter is recalled.")
        told("Third", names=[author("Inverter Jones")])
        told("Fourth", topics=[tag("Inverter")])
        told("Fifth", body="<p>It is an inverter.</p>")
        told("Sixth")

        self.assertEqual(set(found("inverter")), {"Inverter recalled", "Second", "Third", "Fourth", "Fifth"})

    def test_weigh_most_in_the_headline_and_least_in_the_text(self):
        told("In its text", body="<p>Inverter inverter inverter inverter.</p>", since=NOON)
        told("By a name", names=[author("Inverter Jones")], since=NOON - HOUR)
        told("In its standfirst", standfirst="An inverter.", since=NOON - 2 * HOUR)
        told("The inverter", since=NOON - 3 * HOUR)

        self.assertEqual(found("inverter"), ["The inverter", "In its standfirst", "By a name", "In its text"])

    def test_weigh_more_in_the_headline_of_years_ago_than_in_a_standfirst_of_today(self):
        told("The inverter", since=NOON - 3000 * DAY)
        told("Today", standfirst="An inverter.")

        self.assertEqual(found("inverter"), ["The inverter", "Today"])

    def test_of_the_same_weight_are_found_newest_first(self):
        for days in (400, 3, 40):
            told(f"Inverter {days}", since=NOON - days * DAY)

        self.assertEqual(found("inverter"), ["Inverter 3", "Inverter 40", "Inverter 400"])

    def test_have_all_to_be_there(self):
        told("Inverter password")
        told("Inverter")
        told("Password")

        self.assertEqual(found("password inverter"), ["Inverter password"])

    def test_are_found_in_other_forms(self):
        told("Default passwords are illegal")

        self.assertEqual(found("password"), ["Default passwords are illegal"])
        self.assertEqual(found("PASSWORDS"), ["Default passwords are illegal"])

    def test_in_quotation_marks_have_to_stand_together(self):
        told("The same password")
        told("The password is the same")

        self.assertEqual(found('"same password"'), ["The same password"])
        self.assertEqual(len(found("same password")), 2)

    def test_after_a_minus_are_left_out(self):
        told("Password manager")
        told("Password")

        self.assertEqual(found("password -manager"), ["Password"])
        self.assertEqual(found('password -"password manager"'), ["Password"])
        self.assertEqual(found("-manager"), [])

    def test_are_in_order_whatever_else_is_not_wanted(self):
        told("Second", body="<p>Of a fab.</p>", first_published=NOON - HOUR)
        told("Fab reopens", first_published=NOON - 9 * DAY)

        self.assertEqual(found("fab -harbour"), ["Fab reopens", "Second"])

    def test_with_a_star_are_beginnings(self):
        told("Inverter")
        told("Investor")

        self.assertEqual(found("invert*"), ["Inverter"])
        self.assertEqual(set(found("inve*")), {"Inverter", "Investor"})

    def test_are_found_without_their_accents(self):
        told("Krüger leaves Kraków")

        for question in ("Krüger", "kruger", "krakow", '"kruger leaves"'):
            self.assertEqual(found(question), ["Krüger leaves Kraków"], question)

    def test_of_other_scripts_are_found(self):
        told("مصنع يعيد فتح أبوابه", slug="fab")

        self.assertEqual(found("مصنع"), ["مصنع يعيد فتح أبوابه"])

    def test_as_people_type_them_never_fail(self):
        told("Fab reopens", body="<p>100% of x_y * (a) b: c.</p>")

        for question in (
            "a", "x", "%", "_", "*", "(", ")", ":", '"', "''", "\\", "-", "--", '"fab', "fab) OR (1", "fab AND", "NOT fab",
            "NEAR(fab reopens)", "headline: fab", "{body}: fab", "fab & | ! <-> reopens", "fab:*", "^fab", "*fab", "fab*reopens",
            "word " * 300, "\x00fab", "\ud800fab", "fab;drop table articles_edition", "'fab'", "-fab -reopens", "🦊", "ﬁ",
        ):  # fmt: skip
            found(question)
        self.assertEqual(found('fab "reopens'), ["Fab reopens"])
        self.assertEqual(found("(fab) : reopens %"), ["Fab reopens"])


class Filtering(TestCase):
    @classmethod
    def setUpTestData(cls):
        told(
            "Chip one",
            section=section("Machines"),
            kind="news",
            names=[author("Ines Okafor")],
            since=NOON - 40 * DAY,
        )
        told(
            "Chip two",
            section=section("Money"),
            kind="review",
            names=[author("Jun Castellane")],
            since=NOON - 2 * DAY,
        )

    def test_by_section_kind_author_and_date(self):
        day = (NOON - 2 * DAY).date()

        self.assertEqual(found("chip", section=section("Machines")), ["Chip one"])
        self.assertEqual(found("chip", kind="review"), ["Chip two"])
        self.assertEqual(found("chip", author=author("Ines Okafor")), ["Chip one"])
        self.assertEqual(found("chip", since=day), ["Chip two"])
        self.assertEqual(found("chip", since=day, until=day), ["Chip two"])
        self.assertEqual(found("chip", until=day - timedelta(days=1)), ["Chip one"])


class Visibility(TestCase):
    def test_decides_what_is_found_and_counted(self):
        first = told("Zebra superseded", since=NOON - 3 * HOUR, until=NOON - HOUR)
        told("Fab reopens", of=first.article, since=NOON - HOUR, until=NOON + HOUR)
        told("Zebra next", of=first.article, since=NOON + HOUR)
        told("Zebra waits", since=NOON + HOUR)
        told("Zebra ended", since=NOON - DAY, until=NOON - HOUR)
        told("Zebra withdrawn", since=NOON - DAY, until=NOON - HOUR, withdrawn_at=NOON - HOUR)

        now = search(NOON, parse("zebra"), Filters())

        self.assertEqual((now.hits, now.count), ([], 0))
        self.assertEqual(found("zebra", at=NOON + HOUR), ["Zebra waits", "Zebra next"])
        self.assertEqual(
            set(found("zebra", at=NOON - 2 * HOUR)), {"Zebra superseded", "Zebra ended", "Zebra withdrawn"}
        )

    def test_of_hidden_texts_does_not_change_the_order_of_others(self):
        told("Inverter in a factory", body="<p>Password.</p>")
        told("Password in a factory", body="<p>Inverter inverter.</p>", since=NOON - HOUR)
        before = [found("inverter password"), found("inverter"), found("password")]

        for number in range(30):
            told(f"Inverter {number}", since=NOON + DAY, body="<p>Inverter. Inverter.</p>")

        self.assertEqual([found("inverter password"), found("inverter"), found("password")], before)


@pytest.mark.django_db
class TestTheDesk:
    def test_lets_search_know_of_what_it_publishes(self):
        with clock.pretend(cast.moment(0)):
            cast.published(cast.story("Fab reopens", names=[cast.author("Ines Okafor")]))
            cast.story("Fab draft")
            cast.scheduled(cast.story("Fab waits"), to=cast.moment(60))

        assert found("fab", at=cast.moment(1)) == ["Fab reopens"]
        assert found("okafor", at=cast.moment(1)) == ["Fab reopens"]
        assert set(found("fab", at=cast.moment(61))) == {"Fab reopens", "Fab waits"}

    def test_takes_away_what_search_knew_of_a_cancelled_edition(self):
        with clock.pretend(cast.moment(0)):
            waiting = cast.scheduled(cast.story("Fab waits"), to=cast.moment(60))
            from articles.desk import publishing

            publishing.cancel_schedule(waiting, by=cast.edda())

        assert not SearchText.objects.exists()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {FTS5} ({FTS5}, rank) VALUES ('integrity-check', 1)")

    def test_can_make_all_of_it_anew(self, capsys):
        old, new = edition("Fab old", since=NOON - DAY), edition("Fab new")
        assert found("fab") == []

        for _ in range(2):
            call_command("rebuild_search", batch=1)

        assert found("fab") == ["Fab new", "Fab old"]
        assert list(SearchText.objects.order_by("pk").values_list("edition", flat=True)) == [old.pk, new.pk]
        assert "Search knows 2 editions" in capsys.readouterr().out


class ThePage(Reading):
    def test_marks_what_was_found_and_nothing_else(self):
        told("Tom & <b>inverter</b>", slug="tom", body="<p>A long text with & and < of an <em>inverter</em> and more.</p>",
             names=[author()])  # fmt: skip

        page = self.ask("/search/?q=inverter").content.decode()

        self.assertIn("Tom &amp; &lt;b&gt;<mark>inverter</mark>&lt;/b&gt;", page)
        self.assertIn(" of an <mark>inverter</mark> ", page)
        self.assertIn("1 result<", page)
        self.assertIn("Ines Okafor · ", page)

    def test_repeats_the_question_safely(self):
        page = self.ask('/search/?q="><script>alert(1)</script>').content.decode()

        self.assertNotIn("<script>alert", page)
        self.assertIn('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"', page)

    def test_without_a_question_only_explains(self):
        told()

        for query in ("", "?q=", "?q=%22", "?section=machines", "?q=the"):
            page = self.ask(f"/search/{query}")
            self.assertContains(page, "A story is found if it has all the words")
            self.assertNotContains(page, "Fab reopens")

    def test_says_so_if_nothing_is_found(self):
        told()

        self.assertContains(self.ask("/search/?q=zebra"), "Nothing found")

    def test_keeps_what_was_chosen(self):
        told(names=[author()])

        page = self.ask(
            "/search/?q=fab&section=machines&kind=news&author=ines-okafor&from=2026-01-01&to=2026-12-01"
        ).content.decode()

        self.assertIn("Fab", unescape(re.sub("</?mark>", "", page)))
        for value in ("machines", "news", "ines-okafor", "2026-01-01"):
            self.assertIn(f'<option value="{value}" selected>', page)
        self.assertIn('name="to" value="2026-12-01"', page)

    def test_does_not_know_filters_that_readers_do_not_know(self):
        told()
        section("Secret")
        author("Hidden Person")
        plain = self.ask("/search/?q=fab").content

        for more in (
            "section=secret",
            "author=hidden-person",
            "kind=x",
            "from=2026-13-01",
            "to=tomorrow",
            "utm=1",
            "page=2",
        ):
            self.assertEqual(self.ask(f"/search/?q=fab&{more}").content, plain, more)

    def test_goes_on_without_losing_or_repeating_a_story(self):
        for number in range(45):
            told(f"Fab {number}", since=NOON - number * HOUR)

        seen, asked = [], "/search/?q=fab&section=machines"
        while asked:
            page = self.ask(asked).content.decode()
            seen += re.findall(r'href="(/machines/fab-[^"]*)"', page)
            older = re.search(r'href="([^"]*)" rel="next"', page)
            asked = older and unescape(older[1])

        self.assertEqual(seen, [f"/machines/fab-{number}/" for number in range(45)])

    def test_takes_only_well_formed_keys(self):
        told()

        for key in (
            "",
            "1",
            "x-abcdefghjkmnpqrs",
            "1-a",
            "-1-abcdefghjkmnpqrs",
            "999999999-abcdefghjkmnpqrs",
        ):
            self.assertEqual(self.ask(f"/search/?q=fab&before={key}").status_code, 404, key)
        self.assertEqual(self.ask("/search/?q=fab&before=1-abcdefghjkmnpqrs").status_code, 404)

    def test_counts_up_to_a_thousand(self):
        most = module.MOST
        self.addCleanup(setattr, module, "MOST", most)
        module.MOST = 3
        for number in range(4):
            told(f"Fab {number}")

        results = search(NOON, parse("fab"), Filters())

        self.assertEqual((results.count, results.is_more, len(results.hits)), (3, True, 4))

    def test_leaves_out_what_is_not_wanted_if_only_headlines_of_old_ones_are_looked_at_too(self):
        told("Fab of old", body="<p>It is in the harbour.</p>")
        told("Fab of old, elsewhere")
        for number in range(3):
            told(f"Plant {number}", body="<p>It is a fab.</p>")

        with mock.patch.object(module, "MOST", 2):
            answer = found("fab -harbour")

        self.assertIn("Fab of old, elsewhere", answer)
        self.assertNotIn("Fab of old", answer)

    def test_finds_the_same_whether_it_looks_among_the_newest_first_or_not(self):
        for number in range(40):
            words = "fab" if number % 2 else "plant"
            told(f"{words.title() if number % 3 else 'Story'} {number}", body=f"<p>A {words}.</p>")
        spread_over_blocks()
        answers = {}
        for first, asks_blocks in itertools.product((1, 2, 5, 9), (True, False)):
            for most in (1, 3, 7, 1000):
                with (
                    mock.patch.object(type(engine()), "asks_blocks", asks_blocks and engine().asks_blocks),
                    mock.patch.multiple(
                        module, MOST=most, HEADLINES=2, FIRST_BLOCKS=first, FIRST_HEADLINES=first
                    ),
                ):
                    for words in ("fab", "plant", "a fab", '"a fab"', "nothing"):
                        found = search(NOON, parse(words), Filters())
                        told_of = [hit.card.headline for hit in found.hits]
                        answers.setdefault((most, words), set()).add((*told_of, found.count, found.is_more))

        self.assertEqual({len(found) for found in answers.values()}, {1}, answers)

    @pytest.mark.postgres
    def test_asks_for_no_text_below_the_blocks_it_wants(self):
        for number in range(40):
            told(f"Story {number}", body="<p>A fab.</p>")
        spread_over_blocks()

        for first in (1, 7, 15, 16, 17, 31, 32, 40):
            wanted = in_blocks(first, 40, vector=texts.WORDS)
            there = SearchText.objects.alias(is_new=wanted).filter(is_new=True)
            self.assertEqual({text.pk >> BLOCK for text in there}, set(range(first, 41)), first)

    @pytest.mark.postgres
    def test_does_not_go_down_block_by_block_if_there_is_nothing_more(self):
        for number in reversed(range(60)):
            told(f"Story {number}", body="<p>A fab.</p>", since=NOON - number * DAY)
        spread_over_blocks()

        with (
            mock.patch.multiple(module, MOST=10, HEADLINES=1, FIRST_BLOCKS=4, TELLING=1),
            mock.patch.object(
                module, "sqrt", return_value=10_000
            ),  # as if thousands had been found, to reckon from
            CaptureQueriesContext(connection) as asked,
        ):
            results = search(NOON, parse("fab"), Filters(since=(NOON - 9 * DAY).date()))

        self.assertEqual(results.count, 10)
        self.assertLess(len(asked), 12)

    @pytest.mark.postgres
    def test_has_the_words_of_a_text_in_its_row(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attstorage FROM pg_attribute WHERE attname = 'words' AND attrelid = %s::regclass",
                [texts.TABLE],
            )
            self.assertEqual(cursor.fetchone(), ("m",))

    @pytest.mark.postgres
    def test_asks_of_an_edition_nothing_that_its_index_does_not_tell(self):
        columns = ("first_published", "article_id", "story_id", "pk")
        asked = Edition.objects.visible_at(NOON).order_by().values_list(*columns)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [texts.FOUND])
            known = set(re.findall(r"\w+", cursor.fetchone()[0]))

        wanted = set(re.findall(r'"articles_edition"\."(\w+)"', str(asked.query)))
        self.assertIn("live_until", wanted)
        self.assertEqual(wanted - known, set())

    @pytest.mark.postgres
    def test_begins_at_the_last_day_that_was_asked_for(self):
        for number in reversed(range(40)):
            told(f"Story {number}", body="<p>A fab.</p>", since=NOON - number * DAY)
        spread_over_blocks()

        with (
            mock.patch.multiple(module, MOST=3, HEADLINES=1, FIRST_BLOCKS=4),
            CaptureQueriesContext(connection) as asked,
        ):
            answer = found("fab", until=(NOON - 20 * DAY).date())

        self.assertEqual(answer, ["Story 20", "Story 21", "Story 22", "Story 23"])
        everywhere = [
            query
            for query in asked
            if "phraseto_tsquery" in query["sql"] and texts._BLOCK_MARK not in query["sql"]
        ]
        self.assertEqual(len(everywhere), 1)  # the words of what is shown

    @pytest.mark.postgres  # SQLite's index knows what stands together
    def test_opens_so_many_texts_for_a_phrase_of_common_words_and_says_so(self):
        for number in range(40):
            told(
                f"Story {number}",
                body="<p>The fab.</p>" if number % 4 else "<p>A fab harbour, the plant.</p>",
            )
        told("The plant", body="<p>Nothing.</p>")
        spread_over_blocks()

        with mock.patch.multiple(module, FIRST_BLOCKS=4, OPENED=4, SURE=0):
            cut = search(NOON, parse('"the plant"'), Filters())
            whole = search(NOON, parse('"fab harbour"'), Filters())
            page = self.ask('/search/?q="the plant"')

        self.assertEqual(whole.count, 10)  # few texts have both words: all of them are opened
        self.assertIsNone(whole.since)
        self.assertEqual(cut.count, 4)  # of eleven
        self.assertIn("The plant", [hit.card.headline for hit in cut.hits])
        self.assertContains(page, "were looked for together in the texts since")

    @pytest.mark.postgres
    def test_does_not_say_that_no_story_has_it_if_not_all_were_opened(self):
        told("Fab", body="<p>The plant.</p>")
        for number in range(20):
            told(f"Story {number}", body="<p>A plant, and the fab.</p>")
        spread_over_blocks()

        with mock.patch.multiple(module, FIRST_BLOCKS=4, OPENED=4, SURE=0):
            page = self.ask('/search/?q="the plant"')
        whole = self.ask('/search/?q="a nothing"')

        self.assertContains(page, "and no text since")
        self.assertNotContains(page, "No story has all of this")
        self.assertContains(whole, "No story has all of this")

    @pytest.mark.postgres
    def test_reckons_from_more_texts_if_few_of_the_newest_have_the_words(self):
        for number in range(40):
            told(f"Story {number}", body="<p>The fab.</p>" if number < 35 else "<p>Nothing.</p>")
        spread_over_blocks()

        with mock.patch.multiple(module, FIRST_BLOCKS=1, OPENED=4, SAMPLE=12):
            cut = search(NOON, parse('"the fab"'), Filters())  # 7 of the newest 12 have both words

        self.assertEqual(cut.count, 1)  # the newest 12 * 4 // 7 texts are looked through
        self.assertIsNotNone(cut.since)

    def test_costs_the_same_queries_whatever_it_finds(self):
        costs = set()
        for number in range(3):
            for many in range(number * 4 + 1):
                told(f"Fab {number} {many}", names=[author(), author("Jun Castellane")], topics=[tag()])
            self.ask("/search/?q=fab")
            with CaptureQueriesContext(connection) as asked:
                self.ask("/search/?q=fab")
            costs.add(len(asked) - 1)  # the readers' clock, which a running site asks once

        self.assertEqual(costs, {6 if connection.vendor == "postgresql" else 5})

    def test_is_kept_for_a_minute_and_not_indexed(self):
        told()
        answer = self.ask("/search/?q=fab")

        self.assertEqual(answer["Cache-Control"], "public, max-age=60")
        self.assertEqual(answer["X-Robots-Tag"], "noindex")
        self.assertFalse(answer.cookies)
        self.assertEqual(
            self.ask("/search/?q=fab", headers={"If-None-Match": answer["ETag"]}).status_code, 304
        )
        self.assertNotIn("X-Robots-Tag", self.ask("/search/").headers)
