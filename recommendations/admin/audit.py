"""What of lists the audit keeps from whoever reads it."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from articles.admin import audit
from recommendations import rights
from recommendations.models import RecommendationList


@audit.hide
def not_for(user: Any) -> Q:
    """Lists for named people; and who may work on a list, if they do not manage accounts."""
    hidden = Q(subject_id__in=rights.secret_from(user))
    if not user.has_perm("newsroom.view_user"):
        hidden |= Q(verb="change-rights")
    return Q(subject_type=ContentType.objects.get_for_model(RecommendationList)) & hidden
