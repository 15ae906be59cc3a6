"""The outlet's illustrations, and portraits until there is a photograph: flat shapes, one cut, one stripe,
stipple, grain (IDENTITY, section 8). The same seed always gives the same picture.

    python -m newsroom.demo.drawings OUTFILE.png      makes a contact sheet
"""

from __future__ import annotations

import hashlib
import math
import sys
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from PIL import Image, ImageChops, ImageColor, ImageDraw

from newsroom.demo.motifs import FAMILIES
from newsroom.demo.sheet import BODY, INK, LACQUER, PAPER, SECOND, Point, Sheet

INKED, PAPERED = 8, 16  # added to a dye's number where a dot lies on it
DOTS = 430  # fit into the shorter side, whatever the size, so that a picture looks alike in all of them
LAYERS = 3
DOT_OPACITY = 0.58
GRAIN = 4  # standard deviation, of 255

DYES = {  # ground, body, second
    "machines": ("#bacde9", "#1f4fc4", "#789ce2"),
    "software": ("#d3c9f0", "#6334c4", "#9e80e2"),
    "security": ("#f4c8ce", "#b81442", "#e6768c"),
    "money": ("#ecd996", "#966a00", "#d0a83a"),
    "policy": ("#ecc7e5", "#961c7a", "#d06eba"),
    "science": ("#b2dcd6", "#006e70", "#54b0ac"),
}
INK_PAPER_LACQUER = ("#12201c", "#f7f9f0", "#ff4a1c")


@dataclass(frozen=True)
class Cut:
    """A straight line through `x` at mid-height. What is right of it moves along it: down if `shift` > 0."""

    x: float
    degrees: float
    shift: float

    @property
    def along(self) -> tuple[float, float]:
        turn = math.radians(self.degrees)
        return -math.cos(turn), math.sin(turn)

    @property
    def across(self) -> tuple[float, float]:
        turn = math.radians(self.degrees)
        return math.sin(turn), math.cos(turn)


def draw(section: str, seed: str, variant: int = 0, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    """`variant % 4` chooses among the section's families; each variant is another picture."""
    rng = _random(section, seed, variant)
    cut = _cut(rng, size)
    sheet = Sheet(size, rng, cut.x)
    FAMILIES[section][variant % 4](sheet)
    _stripe(sheet, cut)
    return _printed(sheet, cut, section)


def portrait(seed: str, hue: str, size: tuple[int, int] = (640, 640)) -> Image.Image:
    """Somebody, until there is a photograph. `hue` is a section's."""
    rng = _random(seed, "portrait 4933")  # a number that makes the demo's eight authors eight people
    sheet = Sheet(size, rng)
    _somebody(sheet)
    return _printed(sheet, Cut(0, 90, rng.choice((-0.05, 0.05))), hue)


def _random(*seed: object) -> Random:
    return Random(hashlib.sha256("/".join(map(str, seed)).encode()).digest())  # noqa: S311


def _cut(rng: Random, size: tuple[int, int]) -> Cut:
    place = rng.choice((0.38, 0.5, 0.62)) - 0.5
    degrees = rng.choices((90, 62, 75, 104, 118), (8, 2, 4, 4, 2))[0]
    shift = rng.choice((0.085, 0.11, 0.14)) * rng.choice((1, 1, -1))
    return Cut(place * size[0] / min(size), degrees, shift)


def _stripe(sheet: Sheet, cut: Cut) -> None:
    """Lacquer across the cut, 7 to 11 degrees from square to it, on the side that is nearer to level."""
    rng = sheet.rng
    square = 90 - cut.degrees
    towards_level = -math.copysign(1, square) if square else rng.choice((-1, 1))
    tilt = math.radians(square + rng.uniform(7, 11) * towards_level)
    down = rng.uniform(-0.2, 0.12) - cut.shift / 2
    x, y = cut.x + cut.along[0] * down, cut.along[1] * down
    ends = [
        (end * (0.33 + rng.uniform(-0.006, 0.006)), side * 0.035)
        for end, side in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    turn = math.cos(tilt), math.sin(tilt)
    sheet.shape(
        [(x + far * turn[0] - off * turn[1], y + far * turn[1] + off * turn[0]) for far, off in ends], LACQUER
    )


# --- From shapes to print


def _printed(sheet: Sheet, cut: Cut, hue: str) -> Image.Image:
    moving = _right_of(cut, sheet)
    frame = _framed(sheet, 0)
    frame.paste(_framed(sheet, cut.shift, cut.along), mask=moving)
    image = ImageChops.add(frame, _stipple(sheet, cut, moving))
    image.putpalette(_palette(hue))
    return _grained(image.convert("RGB").reduce(2), sheet.rng)


def _framed(sheet: Sheet, shift: float, along: Point = (0, 0)) -> Image.Image:
    """The frame's part of the sheet, moved."""
    left, top = (sheet.margin - round(part * shift * sheet.unit) for part in along)
    return sheet.image.crop((left, top, left + sheet.width, top + sheet.height))


def _right_of(cut: Cut, sheet: Sheet) -> Image.Image:
    x, y = sheet.at(cut.x, 0)
    x, y, far = x - sheet.margin, y - sheet.margin, 2 * sheet.unit
    mask = Image.new("L", (sheet.width, sheet.height))
    above, below = ((x + cut.along[0] * reach, y + cut.along[1] * reach) for reach in (-far, far))
    beyond = 2 * sheet.width
    ImageDraw.Draw(mask).polygon([above, below, (beyond, below[1]), (beyond, above[1])], fill=255)
    return mask


def _stipple(sheet: Sheet, cut: Cut, moving: Image.Image) -> Image.Image:
    """Nothing, INKED or PAPERED for each pixel."""
    dot = max(1, round(sheet.unit / DOTS))
    cells = math.ceil(sheet.width / dot) + 1, math.ceil(sheet.height / dot) + 1

    def chance(towards: Point, start: float, reach: float, most: float) -> Image.Image:
        """For each cell, of 255: `most` at the line `start` away from the middle, none before it, and from
        there falling to none within `reach`.
        """
        rows = 256 / reach
        per_x, per_y = (-rows * part * dot / sheet.unit for part in towards)
        first = 256 + rows * start - (per_x * cells[0] + per_y * cells[1]) / 2
        fall = Image.linear_gradient("L").transform(
            cells, Image.Transform.AFFINE, (0, 0, 128, per_x, per_y, first), Image.Resampling.BILINEAR
        )
        return fall.point(
            [round(255 * (1 - (1 - most * (value / 255) ** 1.7) ** (1 / LAYERS))) for value in range(256)]
        )

    def scattered(chances: Image.Image, mask: Image.Image | None) -> Image.Image:
        """Dots in layers, each in a place of its own, so that no grid is seen."""
        dots = Image.new("L", moving.size)
        for _ in range(LAYERS):
            noise = Image.frombytes("L", cells, sheet.rng.randbytes(cells[0] * cells[1]))
            layer = ImageChops.subtract(chances, noise).point([0] + [255] * 255)
            layer = layer.resize((cells[0] * dot, cells[1] * dot), Image.Resampling.NEAREST)
            left, top = sheet.rng.randrange(dot), sheet.rng.randrange(dot)
            dots.paste(255, mask=layer.crop((left, top, left + sheet.width, top + sheet.height)))
        return ImageChops.darker(dots, mask) if mask else dots

    right, left = cut.across, (-cut.across[0], -cut.across[1])
    line = cut.across[0] * cut.x
    margin = dot / sheet.unit  # the mask ends the dots exactly at the cut
    dots = Image.new("L", moving.size)
    dots.paste(PAPERED, mask=scattered(chance(left, -line - margin, 0.16, 0.30), ImageChops.invert(moving)))
    dots.paste(INKED, mask=scattered(chance((0, -1), -sheet.bottom - margin, sheet.bottom, 0.22), None))
    dots.paste(INKED, mask=scattered(chance(right, line - margin, 0.30, 0.62), moving))
    return dots


def _palette(hue: str) -> list[int]:
    dyes = [ImageColor.getrgb(code) for code in (*DYES[hue], *INK_PAPER_LACQUER)]

    def under(dot: int) -> list[tuple[int, ...]]:
        return [
            tuple(
                round(dye + (over - dye) * DOT_OPACITY) for dye, over in zip(colour, dyes[dot], strict=True)
            )
            for colour in dyes
        ]

    spare = [(0, 0, 0)] * (INKED - len(dyes))
    rows = [*dyes, *spare, *under(INK), *spare, *under(PAPER), *spare]
    return [part for colour in rows for part in colour]


def _grained(image: Image.Image, rng: Random) -> Image.Image:
    bell = NormalDist(128, GRAIN)
    shades = [round(bell.inv_cdf((byte + 0.5) / 256)) for byte in range(256)]
    noise = Image.frombytes("L", image.size, rng.randbytes(image.width * image.height)).point(shades)
    return ImageChops.add(image, Image.merge("RGB", (noise, noise, noise)), offset=-128)


# --- Portraits


def _somebody(sheet: Sheet) -> None:
    rng = sheet.rng
    skin, coat = rng.choice(((BODY, INK), (SECOND, BODY), (BODY, INK), (SECOND, INK)))
    half, chin = rng.uniform(0.17, 0.195), rng.uniform(0.13, 0.19)
    brow, lean = rng.uniform(-0.16, -0.12), rng.uniform(-0.03, 0.03)
    behind, before = rng.choice(HAIR)
    behind(sheet, half)
    sheet.pen.ellipse((*sheet.at(-0.45, 0.2), *sheet.at(0.45, 1.1)), fill=coat)
    sheet.box(-0.088, 0.0, 0.088, 0.27, skin)
    sheet.box(-half, -0.3, half, chin, skin, corner=half * 0.98)
    before(sheet, half, brow, lean)
    if rng.random() < 0.5:
        for side in (-1, 1):
            sheet.arc(side * half * 0.5, brow + 0.07, 0.062, 0.017, INK)
        sheet.box(-0.03, brow + 0.055, 0.03, brow + 0.07, INK)


def _fringe(sheet: Sheet, half: float, brow: float, lean: float) -> None:
    top = half + 0.05
    sheet.dome(0, -0.19, top, INK)
    sheet.shape([(-top, -0.195), (top, -0.195), (top, brow + lean), (-top, brow - lean)], INK)


def _parting(sheet: Sheet, half: float, brow: float, lean: float) -> None:
    side = math.copysign(half + 0.02, lean)
    sheet.dome(0, -0.2, half + 0.02, INK)
    sheet.shape([(-side, -0.205), (side, -0.205), (side, brow + 0.06), (-side, brow - 0.09)], INK)


def _bun(sheet: Sheet, half: float) -> None:
    sheet.disc(0, -0.415, 0.1, INK)
    sheet.disc(0, -0.17, half + 0.05, INK)


def _bob(sheet: Sheet, half: float) -> None:
    sheet.dome(0, -0.16, half + 0.085, INK)
    sheet.box(-half - 0.085, -0.17, half + 0.085, 0.13, INK)


def _crop(sheet: Sheet, half: float) -> None:
    sheet.dome(0, -0.2, half + 0.02, INK)
    sheet.box(-half - 0.02, -0.21, half + 0.02, -0.05, INK)


def _curls(sheet: Sheet, half: float) -> None:
    for curl in range(9):
        turn = math.radians(155 + curl * 230 / 8)
        sheet.disc(0.2 * math.cos(turn), -0.17 + 0.2 * math.sin(turn), 0.095, INK)
    sheet.disc(0, -0.19, 0.2, INK)


HAIR = ((_bun, _fringe), (_bob, _fringe), (_crop, _parting), (_curls, _fringe))


# --- Contact sheet


def contact_sheet() -> Image.Image:
    """Every family twice, and sixteen people."""
    width, height, face, gap = 240, 160, 240, 12
    columns, rows = 8, len(FAMILIES)
    paper = Image.new(
        "RGB",
        (gap + columns * (width + gap), gap + rows * (height + gap) + 2 * (face + gap)),
        "#eff3e2",
    )
    for row, section in enumerate(FAMILIES):
        for variant in range(columns):
            drawn = draw(section, "contact sheet", variant, (2 * width, 2 * height))
            paper.paste(drawn.reduce(2), (gap + variant * (width + gap), gap + row * (height + gap)))
    for person in range(2 * columns):
        hue = list(DYES)[person % len(DYES)]
        x, y = person % columns * (width + gap), rows * (height + gap) + person // columns * (face + gap)
        paper.paste(portrait(f"person {person}", hue, (face, face)), (gap + x, gap + y))
    return paper


if __name__ == "__main__":
    contact_sheet().save(sys.argv[1])
