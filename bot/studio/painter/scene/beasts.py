"""Animals seen from the side, and those of the air and the water."""

import math
from dataclasses import dataclass

from ..exact import Colour, mix
from ..pen import Pen, limb_outline
from ..stage import Point

INK: Colour = (34, 28, 30)


@dataclass(frozen=True, slots=True)
class Build:
    """Measures of a four-legged animal, as shares of its height at the head."""

    coats: tuple[Colour, ...]
    back: float
    """Height of the back."""
    length: float
    girth: float
    neck: float
    """How far forward the head is held."""
    head: float
    leg: float
    extra: str = ""


FOUR_LEGGED: dict[str, Build] = {
    "horse": Build(
        ((126, 78, 48), (72, 52, 44), (236, 230, 222), (166, 110, 66)), 0.66, 0.66, 0.25, 0.22, 0.25, 0.050, "mane"
    ),
    "deer": Build(((172, 118, 74), (150, 104, 68)), 0.66, 0.62, 0.23, 0.13, 0.20, 0.038, "antlers"),
    "sheep": Build(((246, 240, 228),), 0.74, 0.74, 0.44, 0.08, 0.26, 0.060, "wool"),
    "cow": Build(((240, 236, 230), (150, 98, 62)), 0.80, 0.86, 0.38, 0.14, 0.30, 0.075, "horns"),
    "camel": Build(((206, 160, 102),), 0.62, 0.74, 0.26, 0.26, 0.19, 0.050, "humps"),
    "elephant": Build(((142, 140, 146),), 0.88, 0.80, 0.46, 0.10, 0.34, 0.13, "trunk"),
}


def reach(kind: str) -> float:
    """How far the muzzle is from the pen's x, as a share of the height."""
    build = FOUR_LEGGED[kind]
    return build.length / 2 + build.neck + build.head * 0.8


def four_legged(pen: Pen, kind: str, painted: Colour | None = None) -> None:
    """A horse, deer, sheep, cow, camel or elephant standing in profile."""
    build = FOUR_LEGGED[kind]
    rng = pen.stage.rng
    coat = painted or build.coats[int(rng.integers(len(build.coats)))]
    dark = mix(coat, (24, 18, 18), 0.35)
    legs = (70, 62, 58) if build.extra == "wool" else coat
    half, back, girth = build.length / 2, build.back, build.girth
    chest = back - girth
    head_x, head_y = half + build.neck, 1.0 - build.head * 0.35
    head_tone = (70, 62, 58) if build.extra == "wool" else coat
    face = _face_outline(build, head_x, head_y)
    root = half * 0.74
    neck = limb_outline(
        [
            (root - 0.10, back - girth * 0.50),
            (root, back - girth * 0.30),
            ((root + head_x) / 2, (back + head_y) / 2 - 0.03),
            (head_x, head_y),
        ],
        [girth * 0.9, girth * 1.0, girth * 0.60, build.head * 0.50],
    )
    trunk = [
        (-half, back - girth * 0.30), (-half * 0.80, back), (0.0, back - girth * 0.08), (half * 0.8, back + girth * 0.05),
        (half * 1.04, back - girth * 0.45), (half * 0.74, chest), (0.0, chest + girth * 0.06), (-half * 0.7, chest + girth * 0.14),
        (-half * 1.04, back - girth * 0.60),
    ]  # fmt: skip
    with pen.stage.one_shape():
        for fx in (-half * 0.58, half * 0.80):
            pen.body([_leg(build, fx, chest, girth, 0.035)], mix(legs, (24, 18, 18), 0.35), volume=0.03)
        parts = [trunk, neck]
        near_legs = [_leg(build, fx, chest, girth, -0.015) for fx in (-half * 0.84, half * 0.60)]
        if build.extra == "wool":
            pen.body(near_legs, legs, volume=0.03)
        else:
            parts += [*near_legs, face]
        pen.body(parts, coat, volume=0.055, grain=0.22)
        for fx in (-half * 0.84, half * 0.60):
            pen.line([(fx - 0.015 - build.leg * 0.45, 0.010), (fx - 0.015 + build.leg * 0.45, 0.010)], 0.024, INK)
        if build.extra == "wool":
            pen.body([face], head_tone, volume=0.03)
        _head(pen, build, head_tone, head_x, head_y)
        _extras(pen, build, coat, dark, half, back, girth, head_x, head_y)


def _leg(build: Build, x: float, chest: float, girth: float, swing: float) -> list[Point]:
    """Thigh, knee, pastern."""
    return limb_outline(
        [
            (x + 0.01, chest + girth * 0.55),
            (x, chest + girth * 0.05),
            (x + swing * 1.4, chest * 0.50),
            (x + swing, 0.06),
            (x + swing, 0.0),
        ],
        [build.leg * 3.6, build.leg * 2.5, build.leg * 1.15, build.leg * 0.85, build.leg * 1.2],
    )


def _face_outline(build: Build, x: float, y: float) -> list[Point]:
    h = build.head
    return [
        (x - h * 0.30, y + h * 0.20), (x + h * 0.05, y + h * 0.34), (x + h * 0.42, y + h * 0.02), (x + h * 0.80, y - h * 0.34),
        (x + h * 0.74, y - h * 0.56), (x + h * 0.45, y - h * 0.52), (x + h * 0.10, y - h * 0.42), (x - h * 0.16, y - h * 0.34),
    ]  # fmt: skip


def _head(pen: Pen, build: Build, tone: Colour, x: float, y: float) -> None:
    h = build.head
    pen.oval(x + h * 0.68, y - h * 0.44, h * 0.11, h * 0.12, mix(tone, (40, 30, 30), 0.35), volume=0.02)
    pen.oval(x + h * 0.24, y + h * 0.04, h * 0.052, h * 0.062, INK)
    pen.oval(x + h * 0.255, y + h * 0.065, h * 0.016, h * 0.018, (255, 255, 255), glow=True)
    pen.shape(
        [(x - h * 0.22, y + h * 0.18), (x - h * 0.20, y + h * 0.58), (x + h * 0.02, y + h * 0.26)],
        tone,
        round_by=1,
        volume=0.01,
    )


def _extras(
    pen: Pen, build: Build, coat: Colour, dark: Colour, half: float, back: float, girth: float, x: float, y: float
) -> None:
    h = build.head
    if build.extra == "mane":
        hair = mix(coat, (20, 14, 14), 0.62)
        crest = [
            (x - h * 0.02, y + h * 0.44),
            (x - h * 0.30, y + h * 0.16),
            ((x + half) / 2 - 0.09, (y + back) / 2 + 0.02),
            (half * 0.52, back + 0.01),
        ]
        pen.limb(crest, [0.03, 0.085, 0.11, 0.05], hair, volume=0.025, grain=0.5)
        pen.limb([(x + h * 0.06, y + h * 0.40), (x + h * 0.16, y + h * 0.16)], [0.05, 0.02], hair, volume=0.01)
        tail = [(-half * 0.98, back - girth * 0.22), (-half * 1.26, back - girth * 0.5), (-half * 1.28, back * 0.40)]
        pen.limb(tail, [0.05, 0.09, 0.02], hair, volume=0.025, grain=0.5)
    if build.extra == "antlers":
        for side, lean in ((-1, -0.02), (1, 0.05)):
            stem = [(x - h * 0.05, y + h * 0.3), (x - 0.06 + lean, y + 0.14), (x - 0.02 + lean * 2, y + 0.28)]
            pen.line(stem, 0.018, (196, 168, 126))
            for f in (0.35, 0.65, 0.9):
                bx, by = (
                    stem[0][0] + (stem[2][0] - stem[0][0]) * f - 0.03 * side * 0.5,
                    stem[0][1] + (stem[2][1] - stem[0][1]) * f,
                )
                pen.line([(bx, by), (bx + 0.07, by + 0.05)], 0.013, (196, 168, 126))
        pen.oval(-half * 1.0, back - girth * 0.2, 0.035, 0.05, (246, 238, 226), volume=0.01)
        for k in range(9):
            pen.oval(
                -half * 0.6 + 0.11 * (k % 5) * half * 2,
                back - girth * (0.25 + 0.18 * (k % 2)),
                0.010,
                0.009,
                mix(coat, (255, 250, 240), 0.6),
            )
    if build.extra == "wool":
        for k in range(20):
            a = 2 * math.pi * k / 20
            pen.oval(
                math.cos(a) * half * 0.98,
                back - girth * 0.45 + math.sin(a) * girth * 0.52,
                0.11,
                0.105,
                coat,
                volume=0.05,
            )
        pen.oval(0, back - girth * 0.42, half * 0.95, girth * 0.5, coat, volume=0.03, grain=0.35)
    if build.extra == "horns":
        pen.limb(
            [(x - h * 0.1, y + h * 0.28), (x + h * 0.02, y + h * 0.55), (x + h * 0.22, y + h * 0.62)],
            [0.035, 0.028, 0.008],
            (230, 220, 196),
        )
        if coat[0] > 200:
            for px, py, r in ((-0.26, 0.66, 0.11), (0.02, 0.58, 0.09), (0.24, 0.70, 0.08)):
                pen.oval(px, py, r * 1.2, r * 0.85, (52, 44, 44), turn=0.05)
        pen.line([(-half * 0.98, back - girth * 0.2), (-half * 1.1, back - girth * 0.9)], 0.02, dark)
    if build.extra == "humps":
        for px in (-half * 0.35, half * 0.32):
            pen.shape(
                [
                    (px - 0.12, back - 0.05),
                    (px - 0.03, back + 0.14),
                    (px + 0.04, back + 0.13),
                    (px + 0.12, back - 0.05),
                ],
                coat,
                round_by=2,
                volume=0.05,
                grain=0.25,
            )
    if build.extra == "trunk":
        pen.limb(
            [
                (x + h * 0.45, y - h * 0.1),
                (x + h * 0.72, y - h * 0.8),
                (x + h * 0.62, y - h * 1.7),
                (x + h * 0.85, y - h * 1.95),
            ],
            [0.13, 0.10, 0.065, 0.05],
            coat,
            volume=0.04,
            grain=0.25,
        )
        pen.shape(
            [
                (x - h * 0.35, y + h * 0.3),
                (x - h * 0.75, y + h * 0.1),
                (x - h * 0.65, y - h * 0.7),
                (x - h * 0.1, y - h * 0.55),
                (x + h * 0.08, y),
            ],
            mix(coat, (120, 100, 104), 0.4),
            round_by=2,
            volume=0.04,
            grain=0.2,
        )
        pen.limb(
            [(x + h * 0.4, y - h * 0.42), (x + h * 0.65, y - h * 0.95), (x + h * 0.9, y - h * 0.95)],
            [0.035, 0.03, 0.01],
            (250, 244, 226),
        )


def flying_bird(pen: Pen, colour: Colour, flap: float) -> None:
    """A bird on the wing far off: two curved wings; flap -1..1."""
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
            [(-0.30, 0.44), (-0.12, 0.60), (0.12, 0.62), (0.16, 0.50), (0.02, 0.40), (-0.16, 0.40)],
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
            [(0.28, 0.24), (0.42, 0.48), (0.30, 0.70), (0.40, 0.88), (0.50, 0.84)],
            [0.14, 0.09, 0.075, 0.075, 0.07],
            white,
            volume=0.03,
        )
        pen.shape(
            [
                (-0.60, 0.42),
                (-0.45, 0.10),
                (-0.1, -0.02),
                (0.30, 0.0),
                (0.44, 0.18),
                (0.28, 0.34),
                (-0.05, 0.42),
                (-0.30, 0.38),
            ],
            white,
            round_by=3,
            volume=0.07,
            grain=0.1,
        )
        pen.shape(
            [(-0.52, 0.46), (-0.22, 0.50), (0.18, 0.32), (0.05, 0.16), (-0.28, 0.22)],
            (240, 240, 244),
            round_by=3,
            volume=0.05,
            grain=0.15,
        )
        pen.shape([(0.52, 0.88), (0.68, 0.78), (0.52, 0.78)], (236, 130, 40), round_by=1)
        pen.oval(0.49, 0.86, 0.014, 0.014, INK)


def fish(pen: Pen, colour: Colour) -> None:
    """A carp seen from the side, its middle at the pen's foot, twice as long as the pen is tall."""
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
            [(-0.85, 0.0), (-0.3, 0.30), (0.4, 0.32), (0.85, 0.04), (0.4, -0.26), (-0.3, -0.24)],
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
    """A whale, its middle at the pen's foot, about three times as long as tall."""
    blue = (66, 96, 136)
    with pen.stage.one_shape():
        pen.shape(
            [(-1.15, 0.22), (-1.62, 0.62), (-1.42, 0.30), (-1.72, 0.12), (-1.2, 0.06)], blue, round_by=2, volume=0.05
        )
        pen.shape(
            [
                (-1.35, 0.20),
                (-0.5, 0.36),
                (0.4, 0.48),
                (1.1, 0.34),
                (1.32, 0.02),
                (1.0, -0.26),
                (0.3, -0.34),
                (-0.5, -0.12),
            ],
            blue,
            round_by=3,
            volume=0.16,
            grain=0.12,
        )
        pen.shape(
            [(1.28, -0.02), (1.0, -0.28), (0.3, -0.35), (-0.35, -0.18), (0.3, -0.10), (0.9, -0.04)],
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
    dome = [
        (-0.32, 0.60),
        (-0.30, 0.82),
        (-0.16, 0.98),
        (0, 1.02),
        (0.16, 0.98),
        (0.30, 0.82),
        (0.32, 0.60),
        (0.16, 0.66),
        (0, 0.61),
        (-0.16, 0.66),
    ]
    pen.shape(dome, colour, round_by=2, glow=True, alpha=0.75)
    pen.shape(
        [(-0.2, 0.74), (-0.16, 0.90), (0, 0.95), (0.05, 0.86)], (255, 255, 255), round_by=2, glow=True, alpha=0.35
    )


def dragon(pen: Pen, colour: Colour) -> None:
    """A long dragon winding through the air, centred above the pen's foot."""
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
            [
                (-0.12, 0.14),
                (0.10, 0.18),
                (0.22, 0.06),
                (0.44, 0.10),
                (0.50, 0.02),
                (0.40, -0.05),
                (0.12, -0.06),
                (-0.12, -0.12),
            ],
            colour,
            round_by=2,
            volume=0.05,
        )
        head.shape(
            [(0.0, -0.05), (0.40, -0.07), (0.36, -0.15), (0.06, -0.16), (-0.1, -0.1)],
            mix(colour, (120, 20, 20), 0.4),
            round_by=2,
            volume=0.03,
        )
        head.oval(0.14, 0.09, 0.045, 0.04, (255, 244, 200))
        head.oval(0.15, 0.09, 0.022, 0.028, INK)
        head.line([(0.44, 0.0), (0.62, -0.14), (0.74, -0.04)], 0.014, gold)
        head.line([(0.40, -0.04), (0.50, -0.26), (0.62, -0.28)], 0.014, gold)
