from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Readers have no accounts."""

    sections = models.ManyToManyField(
        "articles.Section",
        blank=True,
        related_name="+",
        help_text="If any is chosen, the person approves and publishes in these alone.",
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
