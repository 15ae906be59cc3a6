from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from articles.admin.pictures import PictureField
from articles.admin.plain import NamedAdmin, PlainInline
from articles.fields import WebAddressField
from articles.models import Author, ContactLink


class NamedLinks(BaseInlineFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Delete {form.instance}"


class ContactLinkInline(PlainInline):
    model = ContactLink
    formset = NamedLinks
    fields = ("label", "url", "order")
    extra = 1
    verbose_name = "link"
    verbose_name_plural = "Links"
    # Its own column says what it is; Django's widget would say it again, and what it was.
    formfield_overrides = {WebAddressField: {"widget": forms.URLInput}}

    def has_add_permission(self, request: HttpRequest, obj: Author | None = None) -> bool:
        """Who may change the author may change where else they can be found."""
        return request.user.has_perm("articles.change_author")

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Author | None = None) -> bool:
        return request.user.has_perm("articles.view_author")


@admin.register(Author)
class AuthorAdmin(NamedAdmin):
    """Changing what stands here changes readers' pages at once: it is an editor's right."""

    list_display = ("name", "job_title", "account", "on_the_staff")
    list_select_related = ("user",)
    search_fields = ("name", "job_title")
    search_help_text = "Name or job title"
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "job_title", "place", "biography", "portrait", "user", "retired")
    inlines = (ContactLinkInline,)

    @admin.display(description="Account", ordering="user")
    def account(self, author: Author) -> str:
        return str(author.user or "Guest")

    @admin.display(description="For new bylines", ordering="retired")
    def on_the_staff(self, author: Author) -> str:
        return "No, retired" if author.retired else "Yes"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "portrait":
            return PictureField(
                queryset=db_field.remote_field.model.objects.all(), label="Portrait", required=False
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Author | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)
