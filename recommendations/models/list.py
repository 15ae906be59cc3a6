"""What curators edit. Nothing that happens to it reaches a reader until a launch makes an edition of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from articles.fields import LineField, WebAddressField
from recommendations import hours
from recommendations.spots import Spot

MOST_CARDS = 50
MOST_ITEMS = 100


def address_of(slug: str) -> str:
    """Of a list's own page."""
    return f"/picks/{slug}/"


class BelowMinimum(models.TextChoices):
    """What happens where fewer cards than the minimum could be shown."""

    HIDE = "hide", "Show nothing"
    BACKFILL = "backfill", "Fill by rule"
    BORROW = "borrow", "Borrow from another list"


class Shape(models.Model):
    """What a list and a launched version of it both say, items and places aside."""

    heading = LineField(max_length=80, help_text="What readers see above it.")
    description = LineField(
        max_length=200, blank=True, help_text="One line, on its own page and in its feed."
    )
    maximum = models.PositiveSmallIntegerField(
        "at most", default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_CARDS)]
    )
    minimum = models.PositiveSmallIntegerField(
        "at least", default=0, validators=[MaxValueValidator(MOST_CARDS)]
    )
    below_minimum = models.CharField(
        "if there are fewer", max_length=8, choices=BelowMinimum.choices, default=BelowMinimum.HIDE
    )
    borrows = models.ForeignKey(
        "recommendations.RecommendationList",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="borrow from",
    )
    backfill = models.JSONField(
        "rule", default=dict, blank=True, help_text="What to fill with; see `recommendations.rules`."
    )

    class Meta:
        abstract = True

    #: In the order in which a comparison names them.
    PLAIN_FIELDS = (
        "heading",
        "description",
        "maximum",
        "minimum",
        "below_minimum",
        "borrows_id",
        "backfill",
    )


class RecommendationList(Shape):
    title = LineField(max_length=80, help_text="What the desk calls it.")
    slug = models.SlugField("address", max_length=60, unique=True)

    #: Of the draft as it is saved; of the newest edition, waiting before shown.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    newest_digest = models.CharField(max_length=64, blank=True, editable=False)
    #: Counts saves: a form made from an older one is refused.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: Counts launches: the number of a cancelled one is not given again.
    launches = models.PositiveIntegerField(default=0, editable=False)
    #: The moment of the latest verb on what readers see.
    settled = models.DateTimeField(null=True, editable=False)
    #: Whether a version ever stood beyond single stories, or was lent. Every page looks through these lists; at those
    #: that stand at one story only, and an archive may bring thousands, no page looks but that story's.
    is_general = models.BooleanField(default=False, editable=False)
    is_lent = models.BooleanField(default=False, editable=False)  # some version of another borrowed from it
    #: Whether a version ever had anything that begins, ends or grows too old by itself.
    is_timed = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    by_invitation = models.BooleanField(
        "only for those named below",
        default=False,
        help_text="If not ticked, every curator may view, edit and launch it.",
    )

    class Meta:
        verbose_name = "list"
        verbose_name_plural = "recommendation lists"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(minimum__lte=F("maximum")), name="list_minimum_below_maximum"),
            models.CheckConstraint(condition=Q(maximum__gte=1), name="list_shows_one_at_least"),
            models.CheckConstraint(
                condition=Q(borrows__isnull=True) | ~Q(borrows=F("id")), name="list_borrows_from_another"
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(is_general=True), name="list_general"),
            models.Index("id", condition=Q(is_timed=True), name="list_timed"),
        ]
        permissions = [
            ("launch_list", "Can launch a list"),
            ("configure_list", "Can say where a list shows, how much, and who may work on it"),
            ("every_list", "Can work on every list, also those for named people"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of(self.slug)

    @property
    def has_changes_to_launch(self) -> bool:
        return self.digest != self.newest_digest


class RecommendationQuerySet(models.QuerySet):
    def kept(self) -> RecommendationQuerySet:
        return self.filter(removed_at__isnull=True)

    def removed(self) -> RecommendationQuerySet:
        return self.filter(removed_at__isnull=False).order_by("-removed_at", "-pk")


class Recommendation(models.Model):
    """One item of a list: a story, or a page elsewhere. Empty words follow the story's own."""

    list = models.ForeignKey(RecommendationList, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("place", default=0)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    url = WebAddressField("address elsewhere", max_length=500, blank=True)
    source = LineField(
        "name of the other site", max_length=60, blank=True, help_text="Readers see it as the kicker."
    )

    headline = LineField("own headline", max_length=120, blank=True)
    #: The story's headline when the own one was written: if the story has another by now, the screen says so.
    headline_then = LineField(max_length=150, blank=True, editable=False)
    kicker = LineField("own kicker", max_length=40, blank=True)
    summary = LineField("own summary", max_length=300, blank=True)
    picture = models.ForeignKey(
        "articles.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="own picture",
    )
    #: Of the own picture in this use; empty follows the picture's.
    focal_x = models.PositiveSmallIntegerField(
        "focal point, % from the left", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        "focal point, % from the top", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)
    #: "12345 06:00-10:00"; empty is always.
    hours = models.CharField(
        "days and hours", max_length=hours.LONGEST, blank=True, validators=[hours.refuse_unreadable]
    )
    pin = models.PositiveSmallIntegerField(
        "pin to place", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pin_until = models.DateTimeField("pinned until", null=True, blank=True)
    may_repeat = models.BooleanField(
        "may repeat on this page", default=False, help_text="Even if the page shows it already."
    )
    note = LineField(max_length=200, blank=True, help_text="For curators.")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "item"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(article__isnull=False) & Q(url=""))
                | (Q(article__isnull=True) & Q(url__startswith="https://") & ~Q(source="") & ~Q(headline="")),
                name="item_is_a_story_or_elsewhere",
            ),
            models.UniqueConstraint(
                fields=["list", "article"],
                condition=Q(removed_at__isnull=True, article__isnull=False),
                name="item_story_once",
            ),
            models.UniqueConstraint(
                fields=["list", "url"],
                condition=Q(removed_at__isnull=True) & ~Q(url=""),
                name="item_address_once",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="item_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(pin__isnull=True) | Q(pin__gte=1), name="item_pin_from_one"),
            models.CheckConstraint(
                condition=Q(focal_x__isnull=True, focal_y__isnull=True)
                | Q(picture__isnull=False, focal_x__lte=100, focal_y__lte=100),
                name="item_focal_point_inside",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or (self.url if self.is_external else f"Story {self.article_id}")

    @property
    def is_external(self) -> bool:
        return bool(self.url)


class Site(models.Model):
    """Where a list is: a spot, everywhere or narrowed to one section, topic or story."""

    spot = models.CharField("place", max_length=14, choices=Spot.choices)
    section = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tag = models.ForeignKey(
        "articles.Tag",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="topic",
    )
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="story",
    )
    paragraph = models.PositiveSmallIntegerField(
        "after paragraph", default=0, help_text="Only in the article: after which paragraph it stands."
    )

    class Meta:
        abstract = True

    SAYS = ("spot", "section_id", "tag_id", "article_id", "paragraph")

    def says(self) -> tuple[str, int, int, int, int]:
        return (self.spot, self.section_id or 0, self.tag_id or 0, self.article_id or 0, self.paragraph)


def narrowed_once() -> Q:
    none = Q(section__isnull=True, tag__isnull=True, article__isnull=True)
    return (
        none
        | Q(section__isnull=False, tag__isnull=True, article__isnull=True)
        | Q(section__isnull=True, tag__isnull=False, article__isnull=True)
        | Q(section__isnull=True, tag__isnull=True, article__isnull=False)
    )


class Placement(Site):
    list = models.ForeignKey(RecommendationList, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "list",
                "spot",
                Coalesce("section", 0),
                Coalesce("tag", 0),
                Coalesce("article", 0),
                name="placement_once",
            ),
            models.CheckConstraint(condition=narrowed_once(), name="placement_narrowed_once"),
        ]

    def __str__(self) -> str:
        return self.get_spot_display()


class Right(models.TextChoices):
    VIEW = "view", "View"
    EDIT = "edit", "Edit"
    LAUNCH = "launch", "Launch"
    CONFIGURE = "configure", "Configure"


class ListRight(models.Model):
    """What one person, or one role, may do with one list. Each right brings those before it."""

    list = models.ForeignKey(RecommendationList, on_delete=models.CASCADE, related_name="rights")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="person",
    )
    group = models.ForeignKey(
        "auth.Group", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="role"
    )
    right = models.CharField("may", max_length=9, choices=Right.choices, default=Right.EDIT)

    class Meta:
        verbose_name = "right"
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True)
                | Q(user__isnull=True, group__isnull=False),
                name="right_of_a_person_or_a_role",
            ),
            models.UniqueConstraint(fields=["list", "user"], name="right_once_a_person"),
            models.UniqueConstraint(fields=["list", "group"], name="right_once_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.get_right_display()}"
