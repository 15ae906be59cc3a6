"""What the outlet's illustrations show: four families for each section (IDENTITY, section 8).

A motif draws 3 to 7 flat shapes, large, and so that what will be cut is worth cutting.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from newsroom.demo.sheet import BODY, GROUND, INK, PAPER, SECOND, Point, Sheet

Motif = Callable[[Sheet], None]


def around(x: float, y: float, radius: float, degrees: float) -> Point:
    turn = math.radians(degrees)
    return x + radius * math.cos(turn), y + radius * math.sin(turn)


# --- Machines


def nut_on_washer(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y, r = sheet.cut + rng.uniform(-0.05, 0.07), rng.uniform(-0.03, 0.03), rng.uniform(0.42, 0.46)
    turn = rng.uniform(0, 60)
    sheet.disc(x, y, r, SECOND)
    sheet.disc(x, y, r * 0.86, PAPER)
    sheet.shape([around(x, y, r * 0.83, turn + 60 * corner) for corner in range(6)], BODY)
    sheet.disc(x, y, r * 0.46, INK)
    sheet.disc(x, y, r * 0.34, SECOND)


def two_gears(sheet: Sheet) -> None:
    rng = sheet.rng
    teeth, smaller = rng.choice(((14, 10), (13, 9), (12, 10)))
    pitch = rng.uniform(0.29, 0.32)
    x, y, lean = sheet.cut - rng.uniform(0.0, 0.06), rng.uniform(-0.08, -0.02), rng.uniform(8, 24)
    module = pitch / teeth
    next_x, next_y = around(x, y, module * (teeth + smaller), lean)
    _gear(sheet, x, y, module, teeth, lean, BODY)
    _gear(sheet, next_x, next_y, module, smaller, lean + 180 + 180 / smaller, INK)
    sheet.disc(x, y, pitch * 0.46, PAPER)
    sheet.disc(x, y, pitch * 0.2, INK)
    sheet.disc(next_x, next_y, module * smaller * 0.5, SECOND)
    sheet.disc(next_x, next_y, module * smaller * 0.2, INK)


def _gear(sheet: Sheet, x: float, y: float, module: float, teeth: int, turn: float, dye: int) -> None:
    root, tip, step = module * (teeth - 1.15), module * (teeth + 0.95), 360 / teeth
    profile = ((root, -0.29), (tip, -0.16), (tip, 0.16), (root, 0.29))
    sheet.shape(
        [
            around(x, y, radius, turn + step * (tooth + part))
            for tooth in range(teeth)
            for radius, part in profile
        ],
        dye,
    )


def stacked_plates(sheet: Sheet) -> None:
    rng = sheet.rng
    x, half, tapers = sheet.cut + rng.uniform(-0.04, 0.04), rng.uniform(0.4, 0.46), rng.choice((0.03, -0.03))
    heights = [rng.choice((0.075, 0.1, 0.13)) for _ in range(6)]
    gap, y = 0.014, -(sum(heights) + 5 * 0.014) / 2
    for height, dye in zip(heights, (BODY, INK, SECOND, PAPER, BODY, INK), strict=True):
        step = rng.uniform(-0.012, 0.012)
        sheet.box(x - half + step, y, x + half + step, y + height, dye)
        y += height + gap
        half -= tapers


def piston(sheet: Sheet) -> None:
    rng = sheet.rng
    x, bore, crown = sheet.cut + rng.uniform(-0.03, 0.03), rng.uniform(0.25, 0.28), rng.uniform(-0.44, -0.4)
    edge, mouth = sheet.right + sheet.MARGIN, rng.uniform(0.0, 0.06)
    sheet.box(-edge, -1, x - bore - 0.025, mouth, SECOND)
    sheet.box(x + bore + 0.025, -1, edge, mouth, SECOND)
    skirt, crank, throw = crown + 0.36, 0.36, rng.choice((-0.09, 0.09))
    pin_x, pin_y = x + throw, crank - 0.05
    sheet.disc(x, crank, 0.25, SECOND)
    sheet.shape([(x - 0.05, skirt), (x + 0.05, skirt), (pin_x + 0.09, pin_y), (pin_x - 0.09, pin_y)], INK)
    sheet.disc(pin_x, pin_y, 0.125, INK)
    sheet.disc(pin_x, pin_y, 0.06, PAPER)
    sheet.box(x - bore, crown, x + bore, skirt + 0.03, BODY)
    for ring, dye in enumerate((PAPER, INK, PAPER)):
        top = crown + 0.06 + ring * 0.068
        sheet.box(x - bore - 0.025, top, x + bore + 0.025, top + 0.032, dye)


# --- Software


def lines_of_a_file(sheet: Sheet) -> None:
    rng = sheet.rng
    left, step, thick = sheet.cut - rng.uniform(0.4, 0.44), 0.1, 0.064
    inked = rng.randint(2, 4) if rng.random() < 0.5 else rng.randint(5, 7)
    pale = inked + rng.choice((-3, 3))
    indent = 0
    for line in range(-2, 12):
        start = left + indent * 0.1
        end = left + rng.choice((0.34, 0.62, 0.74, 0.86, 0.98))
        dye = INK if line == inked else PAPER if abs(line - pale) < 2 else BODY
        sheet.bar(start, end, -0.45 + line * step, thick, dye)
        indent = max(0, min(2, indent + rng.choice((-1, 0, 0, 1))))


def nested_frames(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y = sheet.cut * 0.5 + rng.uniform(-0.04, 0.04), rng.uniform(-0.03, 0.03)
    half, high, corner = rng.uniform(0.6, 0.66), rng.uniform(0.42, 0.44), 0.07
    drift_x, drift_y = rng.choice((-0.012, 0.012)), rng.choice((-0.01, 0.01))
    for dye, inset in ((BODY, 0.075), (GROUND, 0.06), (INK, 0.065), (PAPER, 0.07), (SECOND, 0.06), (BODY, 0)):
        sheet.box(x - half, y - high, x + half, y + high, dye, corner=corner)
        half, high, corner = half - inset * 1.25, high - inset, max(0.02, corner - 0.008)
        x, y = x + drift_x, y + drift_y


def branches_with_knots(sheet: Sheet) -> None:
    rng = sheet.rng
    apart = rng.uniform(0.25, 0.28)
    middle = sheet.cut * 0.4
    knots = (BODY, INK, SECOND, PAPER)
    for cord in range(5):
        x = middle + (cord - 2) * apart
        thick, dye = rng.choice((0.034, 0.042)), INK if cord % 2 else BODY
        sheet.box(x - thick / 2, -1, x + thick / 2, 1, dye)
        y = -0.72 + rng.uniform(0, 0.12)
        while y < 0.75:
            radius = rng.choice((0.036, 0.044, 0.07, 0.075))
            sheet.disc(x, y, radius, rng.choice([knot for knot in knots if knot != dye or radius > 0.06]))
            y += rng.uniform(0.16, 0.26)


def stairs_and_disc(sheet: Sheet) -> None:
    rng = sheet.rng
    climbs, width, rise = rng.choice((1, -1)), rng.uniform(0.2, 0.22), 0.112
    dyes = rng.choice(([BODY, INK, SECOND], [INK, BODY, SECOND], [BODY, SECOND, INK]))
    middle = climbs * sheet.cut / width  # the step that is cut stands at half height
    for step in range(-7, 8):
        x, top = climbs * (step - 0.5) * width, 0.1 - (step - middle) * rise
        sheet.box(min(x, x + climbs * width), top, max(x, x + climbs * width), 1.3, dyes[step % 3])
    x = max(-0.52, min(0.52, sheet.cut - climbs * rng.uniform(0.3, 0.38)))
    sheet.disc(x, rng.uniform(-0.25, -0.2), rng.uniform(0.16, 0.18), PAPER)


# --- Security


def keyhole_in_rings(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y, r = sheet.cut + rng.uniform(-0.04, 0.05), rng.uniform(-0.03, 0.03), rng.uniform(0.43, 0.46)
    for part, dye in ((1, BODY), (0.82, SECOND), (0.67, PAPER)):
        sheet.disc(x, y, r * part, dye)
    sheet.disc(x, y - 0.1 * r, r * 0.24, INK)
    foot = y + r * 0.46
    sheet.shape([(x - r * 0.1, y), (x + r * 0.1, y), (x + r * 0.24, foot), (x - r * 0.24, foot)], INK)


def rings_with_gates(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y = sheet.cut + rng.uniform(-0.04, 0.04), rng.uniform(-0.04, 0.04)
    for ring, dye in enumerate((BODY, INK, SECOND, BODY)):
        gate, opening = rng.uniform(0, 360), 26 + ring * 12
        sheet.arc(x, y, 0.47 - ring * 0.108, 0.068, dye, gate + opening, gate + 360)
    sheet.disc(x, y, 0.072, PAPER)


def key(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y, r = sheet.cut - rng.uniform(0.2, 0.26), rng.uniform(-0.06, 0.0), rng.uniform(0.27, 0.3)
    edge = sheet.right + sheet.MARGIN
    sheet.box(x, y - 0.075, edge, y + 0.075, BODY)
    sheet.disc(x, y, r, BODY)
    sheet.disc(x, y, r * 0.62, PAPER)
    sheet.disc(x, y, r * 0.36, GROUND)
    at = x + r + 0.1
    while at < edge:
        width, dye = rng.choice((0.05, 0.07, 0.09)), rng.choice((BODY, INK, SECOND))
        sheet.box(at, y + 0.02 if dye == INK else y + 0.075, at + width, y + rng.uniform(0.14, 0.31), dye)
        at += width + rng.choice((0.02, 0.035))


def tumblers(sheet: Sheet) -> None:
    rng = sheet.rng
    apart, width = 0.252, 0.19
    for column in range(-3, 9):
        x = (column - 3) * apart + (apart - width) / 2
        top = 0.06 + rng.choice((-0.2, -0.14, -0.07, 0.0, 0.06))
        sheet.box(x, -1, x + width, top, SECOND if column % 2 else BODY)
        sheet.box(x, top, x + width, top + 0.022, PAPER)
        sheet.box(x, top + 0.022, x + width, 1, INK)


# --- Money


def coin_stacks(sheet: Sheet) -> None:
    rng = sheet.rng
    coin, half, apart = 0.088, 0.152, 0.345
    heights = rng.choice(([3, 2, 5, 9, 4, 6, 2], [2, 4, 6, 9, 3, 5, 2]))
    for place, height in enumerate(heights):
        x = sheet.cut + (place - heights.index(9)) * apart + rng.uniform(-0.02, 0.02)
        for level in range(-3, height):
            y = 0.43 - level * coin
            dye = rng.choice((BODY, BODY, SECOND, PAPER, INK))
            lean = rng.uniform(-0.012, 0.012)
            sheet.bar(x - half + lean, x + half + lean, y, coin - 0.012, dye)


def cut_pie(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y, r = sheet.cut + rng.uniform(-0.03, 0.05), rng.uniform(-0.03, 0.03), rng.uniform(0.42, 0.45)
    start = rng.uniform(0, 360)
    for part, dye in ((150, BODY), (105, INK), (60, SECOND), (45, PAPER)):
        sheet.slice(x, y, r, start, start + part, dye)
        start += part
    sheet.disc(x, y, r * 0.4, GROUND)


def falling_bars(sheet: Sheet) -> None:
    rng = sheet.rng
    apart, width = 0.168, 0.122
    dyes = [BODY, SECOND, BODY, INK, BODY, PAPER]
    rng.shuffle(dyes)
    top = -0.43
    for bar in range(-2, 12):
        x = -sheet.right + 0.05 + bar * apart
        sheet.box(x, top, x + width, 1, dyes[bar % 6])
        top += rng.choice((0.02, 0.06, 0.1, 0.14)) if bar >= 0 else 0.0


def half_coins(sheet: Sheet) -> None:
    rng = sheet.rng
    r, high = 0.198, 0.25
    apart = 2 * r + 0.035
    drift = rng.uniform(0, apart)
    dyes = (BODY, INK, SECOND, PAPER)
    for row in range(-1, 6):
        for place in range(-4, 5):
            x = place * apart + (row % 2) * apart / 2 + drift - apart / 2
            sheet.dome(x, -0.5 + row * high + 0.02, r, dyes[(place * 3 + row * 2 + (row // 2)) % 4])


# --- Policy


def arcade(sheet: Sheet) -> None:
    rng = sheet.rng
    top = rng.uniform(-0.4, -0.34)
    apart, r = rng.uniform(0.48, 0.52), rng.uniform(0.165, 0.18)
    sheet.box(-2, top, 2, 1, BODY)
    sheet.box(-2, top - 0.06, 2, top + 0.025, INK)
    for place in range(-3, 4):
        x = sheet.cut * 0.5 + place * apart + apart / 2
        dye = (PAPER, GROUND, INK)[place % 3]
        sheet.dome(x, -0.02, r, dye)
        sheet.box(x - r, -0.03, x + r, 1, dye)


def arches(sheet: Sheet) -> None:
    rng = sheet.rng
    x, foot, r = sheet.cut + rng.uniform(-0.08, 0.08), rng.uniform(0.44, 0.5), rng.uniform(0.76, 0.82)
    dyes = (BODY, PAPER, INK, SECOND, GROUND) if rng.random() < 0.6 else (INK, BODY, PAPER, SECOND, BODY)
    for ring, dye in enumerate(dyes):
        radius = r - ring * 0.142
        sheet.dome(x, foot, radius, dye)
        sheet.box(x - radius, foot - 0.005, x + radius, 1, dye)


def portico(sheet: Sheet) -> None:
    rng = sheet.rng
    x, half, lintel, step = sheet.cut * 0.6, rng.uniform(0.62, 0.66), rng.uniform(-0.24, -0.21), 0.33
    sheet.shape([(x - half - 0.06, lintel), (x, lintel - 0.235), (x + half + 0.06, lintel)], INK)
    sheet.box(x - half, lintel + 0.014, x + half, lintel + 0.06, SECOND)
    sheet.box(x - half - 0.04, step, x + half + 0.04, step + 0.07, BODY)
    sheet.box(x - half - 0.12, step + 0.07, x + half + 0.12, 1, INK)
    apart, inked = 2 * half / 7, rng.randrange(1, 6)
    for column in range(7):
        left = x - half + column * apart + apart * 0.2
        dye = INK if column == inked else PAPER if column == (inked + 3) % 7 else BODY
        sheet.box(left, lintel + 0.06, left + apart * 0.6, step, dye)


def seats_in_a_half_circle(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y, rows = sheet.cut * 0.5, 0.5, rng.choice((5, 6))
    for row in range(rows):
        radius = 0.3 + row * 0.122
        seats = round(math.pi * radius / 0.128)
        for seat in range(-3, seats + 4):
            dye = rng.choices((BODY, INK, PAPER, SECOND), (9, 5, 4, 3))[0]
            sheet.disc(*around(x, y, radius, 180 + 180 * seat / (seats - 1)), 0.045, dye)
    sheet.dome(x, y, 0.17, INK)
    sheet.box(x - 0.17, y - 0.005, x + 0.17, 1, INK)


# --- Science


def waves(sheet: Sheet) -> None:
    rng = sheet.rng
    long, phase, drift = rng.uniform(1.1, 1.5), rng.uniform(0, math.tau), rng.uniform(0.25, 0.5)
    dyes = (BODY, INK, BODY, SECOND, PAPER, BODY, SECOND)
    across = [step / 60 - 1.3 for step in range(157)]

    def height(x: float, band: float) -> float:
        swell = 0.036 + 0.012 * math.sin(band * 0.9 + phase)
        return -0.76 + band * 0.092 + swell * math.sin(math.tau * x / long + phase + band * drift)

    for band in range(17):
        upper = [(x, height(x, band)) for x in across]
        lower = [(x, height(x, band) + 0.05) for x in reversed(across)]
        sheet.shape(upper + lower, dyes[band % 7])


def orbits(sheet: Sheet) -> None:
    rng = sheet.rng
    x, y = sheet.cut + rng.uniform(-0.03, 0.03), rng.uniform(-0.03, 0.03)
    planets = ((0.46, 0.02, BODY, 0.075), (0.345, 0.03, INK, 0.055), (0.22, 0.02, BODY, 0.045))
    sheet.disc(x, y, 0.46, SECOND)
    sheet.disc(x, y, 0.345, GROUND)
    for (radius, thick, dye, size), planet in zip(planets, (BODY, INK, PAPER), strict=True):
        sheet.arc(x, y, radius, thick, dye)
        sheet.disc(*around(x, y, radius - thick / 2, rng.uniform(0, 360)), size, planet)
    sheet.disc(x, y, 0.1, PAPER)


def lattice_of_dots(sheet: Sheet) -> None:
    rng = sheet.rng
    apart, turn = 0.158, rng.uniform(-8, 8)
    for row in range(-9, 10):
        for place in range(-9, 10):
            x, y = place * apart + (row % 2) * apart / 2, row * apart * 0.9
            near = max(0.0, 1 - math.hypot(x - sheet.cut, y) / 0.8)
            radius = 0.026 + 0.046 * near + rng.choice((-0.004, 0.0, 0.005))
            dye = rng.choices((BODY, INK, PAPER, SECOND), (8, 4, 4, 4))[0]
            sheet.disc(*around(0, 0, math.hypot(x, y), math.degrees(math.atan2(y, x)) + turn), radius, dye)


def strata_and_disc(sheet: Sheet) -> None:
    rng = sheet.rng
    sheet.disc(sheet.cut + rng.choice((-0.3, 0.3)), -0.28, rng.uniform(0.13, 0.15), PAPER)
    edge, left, right = 1.2, -0.12, -0.12 + rng.uniform(-0.05, 0.05)
    dyes = (INK, BODY, SECOND, BODY, PAPER, INK, SECOND, BODY)
    for dye in dyes:
        thick = rng.choice((0.06, 0.09, 0.13))
        swell = rng.uniform(-0.035, 0.035)
        top = [
            (x / 10 * edge, left + (right - left) * (x + 10) / 20 + swell * math.cos(x / 3))
            for x in range(-10, 11)
        ]
        sheet.shape([*top, (edge, 1), (-edge, 1)], dye)
        left, right = left + thick, right + thick + rng.uniform(-0.05, 0.05)


FAMILIES: dict[str, tuple[Motif, Motif, Motif, Motif]] = {
    "machines": (nut_on_washer, two_gears, stacked_plates, piston),
    "software": (lines_of_a_file, nested_frames, branches_with_knots, stairs_and_disc),
    "security": (keyhole_in_rings, rings_with_gates, key, tumblers),
    "money": (coin_stacks, cut_pie, falling_bars, half_coins),
    "policy": (arcade, arches, portico, seats_in_a_half_circle),
    "science": (waves, orbits, lattice_of_dots, strata_and_disc),
}
