"""What readers see of a list: items, places and limits, frozen by a launch and visible for an interval."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.fields import LineField
from articles.models.interval import Interval, IntervalQuerySet, interval_constraints
from recommendations.models.list import Shape, Site, narrowed_once


class ListEdition(Shape, Interval):
    """A launched version. It never changes; one that waits may move or go."""

    items = models.JSONField(default=list, help_text="In order; see `recommendations.items`.")
    list = models.ForeignKey(
        "recommendations.RecommendationList", on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField("version")
    digest = models.CharField(max_length=64)
    note = LineField(max_length=200, blank=True)
    #: The version that this one brought back, if it is the work of an undo.
    brings_back = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        constraints = [
            *interval_constraints("list", "list_edition"),
            models.UniqueConstraint(fields=["list", "number"], name="list_edition_number_once"),
        ]
        indexes = [
            models.Index("list", "live_until", name="list_edition_now"),
            models.Index("live_until", condition=Q(live_until__isnull=False), name="list_edition_end"),
        ]

    FROZEN = (*Shape.PLAIN_FIELDS, "list_id", "number", "items", "digest", "note", "by_id", "created_at")

    def __str__(self) -> str:
        return f"Version {self.number}"


class LaunchedPlacement(Site):
    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="placements")

    FROZEN = ("edition_id", *Site.SAYS)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["spot", "edition"], name="launched_spot")]
        constraints = [
            models.CheckConstraint(condition=narrowed_once(), name="launched_narrowed_once"),
        ]


class LaunchedStory(models.Model):
    """A story that a launched version has: for “listed in”, and so that nobody removes the story."""

    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="story_links")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="launched_in")

    FROZEN = ("edition_id", "article_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "article"], name="launched_story_once"),
        ]


class LaunchedPicture(models.Model):
    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="picture_links")
    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT, related_name="launched_in")

    FROZEN = ("edition_id", "image_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="launched_picture_once"),
        ]
