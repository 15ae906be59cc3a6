import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_unsaved_texts'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskWords',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='desk_words', serialize=False, to='articles.article')),
                ('text', models.TextField(help_text='Folded words, each once')),
                ('words', django.contrib.postgres.search.SearchVectorField(editable=False, help_text='PostgreSQL only', null=True)),
            ],
        ),
    ]
