"""Which stories an edition links to. Derived from its text, as search is: it answers what leads to a story."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction

from articles import prose
from articles.models.edition import Edition


class EditionReference(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="references", db_index=False)
    target = models.CharField(max_length=32, help_text="The public id of the story it leads to")

    class Meta:
        indexes = [models.Index("target", name="edition_reference_target")]
        constraints = [models.UniqueConstraint(fields=["edition", "target"], name="edition_reference_once")]

    def __str__(self) -> str:
        return self.target


def index(editions: Iterable[Edition]) -> None:
    """Note what these link to. Two queries, whatever their number."""
    editions = list(editions)
    with transaction.atomic():
        EditionReference.objects.filter(edition__in=editions).delete()
        EditionReference.objects.bulk_create(
            EditionReference(edition=edition, target=target)
            for edition in editions
            for target in prose.story_links(edition.body)
            if target != edition.story_id
        )
