"""Which files a picture has, and that pages name no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import renditions
from articles.models import Image
from articles.pixels import WIDTHS


def picture(width: int = 4000, height: int = 2667, *, ready: str = "avif webp jpg") -> Image:
    made = Image(width=width, height=height, key="5f" * 16, credit="Jun")
    made.ready = [recipe.slug for recipe in renditions.all_recipes(made) if recipe.extension in ready.split()]
    return made


def shown(image: Image, shape: str = "wide") -> list[str]:
    found = renditions.picture(image, shape, alt="A fab.")
    return [source.type for source in found.sources] if found else ["no picture"]


def widths(srcset: str) -> list[int]:
    return [int(step.partition(" ")[2].removesuffix("w")) for step in srcset.split(", ")]


def test_the_best_format_comes_first() -> None:
    assert shown(picture()) == ["image/avif", "image/webp"]


def test_a_format_is_named_only_when_its_files_are_there() -> None:
    assert shown(picture(ready="webp jpg")) == ["image/webp"]
    assert shown(picture(ready="avif jpg")) == ["image/avif"]
    assert shown(picture(ready="jpg")) == []


def test_without_a_file_for_every_browser_there_is_no_picture() -> None:
    assert shown(picture(ready="avif webp")) == ["no picture"]
    assert shown(picture(ready="")) == ["no picture"]


def test_a_width_that_a_new_release_adds_is_named_once_it_is_there() -> None:
    image = picture()
    image.ready = [slug for slug in image.ready if "-480-" not in slug]

    found = renditions.picture(image, "wide", alt="")

    assert found
    for srcset in (found.srcset, *(source.srcset for source in found.sources)):
        assert widths(srcset) == [width for width in WIDTHS if width != 480]


def test_files_of_another_focal_point_are_none() -> None:
    image = picture()
    image.focal_x = 10

    assert shown(image) == ["no picture"]
    assert shown(image, "original") == ["image/avif", "image/webp"]  # nothing is cut from it


def test_every_format_has_every_width() -> None:
    found = renditions.picture(picture(), "wide", alt="")
    assert found

    for srcset in (found.srcset, *(source.srcset for source in found.sources)):
        assert widths(srcset) == list(WIDTHS)
    assert (found.width, found.height) == (1920, 960)
    assert found.largest.endswith(".jpg")
    assert found.largest in found.srcset


@given(st.integers(112, 960), st.sampled_from(sorted(renditions.STEPS)))
def test_nobody_fetches_more_than_half_again_what_is_drawn(drawn: int, shape: str) -> None:
    """On a fine screen, which takes the first step that is wide enough."""
    steps = [step for step in renditions.STEPS[shape] if step >= 2 * drawn]

    if steps and 2 * drawn > renditions.STEPS[shape][0]:
        assert steps[0] <= 1.5 * 2 * drawn


@pytest.mark.parametrize("size", [(1, 1), (100, 80), (700, 5000), (16_000, 20)])
def test_the_smallest_picture_has_a_file_in_every_shape(size: tuple[int, int]) -> None:
    image = picture(*size)

    for shape in renditions.ALL_SHAPES:
        assert renditions.picture(image, shape, alt=""), shape


def test_machines_are_told_of_one_large_jpeg_a_shape() -> None:
    found = renditions.pictures(picture(), (renditions.SOCIAL, *renditions.FOR_SEARCH_ENGINES))

    assert {shape: (each.width, each.height, each.sources) for shape, each in found.items()} == {
        "social": (1200, 630, ()),
        "sixteen-nine": (1200, 675, ()),
        "four-three": (1200, 900, ()),
        "one-one": (1200, 1200, ()),
    }


def test_what_a_page_needs_at_once_and_what_a_job_adds_are_all_there_is() -> None:
    image = picture()
    at_once = renditions.at_once(image, renditions.ALL_SHAPES)
    afterwards = renditions.afterwards(image, renditions.ALL_SHAPES)

    assert {recipe.format for recipe in at_once} == {"webp", "jpeg"}
    assert {recipe.format for recipe in afterwards} == {"avif", "jpeg"}
    assert sorted([*at_once, *afterwards], key=str) == sorted(renditions.all_recipes(image), key=str)
