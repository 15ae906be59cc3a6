"""Adding to the book of transitions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from articles import clock
from articles.models import Transition


def record(
    subject: models.Model,
    verb: str,
    *,
    by: models.Model | None,
    at: datetime | None = None,
    note: str = "",
    **data: Any,
) -> Transition:
    """Data may hold moments: they are kept as ISO 8601."""
    plain = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in data.items()
        if value not in (None, "", [], {})
    }
    return Transition.objects.create(
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        verb=verb,
        at=at or clock.now(),
        by=by,
        note=note,
        data=plain,
    )
