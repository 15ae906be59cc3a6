"""Assignments: who, for which day, how long, how urgent. No part of the text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import refusals
from articles.admin.assignment import due
from articles.desk import assigning, rights
from articles.desk.assigning import assign
from articles.models import Article, Transition
from tests import cast
from tests.articles.desk import at_the_desk

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 5)


def given(article: Article, **changes: Any) -> Article:
    assign(article, by=cast.edda(), **changes)
    return article


def question(article: Article) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, "assign"])


def answer(article: Article, person: str = "edda", **changes: Any):
    said = {
        "asked": "1",
        "assignee": "",
        "planned_for": "",
        "commissioned": "",
        "priority": "normal",
        "note": "",
    }
    return at_the_desk(person).post(question(article), said | changes)


def test_an_assignment_is_in_the_book_as_it_was_and_as_it_is():
    article = given(cast.story(), assignee=cast.wren(), planned_for=DAY, commissioned=1200)
    given(article, priority="high")

    rows = list(Transition.objects.about(article).filter(verb="assign").order_by("pk"))
    assert [row.data for row in rows] == [
        {
            "was": "to nobody",
            "now": "to wren, for Thu 5 Mar 2026, 1,200 words".replace("wren", str(cast.wren())),
        },
        {
            "was": f"to {cast.wren()}, for Thu 5 Mar 2026, 1,200 words",
            "now": f"to {cast.wren()}, for Thu 5 Mar 2026, 1,200 words, high priority",
        },
    ]


def test_it_is_no_change_of_the_text():
    article = cast.approved()
    before = Article.objects.get(pk=article.pk)
    given(article, assignee=cast.ward(), planned_for=DAY, commissioned=900, priority="high")

    assert article.is_approved
    assert (article.digest, article.version, article.changed_at) == (
        before.digest,
        before.version,
        before.changed_at,
    )


def test_who_is_given_a_story_may_read_and_write_it_and_who_loses_it_may_not():
    article = cast.story()
    assert not rights.may_read(cast.ward(), article)

    given(article, assignee=cast.ward())
    assert rights.may_read(cast.ward(), article)
    assert rights.may_edit(cast.ward(), article)

    given(article, assignee=None)
    assert not rights.may_read(cast.ward(), article)


def test_only_those_who_write_can_be_given_a_story():
    for person in (cast.cura(), cast.lena()):
        with pytest.raises(refusals.CannotWrite, match="no right to write stories"):
            given(cast.story(), assignee=person)
    assert cast.cura() not in assigning.writers()


def test_the_same_assignment_again_is_refused_and_so_is_one_in_the_bin():
    from articles.desk import workflow

    article = given(cast.story(), assignee=cast.wren())
    with pytest.raises(refusals.NothingNew):
        given(article, assignee=cast.wren())
    workflow.bin(article, by=cast.edda())
    with pytest.raises(refusals.WrongStage):
        given(article, priority="high")


# --- At the desk


def test_the_question_changes_it_and_comes_filled_in():
    article = cast.story()
    answer(article, assignee=cast.wren().pk, planned_for="2026-11-26", commissioned="1200", priority="high")
    article.refresh_from_db()

    assert (article.assignee, article.planned_for, article.commissioned) == (
        cast.wren(),
        date(2026, 11, 26),
        1200,
    )
    form = at_the_desk("edda").get(question(article)).context["form"]
    assert form["planned_for"].value() == date(2026, 11, 26)
    assert form["assignee"].value() == cast.wren().pk


def test_the_story_s_page_shows_it_with_the_length_beside_the_count():
    article = given(cast.story(), assignee=cast.wren(), planned_for=DAY, commissioned=1200)
    page = (
        at_the_desk("wren").get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )

    assert "· commissioned 1,200" in page
    assert 'data-commissioned="1,200"' in page
    assert "Not the publication time" in page
    assert 'value="assign"' not in page  # a writer cannot change it


HOSTILE = [
    {"assignee": "x"},
    {"assignee": "99999999999999999999"},
    {"assignee": "\0"},
    {"planned_for": "2026-02-30"},
    {"planned_for": "0001-01-01"},
    {"planned_for": "99999-01-01"},
    {"commissioned": "-5"},
    {"commissioned": "1e9"},
    {"commissioned": "9" * 40},
    {"priority": "urgent"},
    {"note": "\0", "assignee": "x"},
]


@pytest.mark.parametrize("said", HOSTILE, ids=str)
def test_what_cannot_be_meant_is_told_and_nothing_is_changed(said):
    article = cast.story()
    response = answer(article, **said)

    assert response.status_code == 200
    assert b"Nothing was changed." in response.content
    article.refresh_from_db()
    assert article.assignee is None
    assert article.planned_for is None


def test_a_curator_cannot_be_chosen_by_a_forged_form():
    article = cast.story()
    assert answer(article, assignee=cast.cura().pk).status_code == 200
    article.refresh_from_db()
    assert article.assignee is None


@pytest.mark.parametrize("person", ["wren", "lena"])
def test_others_may_not(person):
    assert answer(cast.story(), person, priority="high").status_code == 403


# --- Several at once


def several(client: Client, *articles: Article, **more: Any):
    said = {
        "action": "assign_stories",
        "index": "0",
        "_selected_action": [article.pk for article in articles],
    }
    return client.post(reverse("admin:articles_article_changelist"), said | more, follow=True)


def test_several_stories_are_given_to_one_person_after_a_question():
    first, second = cast.story("First"), given(cast.story("Second"), assignee=cast.wren())
    edda = at_the_desk("edda")

    asked = several(edda, first, second)
    assert "2 stories" in asked.content.decode()
    assert not Article.objects.filter(pk=first.pk, assignee__isnull=False).exists()

    told = several(edda, first, second, asked="1", assignee=cast.wren().pk).content.decode()
    first.refresh_from_db()
    assert first.assignee == cast.wren()
    assert f"1 story was assigned to {cast.wren()}. 1 was refused: “Second”" in told


def test_nobody_chosen_is_told():
    article = cast.story()
    assert (
        "Choose a person." in several(at_the_desk("edda"), article, asked="1", assignee="").content.decode()
    )


def test_a_writer_has_no_such_action():
    article = cast.story()
    several(at_the_desk("wren"), article, asked="1", assignee=cast.wren().pk)
    article.refresh_from_db()
    assert article.assignee is None


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 3, 2), "due today"), (date(2026, 3, 3), "due tomorrow"), (date(2026, 3, 9), "due Mon 9 Mar"),
     (date(2026, 2, 27), "overdue since Fri 27 Feb"), (None, "")],
)  # fmt: skip
def test_the_planned_day_in_words(day, words):
    with cast.at(0):
        assert due(Article(planned_for=day), cast.moment(0)) == words
