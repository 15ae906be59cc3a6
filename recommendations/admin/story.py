"""What lists add to a story's page: the way into one, for those who may work on some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from articles.admin import panel
from articles.desk.standing import Standing
from articles.models import Article
from recommendations import rights
from recommendations.models import Right


@panel.register_links
def add_to_list(article: Article, now: Standing, user: Any) -> Iterator[panel.Link]:
    """Only of what readers see, or will: a draft is in no list."""
    if (now.shown or now.waiting) and rights.may_any(user, Right.EDIT):
        url = reverse("admin:recommendations_recommendationlist_add_story", args=[article.pk])
        yield panel.Link("Add to list…", url)
