from __future__ import annotations

from django.db import models

from articles.fields import LineField, ProseField


class Page(models.Model):
    """One of the outlet's own pages: what an editor wrote on it stands there at once. Until somebody writes one, readers
    get the page's template without it."""

    class Slug(models.TextChoices):
        ABOUT = "about", "About"
        MASTHEAD = "masthead", "Masthead"
        ACCESSIBILITY = "accessibility", "Accessibility"

    slug = models.CharField("page", max_length=20, choices=Slug.choices, unique=True)
    standfirst = LineField(max_length=300, blank=True, help_text="One or two sentences at its head.")
    body = ProseField(blank=True, help_text="Words and links; pictures of the library are not shown here.")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.get_slug_display()

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"
