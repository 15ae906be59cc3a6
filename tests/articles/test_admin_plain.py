"""What the desk's simple forms say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Tag
from tests.articles.desk import at_the_desk, author, draft, form_data, save_page

pytestmark = pytest.mark.django_db


def test_what_was_deleted_is_not_said_to_be_saved():
    unused = author("Nobody")

    after = at_the_desk("max").post(
        reverse("admin:articles_author_delete", args=[unused.pk]), {"post": "yes"}, follow=True
    )

    assert [str(message) for message in after.context["messages"]] == ["Deleted."]


def test_a_row_says_what_its_tick_deletes():
    ines = author("Ines Okafor")
    ines.links.create(label="Diary", url="https://ines.example/")

    page = at_the_desk("max").get(reverse("admin:articles_author_change", args=[ines.pk]))

    assert 'aria-label="Delete Diary"' in page.content.decode()
    assert "Currently:" not in page.content.decode()


@pytest.mark.parametrize(
    ("was", "typed", "becomes"), [("", "AI-boom", "ai-boom"), ("AI-boom", "AI-boom", "AI-boom")]
)
def test_a_new_address_has_no_capitals_and_one_that_is_there_keeps_them(was: str, typed: str, becomes: str):
    article = draft("AI boom", slug=was)
    tag = Tag.objects.create(name="AI boom", slug=was or "ai")
    max_ = at_the_desk("max")

    max_.post(reverse("admin:articles_article_change", args=[article.pk]), form_data(article, slug=typed))
    save_page(max_, tag, slug=typed)

    article.refresh_from_db()
    tag.refresh_from_db()
    assert (article.slug, tag.slug) == (becomes, becomes)
