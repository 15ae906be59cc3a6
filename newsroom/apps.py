from django.apps import AppConfig
from django.contrib.admin import apps as admin


class NewsroomConfig(AppConfig):
    name = "newsroom"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401 -- registers them


class DeskConfig(admin.AdminConfig):
    """Django's admin, with our site in its place."""

    default = False
    default_site = "newsroom.desk.Desk"
