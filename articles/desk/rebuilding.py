"""Making the files of pictures anew: after another quality was chosen, or when files were lost."""

from __future__ import annotations

from collections.abc import Collection

from django.core.files.storage import default_storage, storages

from articles import renditions
from articles.desk import pictures
from articles.models import Image
from articles.pixels import Recipe


def rebuild(image: Image, shapes: Collection[str], *, formats: Collection[str]) -> bool:
    """Make all files of these formats anew. Readers have the former ones until then. False if that failed.

    Of a picture that nothing shows, the desk's own are forgotten: they are made when somebody looks.
    """
    for recipe in renditions.all_recipes(image):
        if recipe.format in formats:
            storages["private"].delete(pictures.private_name(image, recipe))
    wanted = _wanted(image, shapes, formats)
    return not wanted or pictures.place(image, wanted, anew=True)


def restore(image: Image, shapes: Collection[str], *, formats: Collection[str]) -> bool:
    """Put out what should be in the public place and is not, whatever the row says. False if that failed.

    Pages name nothing that is lost while it is made.
    """
    lost = [
        recipe
        for recipe in _wanted(image, shapes, formats)
        if recipe.slug not in image.ready or not default_storage.exists(renditions.name(image, recipe))
    ]
    if not lost:
        return True
    image.ready = pictures.not_ready(image, lost)
    return pictures.place(image, lost)


def _wanted(image: Image, shapes: Collection[str], formats: Collection[str]) -> list[Recipe]:
    every = [*renditions.at_once(image, shapes), *renditions.afterwards(image, shapes)]
    return [recipe for recipe in every if recipe.format in formats]
