from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.contrib.admin import sites


class NewsroomConfig(AppConfig):
    name = "newsroom"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from newsroom import (
            audit,
            checks,  # noqa: F401 -- registers them
            today,
            today_attention,
            today_editors,
            today_lists,
            today_notes,
            today_writers,
        )

        today.register(today_editors.panels)
        today.register(today_writers.panels)
        today.register(today_notes.panels)
        today.register(today_attention.panels)
        today.register(today_lists.panels)
        audit.connect()


class DeskConfig(admin.AdminConfig):
    """Django's admin, with our site in its place."""

    default = False
    default_site = "newsroom.desk.Desk"

    #: Apps whose own admin pages nobody needs here: topics are our own model, accounts have pages of their own.
    NOT_AT_THE_DESK = ("taggit", "account", "mfa", "usersessions")

    def ready(self) -> None:
        super().ready()
        for label in self.NOT_AT_THE_DESK:
            for model in apps.get_app_config(label).get_models():
                if sites.site.is_registered(model):
                    sites.site.unregister(model)
