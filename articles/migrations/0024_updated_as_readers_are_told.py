from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def as_readers_are_told(apps, schema_editor):
    """What came from another site was updated when it came, said the feeds. To readers it was nothing new."""
    Edition, Correction = apps.get_model('articles', 'Edition'), apps.get_model('articles', 'Correction')
    came = Edition.objects.filter(article=OuterRef('article'), change='first', first_published__lt=F('live_from'))
    Edition.objects.filter(updated=Subquery(came.values('live_from')[:1])).update(updated=F('first_published'))

    made_here = Correction.objects.filter(made_at__isnull=True).values('edition')
    brought = Edition.objects.filter(change='correction', corrections__isnull=False).exclude(pk__in=made_here)
    for edition in brought.order_by('live_from').distinct().only('pk', 'article', 'live_from'):
        of_story = Edition.objects.filter(article=edition.article_id)
        before = of_story.filter(live_from__lt=edition.live_from).order_by('-live_from').values('updated').first()
        if before:
            of_story.filter(updated=edition.live_from).update(**before)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0023_withdrawn_by_story'),
    ]

    operations = [
        migrations.RunPython(as_readers_are_told, migrations.RunPython.noop),
    ]
