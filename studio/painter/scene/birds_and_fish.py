"""Birds, fish, a whale and a dragon."""

import math

from studio.painter.deterministic import Colour, mix
from studio.painter.pen import INK, Pen, outline


def flying_bird(pen: Pen, colour: Colour, flap: float) -> None:
    """A distant flying bird: two curved wings; flap -1..1."""
    for side in (-1, 1):
        lift = 0.34 + 0.26 * flap
        wing = [
            (0.0, 0.02),
            (side * 0.32, lift),
            (side * 0.60, lift * 0.62),
            (side * 0.30, lift * 0.62 - 0.02),
            (0.0, -0.10),
        ]
        pen.shape(wing, colour, round_by=2)
    pen.oval(0.0, -0.02, 0.10, 0.055, colour)


def crane(pen: Pen, *, flying: bool) -> None:
    """A red-crowned crane, standing or flying."""
    white, black = (250, 250, 248), (40, 40, 46)
    with pen.stage.one_shape():
        if flying:
            pen.limb(
                [(-0.45, 0.02), (-0.1, 0.06), (0.15, 0.08), (0.55, 0.14)], [0.015, 0.10, 0.11, 0.03], white, volume=0.03
            )
            for side, tip in ((1, (-0.18, 0.62)), (-1, (-0.05, -0.42))):
                pen.shape(
                    [(0.14, 0.09), (0.05, 0.36 * side + 0.08), tip, (-0.30, 0.30 * side + 0.08), (-0.12, 0.06)],
                    white,
                    round_by=2,
                    volume=0.03,
                )
                pen.shape(
                    [tip, (-0.34, 0.34 * side + 0.10), (-0.26, 0.22 * side + 0.08), (-0.14, 0.40 * side + 0.08)],
                    black,
                    round_by=1,
                )
            pen.line([(-0.40, 0.02), (-0.78, -0.02)], 0.014, black)
            pen.oval(0.57, 0.145, 0.04, 0.03, white)
            pen.shape([(0.60, 0.16), (0.74, 0.15), (0.60, 0.135)], (190, 170, 100))
            pen.oval(0.57, 0.17, 0.025, 0.013, (214, 40, 40))
            return
        for fx in (-0.02, 0.05):
            pen.line([(fx, 0.42), (fx + 0.01, 0.0)], 0.014, black)
        pen.shape(
            outline("-0.3,0.44 -0.12,0.6 0.12,0.62 0.16,0.5 0.02,0.4 -0.16,0.4"),
            white,
            round_by=2,
            volume=0.05,
        )
        pen.shape([(-0.36, 0.36), (-0.14, 0.50), (-0.10, 0.42), (-0.28, 0.34)], black, round_by=2)
        pen.limb([(0.12, 0.56), (0.20, 0.72), (0.13, 0.86), (0.20, 0.94)], [0.09, 0.05, 0.04, 0.04], white, volume=0.02)
        pen.limb([(0.19, 0.70), (0.14, 0.82), (0.17, 0.91)], [0.03, 0.04, 0.02], black)
        pen.oval(0.21, 0.945, 0.04, 0.032, white)
        pen.oval(0.21, 0.97, 0.028, 0.015, (214, 40, 40))
        pen.shape([(0.24, 0.955), (0.42, 0.925), (0.24, 0.93)], (190, 170, 100))


def swan(pen: Pen) -> None:
    white = (252, 250, 246)
    with pen.stage.one_shape():
        pen.limb(
            outline("0.28,0.24 0.42,0.48 0.3,0.7 0.4,0.88 0.5,0.84"),
            [0.14, 0.09, 0.075, 0.075, 0.07],
            white,
            volume=0.03,
        )
        pen.shape(
            outline("-0.6,0.42 -0.45,0.1 -0.1,-0.02 0.3,0 0.44,0.18 0.28,0.34 -0.05,0.42 -0.3,0.38"),
            white,
            round_by=3,
            volume=0.07,
            grain=0.1,
        )
        pen.shape(
            outline("-0.52,0.46 -0.22,0.5 0.18,0.32 0.05,0.16 -0.28,0.22"),
            (240, 240, 244),
            round_by=3,
            volume=0.05,
            grain=0.15,
        )
        pen.shape([(0.52, 0.88), (0.68, 0.78), (0.52, 0.78)], (236, 130, 40), round_by=1)
        pen.oval(0.49, 0.86, 0.014, 0.014, INK)


def fish(pen: Pen, colour: Colour) -> None:
    """A carp seen from the side, centred at the pen's origin, twice as long as the pen's height."""
    with pen.stage.one_shape():
        pen.shape(
            [(-0.75, 0.02), (-1.15, 0.34), (-1.02, 0.02), (-1.15, -0.30)],
            mix(colour, (255, 250, 240), 0.35),
            round_by=2,
            volume=0.05,
            alpha=0.92,
        )
        pen.shape(
            [(-0.2, 0.28), (0.05, 0.52), (0.35, 0.26)], mix(colour, (255, 250, 240), 0.3), round_by=2, volume=0.04
        )
        pen.shape(
            outline("-0.85,0 -0.3,0.3 0.4,0.32 0.85,0.04 0.4,-0.26 -0.3,-0.24"),
            colour,
            round_by=3,
            volume=0.10,
            grain=0.3,
        )
        pen.shape([(-0.3, 0.22), (0.05, 0.28), (0.12, 0.06), (-0.2, 0.02)], (252, 248, 242), round_by=2, volume=0.06)
        pen.shape(
            [(0.15, -0.14), (-0.05, -0.42), (0.3, -0.2)], mix(colour, (255, 250, 240), 0.3), round_by=1, volume=0.02
        )
        pen.oval(0.60, 0.08, 0.055, 0.06, (250, 246, 230))
        pen.oval(0.61, 0.08, 0.032, 0.036, INK)


def whale(pen: Pen) -> None:
    """A whale, centred at the pen's origin, about three times as long as tall."""
    blue = (66, 96, 136)
    with pen.stage.one_shape():
        pen.shape(outline("-1.15,0.22 -1.62,0.62 -1.42,0.3 -1.72,0.12 -1.2,0.06"), blue, round_by=2, volume=0.05)
        pen.shape(
            outline("-1.35,0.2 -0.5,0.36 0.4,0.48 1.1,0.34 1.32,0.02 1,-0.26 0.3,-0.34 -0.5,-0.12"),
            blue,
            round_by=3,
            volume=0.16,
            grain=0.12,
        )
        pen.shape(
            outline("1.28,-0.02 1,-0.28 0.3,-0.35 -0.35,-0.18 0.3,-0.1 0.9,-0.04"),
            (222, 230, 236),
            round_by=3,
            volume=0.08,
        )
        pen.shape(
            [(0.42, -0.18), (0.16, -0.58), (-0.04, -0.60), (0.16, -0.16)],
            mix(blue, (20, 30, 50), 0.25),
            round_by=2,
            volume=0.05,
        )
        pen.oval(0.86, 0.06, 0.032, 0.036, INK)


def butterfly(pen: Pen, colour: Colour) -> None:
    with pen.stage.one_shape():
        for side in (-1, 1):
            pen.shape(
                [(0, 0.50), (side * 0.22, 0.92), (side * 0.52, 0.90), (side * 0.44, 0.52)],
                colour,
                round_by=2,
                volume=0.05,
            )
            pen.shape(
                [(0, 0.48), (side * 0.42, 0.46), (side * 0.36, 0.12), (side * 0.14, 0.14)],
                mix(colour, (250, 230, 120), 0.35),
                round_by=2,
                volume=0.05,
            )
            pen.oval(side * 0.36, 0.74, 0.05, 0.06, (255, 250, 230))
            pen.line([(0, 0.62), (side * 0.12, 0.86)], 0.02, INK)
        pen.limb([(0, 0.66), (0, 0.45), (0, 0.22)], [0.04, 0.06, 0.02], INK)


def jellyfish(pen: Pen, colour: Colour) -> None:
    stage = pen.stage
    stage.gleam(*pen.at(0, 0.75), pen.size * 0.9, colour, 0.4)
    for k in range(7):
        x = -0.24 + 0.08 * k
        wave = [(x + 0.05 * math.sin(k * 2 + j * 0.9), 0.62 - 0.62 * j / 9) for j in range(10)]
        pen.line(wave, 0.016, mix(colour, (255, 255, 255), 0.4), glow=True)
    dome = outline("-0.32,0.6 -0.3,0.82 -0.16,0.98 0,1.02 0.16,0.98 0.3,0.82 0.32,0.6 0.16,0.66 0,0.61 -0.16,0.66")
    pen.shape(dome, colour, round_by=2, glow=True, alpha=0.75)
    pen.shape(
        [(-0.2, 0.74), (-0.16, 0.90), (0, 0.95), (0.05, 0.86)], (255, 255, 255), round_by=2, glow=True, alpha=0.35
    )


def dragon(pen: Pen, colour: Colour) -> None:
    """A long winding dragon in the air, centred above the pen's origin."""
    spine = [
        (-1.15 + 2.2 * t, 0.55 + 0.30 * math.sin(7.2 * t + 0.4) * (1 - 0.25 * t)) for t in (k / 40 for k in range(41))
    ]
    thick = [0.02 + 0.20 * math.sin(min(1.0, 0.12 + k / 34) * math.pi * 0.62) for k in range(41)]
    with pen.stage.one_shape():
        for k in range(3, 39, 2):
            px, py = spine[k]
            pen.shape(
                [
                    (px - 0.05, py + thick[k] * 0.4),
                    (px - 0.05, py + thick[k] * 0.5 + 0.09),
                    (px + 0.05, py + thick[k] * 0.4),
                ],
                mix(colour, (250, 200, 80), 0.75),
            )
        for k in (12, 26):
            px, py = spine[k]
            pen.limb(
                [(px, py), (px + 0.10, py - 0.22), (px + 0.22, py - 0.24)], [0.09, 0.06, 0.03], colour, volume=0.03
            )
        pen.limb(spine, thick, colour, volume=0.05, grain=0.4)
        pen.limb(
            [(x + 0.004, y - t * 0.28) for (x, y), t in zip(spine, thick, strict=True)],
            [t * 0.36 for t in thick],
            mix(colour, (255, 240, 190), 0.7),
            volume=0.02,
        )
    hx, hy = spine[-1]
    head = pen.moved(hx, hy, 0.85)
    gold: Colour = (240, 200, 96)
    with pen.stage.one_shape():
        for side in (0.0, 0.06):
            head.limb([(0.0 + side, 0.10), (-0.10 + side, 0.28), (-0.22 + side, 0.36)], [0.05, 0.04, 0.01], gold)
            head.limb([(-0.08, 0.31), (-0.02, 0.40)], [0.03, 0.01], gold)
        for k in range(6):
            head.limb(
                [(-0.04, 0.05 - 0.03 * k), (-0.20, 0.02 - 0.05 * k), (-0.30, 0.06 - 0.07 * k)],
                [0.05, 0.04, 0.005],
                mix(colour, gold, 0.8),
            )
        head.shape(
            outline("-0.12,0.14 0.1,0.18 0.22,0.06 0.44,0.1 0.5,0.02 0.4,-0.05 0.12,-0.06 -0.12,-0.12"),
            colour,
            round_by=2,
            volume=0.05,
        )
        head.shape(
            outline("0,-0.05 0.4,-0.07 0.36,-0.15 0.06,-0.16 -0.1,-0.1"),
            mix(colour, (120, 20, 20), 0.4),
            round_by=2,
            volume=0.03,
        )
        head.oval(0.14, 0.09, 0.045, 0.04, (255, 244, 200))
        head.oval(0.15, 0.09, 0.022, 0.028, INK)
        head.line([(0.44, 0.0), (0.62, -0.14), (0.74, -0.04)], 0.014, gold)
        head.line([(0.40, -0.04), (0.50, -0.26), (0.62, -0.28)], 0.014, gold)
