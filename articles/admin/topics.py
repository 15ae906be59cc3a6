from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from articles.admin.plain import NamedAdmin
from articles.models import EditionTag, Tag


@admin.register(Tag)
class TopicAdmin(NamedAdmin):
    list_display = ("name", "address", "description", "stories")
    search_fields = ("name",)
    search_help_text = "Name"
    fields = ("name", "slug", "description", "text")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Of published texts only: the number of drafts is nobody's business here.
        links = EditionTag.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
        counted = Subquery(links.annotate(count=Count("article", distinct=True)).values("count"))
        return super().get_queryset(request).annotate(count=Coalesce(counted, 0))

    @admin.display(description="Address", ordering="slug")
    def address(self, tag: Tag) -> str:
        return tag.get_absolute_url()

    @admin.display(description="Published stories", ordering="count")
    def stories(self, tag: Tag) -> int:
        return tag.count

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)
