from django.db import migrations, models

from recommendations.hours import refuse_unreadable


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0004_lists_every_page_looks_through")]

    operations = [
        migrations.AddField(
            "recommendation",
            "hours",
            models.CharField(
                "days and hours", blank=True, max_length=19, validators=[refuse_unreadable]
            ),
        ),
    ]
