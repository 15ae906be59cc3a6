"""People and their roles: a manager's part of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse

from articles.admin.plain import Plainly
from articles.records import record
from newsroom import audit
from newsroom.models import User


class PersonForm(UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


@admin.register(User)
class PersonAdmin(Plainly, UserAdmin):
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

    # What was changed of somebody's rights goes into the book, as it was before and as it is now.

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        form.rights_were = audit.rights_of(User.objects.get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        audit.rights_changed(form.instance, by=request.user, was=form.rights_were)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            person: Any = self.get_object(request, id)
            by: Any = request.user
            record(person, "set-password", by=by)
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
            kwargs["widget"] = CheckboxSelectMultiple
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


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The five roles are data of the project and are applied after every migration; others may be added."""

    list_display = ("role",)
    actions = None
    show_full_result_count = False
    search_help_text = "Name"

    @admin.display(description="Role", ordering="name")
    def role(self, group: Group) -> str:
        return group.name

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        words = {"list_title": "Roles", "list_noun": "role"}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        form.rights_were = audit.rights_of_role(Group.objects.get(pk=obj.pk)) if change else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        audit.role_changed(form.instance, by=request.user, was=form.rights_were)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False
