from __future__ import annotations

from django.db import models


class SocialCard(models.Model):
    """The picture that a shared link shows of an edition whose lead cannot be that: its headline, drawn.

    It stays without its edition until its file is gone too.
    """

    edition = models.OneToOneField(
        "articles.Edition", on_delete=models.SET_NULL, null=True, related_name="social_card"
    )
    name = models.CharField(max_length=50, unique=True, help_text="In the public place")

    def __str__(self) -> str:
        return self.name
