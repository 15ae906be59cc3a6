"""Where a story is at the desk."""

from __future__ import annotations

from django.urls import reverse

from articles.models import Article


def verb_url(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, verb])


def story_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
