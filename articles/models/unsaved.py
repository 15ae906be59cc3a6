"""What happens around a story's form before anybody saves: words that were typed, and who is there."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class UnsavedText(models.Model):
    """What somebody typed into a story's form and has not saved. It is theirs alone, and no part of the story."""

    #: Empty for a story that was never saved.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, related_name="unsaved_texts"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: Of the window it was typed into: two windows do not write over each other.
    window = models.CharField(max_length=32)
    #: The form as the browser would send it: values by name of the field.
    said = models.JSONField()
    at = models.DateTimeField()
    #: Since when it is not offered any more.
    left_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "window"], name="unsaved_text_once"),
        ]
        indexes = [models.Index(fields=["at"], name="unsaved_text_oldest")]

    def __str__(self) -> str:
        return f"Not saved, {self.at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """Somebody has the story open. Never a lock."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.article_id}"
