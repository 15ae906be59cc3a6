"""What the desk's simple forms have in common: calm labels, and no links beside a choice that lead away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpRequest

from articles import purging
from articles.admin.confirming import DeletedByOwner
from articles.admin.meanwhile import SavedKnowingly, SeenForm
from articles.desk import readdressing, renaming


class Addressed:
    """For any form of what has an address: a new one has no capitals. One that is there keeps those that it has."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]  # type: ignore[attr-defined]
        return slug if slug == self.initial.get("slug") else slug.lower()  # type: ignore[attr-defined]


class PlainForm(Addressed, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class Plainly:
    """For any ModelAdmin: what it says after a save, and choices without links that lead away."""

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """Django's sentence after a save names the model and the next page; one word says it."""
        gone = request.path.endswith("/delete/")
        words = ("Deleted." if gone else "Saved.") if level == messages.SUCCESS else message
        messages.add_message(request, level, words, extra_tags, fail_silently)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))  # type: ignore[misc]


class PlainSeenForm(SeenForm, PlainForm):
    pass


class PlainAdmin(DeletedByOwner, SavedKnowingly, Plainly, admin.ModelAdmin):
    form = PlainSeenForm
    show_full_result_count = False
    actions = None


class AtOnceAdmin(PlainAdmin):
    """What is saved here speaks to readers at once, on any page."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        purging.everything()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        purging.everything()


class NamedAdmin(AtOnceAdmin):
    """Of whom and what stories name."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        was = self.model._default_manager.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if was is not None:
            renaming.rename(obj, was=was)
            readdressing.readdress(obj, was=was)


def without_related_links(field: Any) -> Any:
    """Django's little icons beside a choice (add, change, view) lead away from what is being written."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget = field.widget.widget
    return field


class PlainInline(admin.TabularInline):
    """Rows whose fields have a name of their own: a head of the table names nothing to a screen reader."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = without_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))
        if field is not None:
            field.widget.attrs.setdefault(
                "aria-label", str(field.label or db_field.verbose_name).capitalize()
            )
        return field
