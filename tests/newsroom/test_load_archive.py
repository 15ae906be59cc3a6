"""The archive to measure with is what the desk's verbs would have made, and the same at every load."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test import TestCase, TransactionTestCase

from articles import clock, prose
from articles.desk import finding, publishing, saving, workflow
from articles.digest import digest
from articles.models import (
    Article,
    Author,
    DeskWords,
    Edition,
    EditionReference,
    EditionTag,
    EditionWords,
    Revision,
    SearchText,
    Section,
    Tag,
    Transition,
    reference,
    search,
    words,
)
from newsroom.archive import bare, hands, loading, plans, rows, vocabulary, writing
from newsroom.archive.furniture import topic_names
from recommendations.models import ListEdition
from tests import cast

UNTIL = "2026-11-24T12:00:00Z"


def load(*, stories=300, **given):
    options = {
        "until": UNTIL,
        "interactive": False,
        "pictures": 1,
        "stdout": StringIO(),
        "stderr": StringIO(),
    }
    call_command("load_archive", stories=stories, **options | given)


def archive(stories=300, seed=1):
    return plans.Archive(seed, stories, plans.datetime.fromisoformat(UNTIL), topic_names(), 1)


def indexes():
    """Every index and constraint of the database, as it would be made again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        )
        return sorted(found + [row[0] for row in cursor.fetchall()])


class AnArchive(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()

    def test_is_as_large_and_as_old_as_it_was_asked_to_be(self):
        moments = Edition.objects.order_by("first_published").values_list("first_published", flat=True)

        self.assertEqual(Article.objects.count(), 300)
        self.assertEqual(
            (Section.objects.count(), Author.objects.count(), Tag.objects.count()), (8, 200, 2000)
        )
        self.assertGreater((moments.last() - moments.first()).days, 3600)
        self.assertAlmostEqual(Edition.objects.count() / 300, 1.3, delta=0.15)
        self.assertTrue(Edition.objects.filter(withdrawn_at__isnull=False).exists())
        self.assertTrue(Edition.objects.waiting_at(moments.first() + plans.YEARS).exists())

    def test_has_one_topic_that_a_fifth_is_about(self):
        counted = EditionTag.objects.values("tag__name").annotate(count=Count("article", distinct=True))
        hot = counted.order_by("-count").first()

        self.assertEqual(hot["tag__name"], "Power grids")
        self.assertAlmostEqual(hot["count"] / 300, 0.2, delta=0.07)

    def test_stands_up_to_every_check(self):
        call_command("verify_editions", verbosity=0)

        self.assertEqual(checks.run_checks(databases=["default"], tags=[checks.Tags.database]), [])

    def test_has_bodies_as_the_editor_stores_them(self):
        for edition in Edition.objects.all()[:80]:
            self.assertEqual(prose.clean(edition.body), edition.body)
            self.assertEqual(prose.reading_minutes(edition.body), edition.minutes)

    def test_says_what_its_saves_and_its_digests_say(self):
        for article in Article.objects.prefetch_related("revisions", "bylines", "tag_links")[:40]:
            newest = max(article.revisions.all(), key=lambda save: save.version)

            self.assertEqual(digest(article), article.digest)
            self.assertEqual(digest(newest), article.digest)
            self.assertEqual(article.version, newest.version)

    def test_is_found_as_if_the_verbs_had_published_it(self):
        chosen = Edition.objects.order_by("pk")[:30]
        said = ("headline", "standfirst", "names", "body", "folded", "words")
        before = {
            text.edition_id: [getattr(text, name) for name in said] for text in SearchText.objects.all()
        }

        search.index(chosen)

        for text in SearchText.objects.filter(edition__in=chosen):
            self.assertEqual([getattr(text, name) for name in said], before[text.edition_id])

    def test_is_known_by_what_it_links_to(self):
        linking = Edition.objects.filter(references__isnull=False)[:20]
        before = set(EditionReference.objects.values_list("edition", "target"))

        reference.index(Edition.objects.all())

        self.assertGreater(len(linking), 10)
        self.assertEqual(set(EditionReference.objects.values_list("edition", "target")), before)

    def test_is_found_at_the_desk_as_if_it_had_been_saved_there(self):
        before = dict(DeskWords.objects.values_list("article", "text"))
        frozen = dict(EditionWords.objects.values_list("edition", "text"))
        power = set(finding.matching("power grids").values_list("pk", flat=True))

        words.index(Article.objects.all())
        words.index_editions(Edition.objects.all())

        self.assertGreater(len(power), 30)
        self.assertEqual(dict(DeskWords.objects.values_list("article", "text")), before)
        self.assertEqual(dict(EditionWords.objects.values_list("edition", "text")), frozen)
        self.assertEqual(set(finding.matching("power grids").values_list("pk", flat=True)), power)

    def test_can_be_worked_on(self):
        article = Article.objects.filter(stage="drafting").exclude(newest_digest="").order_by("-pk")[20]
        cast.edda()

        article.headline = "Fab reopens"
        article.save()
        saving.save(article, by=cast.wren())
        workflow.submit(article, by=cast.wren())
        workflow.approve(article, by=cast.edda())
        publishing.publish(article, by=cast.edda(), change="minor")

        self.assertEqual(Edition.objects.visible_at(clock.now()).get(article=article).headline, "Fab reopens")
        call_command("verify_editions", verbosity=0)

    def test_leaves_the_guards_standing(self):
        with cast.refused_by_the_database():
            Edition.objects.update(headline="Another")
        with cast.refused_by_the_database():
            Transition.objects.all().delete()
        shown = Edition.objects.filter(live_until__isnull=True)[0]
        shown.pk, shown.live_from = None, shown.live_from + plans.timedelta(minutes=1)
        with cast.refused_by_the_database():
            shown.save(force_insert=True)

    def test_has_pages_with_what_curators_picked(self):
        self.assertEqual(ListEdition.objects.count(), 4)
        newest = Edition.objects.visible_at(clock.now()).latest_first().first()

        topic = newest.tag_links.all()[0].tag.get_absolute_url()
        for path in ("/", newest.path, newest.section.get_absolute_url(), topic):
            self.assertContains(self.client.get(path), newest.headline)
        self.assertContains(self.client.get(newest.path), "Editors’ Recommendations")

    def test_is_not_loaded_twice(self):
        with self.assertRaisesMessage(CommandError, "here already"):
            load(stories=10)

        load(stories=10, seed=2, among_others=True)
        self.assertEqual(Article.objects.count(), 310)
        call_command("verify_editions", verbosity=0)


class Asking(TestCase):
    def test_stories_that_are_there_are_asked_about(self):
        cast.published("A real one")

        with self.assertRaisesMessage(CommandError, "--among-others"):
            load()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("builtins.input", lambda question: "yes")
            with self.assertRaisesMessage(CommandError, "Nothing was done."):
                load(interactive=True)

        self.assertEqual(Article.objects.count(), 1)

    def test_a_moment_that_is_none_is_said(self):
        for given in ("yesterday", "2026-13-40T99:00"):
            with self.assertRaisesMessage(CommandError, "is no moment"):
                load(until=given)


class TheSameSeed(TestCase):
    def test_makes_the_same_stories(self):
        one, other, third = archive(), archive(), archive(seed=2)

        self.assertEqual([one.plan(n) for n in range(40)], [other.plan(n) for n in range(40)])
        self.assertNotEqual(one.plan(7), third.plan(7))

    def test_makes_the_same_rows(self):
        load(stories=30)
        said = ("public_id", "headline", "body", "created_at", "stage")
        before = list(Article.objects.order_by("pk").values_list(*said))
        ids = list(Edition.objects.order_by("pk").values_list("story_id", "live_from", "live_until", "path"))
        made = [archive(30).plan(number) for number in range(30)]

        self.assertEqual([row[0] for row in before], [plan.public_id for plan in made])
        self.assertEqual([row[2] for row in before], [plan.working.body.html for plan in made])
        self.assertEqual([row[:2] for row in ids], [(p.public_id, v.at) for p in made for v in p.versions])


class Words(TestCase):
    def test_are_common_and_rare_as_in_life(self):
        text = " ".join(archive().plan(number).working.body.text for number in range(200)).lower()
        counted = Counter(word.strip(".,") for word in text.split()).most_common()

        self.assertEqual(counted[0][0], "the")
        self.assertGreater(sum(count == 1 for _, count in counted) / len(counted), 0.4)
        self.assertEqual(len(set(vocabulary.words())), vocabulary.SIZE)
        self.assertEqual(len(writing.pool().sentences), writing.POOL)


@pytest.mark.postgres
class BareTables(TestCase):
    def test_have_every_index_and_constraint_again(self):
        before = indexes()

        load(stories=20)

        self.assertEqual(indexes(), before)

    def test_have_them_again_if_it_fails(self):
        before = indexes()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loading.copying, "copy", lambda *args, **given: 1 / 0)
            with self.assertRaises(ZeroDivisionError):
                load(stories=20)

        self.assertEqual(indexes(), before)
        self.assertEqual((Article.objects.count(), Revision.objects.count()), (0, 0))

    def test_have_those_of_search_again_if_that_fails(self):
        before = indexes()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loading, "write_search_texts", lambda hand, numbers: 1 / 0)
            with self.assertRaises(ZeroDivisionError):
                load(stories=20)

        self.assertEqual(indexes(), before)

    def test_are_really_bare_meanwhile(self):
        before = indexes()

        with bare.bare(connection, rows.KEYS, progress=lambda *given: None):
            self.assertLess(len(indexes()), len(before) - 60)


@pytest.mark.postgres
class SeveralProcesses(TransactionTestCase):
    def test_make_what_one_makes(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loading, "CHUNK", 25)
            load(stories=110, processes=2)

        self.assertEqual(Article.objects.count(), 110)
        self.assertEqual(SearchText.objects.exclude(words=None).count(), Edition.objects.count())
        self.assertEqual(
            set(SearchText.objects.values_list("edition")), set(Edition.objects.values_list("pk"))
        )
        self.assertEqual(DeskWords.objects.exclude(words=None).count(), 110)
        call_command("verify_editions", verbosity=0)

    def test_take_back_what_they_wrote_if_the_stories_do_not_stay(self):
        @contextmanager
        def failing(*args, **given):
            with bare.bare(*args, **given):
                yield
                raise ZeroDivisionError

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loading, "CHUNK", 25)
            patch.setattr(loading, "bare", failing)
            with self.assertRaises(ZeroDivisionError):
                load(stories=110, processes=2)

        self.assertEqual((Article.objects.count(), SearchText.objects.count()), (0, 0))

    def test_do_not_go_on_for_nothing(self):
        chunks = [range(number, number + 1) for number in range(40)]
        with (
            self.assertRaises(ZeroDivisionError),
            hands.hands(2, archive(), None, None, connection) as crew,
            crew.meanwhile(rest, chunks, lambda count: None),
        ):
            raise ZeroDivisionError

        self.assertLess(crew.shared.count.value, 40)


def rest(hand, numbers):
    time.sleep(0.05)
