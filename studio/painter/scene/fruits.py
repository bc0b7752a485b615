"""Fruits that are named individually: an apple and a pear, each in its own colour."""

from __future__ import annotations

import math
from collections.abc import Callable

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, mix
from studio.painter.pen import Pen

MOST_FRUITS = 5
_STALK: Colour = (96, 66, 40)
_LEAF: Colour = (88, 150, 62)


def _apple(pen: Pen, colour: Colour) -> None:
    pen.body(
        [
            [(-0.46, 0.50), (-0.40, 0.86), (-0.14, 0.94), (0.06, 0.84), (0.16, 0.4), (0.12, 0.03), (-0.30, 0.05)],
            [(0.46, 0.50), (0.40, 0.86), (0.14, 0.94), (-0.06, 0.84), (-0.16, 0.4), (-0.12, 0.03), (0.30, 0.05)],
        ],
        colour,
        volume=0.22,
        grain=0.06,
    )
    pen.oval(0, 0.85, 0.13, 0.045, mix(colour, (40, 20, 10), 0.35))
    pen.line([(0, 0.84), (0.05, 1.06)], 0.04, _STALK)
    pen.oval(0.19, 1.0, 0.15, 0.06, _LEAF, turn=0.05)


def _pear(pen: Pen, colour: Colour) -> None:
    pen.body(
        [
            [(-0.42, 0.36), (-0.30, 0.70), (0, 0.80), (0.30, 0.70), (0.42, 0.36), (0.26, 0.04), (-0.26, 0.04)],
            [(-0.24, 0.66), (-0.17, 1.06), (0, 1.14), (0.17, 1.06), (0.24, 0.66)],
        ],
        colour,
        volume=0.20,
        grain=0.10,
    )
    pen.line([(0, 1.12), (0.06, 1.30)], 0.04, _STALK)
    pen.oval(0.19, 1.22, 0.14, 0.055, _LEAF, turn=0.05)


def _round(pen: Pen, colour: Colour) -> None:
    pen.oval(0, 0.46, 0.45, 0.45, colour, volume=0.24, grain=0.16)
    pen.oval(0.04, 0.84, 0.06, 0.03, mix(colour, _LEAF, 0.75))


def _peach(pen: Pen, colour: Colour) -> None:
    pen.oval(0, 0.45, 0.46, 0.44, colour, volume=0.24, grain=0.05)
    pen.line([(0.02, 0.88), (-0.10, 0.66), (-0.10, 0.30)], 0.025, mix(colour, (150, 50, 60), 0.4))
    pen.oval(0.20, 0.93, 0.20, 0.065, _LEAF, turn=0.04)


def _lemon(pen: Pen, colour: Colour) -> None:
    ends = [
        (-0.60, 0.36),
        (-0.46, 0.46),
        (0.0, 0.72),
        (0.46, 0.46),
        (0.60, 0.36),
        (0.46, 0.24),
        (0, 0.02),
        (-0.46, 0.24),
    ]
    pen.shape(ends, colour, round_by=2, volume=0.20, grain=0.16)


def _banana(pen: Pen, colour: Colour) -> None:
    for lift, shade in ((0.16, 0.12), (0.0, 0.0)):
        bow = [(-0.62 + 1.24 * t, 0.10 + lift + 0.42 * (2 * t - 1) ** 2) for t in (i / 10 for i in range(11))]
        thick = [0.07, 0.16, 0.22, 0.25, 0.26, 0.26, 0.26, 0.24, 0.20, 0.13, 0.06]
        pen.limb(bow, thick, mix(colour, (120, 80, 20), shade), volume=0.08)
        for end in (bow[0], bow[-1]):
            pen.oval(*end, 0.045, 0.045, (90, 66, 30))


def _cherries(pen: Pen, colour: Colour) -> None:
    for x, y in ((-0.24, 0.22), (0.22, 0.18)):
        pen.line([(x, y + 0.16), (0.10, 0.92)], 0.025, (110, 130, 60))
        pen.oval(x, y, 0.21, 0.21, colour, volume=0.12)
        pen.oval(x - 0.07, y + 0.08, 0.035, 0.03, (255, 255, 255), glow=True, alpha=0.6)
    pen.oval(0.26, 0.94, 0.20, 0.07, _LEAF, turn=-0.03)


def _grapes(pen: Pen, colour: Colour) -> None:
    pen.line([(0, 0.86), (0.04, 1.08)], 0.035, _STALK)
    for row, count in enumerate((4, 5, 4, 3, 2, 1)):
        for i in range(count):
            shade = mix(colour, (20, 10, 30), 0.10 * ((i + row) % 3))
            pen.oval((i - (count - 1) / 2) * 0.19, 0.80 - row * 0.135, 0.11, 0.11, shade, volume=0.06)
    pen.oval(0.24, 0.98, 0.20, 0.11, _LEAF, turn=0.05)


def _melon(pen: Pen, colour: Colour) -> None:
    pen.oval(0, 0.50, 0.62, 0.50, colour, volume=0.26, grain=0.05)
    for k in range(-2, 3):
        stripe = [(0.24 * k * math.sin(math.pi * t), 0.96 - 0.92 * t) for t in (i / 12 for i in range(13))]
        pen.line(stripe, 0.05, mix(colour, (10, 40, 16), 0.6))


Fruit = tuple[Callable[[Pen, Colour], None], Colour, float, str]
FRUITS: tuple[Fruit, ...] = (
    (_apple, (204, 44, 44), 0.34, "apple apples 苹果"),
    (_pear, (176, 190, 70), 0.34, "pear pears 梨 梨子"),
    (_round, (238, 138, 36), 0.33, "oranges 橙子 橘子"),
    (_peach, (242, 150, 130), 0.33, "peach peaches 桃子"),
    (_lemon, (244, 212, 60), 0.32, "lemons 柠檬"),
    (_banana, (246, 210, 70), 0.40, "banana bananas 香蕉"),
    (_cherries, (176, 20, 44), 0.30, "cherries 樱桃"),
    (_grapes, (110, 58, 140), 0.40, "grape grapes 葡萄"),
    (_melon, (60, 132, 66), 0.46, "watermelon watermelons 西瓜"),
)
_BY_WORD = {word: fruit for fruit in FRUITS for word in fruit[3].split()}


def named(brief: Brief) -> list[tuple[Fruit, Colour]]:
    """The named fruits, each in the given number, and in its own colour if one is given."""
    found = [
        (_BY_WORD[word], colour) for word, colour, count in brief.fruits for _ in range(count or 1) if word in _BY_WORD
    ]
    return [(fruit, colour or fruit[1]) for fruit, colour in found[:MOST_FRUITS]]


def row(pen: Pen, fruits: list[tuple[Fruit, Colour]]) -> None:
    """Side by side on the table, the middle ones a little nearer."""
    size = min(1.0, 2.8 / len(fruits))
    step = 0.92 / max(1.6, len(fruits))
    for place, ((draw, _, high, _), colour) in enumerate(fruits):
        x = (place - (len(fruits) - 1) / 2) * step * 1.15
        scale = high * size * 1.5
        shadow = pen.moved(x, 0.02, scale)
        shadow.oval(0.05, 0.04, 0.52, 0.10, (40, 28, 24), alpha=0.35)
        draw(pen.moved(x, 0.02 + 0.03 * (place % 2), scale), colour)
