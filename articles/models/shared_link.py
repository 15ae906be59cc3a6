"""A way in for somebody without an account: to one thing, for a while. Of its token only the hash is kept."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class SharedLinkQuerySet(models.QuerySet):
    def alive_at(self, moment: datetime) -> SharedLinkQuerySet:
        """Those that open. One that was made by somebody who has left does not."""
        return self.filter(ended_at__isnull=True, ends_at__gt=moment, made_by__is_active=True)

    def over_at(self, moment: datetime) -> SharedLinkQuerySet:
        return self.filter(Q(ended_at__lte=moment) | Q(ends_at__lte=moment))


class SharedLink(models.Model):
    #: SHA-256 of the token, in hexadecimal: whoever reads the database opens nothing with it.
    key = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Before its time, and why: it was revoked, or what it shows went out.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    because = models.CharField(max_length=20, blank=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    #: When an opening went into the book last: not each of them does.
    noted_at = models.DateTimeField(null=True)

    objects = SharedLinkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-made_at", "-pk"]

    @property
    def of(self) -> str:
        """Which text of several it shows; empty if there is but one."""
        return ""

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d %H:%M}"


class PreviewLink(SharedLink):
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="preview_links")
