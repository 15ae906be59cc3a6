from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles import guards  # needs the models
        from articles.desk import roles
        from articles.models import search, words
        from articles.moving import sheets, stories

        post_migrate.connect(guards.install, dispatch_uid="guards")
        post_migrate.connect(search.install, dispatch_uid="search")
        post_migrate.connect(words.install, dispatch_uid="words")
        post_migrate.connect(roles.apply_after_migrate, dispatch_uid="roles")
        sheets.register(*stories.SHEETS)
