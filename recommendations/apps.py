from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles.desk import pictures, readiness  # need the models
        from recommendations import use

        readiness.register(use.recommended)
        pictures.register_use(use.pictures_shown)
