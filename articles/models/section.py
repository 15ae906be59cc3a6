from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models

from articles.fields import LineField, PlainField

#: First parts of addresses that belong to the site itself: no section may be called like one.
RESERVED_SLUGS = frozenset(
    [
        "about",
        "accessibility",
        "account",
        "accounts",
        "admin",
        "api",
        "archive",
        "atom",
        "authors",
        "corrections",
        "embeds",
        "feed",
        "feeds",
        "healthz",
        "masthead",
        "media",
        "news-sitemap",
        "picks",
        "preview",
        "readyz",
        "robots",
        "rss",
        "search",
        "sections",
        "security",
        "sitemap",
        "static",
        "story",
        "topics",
        "well-known",
    ]
)


def validate_not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            "“%(slug)s” is an address of the site itself.", code="reserved", params={"slug": slug}
        )


class Hue(models.TextChoices):
    """Dyes of the outlet's palette. Free colours would break contrast, so a section picks one of these."""

    MACHINES = "machines", "Blue"
    SOFTWARE = "software", "Violet"
    SECURITY = "security", "Crimson"
    MONEY = "money", "Ochre"
    POLICY = "policy", "Magenta"
    SCIENCE = "science", "Teal"
    NEUTRAL = "neutral", "Ink"


class Layout(models.TextChoices):
    """How the section's band on the home page is laid out."""

    ONE_AND_FOUR = "one-and-four", "One and four"
    TEXT_THREE = "text-three", "Text, three"
    PAIR = "pair", "Pair"


def address_of(slug: str) -> str:
    return f"/{slug}/"


class Section(models.Model):
    title = LineField(max_length=60)
    slug = models.SlugField(
        "address", max_length=60, unique=True, validators=[validate_not_reserved, MinLengthValidator(2)]
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Its place in the navigation.")
    description = LineField(max_length=160, blank=True, help_text="One line, beside the section's name.")
    landing = PlainField("landing text", blank=True, help_text="At the head of the section's page.")
    hue = models.CharField(max_length=12, choices=Hue.choices, default=Hue.NEUTRAL)
    layout = models.CharField(max_length=16, choices=Layout.choices, default=Layout.ONE_AND_FOUR)
    always_show = models.BooleanField(
        default=False, help_text="Readers have this page even while no story is in it."
    )

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of(self.slug)
