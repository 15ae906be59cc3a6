"""The sections that readers have at a moment: with a story in them, or marked to be shown always."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles.front import changes, edge
from articles.front.request import ReaderRequest
from articles.models import Edition, Section
from articles.prepared import MOMENT, Parameter, prepared


@prepared
def _sections(ahead: bool) -> QuerySet[Section]:
    """Every page asks for them, so when the site changes is asked with them; `ahead` when it changes next."""
    moment: Any = Parameter("moment", MOMENT)
    visible: Any = Edition.objects.visible_at(moment).in_section(OuterRef("pk"))  # type: ignore[arg-type]
    # Not EXISTS, for which the database goes through all stories where a section has none.
    newest = Subquery(visible.latest_first().values("pk")[:1])
    shown = Section.objects.alias(newest=newest).filter(Q(always_show=True) | Q(newest__isnull=False))
    return shown.annotate(**changes.asked(moment, ahead=ahead))


def sections_of(request: ReaderRequest) -> list[Section]:
    """Asked once a page: the navigation, the footer and the page itself share the answer."""
    if not hasattr(request, "sections"):
        request.sections = _sections(edge.is_told(), moment=request.moment)
    return request.sections
