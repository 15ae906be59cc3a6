from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles import purging as pages
        from articles.desk import echoes, pictures, readiness, telling  # need the models
        from articles.front import changes
        from articles.moving import sheets
        from recommendations import foreseen, moving, purging, use
        from recommendations.models import ListEdition

        readiness.register(use.recommended)
        echoes.register(use.same_words)
        telling.register(use.left_lists)
        pictures.register_use(use.pictures_shown)
        pages.register(stories=purging.of_story, pictures=purging.of_picture)
        changes.watch(lambda moment: ListEdition.objects.all(), "live_from", "live_until")
        changes.watch(foreseen.pictures_shown, "rights_until")
        changes.foresee(foreseen.moments)
        sheets.register(*moving.SHEETS)
