"""The picture library: taking files in, and putting them where readers can fetch them, no longer than they may.

Publishing or scheduling a story makes the files of each shape it shows and puts them in the public place; `finish`
adds those that take long; `sweep` takes away what no visible or waiting story uses (SEMANTICS, section 11).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from articles import clock, prose, purging, refusals, renditions
from articles.desk import social_cards
from articles.models import Article, Author, Edition, EditionByline, EditionPicture, Image, Story
from articles.pixels import Recipe, Refused, accept, render
from articles.records import record

logger = logging.getLogger(__name__)

#: Which shapes of which pictures (primary keys) are shown.
Shapes = dict[int, set[str]]
CARD = frozenset({"landscape", "square"})
LEAD = frozenset({*CARD, renditions.SOCIAL, *renditions.FOR_SEARCH_ENGINES})

#: A picture whose files could not be made is left alone for so long: its trouble may have passed.
PATIENCE = timedelta(hours=1)

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


def make(image: Image, recipes: Iterable[Recipe]) -> None:
    """Make those of these files that are missing, in private."""
    private = storages["private"]
    missing = [recipe for recipe in recipes if not private.exists(private_name(image, recipe))]
    if not missing:
        return
    with image.file.open("rb") as file:
        data = file.read()
    for recipe, content, _width, _height in render(data, missing):
        private.save(private_name(image, recipe), ContentFile(content))


def private_name(image: Image, recipe: Recipe) -> str:
    return f"renditions/{renditions.name(image, recipe)}"


def private_file(image: Image, recipe: Recipe) -> bytes:
    """For the desk's checked view. Makes what is missing."""
    private = storages["private"]
    if not private.exists(private_name(image, recipe)):
        beside = () if renditions.is_for_later(recipe) else renditions.at_once(image, [recipe.shape])
        make(image, {recipe, *beside})
    with private.open(private_name(image, recipe), "rb") as file:
        return file.read()


def used_by(story: Story) -> list[int]:
    """Primary keys of the pictures in a text, the lead first. Those that no longer exist are left out."""
    wanted = [story.lead_image_id or 0, *(figure.image_id for figure in prose.figures(story.body))]
    if not any(wanted):
        return []
    known = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(wanted) if pk in known]


def place_on_commit(edition: Edition, *, at_ease: bool = False) -> None:
    """A job belongs to one edition, and looks whether it still exists and is not over. `at_ease`, what pages do without
    is left to the next sweep: the cards of ten thousand stories that come at once take an hour."""
    if at_ease and not used_by(edition):
        return

    def follow() -> None:
        moment = clock.now()
        shown = not_over(moment).filter(pk=edition.pk)
        put(_with_rights(_shown_by(shown), moment))
        if not at_ease:
            social_cards.put(shown)

    transaction.on_commit(follow, robust=True)


def put(shown: Shapes) -> int:
    """Copy what pages need at once of these pictures to the public place. Returns how many had something to copy."""
    return sum(
        place(image, missing)
        for image in _well().filter(pk__in=shown)
        if (missing := _missing(image, renditions.at_once(image, shown[image.pk])))
    )


def finish(*, within: timedelta) -> int:
    """Make what takes long, of pictures that are in the public place, the newest first. Returns of how many.

    Each picture is finished by itself, so this may end at any moment and go on where it was; two at once do the same
    work twice, and no harm.
    """
    deadline, count = time.monotonic() + within.total_seconds(), 0
    for image, missing in unfinished():
        count += place(image, missing, only_if_placed=True)
        if time.monotonic() > deadline:
            break
    return count


def unfinished() -> Iterator[tuple[Image, list[Recipe]]]:
    shown = shown_at(clock.now())
    for image in _well().filter(pk__in=shown, is_placed=True).order_by("-pk"):
        if missing := _missing(image, renditions.afterwards(image, shown[image.pk])):
            yield image, missing


def _missing(image: Image, recipes: Iterable[Recipe]) -> list[Recipe]:
    return [recipe for recipe in recipes if recipe.slug not in image.ready]


def _well() -> models.QuerySet[Image]:
    """Pictures that gave no trouble lately."""
    return Image.objects.filter(Q(troubled_at__isnull=True) | Q(troubled_at__lte=timezone.now() - PATIENCE))


def place(image: Image, recipes: list[Recipe], *, only_if_placed: bool = False, anew: bool = False) -> bool:
    """Make these files, copy them to the public place, and only then let pages name them.

    Returns False if that failed: staff see why, and other pictures are not held up. `only_if_placed`, because a job
    takes its time: meanwhile the picture may have been taken away, or its focal point moved. `anew` replaces what
    is there.
    """
    try:
        make(image, recipes)
        with _locked(image) as now:
            if now.key != image.key:  # its file was replaced meanwhile
                return False
            if only_if_placed and not (now.is_placed and now.focal == image.focal):
                return False
            for recipe in recipes:
                name = renditions.name(image, recipe)
                if anew:
                    default_storage.delete(name)
                if not default_storage.exists(name):
                    default_storage.save(name, ContentFile(private_file(image, recipe)))
            now.ready = sorted({*now.ready, *(recipe.slug for recipe in recipes)})
            now.is_placed, now.trouble, now.troubled_at = True, "", None
            now.save(update_fields=["ready", "is_placed", "trouble", "troubled_at"])
            purging.of_picture(now)
    except (Refused, OSError, MemoryError) as error:
        logger.exception("The files of picture %s could not be made.", image.pk)
        # Without the path, which is nobody's business at the desk; the log has it.
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        same = Image.objects.filter(pk=image.pk, key=image.key)
        same.update(trouble=why[:200], troubled_at=timezone.now())
        return False
    image.ready, image.is_placed = now.ready, True
    return True


def not_ready(image: Image, recipes: Iterable[Recipe]) -> list[str]:
    """Let pages name these files no longer. Returns the slugs of those that they still do."""
    with _locked(image) as now:
        now.ready = sorted(set(now.ready) - {recipe.slug for recipe in recipes})
        now.save(update_fields=["ready"])
        purging.of_picture(now)
        return now.ready


@contextmanager
def _locked(image: Image) -> Iterator[Image]:
    """The row as it is now, for whoever changes what is in the public place: one at a time."""
    with transaction.atomic():
        yield Image.objects.select_for_update(no_key=True).get(pk=image.pk)


def not_over(moment: datetime) -> models.QuerySet[Edition]:
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
            shapes |= LEAD | {renditions.lead_shape(Image(width=width, height=height))}
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
    shown = _shown_by(not_over(moment))
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
    """Make the public place hold what may be seen, and nothing else. Returns how many pictures were put and taken."""
    moment = clock.now()
    shown = shown_at(moment)
    gone = Image.objects.filter(is_placed=True).exclude(pk__in=shown)
    for image in gone:
        with _locked(image) as now:
            names = renditions.public_names(now)
            now.ready, now.is_placed = [], False
            now.save(update_fields=["ready", "is_placed"])
            purging.of_picture(now)
            for name in names:
                default_storage.delete(name)
    social_cards.sweep(not_over(moment))
    return put(shown), len(gone)


def focus(image: Image, x: int, y: int, *, by: AbstractBaseUser | None) -> None:
    """Move the focal point; every use follows, at new addresses. Pages go on with the former files until then."""
    if (x, y) == image.focal:
        return
    old = renditions.all_recipes(image)
    image.focal_x, image.focal_y = x, y
    shown = shown_at(clock.now())
    if image.pk in shown:
        place(image, renditions.at_once(image, shown[image.pk]))
    kept = set(renditions.all_recipes(image))
    gone = [recipe for recipe in old if recipe not in kept]
    image.save(update_fields=["focal_x", "focal_y"])
    image.ready = not_ready(image, gone)
    for recipe in gone:
        default_storage.delete(renditions.name(image, recipe))
        storages["private"].delete(private_name(image, recipe))
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
    files = renditions.public_names(image)
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
