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
