"""No page walks through the archive: every query that readers' pages and the desk's lists ask comes from an index."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles import clock
from articles.front import paging
from articles.front.corrections import public_at
from articles.front.listings import newest_links
from articles.models import Author, Edition, EditionByline, EditionTag, Image, Section, Tag
from articles.query import fold
from tests import plans
from tests.articles.desk import at_the_desk
from tests.test_leaks import FEEDS, readers_patterns

STORIES = 1_500


def key(edition):
    return f"?{paging.PARAMETER}={paging.Key(edition.first_published, edition.story_id)}"


def addresses(newest, old, gone):
    """By the name of the address; a new one without any here fails the test."""
    section, topic = old.section.get_absolute_url(), "/topics/power-grids/"
    author = Author.objects.get(pk=old.bylines.all()[0].author_id).get_absolute_url()
    month = f"{old.first_published:%Y/%m}"
    return {
        "healthz": ["/healthz"],
        "readyz": ["/readyz"],
        "media": ["/media/nonsense.webp"],
        "home": ["/"],
        "archive": ["/archive/", f"/archive/{key(old)}"],
        "archive-year": [f"/archive/{month[:4]}/"],
        "archive-month": [f"/archive/{month}/"],
        "corrections": ["/corrections/"],
        "topic": [topic, f"{topic}{key(old)}"],
        "author": [author, f"{author}{key(old)}"],
        "section": [section, f"{section}{key(old)}"],
        "story": [newest.path, old.path, gone.path, "/machines/nonsense/"],
        "record": [f"{old.path}history/", f"{gone.path}history/"],
        "astray": ["/a/b/c/d", "/nonsense"],
        "picks": ["/picks/nonsense/", "/picks/archive-home-page-lead/"],
        "preview": ["/preview/nonsense/"],
        "preview-picture": ["/preview/nonsense/pictures/1/wide"],
        "shared-list": ["/preview/lists/nonsense/"],
        "shared-list-page": ["/preview/lists/nonsense/machines/"],
        "shared-list-picture": ["/preview/lists/nonsense/files/1/wide"],
        "embedded-gist": [f"/embeds/gist/someone/{'a' * 32}/nonsense/"],
        "search": [],  # a test of its own
        "sitemap-month": [f"/sitemap/{month.replace('/', '-')}.xml"],
        "<slug:slug>/": [section],
        "topics/<slug:slug>/": [topic],
        "authors/<slug:slug>/": [author],
        "picks/<slug:slug>/": ["/picks/archive-home-page-lead/"],
    }


#: A probe for each topic or author, however many stories are about it.
OF_ALL_TOPICS = ("/topics/", "/sitemap/pages.xml")
DESK = "admin:articles_article_changelist"


class Plans(TestCase):
    """One archive for all of them: it takes longer to load than to ask."""

    @classmethod
    def setUpTestData(cls):
        now = timezone.now().replace(microsecond=0)
        call_command(
            "load_archive", stories=STORIES, until=now.isoformat(), pictures=1, interactive=False,
            stdout=StringIO(), stderr=StringIO(),
        )  # fmt: skip
        clock.forget()
        visible = Edition.objects.visible_at(now).latest_first()
        cls.newest, cls.old = visible[0], visible[900]
        cls.rare = max(cls.old.body.split(">")[1].split(), key=len)
        cls.gone = Edition.objects.filter(withdrawn_at__isnull=False)[0]
        plans.think_large()

    def assert_no_walk(self, client, path, **given):
        with plans.asked() as queries:
            answer = client.get(path)
        self.assertLess(answer.status_code, 500, path)
        self.assertEqual(plans.wrong(queries, **given), [], path)

    # --- Readers' pages

    def test_walk_for_no_section_without_a_story_and_for_no_picture_whose_rights_have_ended(self):
        Section.objects.create(title="Space", slug="space")
        Image.objects.update(rights_until=timezone.now() - timedelta(days=1))

        for path in ("/", self.newest.path, "/space/"):
            self.assert_no_walk(self.client, path)

    def test_come_from_indexes_whatever_is_asked(self):
        known = addresses(self.newest, self.old, self.gone)
        tried = []
        for name, route in readers_patterns():
            kind = next((kind for kind in FEEDS if route.endswith(kind)), "")
            if kind and name == route:
                pages = known[route.removesuffix(kind)] if "<" in route else [f"/{route.removesuffix(kind)}"]
                tried += [f"{page}{kind}" for page in pages]
            elif name in known:
                tried += known[name]
            elif "<" not in route and "(?" not in route:
                tried.append(f"/{route}")
            else:
                pytest.fail(f"“{name}” ({route}) is a reader's address without an example here.")
        for path in dict.fromkeys(tried):
            with self.subTest(path):
                self.assert_no_walk(self.client, path, most=4_500 if path in OF_ALL_TOPICS else plans.MOST)

    def test_at_a_moment_long_ago_too(self):
        moment = timezone.now() - timedelta(days=2000)
        section, author = Section.objects.get(slug="machines").pk, Author.objects.first().pk
        hot = Tag.objects.get(slug="power-grids").pk
        visible = Edition.objects.visible_at(moment)
        with plans.asked() as queries:
            for stories in (visible, visible.in_section(section)):
                self.assertEqual(len(stories.latest_first()[:20]), 20)
            for links in (
                EditionTag.objects.filter(tag=hot),
                EditionByline.objects.filter(author=author),
            ):
                list(newest_links(links.visible_at(moment), None))
            list(public_at(moment)[:20])

        self.assertEqual(plans.wrong(queries, most=100), [])

    def test_of_a_topic_that_a_fifth_of_all_are_about(self):
        hot = Tag.objects.get(name="Power grids")

        self.assertGreater(EditionTag.objects.filter(tag=hot).count(), 300)
        # Fewer than are on it. What all pages ask of the sections looks at one or two hundred, until each has a story.
        self.assert_no_walk(self.client, hot.get_absolute_url(), most=200)

    def test_search_looks_at_no_more_than_it_ranks(self):
        for words in (self.rare, "power", "the same", '"of the"', "nonsensical", "power section:x", "inver*"):
            with self.subTest(words):
                self.assert_no_walk(self.client, f"/search/?q={fold(words)}", most=2_500)

    # --- The desk

    def test_list_of_stories(self):
        for person in ("edda", "max_"):
            for query in ("", "?view=bin", "?view=ready", "?view=for-me", "?view=scheduled", "?view=changed",
                          "?view=withdrawn", "?view=mine", "?stage=in-review", "?public=scheduled"):  # fmt: skip
                with self.subTest(person, query=query):
                    self.assert_no_walk(at_the_desk(person), f"{reverse(DESK)}{query}", most=1_100)

    def test_list_of_a_writer(self):
        self.assert_no_walk(at_the_desk("wren"), reverse(DESK), most=1_100)

    @pytest.mark.postgres  # SQLite does not tell how few there are to sort
    def test_stories_to_link_to(self):
        for query in ("", "?q=power", "?q=power+grids"):
            self.assert_no_walk(at_the_desk("max_"), f"{reverse('admin:story_find')}{query}")

    @pytest.mark.postgres  # SQLite does not tell how few there are to sort
    def test_picture_that_most_stories_use(self):
        page = reverse("admin:articles_image_change", args=[Image.objects.all()[0].pk])
        self.assert_no_walk(at_the_desk("max_"), page)

    # --- The reader of plans sees what it is there for

    def test_a_walk_is_seen(self):
        with plans.asked() as queries:
            list(Edition.objects.filter(standfirst__contains="zz").order_by()[:3])
        self.assertTrue(plans.wrong(queries))

    def test_a_count_of_all_is_seen(self):
        with plans.asked() as queries:
            Edition.objects.filter(noindex=False).count()
        self.assertTrue(plans.wrong(queries))

    def test_a_sort_of_all_is_seen(self):
        with plans.asked() as queries:
            list(Edition.objects.filter(live_from__lte=timezone.now()).order_by("minutes")[:3])
        self.assertTrue(plans.wrong(queries))

    def test_what_an_index_answers_is_not_seen(self):
        with plans.asked() as queries:
            list(Edition.objects.visible_at(timezone.now()).latest_first()[:20])
        self.assertEqual(plans.wrong(queries), [])
