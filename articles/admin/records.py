"""Records: read, never written here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse

from articles import clock, moments
from articles.models import Correction, Edition, Redirect


class ReadOnly(admin.ModelAdmin):
    actions = None
    show_full_result_count = False
    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404  # The list says it all.

    history_view = delete_view = change_view


@admin.register(Correction)
class CorrectionAdmin(ReadOnly):
    list_display = ("kind", "story", "we_wrote", "it_is", "since")
    search_fields = ("wrote", "it_is", "edition__headline")
    search_help_text = "Words of the notice, or a headline"
    list_select_related = ("edition", "article")
    ordering = ("-live_from", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("edition")

    @admin.display(description="Story")
    def story(self, correction: Correction) -> str:
        return correction.edition.headline

    @admin.display(description="We wrote")
    def we_wrote(self, correction: Correction) -> str:
        return correction.wrote

    @admin.display(description="Public since")
    def since(self, correction: Correction) -> str:
        words = moments.at(correction.at, clock.now())
        return f"{words[:1].upper()}{words[1:]}"


@admin.register(Redirect)
class RedirectAdmin(ReadOnly):
    """Filled by renaming and by `import_redirects`."""

    list_display = ("path", "leads_to")
    search_fields = ("path", "target")
    search_help_text = "Old or new address"
    list_per_page = 100
    ordering = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        present = Edition.objects.filter(story_id=OuterRef("story_id")).order_by("-live_from")
        return super().get_queryset(request).annotate(present=Subquery(present.values("path")[:1]))

    @admin.display(description="Leads to", ordering="target")
    def leads_to(self, redirect: Any) -> str:
        return redirect.target or redirect.present or ""
