"""The archive: everything, a year's, a month's."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from articles.front.periods import Period, months_at
from tests.articles.editions import DAY, HOUR, NOON, edition
from tests.articles.test_front_addresses import Reading


def stories(answer):
    return re.findall(r'href="/machines/([a-z0-9-]+)/"', answer.content.decode())


class TheArchive(Reading):
    def test_of_a_month_has_what_was_first_published_in_it(self):
        edition("Late in May", since=datetime(2026, 5, 31, 22, 59, tzinfo=UTC))
        edition("June in London", since=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))
        first = edition("Old name", since=datetime(2026, 6, 9, tzinfo=UTC), until=NOON - DAY)
        edition(
            "Renamed in autumn", of=first.article, since=NOON - DAY, first_published=first.first_published
        )

        self.assertEqual(stories(self.ask("/archive/2026/06/")), ["renamed-in-autumn", "june-in-london"])
        self.assertEqual(stories(self.ask("/archive/2026/05/")), ["late-in-may"])
        self.assertEqual(len(stories(self.ask("/archive/2026/"))), 3)

    def test_leads_to_the_months_that_have_stories_and_to_no_other(self):
        edition("Now")
        edition("Then", since=datetime(2024, 2, 29, tzinfo=UTC))
        edition("Gone", since=datetime(2025, 5, 1, tzinfo=UTC), until=NOON - DAY)
        edition("Tomorrow", since=NOON + DAY)

        def periods(path):
            return re.findall(r'href="/archive/(\d{4}/(?:\d\d/)?)"', self.ask(path).content.decode())

        self.assertEqual(periods("/archive/"), ["2026/", "2026/11/", "2024/"])
        self.assertEqual(periods("/archive/2024/")[-3:], ["2026/", "2024/", "2024/02/"])

    def test_has_no_page_for_a_month_without_stories(self):
        edition("Now")
        edition("Tomorrow", since=datetime(2026, 12, 1, 9, tzinfo=UTC))

        for path in ("/archive/2026/10/", "/archive/2026/12/", "/archive/2025/", "/archive/2026/13/", "/archive/2026/1/",
                     "/archive/0000/", "/archive/9999/12/"):  # fmt: skip
            self.assertEqual(self.ask(path).status_code, 404, path)

    def test_goes_on_by_key(self):
        for number in range(45):
            edition(f"Story {number}", since=NOON - (number // 3) * HOUR)

        seen, asked = [], "/archive/2026/11/"
        while asked:
            answer = self.ask(asked)
            seen += stories(answer)
            older = re.search(r'href="([^"]*)" rel="next"', answer.content.decode())
            asked = older and older[1]

        self.assertEqual((len(seen), len(set(seen))), (45, 45))

    def test_costs_the_same_for_two_years_as_for_one_month(self):
        edition("Now")
        self.ask("/archive/")
        with self.assertNumQueries(7):  # one for the readers' clock
            self.ask("/archive/")
        for months in range(24):
            edition(f"Then {months}", since=NOON - months * 31 * DAY)
        with self.assertNumQueries(7):
            self.ask("/archive/")


class Months(Reading):
    def test_follow_each_other(self):
        self.assertEqual(Period(2026, 12).next, Period(2027, 1))
        self.assertEqual(Period(2026, 1).before, Period(2025, 12))
        self.assertEqual(Period(2026, 3).end, Period(2026, 4).start)
        self.assertEqual(Period(2026).end, Period(2027, 1).start)

    def test_of_an_empty_site_are_none(self):
        self.assertEqual(months_at(NOON), [])
