from django.db import migrations, models


def vacuum_often(apps, schema_editor):
    """An index alone tells what is visible only of pages that were vacuumed: of a table that grows, and hardly changes,
    PostgreSQL does so when a fifth is new."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(
            'ALTER TABLE articles_edition SET'
            ' (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.01)'
        )


class Migration(migrations.Migration):
    dependencies = [
        ('articles', '0027_topics_in_one_line'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(
                fields=['id'],
                include=['live_from', 'live_until', 'first_published', 'article', 'story_id'],
                name='edition_found',
            ),
        ),
        migrations.RunPython(vacuum_often, migrations.RunPython.noop),
    ]
