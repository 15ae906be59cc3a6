from __future__ import annotations

from django.db import models
from django.db.models import Q


class Purge(models.Model):
    """Pages with one of these tags are old. Every page cache of ours reads these rows, and the worker sends them on to
    the edge in front, if there is one."""

    #: Given once the change is committed, one after the other: whoever has seen a number has seen all before it.
    number = models.PositiveBigIntegerField(null=True, unique=True)
    tags = models.JSONField()
    made_at = models.DateTimeField()
    #: When it is to be sent to the edge; empty when that is done.
    due = models.DateTimeField(null=True)
    again = models.BooleanField(default=False, help_text="Sent once: what was being made meanwhile goes too")
    tries = models.PositiveIntegerField(default=0, help_text="In vain, one after the other")
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index("made_at", name="purge_made_at"),
            models.Index("due", condition=Q(due__isnull=False), name="purge_due"),
            models.Index("id", condition=Q(number__isnull=True), name="purge_without_number"),
        ]

    def __str__(self) -> str:
        return f"Purge {self.number}"


class PurgeCount(models.Model):
    """One row: the newest number."""

    newest = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.newest)
