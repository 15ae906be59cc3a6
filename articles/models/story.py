"""What an article, a revision and an edition all say."""

from __future__ import annotations

import secrets

from django.db import models

from articles.fields import DisclosuresField, LineField, ProseField, WebAddressField

PUBLIC_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_public_id() -> str:
    """Sixteen letters and digits: about 79 bits, and none of the look-alikes."""
    return "".join(secrets.choice(PUBLIC_ID_LETTERS) for _ in range(16))


class Kind(models.TextChoices):
    NEWS = "news", "News"
    ANALYSIS = "analysis", "Analysis"
    REVIEW = "review", "Review"
    OPINION = "opinion", "Opinion"
    EXPLAINER = "explainer", "Explainer"
    HOW_TO = "how-to", "How-to"


class Credit(models.TextChoices):
    """What somebody in the byline did."""

    WORDS = "words", "Words"
    PHOTOGRAPHY = "photography", "Photography"
    ILLUSTRATION = "illustration", "Illustration"
    RESEARCH = "research", "Research"
    VIDEO = "video", "Video"


class Story(models.Model):
    headline = LineField(max_length=150)
    card_headline = LineField(
        max_length=90, blank=True, help_text="On cards and in lists, if the headline is long for them."
    )
    standfirst = LineField(max_length=300, blank=True)
    slug = models.SlugField(
        "address",
        max_length=90,
        blank=True,
        db_index=False,
        help_text="The last part of the story's address. Made from the headline if left empty.",
    )
    body = ProseField(blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NEWS)
    section = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_image = models.ForeignKey(
        "articles.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lead picture",
    )
    lead_alt = LineField(
        "alt text for this story",
        max_length=250,
        blank=True,
        help_text="What a reader who cannot see the picture needs to know from it, in this story.",
    )
    lead_decorative = models.BooleanField(
        "decorative", default=False, help_text="Readers lose nothing without it."
    )
    lead_caption = LineField("caption", max_length=300, blank=True)
    disclosures = DisclosuresField(default=list, blank=True)
    seo_title = LineField("search title", max_length=70, blank=True)
    seo_description = LineField("search description", max_length=160, blank=True)
    canonical_url = WebAddressField(
        "canonical address",
        blank=True,
        help_text="Only for a piece first published elsewhere: its address there.",
    )
    noindex = models.BooleanField("keep out of search engines", default=False)

    class Meta:
        abstract = True

    #: What is frozen with an edition, names and topics aside.
    PLAIN_FIELDS = (
        "headline",
        "card_headline",
        "standfirst",
        "slug",
        "body",
        "kind",
        "section_id",
        "lead_image_id",
        "lead_alt",
        "lead_decorative",
        "lead_caption",
        "disclosures",
        "seo_title",
        "seo_description",
        "canonical_url",
        "noindex",
    )

    def __str__(self) -> str:
        return self.headline or "Untitled story"
