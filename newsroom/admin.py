"""People and their roles: a manager's part of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from articles.admin import confirming
from articles.admin.confirming import ChangedByOwner
from articles.admin.meanwhile import SavedKnowingly, SeenForm
from articles.admin.plain import Plainly, PlainSeenForm
from articles.desk.roles import ROLES
from articles.records import record
from newsroom import audit, signin
from newsroom.models import User


class PasswordLink(ReadOnlyPasswordHashWidget):
    """Not the hash, which tells nobody at the desk anything."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "summary": [{"label": "Set" if value and is_password_usable(value) else "None"}]}


class PersonForm(SeenForm, UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if password := self.fields.get("password"):
            password.widget, password.help_text = PasswordLink(), "Nobody can read it. A new one can be set."


@admin.register(User)
class PersonAdmin(ChangedByOwner, SavedKnowingly, Plainly, UserAdmin):
    """Nobody is deleted: what they did stays in the book. An account that is not wanted any more is switched off."""

    list_display = ("username", "full_name", "roles", "state")
    list_filter = ()
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "Name or user name"
    show_full_result_count = False
    actions = None
    filter_horizontal = ()
    form = PersonForm
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("At the desk", {"fields": ("groups", "sections", "is_staff", "is_active")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        people = super().get_queryset(request).prefetch_related("groups")
        # A manager is no way to a superuser's account.
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_add_permission(request):
            confirming.expect(request, keep=False)
        return super().add_view(request, *args, **kwargs)

    # What was changed of somebody's rights goes into the book, as it was before and as it is now.

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        was = User.objects.get(pk=obj.pk) if change else None
        form.rights_were = audit.rights_of(was) if was else ""
        super().save_model(request, obj, form, change)
        if was and was.email != obj.email:
            signin.readdressed(request, obj, was=was.email)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        audit.rights_changed(form.instance, by=request.user, was=form.rights_were)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if self.has_change_permission(request):
            confirming.expect(request, keep=False)
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            person: Any = self.get_object(request, id)
            by: Any = request.user
            record(person, "set-password", by=by)
            signin.tell(request, person, "password_changed")
        return response

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            field.label = "Roles"
            field.help_text = "What the person may do. Several roles add up."
        if field is not None and db_field.name == "is_staff":
            field.label, field.help_text = "May open the desk", ""
        if field is not None and db_field.name == "is_active":
            field.label, field.help_text = (
                "Account is switched on",
                "Switch it off instead of deleting anybody.",
            )
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("groups", "sections"):
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="Name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="Roles")
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all()) or "No role yet"

    @admin.display(description="Account")
    def state(self, person: User) -> str:
        return "On" if person.is_active else "Switched off"


admin.site.unregister(Group)


class RightsByWhat(ModelChoiceIterator):
    """Rights under what they are about."""

    def __iter__(self) -> Iterator[Any]:
        by_what = groupby(self.queryset, key=lambda right: right.content_type)
        for what, rights in by_what:
            model = what.model_class()
            words = capfirst(model._meta.verbose_name_plural) if model else what.model
            yield words, [self.choice(right) for right in rights]


class RightsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    iterator = RightsByWhat

    def label_from_instance(self, right: Any) -> str:
        return str(right.name)


class RoleForm(PlainSeenForm):
    permissions = RightsField(Permission.objects.none(), required=False, label="Rights")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = Q(content_type__in=ContentType.objects.get_for_models(*admin.site._registry).values())
        for name in sorted({name for names in ROLES.values() for name in names if not name.endswith("*")}):
            app, _, codename = name.partition(".")
            told |= Q(content_type__app_label=app, codename=codename)
        if self.instance.pk:  # one that means nothing here is kept until somebody takes it away
            told |= Q(pk__in=self.instance.permissions.values("pk"))
        rights = Permission.objects.filter(told).select_related("content_type")
        self.fields["permissions"].queryset = rights.order_by(
            "content_type__app_label", "content_type__model", "name"
        )
        if self.instance.name in ROLES:
            self.fields["permissions"].help_text = (
                "This role comes with Newsroom, and each update gives it its own rights back. "
                "For others, add a role of your own: several add up."
            )


@admin.register(Group)
class RoleAdmin(ChangedByOwner, SavedKnowingly, Plainly, GroupAdmin):
    """The five roles are data of the project and are applied after every migration; others may be added."""

    form = RoleForm
    fields = ("name", "permissions")
    filter_horizontal = ()
    list_display = ("role",)
    actions = None
    show_full_result_count = False
    search_help_text = "Name"

    @admin.display(description="Role", ordering="name")
    def role(self, group: Group) -> str:
        return group.name

    WORDS = {"list_title": "Roles", "list_noun": "role"}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**self.WORDS, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        return super().render_change_form(request, {**context, **self.WORDS}, **kwargs)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        form.rights_were = audit.rights_of_role(Group.objects.get(pk=obj.pk)) if change else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        audit.role_changed(form.instance, by=request.user, was=form.rights_were)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False
