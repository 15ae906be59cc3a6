"""Who may do what with a list. The one way to get at a list for a person: every view asks here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from recommendations.models import ListRight, RecommendationList, Right

#: Each right brings those before it.
LADDER = (Right.VIEW, Right.EDIT, Right.LAUNCH, Right.CONFIGURE)

#: What a role needs for the same on every list that is not for named people only.
_BY_ROLE = {
    Right.VIEW: "recommendations.view_recommendationlist",
    Right.EDIT: "recommendations.change_recommendationlist",
    Right.LAUNCH: "recommendations.launch_list",
    Right.CONFIGURE: "recommendations.configure_list",
}
EVERY_LIST = "recommendations.every_list"


def allowed(user: Any, right: str) -> QuerySet[RecommendationList]:
    """The lists on which this person has the right: by role, or because the list names them."""
    if not user.is_active or not user.is_authenticated:
        return RecommendationList.objects.none()
    if user.has_perm(EVERY_LIST):
        return RecommendationList.objects.all()
    enough = LADDER[LADDER.index(Right(right)) :]
    named = ListRight.objects.filter(
        Q(user=user.pk) | Q(group__in=user.groups.values("pk")), right__in=enough
    ).values("list")
    found = Q(pk__in=named)
    if user.has_perm(_BY_ROLE[Right(right)]):
        found |= Q(by_invitation=False)
    return RecommendationList.objects.filter(found)


def secret_from(user: Any) -> frozenset[int]:
    """Keys of the lists whose very title this person is not told: for named people only, and they are not among them."""
    invited = allowed(user, Right.VIEW).filter(by_invitation=True)
    others = RecommendationList.objects.filter(by_invitation=True).exclude(pk__in=invited.values("pk"))
    return frozenset(others.values_list("pk", flat=True))


def may_know(list_: RecommendationList, user: Any) -> bool:
    """Whether this person is told that the list is there. No query for one that is not for named people."""
    return not list_.by_invitation or bool(user and may(user, Right.VIEW, list_))


def may(user: Any, right: str, list_: RecommendationList) -> bool:
    return allowed(user, right).filter(pk=list_.pk).exists()


def may_any(user: Any, right: str) -> bool:
    return allowed(user, right).exists()


def may_create(user: Any) -> bool:
    return user.has_perm("recommendations.add_recommendationlist")
