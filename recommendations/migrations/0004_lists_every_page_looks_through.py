from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q


def note(apps, schema_editor):
    """What launches note from now on, for what was launched before."""
    List = apps.get_model("recommendations", "RecommendationList")
    Version = apps.get_model("recommendations", "ListEdition")
    Placement = apps.get_model("recommendations", "LaunchedPlacement")
    beyond = Placement.objects.filter(edition__list=OuterRef("pk"), article=None)
    lent = Version.objects.filter(borrows=OuterRef("pk"))
    List.objects.filter(Exists(beyond)).update(is_general=True)
    List.objects.filter(Exists(lent)).update(is_general=True, is_lent=True)
    timed = set()
    for list_id, items, rule in Version.objects.values_list("list", "items", "backfill").iterator():
        if rule.get("days") or any({"starts", "ends", "pin_until"} & set(item) for item in items):
            timed.add(list_id)
    List.objects.filter(pk__in=timed).update(is_timed=True)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0003_rehearsal_links")]

    operations = [
        migrations.AddField("recommendationlist", "is_general", models.BooleanField(default=False, editable=False)),
        migrations.AddField("recommendationlist", "is_lent", models.BooleanField(default=False, editable=False)),
        migrations.AddField("recommendationlist", "is_timed", models.BooleanField(default=False, editable=False)),
        migrations.AddIndex(
            "listedition", models.Index(F("list"), F("live_until"), name="list_edition_now")
        ),
        migrations.AddIndex(
            "recommendationlist", models.Index(F("id"), condition=Q(is_general=True), name="list_general")
        ),
        migrations.AddIndex(
            "recommendationlist", models.Index(F("id"), condition=Q(is_timed=True), name="list_timed")
        ),
        # Last: PostgreSQL makes no index on a table whose rows were changed in the same transaction.
        migrations.RunPython(note, migrations.RunPython.noop, elidable=True),
    ]
