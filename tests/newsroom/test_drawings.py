from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from newsroom.demo import drawings
from newsroom.demo.motifs import FAMILIES
from newsroom.demo.sheet import Sheet

SMALL = (300, 200)
EVERY_MOTIF = [(section, family) for section in FAMILIES for family in range(4)]


def share_of(image, colour, within=24):
    """How much of the picture has about this colour."""
    near = ImageChops.difference(image, Image.new("RGB", image.size, colour)).convert("RGB")
    red, green, blue = (channel.point([255] * within + [0] * (256 - within)) for channel in near.split())
    return ImageStat.Stat(ImageChops.darker(ImageChops.darker(red, green), blue)).mean[0] / 255


@pytest.mark.parametrize(("section", "family"), EVERY_MOTIF)
def test_every_motif_shows_its_dyes_and_the_stripe(section, family):
    image = drawings.draw(section, "a seed", family, SMALL)

    ground, body, _ = drawings.DYES[section]
    assert (image.mode, image.size) == ("RGB", SMALL)
    assert 0.02 < share_of(image, ground) < 0.9
    assert share_of(image, body) > 0.02
    assert 0.01 < share_of(image, drawings.INK_PAPER_LACQUER[2]) < 0.06


@pytest.mark.parametrize(("section", "family"), EVERY_MOTIF)
def test_a_subject_is_large_enough_to_be_cut(section, family):
    for seed in range(6):
        rng = drawings._random(section, seed, family)
        cut = drawings._cut(rng, SMALL)
        sheet = Sheet(SMALL, rng, cut.x)
        FAMILIES[section][family](sheet)

        before = drawings._framed(sheet, 0)
        after = drawings._framed(sheet, cut.shift, cut.along)
        moving = ImageChops.difference(before, after).point([0] + [255] * 255)
        seen = ImageChops.darker(moving, drawings._right_of(cut, sheet))
        assert ImageStat.Stat(seen).mean[0] / 255 > 0.015


def test_the_same_seed_gives_the_same_picture_in_another_process():
    code = "import sys; from newsroom.demo.drawings import draw, portrait; sys.stdout.buffer.write("
    code += (
        "draw('science', 'whales', 2, (300, 200)).tobytes() + portrait('ines', 'money', (90, 90)).tobytes())"
    )

    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    here = drawings.draw("science", "whales", 2, SMALL), drawings.portrait("ines", "money", (90, 90))
    assert there == b"".join(image.tobytes() for image in here)


def test_every_seed_and_every_variant_is_another_picture():
    pictures = {
        drawings.draw("money", seed, variant, SMALL).tobytes() for seed in "abc" for variant in (0, 1, 4)
    }

    assert len(pictures) == 9


def test_a_fourth_variant_is_of_the_first_family_again():
    assert [drawings.FAMILIES["software"][variant % 4].__name__ for variant in (0, 4)] == [
        "lines_of_a_file"
    ] * 2


def test_only_what_is_right_of_the_cut_has_moved():
    cut = drawings.Cut(x=0.1, degrees=90, shift=0.1)
    sheet = Sheet(SMALL, drawings._random("any"), cut.x)
    sheet.box(-2, -0.05, 2, 0.05, 1)

    frame = drawings._framed(sheet, 0)
    frame.paste(drawings._framed(sheet, cut.shift, cut.along), mask=drawings._right_of(cut, sheet))

    middle, step = frame.height // 2, round(0.1 * sheet.unit)
    at_cut = frame.width // 2 + round(0.1 * sheet.unit)
    assert [frame.getpixel((at_cut - 5, y)) for y in (middle, middle + step)] == [1, 0]
    assert [frame.getpixel((at_cut + 5, y)) for y in (middle, middle + step)] == [0, 1]


def test_grain_does_not_change_the_tone():
    flat = Image.new("RGB", (200, 200), (120, 130, 140))

    grained = drawings._grained(flat, drawings._random("grain"))

    tone = ImageStat.Stat(grained)
    assert tone.mean == pytest.approx([120, 130, 140], abs=0.3)
    assert tone.stddev == pytest.approx([4, 4, 4], abs=0.3)


@pytest.mark.parametrize("hue", drawings.DYES)
def test_a_portrait_has_a_face_in_the_hue_and_hair_in_ink(hue):
    faces = [drawings.portrait(f"somebody {n}", hue, (200, 200)) for n in range(4)]

    for face in faces:
        assert face.size == (200, 200)
        assert share_of(face, drawings.INK_PAPER_LACQUER[0]) > 0.08
        assert share_of(face, drawings.DYES[hue][1]) + share_of(face, drawings.DYES[hue][2]) > 0.04
        assert share_of(face, drawings.INK_PAPER_LACQUER[2]) == 0


def test_the_contact_sheet_shows_every_family(tmp_path):
    subprocess.run([sys.executable, "-m", "newsroom.demo.drawings", str(tmp_path / "all.png")], check=True)

    assert Image.open(tmp_path / "all.png").width > 1000
