from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.fields import LineField


class Address(models.Model):
    """A path that belongs to one story, from the first moment readers could see it there, for ever."""

    path = models.CharField(max_length=160, unique=True)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="addresses")

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.path


class Redirect(models.Model):
    """An address from before: of another system, or of an author, topic or list that was renamed."""

    path = models.CharField(max_length=500, unique=True)
    story_id = models.CharField(max_length=16, blank=True, help_text="Public id of the story it leads to")
    target = LineField(max_length=500, blank=True, help_text="A path of this site, if it leads to no story")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(target="") & ~Q(story_id=""))
                | (Q(story_id="") & Q(target__startswith="/") & ~Q(target__startswith="//")),
                name="redirect_has_one_target",
            ),
        ]

    def __str__(self) -> str:
        return self.path
