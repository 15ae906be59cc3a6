"""Rows of a list's form: its items, its places, who may work on it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.plain import without_related_links
from recommendations import rights
from recommendations.admin.row_forms import ItemForm, ItemFormSet, PlacementForm, PlacementFormSet, RightForm
from recommendations.models import ListRight, Placement, Recommendation, RecommendationList, Right


class Rows(admin.TabularInline):
    """Rows of the list's form. Who may write them is asked of the list, never of the model."""

    extra = 0
    right = Right.EDIT

    def _may(self, request: HttpRequest, obj: RecommendationList | None) -> bool:
        return obj is not None and obj.pk is not None and rights.may(request.user, self.right, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and obj.pk is not None

    has_change_permission = has_add_permission = has_delete_permission = _may

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All that the list has: Django would ask without one, and be told that nobody may see any."""
        return self.model._default_manager.order_by("pk")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))


class ItemRows(Rows):
    model = Recommendation
    form = ItemForm
    formset = ItemFormSet
    can_delete = False
    max_num = 0  # they are added, and removed, by verbs

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Recommendation.objects.kept().order_by("order", "pk")


class PlacementRows(Rows):
    model = Placement
    form = PlacementForm
    formset = PlacementFormSet
    extra = 1
    right = Right.CONFIGURE
    verbose_name_plural = "Places"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("section", "tag")


class RightRows(Rows):
    model = ListRight
    form = RightForm
    extra = 1
    right = Right.CONFIGURE
    verbose_name_plural = "Who may work on it"
