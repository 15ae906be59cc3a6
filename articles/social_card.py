"""Draws the picture that a shared link shows of a story without a fitting lead (IDENTITY, section 3): plate, kicker,
headline, wordmark. Letters and colours are those of `static/front/tokens.css`, so another outlet's card is its own.
"""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from articles.outlet import Outlet

SIZE = (1200, 630)
EDGE = 72
BAR = 18
HEADLINE_SIZES, MOST_LINES, LEADING = (76, 70, 64, 56, 48), 4, 1.1
KICKER_SIZE, WORDMARK_SIZE = 34, 60
NOTHING = "\uffff"  # no letter has this number: what a font draws for it, it draws for whatever it lacks

DECLARED = re.compile(r"--([\w-]+):\s*(?:light-dark\()?\s*(#[0-9a-fA-F]{6})")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
FACE = re.compile(r'font-family:\s*"?([^";]+)"?;\s*src:\s*url\("?([^")]+)"?\)')


@dataclass(frozen=True)
class Look:
    """What the style sheet says, in light."""

    colours: dict[str, str]
    hues: dict[str, str]
    headline_font: Path
    text_font: Path


@cache
def look() -> Look | None:
    """Nothing if the letters cannot be read: an outlet may have none but the reader's own, or a font that this
    machine's Pillow cannot open.
    """
    css = _static("tokens.css").read_text()
    faces = dict(FACE.findall(css))
    named = dict(re.findall(r'--(headline|text)-face:\s*"?([^",;]+)', css))
    colours: dict[str, str] = {}
    hues: dict[str, str] = {}
    for selector, rule in RULE.findall(css):
        if section := re.search(r'\[data-hue="([\w-]+)"\]', selector):
            if hue := dict(DECLARED.findall(rule)).get("hue"):
                hues[section[1]] = hue
        elif selector.strip().endswith(":root"):
            colours |= dict(DECLARED.findall(rule))
    try:
        found = Look(colours, hues, *(_static(faces[named[use]]) for use in ("headline", "text")))
        for font in (found.headline_font, found.text_font):
            ImageFont.truetype(font, KICKER_SIZE)
    except (KeyError, OSError):
        return None
    return found


def _static(name: str) -> Path:
    """A file of the style sheets' folder; the outlet's own if it has one."""
    return Path(finders.find(f"front/{name}") or name)


def draw(headline: str, outlet: Outlet, *, kicker: str = "", hue: str = "") -> bytes | None:
    """A PNG; nothing if there are no letters to draw with. Words in a script that the font does not have are left
    out, for boxes say nothing.
    """
    if (has := look()) is None:
        return None
    ink = has.colours.get("ink", "#12201c")
    dye = has.hues.get(hue, ink)
    card = Image.new("RGB", SIZE, has.colours.get("plate", "#dde7c3"))
    pen = ImageDraw.Draw(card)
    joint = SIZE[0] // 4
    pen.rectangle((0, 0, joint - 1, BAR - 1), fill=dye)
    pen.rectangle((joint, BAR, SIZE[0], 2 * BAR - 1), fill=dye)

    top = EDGE + 2 * BAR - 8
    label = _font(has.text_font, KICKER_SIZE, 700)
    if kicker and can_write(label, kicker):
        pen.text((EDGE, top), kicker, fill=dye, font=label)
        top += round(KICKER_SIZE * 1.7)
    if can_write(_font(has.headline_font, HEADLINE_SIZES[0], 680), headline):
        room = SIZE[0] - 2 * EDGE, SIZE[1] - 2 * EDGE - WORDMARK_SIZE - top
        font, lines = _fitted(headline, has.headline_font, room)
        for number, line in enumerate(lines):
            _write(pen, (EDGE, top + number * font.size * LEADING), line, font, ink, tracking=-0.018)
    _wordmark(pen, outlet, has, ink)
    file = io.BytesIO()
    card.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def can_write(font: ImageFont.FreeTypeFont, words: str) -> bool:
    nothing = bytes(font.getmask(NOTHING))
    return all(bytes(font.getmask(letter)) != nothing for letter in set(words) if not letter.isspace())


def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size)
    with suppress(OSError):  # a font of one weight
        font.set_variation_by_axes([weight])
    return font


def _fitted(headline: str, file: Path, room: tuple[int, int]) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which it has room, in four lines at most; the smallest, cut short, if none do."""
    width, height = room
    for size in HEADLINE_SIZES:
        font = _font(file, size, 680)
        lines = _lines(headline, font, width)
        if len(lines) <= MOST_LINES and len(lines) * size * LEADING <= height:
            return font, lines
    lines = lines[:MOST_LINES]
    while lines[-1] and font.getlength(f"{lines[-1]}…") > width:
        lines[-1] = lines[-1][:-1].rstrip()
    lines[-1] += "…"
    return font, lines


def _lines(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in words.split():
        together = f"{lines[-1]} {word}".strip()
        if font.getlength(together) <= width:
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:  # one that is wider than the card is broken where the card ends
            if font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    font: ImageFont.FreeTypeFont,
    fill: str,
    *,
    tracking: float,
) -> float:
    """Letter by letter, for Pillow knows no tracking. Returns how wide it came out."""
    step = tracking * font.size
    for number, letter in enumerate(words):
        pen.text(
            (at[0] + font.getlength(words[:number]) + number * step, at[1]), letter, fill=fill, font=font
        )
    return font.getlength(words) + len(words) * step


def _wordmark(pen: ImageDraw.ImageDraw, outlet: Outlet, has: Look, ink: str) -> None:
    """Bottom left: two parts, each with its bar; the second stands lower by the bar's thickness."""
    font = _font(has.headline_font, WORDMARK_SIZE, 800)
    if not can_write(font, "".join(outlet.wordmark)):
        return
    thick = round(0.105 * WORDMARK_SIZE)
    lacquer = has.colours.get("lacquer", "#f03c0a")
    left, base = float(EDGE), SIZE[1] - EDGE
    for drop, part in zip((0, thick), outlet.wordmark, strict=True):
        if not part:  # a mark without a slip
            continue
        top = base - font.getmetrics()[0] + drop
        wide = _write(pen, (left, top), part, font, ink, tracking=-0.05)
        line = base + drop + round(0.12 * WORDMARK_SIZE)
        pen.rectangle((round(left), line, round(left + wide) - 1, line + thick - 1), fill=lacquer)
        left += wide
