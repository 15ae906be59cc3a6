from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.fields import LineField, PlainField, WebAddressField


class Author(models.Model):
    """A name that can stand in a byline. Guests have no account."""

    name = LineField(max_length=100)
    slug = models.SlugField("address", max_length=100, unique=True)
    job_title = LineField(max_length=100, blank=True)
    place = LineField(max_length=60, blank=True, help_text="Where they report from.")
    biography = PlainField(blank=True)
    portrait = models.ForeignKey(
        "articles.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name="account",
        help_text="Guests have none.",
    )
    retired = models.BooleanField(default=False, help_text="No longer offered for new bylines.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/authors/{self.slug}/"


class ContactLink(models.Model):
    """Where else an author can be found."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    label = LineField(max_length=40)
    url = WebAddressField("address", max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label
