"""Which files a picture of the library has, and the value that a template shows it by. Asks no database, no disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from django.core.files.storage import default_storage

from articles.models import Image
from articles.pixels import SHAPES, WIDTHS, Recipe, crop_box, ladder, rendition_name
from articles.presentation import Picture, Source

#: Better formats first; JPEG is for everybody.
FORMATS = ("avif", "webp", "jpeg")

#: How wide each shape of readers' pages is made, in pixels: what is drawn, and twice that for fine screens.
STEPS: dict[str, tuple[int, ...]] = {
    "wide": WIDTHS,
    "landscape": WIDTHS,
    "square": (112, 160, 240, 320, 480),
    "original": WIDTHS,
}
#: One JPEG each. Search engines want 1200 pixels at least, and so do those who show a shared link.
SOCIAL = "social"
FOR_SEARCH_ENGINES = ("sixteen-nine", "four-three", "one-one")
WIDTH_FOR_MACHINES = 1200
ALL_SHAPES = (*STEPS, SOCIAL, *FOR_SEARCH_ENGINES)

#: Where a file is; empty if there is none.
Address = Callable[[Image, Recipe], str]


def focused(shape: str, focal: tuple[int, int] | None) -> str:
    """The shape around another point than the picture's own: "square@30x60"."""
    return shape if focal is None else f"{shape}@{focal[0]}x{focal[1]}"


def recipes(image: Image, shape: str) -> tuple[Recipe, ...]:
    """Every file of one shape of the picture, widest first. A small picture has one width, its own."""
    shape, _, focal = shape.partition("@")
    if focal:
        x, _, y = focal.partition("x")
        image = image.focused((int(x), int(y)))
    if shape in STEPS:
        return ladder(image.width, image.height, shape, image.focal, FORMATS, STEPS[shape])
    return ladder(image.width, image.height, shape, image.focal, ("jpeg",), (WIDTH_FOR_MACHINES,))


def is_for_later(recipe: Recipe) -> bool:
    """Whether a job makes it, after all that a page needs: AVIF takes ten times as long as WebP."""
    return recipe.format == "avif" or recipe.shape in FOR_SEARCH_ENGINES


def at_once(image: Image, shapes: Iterable[str]) -> list[Recipe]:
    return [recipe for recipe in _of(image, shapes) if not is_for_later(recipe)]


def afterwards(image: Image, shapes: Iterable[str]) -> list[Recipe]:
    return [recipe for recipe in _of(image, shapes) if is_for_later(recipe)]


def all_recipes(image: Image) -> list[Recipe]:
    return _of(image, ALL_SHAPES)


def _of(image: Image, shapes: Iterable[str]) -> list[Recipe]:
    return [recipe for shape in sorted(shapes) for recipe in recipes(image, shape)]


def lead_shape(image: Image) -> str:
    """A portrait keeps to the column of text; anything else runs across the page."""
    return "original" if image.height > image.width else "wide"


def name(image: Image, recipe: Recipe) -> str:
    return rendition_name(image.key, recipe.slug)


def public_names(image: Image) -> set[str]:
    """Of all files that may be in the public place; of former recipes too, if they were put there."""
    slugs = {*image.ready, *(recipe.slug for recipe in all_recipes(image))}
    return {rendition_name(image.key, slug) for slug in slugs}


def public_address(image: Image, recipe: Recipe) -> str:
    return public_place() + name(image, recipe) if recipe.slug in image.ready else ""


def public_place() -> str:
    """What stands before the name of every public file. No name has a character that an address writes otherwise."""
    return default_storage.url("-").removesuffix("-")


def picture(
    image: Image,
    shape: str,
    *,
    alt: str,
    caption: str = "",
    credit: str | None = None,
    address: Address = public_address,
) -> Picture | None:
    """The picture in one use, or nothing if there is no file that every browser shows.

    `address` tells where a file is: readers' pages and the desk have different ones.
    """
    if address is public_address:
        found = of_reader(
            image.key, image.width, image.height, image.focal, json.dumps(image.ready), shape, public_place()
        )
    else:
        found = _drawn(image, shape, address)
    credit = image.credit if credit is None else credit
    return replace(found, alt=alt, caption=caption, credit=credit) if found else None


@lru_cache(maxsize=1024)  # pages show the same few pictures, and each has a dozen names of files
def of_reader(
    key: str, width: int, height: int, focal: tuple[int, int], ready: str, shape: str, place: str
) -> Picture | None:
    """A picture in the public place, with no words yet. It follows from what is handed on, and from nothing else: `ready` is
    the JSON of which files there are, `place` where they stand."""
    x, y = focal
    image = Image(key=key, width=width, height=height, focal_x=x, focal_y=y, ready=json.loads(ready))
    there = frozenset(image.ready)
    return _drawn(
        image, shape, lambda image, recipe: place + name(image, recipe) if recipe.slug in there else ""
    )


def _drawn(image: Image, shape: str, address: Address) -> Picture | None:
    found = [(recipe, url) for recipe in recipes(image, shape) if (url := address(image, recipe))]
    jpegs = [(recipe, url) for recipe, url in found if recipe.format == "jpeg"]
    if not jpegs:
        return None
    srcsets = {
        format: ", ".join(
            f"{url} {recipe.width}w" for recipe, url in reversed(found) if recipe.format == format
        )
        for format in FORMATS
    }
    widest, _ = jpegs[0]
    left, top, right, bottom = crop_box(image.width, image.height, SHAPES[shape], image.focal)
    return Picture(
        src=jpegs[len(jpegs) // 2][1],
        srcset=srcsets["jpeg"],
        width=widest.width,
        height=widest.height or max(1, round(widest.width * (bottom - top) / (right - left))),
        alt="",
        sources=tuple(
            Source(f"image/{format}", srcset)
            for format, srcset in srcsets.items()
            if srcset and format != "jpeg"
        ),
    )


def pictures(image: Image, shapes: Iterable[str], *, address: Address = public_address) -> dict[str, Picture]:
    """By shape, as cards and machines take it; those that there are."""
    made = {shape: picture(image, shape, alt="", address=address) for shape in shapes}
    return {shape: found for shape, found in made.items() if found}
