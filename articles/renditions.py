"""Which files a picture of the library has, and the value that a template shows it by. Asks no database."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.storage import default_storage

from articles.models import Image
from articles.pixels import SHAPES, Recipe, crop_box, ladder, rendition_name
from articles.presentation import Picture, Source

#: Better formats first; JPEG is for everybody.
FORMATS = ("webp", "jpeg")
#: How wide each shape is made, in pixels: what pages draw it at, and twice that for fine screens.
WIDTHS = {
    "wide": (640, 960, 1280, 1920),
    "landscape": (320, 640, 960),
    "square": (320, 640),
    "original": (640, 960, 1280),
}

Address = Callable[[Image, Recipe], str]


def focused(shape: str, focal: tuple[int, int] | None) -> str:
    """The shape around another point than the picture's own: "square@30x60"."""
    return shape if focal is None else f"{shape}@{focal[0]}x{focal[1]}"


def recipes(image: Image, shape: str) -> tuple[Recipe, ...]:
    """Every file of one shape of the picture, widest first. A small picture has one, as wide as it is."""
    shape, _, focal = shape.partition("@")
    if focal:
        x, _, y = focal.partition("x")
        image = image.focused((int(x), int(y)))
    whole = ladder(image.width, image.height, shape, image.focal, FORMATS)
    return tuple(recipe for recipe in whole if recipe.width in WIDTHS[shape]) or whole[: len(FORMATS)]


def all_recipes(image: Image) -> tuple[Recipe, ...]:
    return tuple(recipe for shape in WIDTHS for recipe in recipes(image, shape))


def lead_shape(image: Image) -> str:
    """A portrait keeps to the column of text; anything else runs across the page."""
    return "original" if image.height > image.width else "wide"


def name(image: Image, recipe: Recipe) -> str:
    return rendition_name(image.key, recipe)


def public_address(image: Image, recipe: Recipe) -> str:
    return default_storage.url(name(image, recipe))


def picture(
    image: Image,
    shape: str,
    *,
    alt: str,
    caption: str = "",
    credit: str | None = None,
    address: Address = public_address,
) -> Picture:
    """The picture in one use. `address` tells where a file is: readers' pages and the desk have different ones."""
    made = recipes(image, shape)
    srcsets = {
        format: ", ".join(
            f"{address(image, recipe)} {recipe.width}w"
            for recipe in reversed(made)
            if recipe.format == format
        )
        for format in FORMATS
    }
    jpegs = [recipe for recipe in made if recipe.format == "jpeg"]
    widest = jpegs[0]
    left, top, right, bottom = crop_box(image.width, image.height, SHAPES[shape], image.focal)
    return Picture(
        src=address(image, jpegs[len(jpegs) // 2]),
        srcset=srcsets["jpeg"],
        width=widest.width,
        height=widest.height or max(1, round(widest.width * (bottom - top) / (right - left))),
        alt=alt,
        sources=tuple(Source(f"image/{format}", srcsets[format]) for format in FORMATS if format != "jpeg"),
        caption=caption,
        credit=image.credit if credit is None else credit,
    )
