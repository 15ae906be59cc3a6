from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from articles.fields import PlainField


class TransitionQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> TransitionQuerySet:
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)


class Transition(models.Model):
    """Who did what, when and why. Rows are added, never changed or removed: the database sees to it.

    The subject is named loosely, so that lists are recorded in the same book as stories.
    """

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=30)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = PlainField(blank=True)
    data = models.JSONField(
        default=dict, help_text="What the verb was given: moments, editions, overridden checks"
    )

    APPEND_ONLY = True

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        permissions = [("export_transition", "Can take records away as a sheet")]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="transition_subject")]

    def __str__(self) -> str:
        return f"{self.verb} at {self.at:%Y-%m-%d %H:%M}"
