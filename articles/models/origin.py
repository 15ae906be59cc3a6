from __future__ import annotations

from django.db import models

from articles.models.story import make_public_id


class Origin(models.Model):
    """Where a story or a picture came from, so that the same import twice makes nothing twice.

    The row of a story is made before the story is, with the public id that links in other stories name already.
    """

    site = models.CharField(max_length=200, help_text="Host and path of the old site")
    item = models.CharField(max_length=250, help_text="Its number there; of a picture its file")
    public_id = models.CharField(max_length=16, unique=True, default=make_public_id)
    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, null=True, related_name="+")
    image = models.ForeignKey("articles.Image", on_delete=models.CASCADE, null=True, related_name="+")
    status = models.CharField(max_length=20, blank=True, help_text="Its state there when it came over")
    #: Of what the export said, and of the text as it stood here after the import: the desk has edited it if that differs.
    said = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True, help_text="When it last came over")

    class Meta:
        indexes = [models.Index(fields=["said"], name="origin_said")]
        constraints = [models.UniqueConstraint(fields=["site", "item"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.site} {self.item}"
