"""A question that is put together once answers as one that is put together anew."""

from __future__ import annotations

from typing import Any

from django.db.models.sql.compiler import SQLCompiler
from django.test import TestCase

from articles.models import Edition
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, prepared
from tests.articles.editions import DAY, HOUR, NOON, edition, image, section


@prepared
def since_a_day_before(order: str) -> Any:
    """Visible ones that are not older than a day."""
    moment: Any = Parameter("moment", MOMENT)
    found = Edition.objects.visible_at(moment).filter(first_published__gte=moment - DAY)
    return found.order_by(order).values_list("headline", "first_published", "lead_image__ready", named=True)


@prepared
def of_these() -> Any:
    return Edition.objects.filter(pk__in=Parameters("keys", NUMBER)).order_by("pk").values_list("pk")


@prepared
def called() -> Any:
    found = Edition.objects.filter(headline__in=Parameters("headlines", TEXT)).order_by("headline")
    return found.select_related("section", "lead_image")


class Asking(TestCase):
    def test_each_answer_is_of_the_values_that_were_given(self):
        edition("Morning", since=NOON - 3 * HOUR)
        edition("Evening", since=NOON + 6 * HOUR)

        answers = [since_a_day_before("headline", moment=at) for at in (NOON, NOON + DAY, NOON + 2 * DAY)]

        self.assertEqual([[row.headline for row in rows] for rows in answers], [["Morning"], ["Evening"], []])

    def test_a_shape_makes_a_question_of_its_own(self):
        edition("A", since=NOON - HOUR)
        edition("B", since=NOON - 2 * HOUR)

        first = [row.headline for row in since_a_day_before("headline", moment=NOON)]
        last = [row.headline for row in since_a_day_before("-headline", moment=NOON)]

        self.assertEqual((first, last), (["A", "B"], ["B", "A"]))

    def test_values_are_what_a_model_would_have(self):
        made = edition("One", since=NOON, lead_image=image())

        (row,) = since_a_day_before("headline", moment=NOON)

        self.assertEqual(row, ("One", made.first_published, made.lead_image.ready))

    def test_any_number_of_values_stands_behind_in(self):
        keys = [edition(f"Story {number}").pk for number in range(4)]

        self.assertEqual([row.pk for row in of_these(keys=keys)], keys)
        self.assertEqual([row.pk for row in of_these(keys={keys[2]})], [keys[2]])
        self.assertEqual(of_these(keys=()), [])

    def test_no_value_is_read_as_sql(self):
        odd = "'); DROP TABLE articles_edition; -- %s {} \\"
        edition(odd)

        self.assertEqual([found.headline for found in called(headlines=[odd])], [odd])

    def test_models_come_with_what_was_selected(self):
        edition("One", section=section("Money"), lead_image=image())
        edition("Two", section=section("Policy"))

        one, two = called(headlines=["One", "Two"])
        with self.assertNumQueries(0):
            self.assertEqual((one.section.title, two.section.title), ("Money", "Policy"))
            self.assertEqual((one.lead_image.credit, two.lead_image), ("Illustration: Slipmark", None))

        self.assertEqual(one, Edition.objects.get(headline="One"))

    def test_its_sql_is_written_once(self):
        of_these(keys=[1])
        written = []
        real = SQLCompiler.as_sql

        def as_sql(self: Any, *given: Any, **more: Any) -> Any:
            written.append(self)
            return real(self, *given, **more)

        SQLCompiler.as_sql = as_sql
        try:
            of_these(keys=[2, 3])
        finally:
            SQLCompiler.as_sql = real

        self.assertEqual(written, [])

    def test_it_is_counted_as_any_other(self):
        with self.assertNumQueries(1):
            of_these(keys=[1])
