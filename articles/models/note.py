"""What the desk says to each other about a story. No part of its text: no reader's page knows of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.fields import PlainField

LONGEST_NOTE = 2000


class Note(models.Model):
    """The first of a thread, or a reply to it. Nobody changes or takes back what was said."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    text = PlainField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)
    #: Of the first: settled, and by whom.
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: The story whose correction left it: what was wrong there may be wrong here.
    correction_of = models.ForeignKey(
        "articles.Article", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["article", "at"], name="note_story"),
            models.Index(
                fields=["correction_of"],
                name="note_of_correction",
                condition=models.Q(correction_of__isnull=False, resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def first(self) -> Note:
        return self.thread or self
