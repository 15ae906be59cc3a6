"""The sections that readers have at a moment: with a story in them, or marked to be shown always."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.front import changes
from articles.front.request import ReaderRequest
from articles.models import Edition, Section


def sections_at(moment: datetime) -> QuerySet[Section]:
    """Every page asks for them, so when the site changes is asked with them."""
    visible = Edition.objects.visible_at(moment).filter(section=OuterRef("pk"))
    shown = Section.objects.filter(Q(always_show=True) | Exists(visible))
    return shown.annotate(**changes.asked(moment, ahead=settings.EDGE))


def sections_of(request: ReaderRequest) -> list[Section]:
    """Asked once a page: the navigation, the footer and the page itself share the answer."""
    if not hasattr(request, "sections"):
        request.sections = list(sections_at(request.moment))
    return request.sections
