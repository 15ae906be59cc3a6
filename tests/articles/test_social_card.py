"""The card that a shared link shows: a headline, drawn with the outlet's own letters and colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import ImageFont

from articles import social_card
from articles.outlet import Outlet

OUTLET = Outlet("Slipmark", ("Slip", "mark"), "", "https://slipmark.example", "", "", "")
INK = (0x12, 0x20, 0x1C)


def card(headline: str, **given: str) -> PIL.Image.Image:
    drawn = social_card.draw(headline, OUTLET, **{"kicker": "Machines", "hue": "machines", **given})
    assert drawn
    image = PIL.Image.open(BytesIO(drawn))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def inked(image: PIL.Image.Image, *, top: int, bottom: int) -> int:
    """How many pixels of text there are in these rows."""
    return sum(
        count
        for count, colour in image.crop((0, top, 1200, bottom)).getcolors(1 << 20)
        if max(abs(part - ink) for part, ink in zip(colour, INK, strict=True)) < 24
    )


def test_has_the_headline_and_the_wordmark() -> None:
    image = card("A hospital’s backup worked. Its password manager was in the backup.")

    assert inked(image, top=140, bottom=480) > 10_000
    assert inked(image, top=510, bottom=600) > 1_000


@pytest.mark.parametrize(
    "headline",
    ["Fab reopens", "word " * 40, "x" * 150, "W" * 150, "a\n\tb", "A hospital’s backup worked. " * 3],
)
def test_no_headline_runs_out_of_the_card_or_into_the_wordmark(headline: str) -> None:
    image = card(headline)

    assert image.crop((1200 - 40, 60, 1200, 630)).getcolors(2) is not None  # the plate, and nothing on it
    assert inked(image, top=492, bottom=504) == 0


def test_what_is_too_long_is_cut_short() -> None:
    room = (1056, 330)
    look = social_card.look()
    assert look
    font, lines = social_card._fitted("word " * 80, look.headline_font, room)

    assert lines[-1].endswith("…")
    assert all(font.getlength(line) <= room[0] for line in lines)


@pytest.mark.parametrize("headline", ["مصنع يعيد الفتح", "工場が再開", "Завод открыт", "Fab 🎉"])
def test_a_script_that_the_letters_lack_leaves_the_headline_out_and_draws_no_boxes(headline: str) -> None:
    image = card(headline)

    assert inked(image, top=140, bottom=480) == 0
    assert inked(image, top=510, bottom=600) > 1_000


def test_every_section_has_its_own_dye() -> None:
    assert card("Fab", hue="money").getpixel((10, 10)) == (0x73, 0x52, 0x00)
    assert card("Fab", hue="").getpixel((10, 10)) == INK
    assert card("Fab", hue="nonsense").getpixel((10, 10)) == INK


def test_the_same_headline_gives_the_same_card() -> None:
    assert social_card.draw("Fab", OUTLET) == social_card.draw("Fab", OUTLET)


def test_a_wordmark_need_not_have_a_slip() -> None:
    assert social_card.draw("Fab", replace(OUTLET, wordmark=("Kiln", "")))


@pytest.fixture
def brand(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder of another outlet's style sheets, before ours."""
    folder = tmp_path / "front"
    folder.mkdir()
    settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]
    finders.get_finder.cache_clear()
    social_card.look.cache_clear()
    yield folder
    finders.get_finder.cache_clear()
    social_card.look.cache_clear()


def test_another_outlet_has_its_own_colours_and_our_letters_if_it_brings_none(brand: Path) -> None:
    ours = Path(settings.BASE_DIR, "static", "front", "tokens.css").read_text()
    brand.joinpath("tokens.css").write_text(ours.replace("#dde7c3", "#ffeedd"))

    assert card("Fab").getpixel((1190, 620)) == (0xFF, 0xEE, 0xDD)


def test_an_outlet_whose_letters_are_the_readers_own_has_no_card(brand: Path) -> None:
    brand.joinpath("tokens.css").write_text(":root { --headline-face: Georgia, serif; --plate: #ffeedd; }")

    assert social_card.draw("Fab", OUTLET) is None


def test_without_letters_there_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("unknown file format")

    monkeypatch.setattr(ImageFont, "truetype", refuse)
    social_card.look.cache_clear()
    try:
        assert social_card.draw("Fab", OUTLET) is None
    finally:
        social_card.look.cache_clear()
