from __future__ import annotations

from taggit.models import TagBase

from articles.fields import LineField, PlainField


class Tag(TagBase):
    """What people call a topic. Its page shows the description."""

    name = LineField(max_length=100, unique=True)
    description = LineField(max_length=160, blank=True)
    text = PlainField(blank=True, help_text="At the head of the topic's page.")

    class Meta:
        verbose_name = "topic"
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return f"/topics/{self.slug}/"
