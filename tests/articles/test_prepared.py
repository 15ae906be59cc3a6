"""A question that is put together once answers as one that is put together anew."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test import TestCase, TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from articles import prepared as module
from articles.models import Edition
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, prepared, rounded
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

    def test_numbers_of_values_are_rounded_so_that_few_questions_differ(self):
        self.assertEqual(
            [rounded(count) for count in (1, 2, 3, 4, 5, 7, 9, 13, 17, 70)],
            [1, 2, 3, 4, 6, 8, 12, 16, 24, 96],
        )
        keys = [edition(f"Story {number}").pk for number in range(5)]

        self.assertEqual([row.pk for row in of_these(keys=keys)], keys)


def known_here() -> list[str]:
    """What PostgreSQL itself says that this connection prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return [name for (name,) in cursor.fetchall()]


def asked(question: Any, **values: Any) -> tuple[list[Any], str]:
    with CaptureQueriesContext(connection) as captured:
        rows = question(**values)
    return rows, captured.captured_queries[-1]["sql"].partition(" ")[0]


@pytest.mark.postgres
@override_settings(PREPARE_STATEMENTS=True)
class PreparingOnPostgreSQL(TransactionTestCase):
    def setUp(self):
        connection.close()
        self.first, self.second = edition("One").pk, edition("Two").pk

    def test_each_question_is_prepared_once_a_connection(self):
        for keys in ([self.first], [self.second]):
            rows, verb = asked(of_these, keys=keys)
            self.assertEqual(([row.pk for row in rows], verb), (keys, "EXECUTE"))

        self.assertEqual(len(known_here()), 1)
        self.assertIn("test_prepared.of_these", known_here()[0])

        connection.close()
        self.assertEqual(known_here(), [])
        self.assertEqual([row.pk for row in of_these(keys=[self.first])], [self.first])
        self.assertEqual(len(known_here()), 1)

    def test_preparing_is_not_counted(self):
        for _ in range(2):
            with self.assertNumQueries(1):
                of_these(keys=[self.first])

    @override_settings(PREPARE_STATEMENTS=False)
    def test_not_if_it_is_switched_off(self):
        rows, verb = asked(of_these, keys=[self.first])

        self.assertEqual(([row.pk for row in rows], verb), ([self.first], "SELECT"))
        self.assertEqual(known_here(), [])

    def test_a_column_that_became_another_is_no_trouble(self):
        self.assertEqual([found.headline for found in called(headlines=["One"])], ["One"])
        alter = "ALTER TABLE articles_section ALTER COLUMN description TYPE %s"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'description'"
                " AND attrelid = 'articles_section'::regclass"
            )
            before = cursor.fetchone()[0]
            cursor.execute(alter % "varchar(999)")
        try:
            self.assertEqual([found.headline for found in called(headlines=["One"])], ["One"])
            self.assertEqual(asked(called, headlines=["One"])[1], "EXECUTE")
        finally:
            with connection.cursor() as cursor:
                cursor.execute(alter % before)

    def test_nor_is_a_connection_that_forgot(self):
        """Such as another one behind a pooler."""
        of_these(keys=[self.first])
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

        self.assertEqual([row.pk for row in of_these(keys=[self.first])], [self.first])
        self.assertEqual(asked(of_these, keys=[self.first])[1], "EXECUTE")

    def test_nor_one_that_knows_it_already(self):
        of_these(keys=[self.first])
        module._known.clear()

        self.assertEqual([row.pk for row in of_these(keys=[self.first])], [self.first])
        self.assertEqual(asked(of_these, keys=[self.first])[1], "EXECUTE")

    def lose_the_connection(self):
        """As where the database was started anew between two requests."""
        of_these(keys=[self.first])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        finally:
            other.close()
        connection.health_check_enabled, connection.health_check_done = True, False

    def test_the_first_question_of_a_request_finds_out_that_the_connection_was_lost(self):
        self.lose_the_connection()

        self.assertEqual([row.pk for row in of_these(keys=[self.second])], [self.second])

    def test_whether_the_connection_is_there_is_not_asked_before(self):
        of_these(keys=[self.first])
        connection.health_check_enabled, connection.health_check_done = True, False

        with mock.patch.object(connection, "is_usable") as asked_before:
            of_these(keys=[self.first])

        asked_before.assert_not_called()

    def test_a_connection_that_is_lost_in_the_middle_of_a_request_is_told(self):
        """What was asked before may not be so any more."""
        self.lose_the_connection()
        connection.health_check_done = True

        with self.assertRaises(OperationalError):
            of_these(keys=[self.second])
        connection.close()

    def test_what_is_wrong_with_the_values_is_told(self):
        of_these(keys=[self.first])

        with self.assertRaises(DataError):
            of_these(keys=[10**30])
        self.assertEqual([row.pk for row in of_these(keys=[self.first])], [self.first])

    def test_what_was_prepared_in_a_transaction_outlives_it(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            of_these(keys=[self.first])
            raise ZeroDivisionError
        self.assertEqual(asked(of_these, keys=[self.first])[1], "EXECUTE")
        self.assertEqual(len(known_here()), 1)

    def test_a_page_that_fails_within_a_transaction_is_not_asked_again(self):
        """The transaction has failed: only whoever began it can begin again."""
        of_these(keys=[self.first])
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

        with self.assertRaises(OperationalError), transaction.atomic():
            of_these(keys=[self.first])
        self.assertEqual([row.pk for row in of_these(keys=[self.first])], [self.first])
