"""The picture library: taking files in, and putting them where readers can fetch them, no longer than they may.

Publishing or scheduling a story makes the files of each shape it shows and puts them in the public place; `sweep`
takes away what no visible or waiting story uses (SEMANTICS, section 11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

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

#: Which shapes of which pictures (primary keys) are shown.
Shapes = dict[int, set[str]]
CARD = frozenset({"landscape", "square"})

#: Questions that apps above add: what is shown, or waits to be, at a moment.
Use = Callable[[datetime], Shapes]
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
    return image, True


def make(image: Image, shapes: Iterable[str]) -> None:
    """Make the files of these shapes that are missing, in private."""
    private = storages["private"]
    missing = [
        recipe
        for shape in sorted(shapes)
        for recipe in renditions.recipes(image, shape)
        if not private.exists(_private(image, recipe))
    ]
    if not missing:
        return
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
        make(image, [recipe.shape])
    with private.open(_private(image, recipe), "rb") as file:
        return file.read()


def used_by(story: Story) -> list[int]:
    """Primary keys of the pictures in a text, the lead first. Those that no longer exist are left out."""
    wanted = [story.lead_image_id or 0, *(figure.image_id for figure in prose.figures(story.body))]
    known = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(wanted) if pk in known]


def place_on_commit(edition: Edition) -> None:
    """A job belongs to one edition, and looks whether it still exists and is not over."""

    def follow() -> None:
        moment = clock.now()
        put(_with_rights(_shown_by(_not_over(moment).filter(pk=edition.pk)), moment))

    transaction.on_commit(follow, robust=True)


def put(shown: Shapes) -> int:
    """Copy these shapes of these pictures to the public place. Returns how many pictures had a file to copy."""
    count = 0
    for image in Image.objects.filter(pk__in=shown):
        make(image, shown[image.pk])
        missing = [
            recipe
            for shape in shown[image.pk]
            for recipe in renditions.recipes(image, shape)
            if not default_storage.exists(renditions.name(image, recipe))
        ]
        for recipe in missing:
            default_storage.save(renditions.name(image, recipe), ContentFile(private_file(image, recipe)))
        count += bool(missing)
        if not image.is_placed:
            Image.objects.filter(pk=image.pk).update(is_placed=True)
    return count


def _not_over(moment: datetime) -> models.QuerySet[Edition]:
    """Visible or waiting."""
    return Edition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))


def _shown_by(editions: models.QuerySet) -> Shapes:
    """What these editions show: leads, pictures in their bodies, portraits of the authors they name."""
    shown: Shapes = {}
    links = EditionPicture.objects.filter(edition__in=editions).values_list(
        "image_id", "edition__lead_image_id", "image__width", "image__height"
    )
    for pk, lead_id, width, height in links:
        shapes = shown.setdefault(pk, set())
        if pk == lead_id:
            shapes |= CARD | {renditions.lead_shape(Image(width=width, height=height))}
        else:
            shapes.add("original")
    authors = EditionByline.objects.filter(edition__in=editions).values("author_id")
    for pk in Author.objects.filter(portrait__isnull=False, pk__in=authors).values_list(
        "portrait_id", flat=True
    ):
        shown.setdefault(pk, set()).add("square")
    return shown


def shown_at(moment: datetime) -> Shapes:
    """What readers see or will see, of pictures whose rights have not ended."""
    shown = _shown_by(_not_over(moment))
    for use in _more_uses:
        for pk, shapes in use(moment).items():
            shown.setdefault(pk, set()).update(shapes)
    return _with_rights(shown, moment)


def _with_rights(shown: Shapes, moment: datetime) -> Shapes:
    ended = set(Image.objects.filter(pk__in=shown, rights_until__lte=moment).values_list("pk", flat=True))
    return {pk: shapes for pk, shapes in shown.items() if pk not in ended}


def in_use(moment: datetime) -> set[int]:
    return set(shown_at(moment))


def sweep() -> tuple[int, int]:
    """Make the public place hold exactly what may be seen. Returns how many pictures were put and taken away."""
    shown = shown_at(clock.now())
    gone = Image.objects.filter(is_placed=True).exclude(pk__in=shown)
    for image in gone:
        for recipe in (*renditions.all_recipes(image), *_cropped_elsewhere(image)):
            default_storage.delete(renditions.name(image, recipe))
        Image.objects.filter(pk=image.pk).update(is_placed=False)
    return put(shown), len(gone)


def _cropped_elsewhere(image: Image) -> list[Recipe]:
    """Files that apps above ever showed of it, around points of their own."""
    ever = datetime.min.replace(tzinfo=UTC)
    shapes = {shape for use in _more_uses for shape in use(ever).get(image.pk, ())}
    return [recipe for shape in shapes for recipe in renditions.recipes(image, shape)]


def focus(image: Image, x: int, y: int, *, by: AbstractBaseUser | None) -> None:
    """Move the focal point; every use follows, at new addresses."""
    if (x, y) == image.focal:
        return
    old = {renditions.name(image, recipe) for recipe in renditions.all_recipes(image)}
    image.focal_x, image.focal_y = x, y
    image.save(update_fields=["focal_x", "focal_y"])
    if image.pk in (shown := shown_at(clock.now())):
        put({image.pk: shown[image.pk]})
    for gone in old - {renditions.name(image, recipe) for recipe in renditions.all_recipes(image)}:
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
    files = [renditions.name(image, recipe) for recipe in renditions.all_recipes(image)]
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
        storages["private"].delete(original)  # type: ignore[arg-type]

    transaction.on_commit(follow)
