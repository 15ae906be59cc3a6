"""A sheet to draw flat shapes on. The frame's shorter side is 1; 0, 0 is its middle, and y goes down."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from PIL import Image, ImageDraw

# Dyes are numbers until the end: one byte a pixel keeps the drawing quick.
GROUND, BODY, SECOND, INK, PAPER, LACQUER = range(6)

Point = tuple[float, float]


class Sheet:
    """The frame at double size, and a quarter more on all sides, so that moving a part shows no hole."""

    MARGIN = 0.25

    def __init__(self, size: tuple[int, int], rng: Random, cut: float = 0.0) -> None:
        self.width, self.height = size[0] * 2, size[1] * 2
        self.unit = min(self.width, self.height)
        self.margin = round(self.MARGIN * self.unit)
        self.rng = rng
        self.cut = cut  # where it will be cut at mid-height, for subjects to stand in the way
        self.right, self.bottom = self.width / self.unit / 2, self.height / self.unit / 2
        self.image = Image.new("L", (self.width + 2 * self.margin, self.height + 2 * self.margin), GROUND)
        self.pen = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> Point:
        """The pixel of a point."""
        return x * self.unit + self.image.width / 2, y * self.unit + self.image.height / 2

    def shape(self, points: Iterable[Point], dye: int) -> None:
        self.pen.polygon([self.at(x, y) for x, y in points], fill=dye)

    def box(self, left: float, top: float, right: float, bottom: float, dye: int, corner: float = 0) -> None:
        edges = (*self.at(left, top), *self.at(right, bottom))
        self.pen.rounded_rectangle(edges, radius=corner * self.unit, fill=dye)

    def bar(self, left: float, right: float, y: float, thick: float, dye: int) -> None:
        """A level bar with round ends."""
        self.box(left, y - thick / 2, right, y + thick / 2, dye, corner=thick / 2)

    def disc(self, x: float, y: float, radius: float, dye: int) -> None:
        self.pen.ellipse((*self.at(x - radius, y - radius), *self.at(x + radius, y + radius)), fill=dye)

    def slice(self, x: float, y: float, radius: float, start: float, end: float, dye: int) -> None:
        """Degrees go clockwise from three o'clock."""
        edges = (*self.at(x - radius, y - radius), *self.at(x + radius, y + radius))
        self.pen.pieslice(edges, start, end, fill=dye)

    def dome(self, x: float, y: float, radius: float, dye: int) -> None:
        """Half a disc that stands on y."""
        self.slice(x, y, radius, 180, 360, dye)

    def arc(
        self, x: float, y: float, radius: float, thick: float, dye: int, start: float = 0, end: float = 360
    ) -> None:
        """Part of a ring. The radius is the outer one."""
        edges = (*self.at(x - radius, y - radius), *self.at(x + radius, y + radius))
        self.pen.arc(edges, start, end, fill=dye, width=round(thick * self.unit))
