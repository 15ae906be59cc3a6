"""Another file for a picture of the library: every use follows, of published stories too, for a picture's file is what a
story points to and not what it says (SEMANTICS, section 7). Who may is therefore asked of what uses it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from articles import clock, refusals, renditions
from articles.desk import pictures
from articles.models import Article, Author, Edition, Image, Stage
from articles.models.image import make_key
from articles.pixels import Accepted, Recipe, Refused, accept
from articles.records import record


def speaks_to_readers(image: Image) -> bool:
    """Whether anything shows it that was published, launched, approved or sent for approval."""
    return (
        Edition.objects.filter(picture_links__image=image).exists()
        or Author.objects.filter(portrait=image).exists()
        or image.pk in pictures.shown_at(clock.now())
        or Article.objects.filter(Q(lead_image=image) | Q(picture_links__image=image))
        .exclude(stage=Stage.DRAFTING)
        .exists()
    )


def may_replace(user: Any, image: Image) -> bool:
    """Editors always; whoever uploaded it while only drafts show it."""
    if user.has_perm("articles.change_image") and user.has_perm("articles.publish_article"):
        return True
    own = user.has_perm("articles.add_image") and image.uploaded_by_id == user.pk
    return (own or user.has_perm("articles.change_image")) and not speaks_to_readers(image)


def replace(image: Image, data: bytes, *, by: AbstractBaseUser | None) -> None:
    """Readers get the former file until all that their pages need of the new one is there.

    Raises `articles.pixels.Refused`, NothingNew, PictureKnown, Outdated.
    """
    accepted = accept(data)
    _refuse_if_known(image, accepted)
    fresh = Image.objects.get(pk=image.pk)
    fresh.key = make_key()  # new addresses: browsers keep a picture for ever
    fresh.width, fresh.height = accepted.width, accepted.height
    fresh.content_hash = accepted.content_hash
    fresh.file.save(
        f"{accepted.content_hash[:32]}.{accepted.extension}", ContentFile(accepted.data), save=False
    )
    try:
        ready = _put(fresh)
        former = _swap(image, fresh, ready, by=by)
    except (OSError, MemoryError) as error:
        _remove(fresh, renditions.public_names(fresh))
        why = getattr(error, "strerror", None) or type(error).__name__
        raise Refused(f"Its files could not be made: {why}.") from error
    except (Refused, refusals.Refusal):
        _remove(fresh, renditions.public_names(fresh))
        raise
    names = renditions.public_names(former)
    transaction.on_commit(lambda: _remove(former, names))
    image.refresh_from_db()


def _refuse_if_known(image: Image, accepted: Accepted) -> None:
    known = Image.objects.filter(content_hash=accepted.content_hash).first()
    if known == image:
        raise refusals.NothingNew("It is the same picture already.")
    if known:
        raise refusals.PictureKnown(
            f"The library has this picture already, as “{known}”. Choose that one where it is used."
        )


def _put(fresh: Image) -> list[Recipe]:
    """In the public place, under the new names, what pages need at once. Nobody knows these names yet."""
    shapes = pictures.shown_at(clock.now()).get(fresh.pk, set())
    if shapes & {"wide", "original"}:
        shapes = shapes | {"wide", "original"}  # the new one may be a portrait, or the former was
    recipes = renditions.at_once(fresh, shapes)
    pictures.make(fresh, recipes)
    for recipe in recipes:
        content = ContentFile(pictures.private_file(fresh, recipe))
        default_storage.save(renditions.name(fresh, recipe), content)
    return recipes


def _swap(image: Image, fresh: Image, ready: list[Recipe], *, by: AbstractBaseUser | None) -> Image:
    """Returns the picture as it was."""
    try:
        with transaction.atomic():
            former = Image.objects.select_for_update(no_key=True).get(pk=image.pk)
            if former.key != image.key:
                raise refusals.Outdated
            Image.objects.filter(pk=image.pk).update(
                key=fresh.key,
                file=fresh.file.name,
                content_hash=fresh.content_hash,
                width=fresh.width,
                height=fresh.height,
                ready=sorted(recipe.slug for recipe in ready),
                is_placed=bool(ready),
                trouble="",
                troubled_at=None,
            )
            record(image, "replace", by=by, at=timezone.now(), former=former.content_hash)
    except IntegrityError as error:  # somebody uploaded it at the same moment
        raise refusals.PictureKnown from error
    return former


def _remove(image: Image, names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)
        storages["private"].delete(f"renditions/{name}")
    if image.file.name:
        storages["private"].delete(image.file.name)
