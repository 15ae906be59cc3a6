from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.plain import AtOnceAdmin
from articles.models import Edition, Section


@admin.register(Section)
class SectionAdmin(AtOnceAdmin):
    list_display = ("title", "slug", "order", "hue")
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "order", "description", "landing", "hue", "layout", "always_show")

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> tuple[str, ...]:
        """An address belongs to its story for ever, so a section that readers have seen keeps its own."""
        return ("slug",) if obj and Edition.objects.filter(section=obj).exists() else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)
