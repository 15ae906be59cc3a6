from __future__ import annotations

from django.db import models

from articles.fields import LineField, ProseField
from articles.models.story import Kind


class StoryTemplate(models.Model):
    """What a new story of a kind begins with. A story that began so keeps no tie to it."""

    name = LineField(max_length=60, unique=True)
    description = LineField(max_length=200, blank=True, help_text="When to take it, in one line.")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NEWS)
    section = models.ForeignKey(
        "articles.Section", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    headline = LineField(max_length=150, blank=True, help_text="Usually empty, or the beginning of one.")
    standfirst = LineField(max_length=300, blank=True)
    body = ProseField(blank=True, help_text="Headings to fill, and what must not be forgotten.")
    commissioned = models.PositiveIntegerField("length in words", null=True, blank=True)

    class Meta:
        verbose_name = "template"
        ordering = ["name"]

    #: What it fills in of a new story's form.
    FILLS = ("kind", "section", "headline", "standfirst", "body")

    def __str__(self) -> str:
        return self.name
