"""Who may do what: five roles, kept as data and applied after every migrate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

WRITER = "Writer"
EDITOR = "Editor"
CURATOR = "Curator"
LEGAL = "Legal"
MANAGER = "Manager"

#: "app.codename" of what each role has. Lists' rights are here too: a role is one table.
ROLES: dict[str, tuple[str, ...]] = {
    WRITER: (
        "articles.add_article",
        "articles.view_article",
        "articles.change_article",
        "articles.view_image",
        "articles.add_image",
        "articles.view_author",
        "articles.view_section",
        "articles.view_tag",
        "articles.add_tag",
    ),
    EDITOR: (
        "articles.add_article",
        "articles.view_article",
        "articles.change_article",
        "articles.delete_article",
        "articles.read_all_articles",
        "articles.edit_all_articles",
        "articles.approve_article",
        "articles.publish_article",
        "articles.view_image",
        "articles.add_image",
        "articles.change_image",
        "articles.delete_image",
        "articles.view_author",
        "articles.add_author",
        "articles.change_author",
        "articles.view_section",
        "articles.view_tag",
        "articles.add_tag",
        "articles.change_tag",
        "articles.view_page",
        "articles.add_page",
        "articles.change_page",
        "articles.view_correction",
        "articles.view_redirect",
        "articles.view_transition",
        "articles.see_any_moment",
    ),
    CURATOR: (
        "articles.see_any_moment",
        "recommendations.view_recommendationlist",
        "recommendations.add_recommendationlist",
        "recommendations.change_recommendationlist",
        "recommendations.delete_recommendationlist",
        "recommendations.launch_list",
        "recommendations.configure_list",
        "articles.view_image",
    ),
    LEGAL: (
        "articles.see_any_moment",
        "articles.view_article",
        "articles.view_image",
        "articles.read_all_articles",
        "articles.clear_legal",
        "articles.redact_edition",
        "articles.view_correction",
        "articles.view_transition",
    ),
    MANAGER: (
        "articles.*",
        "recommendations.*",
        "newsroom.*",
        "auth.view_group",
        "auth.add_group",
        "auth.change_group",
    ),
}
#: What even a manager's star does not give: clearing legal questions is the legal role's alone.
NOT_BY_STAR = frozenset({"articles.clear_legal", "articles.redact_edition"})


def _permissions(names: Iterable[str], known: dict[str, Permission]) -> list[Permission]:
    chosen: list[Permission] = []
    for name in names:
        if name.endswith(".*"):
            app = name.removesuffix("*")
            chosen += [
                permission
                for label, permission in known.items()
                if label.startswith(app) and label not in NOT_BY_STAR
            ]
        elif name in known:
            chosen.append(known[name])
    return chosen


def apply_roles(*, using: str = "default") -> None:
    """Make the five groups what the table says. Idempotent; rights given to other groups or to people stay."""
    permissions = Permission.objects.using(using).select_related("content_type")
    known = {f"{item.content_type.app_label}.{item.codename}": item for item in permissions}
    for role, names in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(_permissions(names, known))


def apply_after_migrate(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Permissions of an app exist once its own `post_migrate` ran: make them first, then the roles."""
    if app_config.label in ("articles", "recommendations", "newsroom", "auth"):
        create_permissions(app_config, verbosity=0, using=using)
        apply_roles(using=using)
