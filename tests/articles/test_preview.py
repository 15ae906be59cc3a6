"""The reader's page of what is typed, as the frame beside the text asks for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.urls import reverse

from articles.admin import preview
from articles.models import Article, Revision, Transition
from tests import cast
from tests.articles.desk import at_the_desk, draft, form_data

pytestmark = pytest.mark.django_db


def typed(article: Article, name: str = "wren", **changes: object) -> HttpResponse:
    address = reverse("admin:articles_article_preview", args=[article.pk])
    return at_the_desk(name).post(address, form_data(article, **changes))


def test_it_shows_what_is_typed_and_saves_nothing() -> None:
    article = draft()
    before = Article.objects.values().get(pk=article.pk)

    response = typed(article, headline="Typed", body="<p>Typed too.</p>")

    assert "Typed too." in response.text
    assert Article.objects.values().get(pk=article.pk) == before
    assert Revision.objects.count() == 1


def test_it_says_when_and_what_is_shown_as_it_was_saved() -> None:
    response = typed(draft(), headline="", seo_title="Typed")

    assert response.headers["X-Desk-As-Of"].count(":") == 2
    assert unquote(response.headers["X-Desk-Kept"]) == "Headline"
    assert "Fab reopens" in response.text


def test_looking_on_while_one_writes_is_one_line_in_the_book() -> None:
    article = draft()
    for number in range(5):
        typed(article, headline=f"Typed {number}")

    assert Transition.objects.about(article).filter(verb="preview").count() == 1


def test_what_is_too_long_is_refused_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MOST", 1000)

    response = typed(draft(), body=f"<p>{'word ' * 1000}</p>")

    assert response.status_code == 413
    assert response.text == "This text is too long to be shown here."


def test_200_kilobytes_are_shown() -> None:
    response = typed(draft(), body="".join(f"<p>Paragraph {n}. {'word ' * 200}</p>" for n in range(200)))

    assert response.status_code == 200
    assert "Paragraph 199." in response.text


def test_a_script_in_it_is_no_script() -> None:
    response = typed(draft(), body="<p onclick='x()'>Words<script>alert(1)</script></p><svg onload=x()>")

    assert "alert(1)" not in response.text
    assert "onclick" not in response.text
    assert "onload" not in response.text


HOSTILE: list[dict[str, Any]] = [
    {"headline": "\0"},
    {"body": "<p>\0</p>"},
    {"tags": "\0, Chips"},
    {"section": "9" * 400},
    {"lead_image": "x"},
    {"lead_image": "9" * 30},
    {"kind": "nonsense"},
    {"embargo_until": "yesterday"},
    {"bylines-0-author": "9" * 30},
    {"bylines-0-author": "²"},
    {"bylines-0-role": "nonsense"},
    {"bylines-0-order": "9" * 5000},
    {"bylines-TOTAL_FORMS": "9" * 30},
    {"bylines-TOTAL_FORMS": "x"},
]


@pytest.mark.parametrize("given", HOSTILE, ids=repr)
def test_nothing_that_is_sent_breaks_it(given: dict[str, Any]) -> None:
    assert typed(draft(), **given).status_code == 200


def test_of_whom_may_only_read_it_what_is_typed_is_not_looked_at() -> None:
    other = cast.author("Typed Name")

    response = typed(cast.submitted("Fab reopens"), headline="Typed", **{"bylines-0-author": other.pk})

    assert response.status_code == 200
    assert "Ines Okafor" in response.text
    assert "Typed" not in response.text


def test_nothing_of_the_policy_is_loosened_for_it() -> None:
    """The page is put into the frame by the form's own, so nobody has to be allowed to frame it."""
    article = draft()
    for response in (
        typed(article),
        at_the_desk("wren").get(reverse("admin:articles_article_change", args=[article.pk])),
    ):
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert "frame-src" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
