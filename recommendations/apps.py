from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles.desk import echoes, pictures, readiness  # need the models
        from articles.front import changes
        from recommendations import foreseen, use
        from recommendations.models import ListEdition

        readiness.register(use.recommended)
        echoes.register(use.same_words)
        pictures.register_use(use.pictures_shown)
        changes.watch(lambda moment: ListEdition.objects.all(), "live_from", "live_until")
        changes.foresee(foreseen.moments)
