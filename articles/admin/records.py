"""Records: read, never written here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import clock, moments
from articles.admin.history import VERBS, verb_words
from articles.desk import rights
from articles.models import Article, Correction, Edition, Redirect, Transition


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


class VerbFilter(admin.SimpleListFilter):
    title = "deed"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(VERBS.items(), key=lambda item: item[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    list_display = ("when", "who", "what", "on", "why", "row")
    list_filter = (VerbFilter,)
    search_fields = ("note", "by__username", "by__first_name", "by__last_name")
    search_help_text = "Person or note"
    list_per_page = 50
    ordering = ("-at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Of stories that the person may not read, not even the deeds."""
        rows = super().get_queryset(request).select_related("by", "subject_type")
        stories = ContentType.objects.get_for_model(Article)
        if request.user.has_perm("articles.read_all_articles"):
            return rows
        return rows.exclude(subject_type=stories) | rows.filter(
            subject_type=stories, subject_id__in=rights.readable(request.user).values("pk")
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Names of what was acted on: one query for each kind of thing on the page."""
        changelist = super().get_changelist_instance(request)
        wanted: dict[int, set[int]] = {}
        for row in changelist.result_list:
            wanted.setdefault(row.subject_type_id, set()).add(row.subject_id)
        names = {
            (type_id, pk): str(found)
            for type_id, pks in wanted.items()
            if (model := ContentType.objects.get_for_id(type_id).model_class())
            for pk, found in model._default_manager.in_bulk(pks).items()
        }
        for row in changelist.result_list:
            row.subject_name = names.get((row.subject_type_id, row.subject_id), "")
        return changelist

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {"list_title": "Audit", "list_hint": "Who did what, when and why. Nobody can edit it here."}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    @admin.display(description="When")
    def when(self, row: Transition) -> str:
        near = moments.at(row.at, clock.now())
        return f"{near[:1].upper()}{near[1:]}:{timezone.localtime(row.at):%S}"

    @admin.display(description="Who")
    def who(self, row: Transition) -> str:
        return str(row.by or "The system")

    @admin.display(description="What")
    def what(self, row: Transition) -> str:
        return format_html("<b>{}</b>", verb_words(row.verb))

    @admin.display(description="On")
    def on(self, row: Transition) -> str:
        if row.subject_name and row.subject_type.model_class() is Article:
            return format_html(
                '<a href="{}">{}</a>',
                reverse("admin:articles_article_change", args=[row.subject_id]),
                row.subject_name,
            )
        return row.subject_name

    @admin.display(description="Why")
    def why(self, row: Transition) -> str:
        return f"“{row.note}”" if row.note else ""

    @admin.display(description="Row")
    def row(self, row: Transition) -> str:
        return f"{row.pk:,}"


@admin.register(Correction)
class CorrectionAdmin(ReadOnly):
    list_display = ("kind", "story", "we_wrote", "it_is", "since")
    search_fields = ("wrote", "it_is", "edition__headline")
    search_help_text = "Words of the notice, or a headline"
    list_select_related = ("edition", "article")
    ordering = ("-edition__live_from", "-pk")
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
        words = moments.at(correction.edition.live_from, clock.now())
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
