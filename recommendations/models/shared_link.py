from __future__ import annotations

from django.db import models

from articles.models import SharedLink


class RehearsalLink(SharedLink):
    """To a list's draft, or to one version that waits, on the pages where it stands."""

    list = models.ForeignKey(
        "recommendations.RecommendationList", on_delete=models.CASCADE, related_name="rehearsal_links"
    )
    #: It goes with the version if that is cancelled.
    edition = models.ForeignKey(
        "recommendations.ListEdition", on_delete=models.CASCADE, null=True, related_name="rehearsal_links"
    )

    @property
    def of(self) -> str:
        return f"version {self.edition.number}" if self.edition else "the draft"
