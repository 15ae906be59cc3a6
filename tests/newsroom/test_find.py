"""Find a story: by words and addresses, among what the person may see and nothing else."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import clock
from articles.desk import assigning, finding
from articles.models import Address, Article, DeskWords, EditionWords, Redirect
from newsroom.find import find
from tests import cast
from tests.newsroom import archives

pytestmark = pytest.mark.django_db


def headlines(person, text: str, most: int = 50) -> list[str]:
    return [found.headline for found in find(person, text, most)]


def page(person, text: str, **headers: str):
    client = Client()
    client.force_login(person)
    return client.get(reverse("admin:find"), {"q": text}, headers=headers)


# --- By words


def test_the_beginning_of_a_word_is_enough():
    cast.story("Halden Kite 3 review: the phone that bends")

    assert headlines(cast.edda(), "kit") == ["Halden Kite 3 review: the phone that bends"]
    assert headlines(cast.edda(), "ite") == []


def test_all_the_words_have_to_be_there_in_headline_name_or_topic():
    ines = cast.author("Ines Duarte")
    cast.story("The hinge test", names=[ines], topics=[cast.tag("Foldables")])
    cast.story("The battery test", names=[ines])

    assert headlines(cast.edda(), "ines fold test") == ["The hinge test"]
    assert sorted(headlines(cast.edda(), "duarte test")) == ["The battery test", "The hinge test"]
    assert headlines(cast.edda(), "ines nothing") == []


def test_accents_capitals_and_punctuation_do_not_count():
    cast.story("Krüger’s Café: “reopened”", names=[cast.author("Łukasz Müller")])

    for words in ("KRUGER", "cafe reopened", "müller", "lukasz", "Krüger's café"):
        assert headlines(cast.edda(), words) == ["Krüger’s Café: “reopened”"], words


def test_those_with_the_words_in_the_headline_come_first_then_the_latest_change():
    kyte = cast.author("Ann Kyte")
    with cast.at(0):
        cast.story("Kyte closes")
    with cast.at(1):
        cast.story("The hinge test", names=[kyte])
    with cast.at(2):
        cast.story("Kyte reopens")

    with cast.at(5):
        assert headlines(cast.edda(), "kyte") == ["Kyte reopens", "Kyte closes", "The hinge test"]


def test_a_renamed_author_is_found_by_the_new_name_at_once():
    ines = cast.author("Ines Duarte")
    cast.story("The hinge test", names=[ines])
    ines.name = "Ines Okonkwo"
    ines.save()

    assert headlines(cast.edda(), "okonkwo") == ["The hinge test"]


def test_a_new_headline_is_found_and_the_old_one_is_not():
    article = cast.story("Fab reopens")
    cast.change(article, headline="Plant burns")

    assert headlines(cast.edda(), "plant burns") == ["Plant burns"]
    assert headlines(cast.edda(), "Fab reopens says") == []


def test_what_is_in_the_bin_is_not_found():
    from articles.desk import workflow

    workflow.bin(cast.story("Put away"), by=cast.edda())

    assert headlines(cast.edda(), "away") == []


# --- By address


@pytest.mark.parametrize(
    "given",
    [
        "/machines/fab-reopens/",
        "/machines/fab-reopens",
        "/machines/fab-reopens/history/",
        "/Machines/Fab-Reopens/?utm_source=x#top",
        "{site}/machines/fab-reopens/",
        "http://localhost/machines/fab-reopens/",
        "{host}/machines/fab-reopens/",
        "/admin/articles/article/{pk}/change/",
        "{site}/admin/at/20301127T0700Z/machines/fab-reopens/",
    ],
)
def test_an_address_finds_its_story(given):
    article = cast.published("Fab reopens")
    cast.story("Fab opens")
    address = given.format(site=settings.SITE_URL, host=settings.SITE_HOST, pk=article.pk)

    assert headlines(cast.edda(), address) == ["Fab reopens"]


def test_a_former_address_finds_its_story_and_so_does_one_of_another_system():
    article = cast.published("Fab reopens")
    cast.change(article, slug="plant-reopens", headline="Plant reopens")
    cast.publish(cast.approved(article))
    Redirect.objects.create(path="/2019/03/fab.html", story_id=article.public_id)
    Redirect.objects.create(path="/?p=123", story_id=article.public_id)

    for former in ("/machines/fab-reopens/", "/2019/03/fab.html", f"{settings.SITE_URL}/?p=123"):
        assert headlines(cast.edda(), former) == ["Plant reopens"], former


def test_a_draft_is_found_by_the_address_that_it_will_have():
    cast.story("Fab reopens")

    assert not Address.objects.exists()
    assert headlines(cast.edda(), "/machines/fab-reopens/") == ["Fab reopens"]


def test_an_address_of_another_site_finds_nothing():
    cast.published("Fab reopens")

    assert headlines(cast.edda(), "https://elsewhere.example/machines/fab-reopens/") == []


# --- For whom


def test_a_writer_finds_their_own_drafts_and_what_readers_see():
    cast.story("Kyte, mine", by=cast.wren())
    cast.story("Kyte, of another writer", by=cast.ward(), names=[])
    out = cast.published("Kyte, live", by=cast.ward(), names=[cast.author("Ward")])

    found = find(cast.wren(), "kyte", 50)

    assert [story.headline for story in found] == ["Kyte, mine", "Kyte, live"]
    assert found[1].url == out.editions.get().path


def test_who_is_given_a_story_finds_it_until_it_is_taken_away():
    article = cast.story("Kyte", by=cast.edda())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    assert headlines(cast.ward(), "kyte") == ["Kyte"]

    assigning.assign(article, by=cast.edda(), assignee=None)
    assert headlines(cast.ward(), "kyte") == []


def test_no_stale_word_shows_somebody_else_s_draft():
    article = cast.story("Kyte", by=cast.edda())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    Article.objects.filter(pk=article.pk).update(assignee=None)  # past the verb: the words are old
    assert headlines(cast.ward(), "kyte") == []


def test_the_archive_is_indexed_anew_by_its_command():
    cast.published("Fab reopens")
    DeskWords.objects.all().delete()
    EditionWords.objects.all().delete()
    assert headlines(cast.edda(), "fab") == headlines(cast.cura(), "fab") == []

    call_command("rebuild_search", stdout=StringIO())
    assert headlines(cast.edda(), "fab") == headlines(cast.cura(), "fab") == ["Fab reopens"]


def test_an_imported_archive_is_found(tmp_path):
    call_command("import_archive", str(archives.write(tmp_path / "archive")), stdout=StringIO())

    assert headlines(cast.edda(), "fab") == headlines(cast.cura(), "fab") == ["Fab reopens"]


def test_a_curator_finds_what_is_live_or_waits_as_it_was_frozen():
    live = cast.published("Kyte, live")
    cast.change(live, headline="Kyte, rewritten zqx")
    cast.scheduled("Kyte, waiting", to=clock.now() + timedelta(hours=3))
    cast.story("Kyte, a draft")

    found = find(cast.cura(), "kyte", 50)

    assert sorted(story.headline for story in found) == ["Kyte, live", "Kyte, waiting"]
    assert headlines(cast.cura(), "zqx") == []
    assert all("/articles/article/" not in story.url for story in found)


def test_a_writer_learns_nothing_of_what_waits():
    cast.scheduled("Kyte, waiting", to=clock.now() + timedelta(hours=3), by=cast.ward())

    assert headlines(cast.wren(), "kyte") == []
    assert headlines(cast.wren(), "/machines/kyte-waiting/") == []


# --- The page


def test_the_page_works_without_script_and_says_what_to_do_when_nothing_matches():
    cast.story("Kite 3 review")

    assert b"Kite 3 review" in page(cast.edda(), "kite").content
    empty = page(cast.edda(), "nonsense <b>").content.decode()
    assert "No story matches “nonsense &lt;b&gt;”." in empty
    assert "Try one word less" in empty


def test_a_part_of_the_page_is_the_results_alone():
    cast.story("Kite 3 review")

    part = page(cast.edda(), "kite", **{"X-Desk-Part": "found"})

    assert b"<html" not in part.content
    assert "no-store" in part.headers["Cache-Control"]


HOSTILE = ["\0", "kite\0", "'", '"', "'; --", "a' | 'b", '" OR "', "(((", "*", "-kite", "x" * 100_000, "é" * 500,
           "://", "http://[", "https://", "//evil.example/", "/\\x", "/" * 50, "\u202ekite", "\ue0001", "🪁", "/?p=",
           "/admin/articles/article/99999999999999999999/", "NOT", "AND", "a " * 300]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("person", ["wren", "edda", "cura"])
def test_nothing_that_is_typed_breaks_it(text, person):
    cast.story("Kite 3 review")

    assert page(getattr(cast, person)(), text).status_code == 200


def test_five_stories_cost_what_one_does(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(5):
        cast.story(f"Kite {number}", names=[cast.author(f"Author {number}")])
        edda = type(cast.edda()).objects.get(username="edda")
        with CaptureQueriesContext(connection) as queries:
            find(edda, "kite", 8)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_the_list_of_stories_is_searched_the_same_way():
    cast.story("Kite 3 review", topics=[cast.tag("Foldables")])
    cast.published("Fab reopens")
    client = Client()
    client.force_login(cast.edda())
    address = reverse("admin:articles_article_changelist")

    def listed(text: str) -> list[str]:
        return [str(story) for story in client.get(address, {"q": text}).context["cl"].result_list]

    assert listed("foldab kit") == ["Kite 3 review"]
    assert listed(f"{settings.SITE_URL}/machines/fab-reopens/") == ["Fab reopens"]
    assert listed("!!") == []
    assert len(listed("")) == 2


# --- Whatever is typed, as one would find it by hand

WORDS = st.sampled_from(["kite", "kit", "Fab", "CAFÉ", "fab-reopens", "ines", "x", "3", "the"])


class AsByHand(TestCase):
    @given(
        st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=4), st.lists(WORDS, min_size=1, max_size=3)
    )
    def test_the_index_finds_what_reading_all_of_them_would(self, said, asked):
        Article.objects.all().delete()
        for words in said:
            cast.story(" ".join(words), names=[], standfirst="")

        def has(article: Article) -> bool:
            parts = DeskWords.objects.get(article=article).text.split()
            return all(
                any(part.startswith(word) for part in parts) for word in finding.words_of(" ".join(asked))
            )

        by_hand = {article.pk for article in Article.objects.all() if has(article)}
        assert set(finding.matching(" ".join(asked)).values_list("pk", flat=True)) == by_hand
