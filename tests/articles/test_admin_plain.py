"""What the desk's simple forms say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.articles.desk import at_the_desk, author

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
