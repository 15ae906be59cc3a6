"""Every reader's list comes from an index in publication order, today and at a moment in the past."""

from __future__ import annotations

import re

from django.db import connection
from django.test import TestCase

from articles.front import paging
from articles.front.corrections import public_at
from articles.front.home import newest_of_each
from articles.front.listings import bylines_by, newest_links
from articles.models import Edition, EditionTag
from tests.articles.editions import DAY, NOON, author, edition, section, tag

SECTIONS = ("Machines", "Money", "Policy", "Science", *(f"Section {number}" for number in range(8)))
KEY = paging.Key(NOON, "abcdefghjkmnpqrs")


def plan(queryset):
    """How the database answers. PostgreSQL would read such a small table whole, so that is forbidden here."""
    sql, values = queryset.query.sql_with_params()
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for habit in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{habit} = off")
        cursor.execute(f"{explain} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def without_rival():
    """PostgreSQL may rightly read the few stories of a small site from the index of all; a large site's sections are
    what counts. The index comes back with the end of the test's transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX edition_latest")


class EveryList(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(120):
            edition(
                f"Story {number}",
                since=NOON - number * DAY,
                section=section(SECTIONS[number % len(SECTIONS)]),
                names=[author(("Ines Okafor", "Jun Castellane")[number % 2])],
                topics=[tag(("Power grids", "Chips", "Batteries")[number % 3])],
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def assert_read_from(self, index, queryset):
        told = plan(queryset)
        self.assertIn(index, told)
        # Sorting is allowed of what is read by key in the end, and never of a whole list.
        self.assertNotRegex(
            told, r"SCAN \w*edition\b(?! USING)|Seq Scan|TEMP B-TREE FOR ORDER BY|Sort Key", told
        )

    def test_of_all_stories(self):
        for moment in (NOON, NOON - 20 * DAY):
            visible = Edition.objects.visible_at(moment)
            self.assert_read_from("edition_latest", visible.latest_first()[:21])
            self.assert_read_from(
                "edition_latest", visible.older_than(KEY.moment, KEY.article_id).latest_first()[:21]
            )

    def test_of_a_section(self):
        without_rival()
        for moment in (NOON, NOON - 20 * DAY):
            visible = Edition.objects.visible_at(moment).in_section(section().pk)
            self.assert_read_from("edition_section_latest", visible.latest_first()[:21])
            self.assert_read_from(
                "edition_section_latest", visible.older_than(KEY.moment, KEY.article_id).latest_first()[:21]
            )

    def test_of_a_topic(self):
        for key in (None, KEY):
            links = EditionTag.objects.filter(tag=tag()).visible_at(NOON)
            self.assert_read_from("edition_tag_latest", newest_links(links, key))

    def test_of_an_author(self):
        for key in (None, KEY):
            links = bylines_by(author()).visible_at(NOON)
            self.assert_read_from("byline_author_latest", newest_links(links, key))

    def test_of_each_section_on_the_front_page(self):
        without_rival()
        told = plan(newest_of_each([section(name).pk for name in SECTIONS], NOON))

        self.assertGreaterEqual(len(re.findall("edition_section_latest", told)), len(SECTIONS))

    def test_of_corrections(self):
        self.assertNotRegex(
            plan(public_at(NOON)[:21]), r"SCAN \w*edition\b(?! USING)|Seq Scan on articles_edition"
        )
