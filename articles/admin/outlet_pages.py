from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.editor import WithBodyEditor
from articles.admin.plain import AtOnceAdmin
from articles.models import Page


@admin.register(Page)
class PageAdmin(WithBodyEditor, AtOnceAdmin):
    """What is saved here stands on the page at once: it is an editor's right."""

    list_display = ("slug", "standfirst")
    fields = ("slug", "standfirst", "body")

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "slug":
            written = set(Page.objects.values_list("slug", flat=True))
            kwargs["choices"] = [choice for choice in Page.Slug.choices if choice[0] not in written]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
