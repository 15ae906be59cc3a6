from collections import defaultdict

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """As `words.index` and `index_editions` do it, for all there is: stories had words before, but not whose they are.
    SQLite's tables of words are made from these rows after it."""
    from articles import query
    from articles.models.words import author_token, person_token, topic_token

    def get(name):
        return apps.get_model('articles', name)

    def write(model, owner, said, names, topics):
        tokens = defaultdict(list)
        for pk, author in names:
            tokens[pk].append(author_token(author))
        for pk, tag in topics:
            tokens[pk].append(topic_token(tag))

        def rows():
            for pk, headline, standfirst, slug, *people in said:
                words = query.bare_words(f'{headline} {standfirst} {slug}')
                own = [person_token(person) for person in people if person]
                yield model(**{owner: pk, 'text': ' '.join(dict.fromkeys([*words, *tokens[pk], *own]))})

        model.objects.all().delete()
        model.objects.bulk_create(rows(), batch_size=500)
        if schema_editor.connection.vendor == 'postgresql':
            table = model._meta.db_table
            schema_editor.execute(
                f"UPDATE {table} SET words = array_to_tsvector(string_to_array(text, ' '))"
            )
            schema_editor.execute(f'ANALYZE {table}')

    said = ('pk', 'headline', 'standfirst', 'slug')
    write(
        get('DeskWords'),
        'article_id',
        get('Article').objects.values_list(*said, 'created_by', 'assignee').iterator(),
        get('ArticleByline').objects.values_list('article_id', 'author_id'),
        get('ArticleTag').objects.values_list('content_object_id', 'tag_id'),
    )
    write(
        get('EditionWords'),
        'edition_id',
        get('Edition').objects.values_list(*said).iterator(),
        get('EditionByline').objects.values_list('edition_id', 'author_id'),
        get('EditionTag').objects.values_list('edition_id', 'tag_id'),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0019_corrections_made_elsewhere'),
    ]

    operations = [
        migrations.CreateModel(
            name='EditionWords',
            fields=[
                ('text', models.TextField(help_text='Folded words, each once')),
                ('words', django.contrib.postgres.search.SearchVectorField(editable=False, help_text='PostgreSQL only', null=True)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='card_words', serialize=False, to='articles.edition')),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
