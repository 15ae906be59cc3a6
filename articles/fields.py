"""Fields that clean what they store, whichever way it comes in. (Started by the lead: class names are used by the models; the prose helper completes them.)"""

from __future__ import annotations

from django.db import models


class LineField(models.CharField):
    """One line of plain text."""


class PlainField(models.TextField):
    """Plain text of several lines."""


class ProseField(models.TextField):
    """Canonical body HTML."""


class WebAddressField(models.URLField):
    """An address elsewhere: http or https."""
