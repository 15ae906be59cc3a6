"""The working copy, and what hangs on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles.fields import LineField, PlainField
from articles.models.story import Credit, Story, make_public_id
from articles.models.tag import Tag


class Stage(models.TextChoices):
    """How the *next* version stands. Whether readers see something follows from the editions."""

    DRAFTING = "drafting", "Drafting"
    IN_REVIEW = "in-review", "In review"
    READY = "ready", "Ready"
    ON_HOLD = "on-hold", "On hold"
    SPIKED = "spiked", "Spiked"


class Priority(models.TextChoices):
    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"


class ArticleQuerySet(models.QuerySet):
    def in_bin(self) -> ArticleQuerySet:
        return self.filter(binned_at__isnull=False)

    def out_of_bin(self) -> ArticleQuerySet:
        return self.filter(binned_at__isnull=True)

    def with_unpublished_changes(self) -> ArticleQuerySet:
        return self.exclude(newest_digest="").exclude(newest_digest=F("digest"))


class Article(Story):  # type: ignore[django-manager-missing]
    """What the desk edits. Nothing that happens to it reaches a reader until a verb makes an edition of it."""

    public_id = models.CharField(max_length=16, unique=True, default=make_public_id, editable=False)
    tags = TaggableManager("topics", through="articles.ArticleTag", blank=True, related_name="articles")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFTING, editable=False)
    embargo_until = models.DateTimeField(
        "embargo until", null=True, blank=True, help_text="Nothing goes out before this moment."
    )
    legal_question = PlainField(blank=True, editable=False)

    #: The assignment: no part of what the story says.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="assigned", editable=False
    )
    planned_for = models.DateField(null=True, editable=False, help_text="A day, not the publication time")
    commissioned = models.PositiveIntegerField(null=True, editable=False, help_text="Length in words")
    priority = models.CharField(
        max_length=6, choices=Priority.choices, default=Priority.NORMAL, editable=False
    )

    #: Of the text as it is saved; of the text that was approved; of the newest edition, waiting before live.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
    newest_digest = models.CharField(max_length=64, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    #: Counts saves: a form made from an older one is refused.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: A rewrite that had to make room for a fix of the live text. It comes back when that is published.
    set_aside = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    #: The moment of the latest verb of publishing.
    settled = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    binned_at = models.DateTimeField(null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(F("changed_at").desc(), F("id").desc(), name="article_latest"),
            models.Index("stage", F("changed_at").desc(), name="article_stage_latest"),
            models.Index("section", F("changed_at").desc(), name="article_section_latest"),
            models.Index("planned_for", name="article_planned", condition=Q(planned_for__isnull=False)),
            models.Index(
                F("changed_at").desc(),
                F("id").desc(),
                name="article_never_out",
                condition=Q(newest_digest=""),
            ),
            models.Index(
                F("changed_at").desc(),
                F("id").desc(),
                name="article_binned",
                condition=Q(binned_at__isnull=False),
            ),
            models.Index(
                F("changed_at").desc(),
                F("id").desc(),
                name="article_unpublished_changes",
                condition=~Q(newest_digest="") & ~Q(newest_digest=F("digest")),
            ),
        ]
        permissions = [
            ("read_all_articles", "Can read every story"),
            ("edit_all_articles", "Can edit every story"),
            ("approve_article", "Can approve a story or send it back"),
            ("publish_article", "Can publish, schedule and withdraw a story"),
            ("clear_legal", "Can clear a legal question"),
            ("override_checks", "Can publish over a check or an embargo, with a reason"),
            ("redact_edition", "Can seal or redact what was published"),
        ]

    @property
    def has_unpublished_changes(self) -> bool:
        return self.newest_digest not in ("", self.digest)

    @property
    def is_approved(self) -> bool:
        return self.stage == Stage.READY and self.approved_digest == self.digest


class Byline(models.Model):
    """A name in order, with what the person did."""

    author = models.ForeignKey("articles.Author", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Credit.choices, default=Credit.WORDS)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.author} ({self.role})"


class ArticleByline(Byline):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")

    class Meta(Byline.Meta):
        verbose_name = "byline"
        constraints = [
            models.UniqueConstraint(fields=["article", "author", "role"], name="article_byline_once"),
        ]


class ArticleTag(ItemBase):
    content_object = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="article_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once"),
        ]


class ArticlePicture(models.Model):
    """A picture in the working copy's body: kept so that nothing in use is deleted."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_links")
    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT, related_name="article_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "image"], name="article_picture_once"),
        ]


class Revision(Story):
    """The working copy as it stood after one save: the text in full, names and topics as values."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    bylines = models.JSONField(default=list, help_text='[{"author": 1, "role": "words"}, ...], in order')
    topics = models.JSONField(default=list, help_text="Primary keys of tags, ascending")
    changed = models.JSONField(default=list, help_text="Names of the fields that this save changed")
    note = LineField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "save"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="revision_version_once"),
        ]
