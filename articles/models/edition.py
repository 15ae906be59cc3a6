"""What readers see: frozen text, visible for an interval."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections, models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from articles.fields import LineField, PlainField
from articles.models.article import Byline
from articles.models.interval import Interval, IntervalQuerySet, interval_constraints
from articles.models.story import Story


class Change(models.TextChoices):
    """Why an edition was made."""

    FIRST = "first", "First published"
    MINOR = "minor", "Minor"
    UPDATE = "update", "Update"
    CORRECTION = "correction", "Correction"
    REINSTATED = "reinstated", "Reinstated"

    @property
    def moves_updated(self) -> bool:
        return self in (Change.FIRST, Change.UPDATE, Change.CORRECTION)


class EditionQuerySet(IntervalQuerySet):
    """Every question readers ask. Lists come in publication order and say `first_published <= moment`, which is
    always true of what is visible, and lets an index begin at the moment."""

    def visible_at(self, moment: datetime, **also: datetime) -> EditionQuerySet:
        return super().visible_at(moment, first_published__lte=moment, **also)  # type: ignore[return-value]

    def latest_first(self) -> EditionQuerySet:
        return self.order_by("-first_published", "-article_id")

    def in_section(self, section_id: int) -> EditionQuerySet:
        return self.filter(section_id=section_id)

    def older_than(self, first_published: datetime, article_id: int) -> EditionQuerySet:
        """The next page of a list, by key."""
        return self.filter(
            Q(first_published__lt=first_published)
            | Q(first_published=first_published, article_id__lt=article_id),
            first_published__lte=first_published,
        )

    def among(self, *lists: models.QuerySet[Any]) -> EditionQuerySet:
        """Those with a key in one of these. A union, not an OR: with that, a database looks at each story."""
        if not connections[self.db].features.supports_slicing_ordering_in_compound:
            # SQLite has no order inside a union, so each of them keeps its own to itself.
            keys = Edition.objects.order_by().values("pk")
            lists = tuple(keys.filter(pk__in=some) for some in lists)
        first, *others = lists
        return self.filter(pk__in=first.union(*others) if others else first)


class Edition(Story, Interval):
    """A story's text as it was published. The text never changes; a waiting edition may move or go."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="editions")
    story_id = models.CharField(max_length=16, help_text="The story's public id")
    path = models.CharField(max_length=160, help_text="/section/slug/")
    digest = models.CharField(max_length=64)
    change = models.CharField(max_length=10, choices=Change.choices)
    note = LineField(max_length=200, blank=True, help_text="What is new, in one line")
    first_published = models.DateTimeField()
    updated = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField("reading time", default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    # How it left the site, if somebody took it off: the one part that is written afterwards.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = PlainField(blank=True, help_text="For the desk")
    withdrawal_notice = PlainField(blank=True, help_text="For readers, at the story's address")
    sealed_at = models.DateTimeField(null=True, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        permissions = [("see_any_moment", "Can see the site at another moment, with what waits")]
        indexes = [
            models.Index("path", F("live_from").desc(), name="edition_path"),
            # Few, and asked for by all that shows wordings.
            models.Index("id", name="edition_sealed", condition=Q(sealed_at__isnull=False)),
            models.Index(F("first_published").desc(), F("article").desc(), name="edition_latest"),
            models.Index(
                "section", F("first_published").desc(), F("article").desc(), name="edition_section_latest"
            ),
            models.Index("story_id", name="edition_story"),
            models.Index("live_until", condition=Q(live_until__isnull=False), name="edition_end"),
            models.Index(
                "withdrawn_at", "article", condition=Q(withdrawn_at__isnull=False), name="edition_withdrawn"
            ),
            models.Index("redacted_at", condition=Q(redacted_at__isnull=False), name="edition_redacted"),
        ]
        constraints = [
            *interval_constraints("article", "edition"),
            models.CheckConstraint(
                condition=Q(first_published__lte=F("live_from")), name="edition_first_published_before_live"
            ),
            models.CheckConstraint(condition=Q(section__isnull=False), name="edition_has_section"),
        ]

    #: Columns that the database refuses to change, except in the act of redaction.
    FROZEN = (
        *Story.PLAIN_FIELDS,
        "article_id",
        "story_id",
        "path",
        "digest",
        "change",
        "note",
        "created_at",
        "created_by_id",
    )
    THAWED_BY = "redacted_at"

    def get_absolute_url(self) -> str:
        return self.path


class EditionLinkQuerySet(models.QuerySet[Any]):
    def visible_at(self, moment: datetime) -> EditionLinkQuerySet:
        """Those of visible editions."""
        visible = Edition.objects.visible_at(moment).filter(pk=OuterRef("edition_id"))
        # Not EXISTS, which a database may join with all editions that are visible. So it can only go along these rows and
        # look at the edition of each, and finds out in half the time that this is best.
        is_visible = Subquery(
            visible.order_by().values(is_=Value(True))[:1], output_field=models.BooleanField()
        )
        return self.filter(is_visible, first_published__lte=moment)

    def latest_first(self) -> EditionLinkQuerySet:
        return self.order_by("-first_published", "-article_id")


class EditionLink(models.Model):
    """A row of a list in publication order: repeats the story and its date, so that an index answers it."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_published = models.DateTimeField()

    objects = EditionLinkQuerySet.as_manager()

    class Meta:
        abstract = True


class EditionByline(Byline, EditionLink):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="bylines")

    FROZEN = ("edition_id", "author_id", "role", "order", "article_id")

    class Meta(Byline.Meta):
        indexes = [
            models.Index(
                "author", F("first_published").desc(), F("article").desc(), name="byline_author_latest"
            ),
        ]


class EditionTag(EditionLink):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey("articles.Tag", on_delete=models.PROTECT, related_name="edition_links")

    FROZEN = ("edition_id", "tag_id", "article_id")

    class Meta:
        indexes = [
            models.Index("tag", F("first_published").desc(), F("article").desc(), name="edition_tag_latest"),
        ]


class EditionPicture(models.Model):
    """A picture that an edition shows, as its lead or in its body."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="picture_links")
    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT, related_name="edition_links")

    FROZEN = ("edition_id", "image_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="edition_picture_once"),
        ]


class Correction(models.Model):
    """What we got wrong, bound to the edition that put it right, and public from its first moment."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction"
        CLARIFICATION = "clarification", "Clarification"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="corrections")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=13, choices=Kind.choices, default=Kind.CORRECTION)
    wrote = PlainField("we wrote")
    it_is = PlainField("it is")
    serious = models.BooleanField(default=False, help_text="Stands before the body.")
    #: Of one that was made on another site, before the story came here: its edition begins with the move.
    made_at = models.DateTimeField(null=True, blank=True, editable=False)
    redacted_at = models.DateTimeField(null=True, blank=True)
    #: Of one whose edition was cancelled while it waited: without it, the database lets none go.
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: Repeats when its edition begins, so that an index has all of them in order.
    live_from = models.DateTimeField(editable=False)

    FROZEN = ("edition_id", "article_id", "kind", "wrote", "it_is", "serious", "made_at")
    THAWED_BY = "redacted_at"
    KEPT_UNLESS = "cancelled_at"

    class Meta:
        ordering = ["-live_from"]
        indexes = [
            models.Index(
                Coalesce("made_at", "live_from").desc(),
                F("article").desc(),
                F("id").desc(),
                name="correction_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.it_is

    @property
    def at(self) -> datetime:
        return self.made_at or self.live_from
