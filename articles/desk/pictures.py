"""The picture library: taking files in, and putting them where readers can fetch them, no longer than they may.

Files are made when a picture arrives and kept in private; publishing or scheduling a story copies them to the public
place, and `sweep` takes away what no visible or waiting story uses (SEMANTICS, section 11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from articles import clock, prose, refusals, renditions
from articles.models import Article, Author, Edition, EditionByline, EditionPicture, Image, Story
from articles.pixels import Recipe, accept, render
from articles.records import record

#: Questions that apps above add: which pictures (primary keys) are shown, or wait to be, at a moment.
Use = Callable[[datetime], "models.QuerySet"]
_more_uses: list[Use] = []


def register_use(use: Use) -> Use:
    _more_uses.append(use)
    return use


def upload(data: bytes, *, by: AbstractBaseUser | None, title: str, **words: object) -> tuple[Image, bool]:
    """Take a file in, and tell whether it is new: the same picture is stored once.

    Raises `articles.pixels.Refused`, in words for the person who uploads it.
    """
    accepted = accept(data)
    existing = Image.objects.filter(content_hash=accepted.content_hash).first()
    if existing:
        return existing, False
    image = Image(
        title=title[:120],
        content_hash=accepted.content_hash,
        width=accepted.width,
        height=accepted.height,
        uploaded_by=by,
        **words,
    )
    image.file.save(f"{image.content_hash[:32]}.{accepted.extension}", ContentFile(accepted.data), save=False)
    try:
        with transaction.atomic():
            image.save(force_insert=True)
    except IntegrityError:  # Somebody uploaded the same picture at the same moment.
        image.file.delete(save=False)
        return Image.objects.get(content_hash=accepted.content_hash), False
    make(image, accepted.data)
    return image, True


def make(image: Image, data: bytes | None = None) -> None:
    """Make the files of every shape and width that are missing, in private."""
    private = storages["private"]
    missing = [recipe for recipe in renditions.recipes(image) if not private.exists(_private(image, recipe))]
    if not missing:
        return
    if data is None:
        with image.file.open("rb") as file:
            data = file.read()
    for recipe, content, _width, _height in render(data, missing):
        private.save(_private(image, recipe), ContentFile(content))


def _private(image: Image, recipe: Recipe) -> str:
    return f"renditions/{renditions.name(image, recipe)}"


def private_file(image: Image, recipe: Recipe) -> bytes:
    """For the desk's checked view. Makes what is missing."""
    private = storages["private"]
    if not private.exists(_private(image, recipe)):
        make(image)
    with private.open(_private(image, recipe), "rb") as file:
        return file.read()


def used_by(story: Story) -> list[int]:
    """Primary keys of the pictures in a text, the lead first. Those that no longer exist are left out."""
    wanted = [story.lead_image_id or 0, *(figure.image_id for figure in prose.figures(story.body))]
    known = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(wanted) if pk in known]


def place_on_commit(edition: Edition) -> None:
    """A job belongs to one edition, and looks whether it still exists."""

    def follow() -> None:
        if Edition.objects.filter(pk=edition.pk).exists():
            place(Image.objects.filter(pk__in=in_use(clock.now()), is_placed=False))

    transaction.on_commit(follow, robust=True)


def place(images: Iterable[Image]) -> int:
    """Copy the pictures' files to the public place. Returns how many pictures were placed."""
    count = 0
    for image in images:
        for recipe in renditions.recipes(image):
            target = renditions.name(image, recipe)
            if not default_storage.exists(target):
                default_storage.save(target, ContentFile(private_file(image, recipe)))
        Image.objects.filter(pk=image.pk).update(is_placed=True)
        count += 1
    return count


def in_use(moment: datetime) -> set[int]:
    """Pictures that readers see, or will see: of editions, of the authors they name, and of what other apps show."""
    shown_or_waiting = Edition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
    used = set(EditionPicture.objects.filter(edition__in=shown_or_waiting).values_list("image_id", flat=True))
    used |= set(
        Author.objects.filter(
            portrait__isnull=False,
            pk__in=EditionByline.objects.filter(edition__in=shown_or_waiting).values("author_id"),
        ).values_list("portrait_id", flat=True)
    )
    for use in _more_uses:
        used |= set(use(moment))
    return used - set(
        Image.objects.filter(pk__in=used, rights_until__lte=moment).values_list("pk", flat=True)
    )


def sweep() -> tuple[int, int]:
    """Make the public place hold exactly what may be seen. Returns how many pictures were placed and taken away."""
    used = in_use(clock.now())
    placed = place(Image.objects.filter(pk__in=used, is_placed=False))
    taken = 0
    for image in Image.objects.filter(is_placed=True).exclude(pk__in=used):
        take_away(image)
        taken += 1
    return placed, taken


def take_away(image: Image) -> None:
    for recipe in renditions.recipes(image):
        default_storage.delete(renditions.name(image, recipe))
    Image.objects.filter(pk=image.pk).update(is_placed=False)


def focus(image: Image, x: int, y: int, *, by: AbstractBaseUser | None) -> None:
    """Move the focal point; every use follows, at new addresses."""
    if (x, y) == image.focal:
        return
    was_placed = Image.objects.filter(pk=image.pk, is_placed=True).exists()
    old = {renditions.name(image, recipe) for recipe in renditions.recipes(image)}
    image.focal_x, image.focal_y = x, y
    image.save(update_fields=["focal_x", "focal_y"])
    make(image)
    if was_placed:
        place([image])
    for gone in old - {renditions.name(image, recipe) for recipe in renditions.recipes(image)}:
        default_storage.delete(gone)
        storages["private"].delete(f"renditions/{gone}")
    record(image, "focus", by=by, at=timezone.now(), x=x, y=y)


@transaction.atomic
def delete(image: Image, *, by: AbstractBaseUser | None) -> None:
    """Remove a picture that nothing uses. Raises InUse, naming a story that does."""
    user = (
        Article.objects.filter(Q(lead_image=image) | Q(picture_links__image=image)).first()
        or Edition.objects.filter(picture_links__image=image).first()
    )
    if user:
        raise refusals.InUse(f"“{image}” is used by “{user.headline}” and cannot be deleted.")
    files = [renditions.name(image, recipe) for recipe in renditions.recipes(image)]
    record(image, "delete", by=by, note=image.title)
    try:
        original = image.file.name
        image.delete()
    except models.ProtectedError as error:
        raise refusals.InUse(f"“{image.title}” is in use and cannot be deleted.") from error

    def follow() -> None:
        for gone in files:
            default_storage.delete(gone)
            storages["private"].delete(f"renditions/{gone}")
        storages["private"].delete(original)

    transaction.on_commit(follow)
