from __future__ import annotations

import secrets
from copy import copy
from datetime import datetime

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator
from django.db import models

from articles.fields import LineField


def private_storage() -> Storage:
    return storages["private"]


def make_key() -> str:
    return secrets.token_hex(16)


class Image(models.Model):
    """A picture of the library: the re-encoded upload, private, and what is true of it in every use."""

    title = LineField(max_length=120)
    file = models.FileField(storage=private_storage, upload_to="originals", max_length=200, editable=False)
    content_hash = models.CharField(max_length=64, unique=True, editable=False)
    #: Secret of this picture: the names of its public files follow from it, so nobody guesses them.
    key = models.CharField(max_length=32, default=make_key, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = LineField(
        "usual alt text",
        max_length=250,
        blank=True,
        help_text="Offered where the picture is used; each use may say it anew.",
    )
    caption = LineField("usual caption", max_length=300, blank=True)
    credit = LineField(max_length=120, blank=True)
    licence = LineField(max_length=120, blank=True)
    rights_until = models.DateTimeField(
        null=True, blank=True, help_text="After that moment it vanishes from every page by itself."
    )
    focal_x = models.PositiveSmallIntegerField(
        "focal point, % from the left", default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        "focal point, % from the top", default=50, validators=[MaxValueValidator(100)]
    )
    free_for_lists = models.BooleanField(
        default=False, help_text="Curators may use it although no public story does."
    )
    is_placed = models.BooleanField(
        default=False, editable=False, help_text="It has files in the public place."
    )
    #: Slugs of the recipes ("wide-640-f50x40.webp") whose files stand in the public place. Pages name no other, so
    #: that none shows a picture that is not there, and none asks a disk.
    ready = models.JSONField(default=list, editable=False)
    trouble = models.CharField(
        max_length=200, blank=True, editable=False, help_text="Why a file could not be made."
    )
    troubled_at = models.DateTimeField(null=True, blank=True, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "picture"
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                "rights_until", name="image_rights_until", condition=models.Q(rights_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=100, focal_y__lte=100), name="image_focal_point_inside"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def focal(self) -> tuple[int, int]:
        return self.focal_x, self.focal_y

    def focused(self, focal: tuple[int, int] | None) -> Image:
        """As one use crops it: a copy that is never saved. Without a point of its own, the picture itself."""
        if focal is None:
            return self
        made = copy(self)
        made.focal_x, made.focal_y = focal
        return made

    def has_rights_at(self, moment: datetime) -> bool:
        return self.rights_until is None or self.rights_until > moment
