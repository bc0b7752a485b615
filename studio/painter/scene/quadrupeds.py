"""Four-legged animals, seen from the side: one construction with different proportions."""

import math
from dataclasses import dataclass

from studio.painter.deterministic import Colour, chosen, mix
from studio.painter.outlines import Point
from studio.painter.pen import INK, Pen, limb_outline


@dataclass(frozen=True, slots=True)
class Build:
    """Proportions of a four-legged animal, as shares of its height at the head."""

    coats: tuple[Colour, ...]
    back: float
    """Height of the back."""
    length: float
    girth: float
    neck: float
    """How far forward the head is."""
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
    coat = chosen(painted, build.coats, rng)
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
        (-half, back - girth * 0.30),
        (-half * 0.80, back),
        (0.0, back - girth * 0.08),
        (half * 0.8, back + girth * 0.05),
        (half * 1.04, back - girth * 0.45),
        (half * 0.74, chest),
        (0.0, chest + girth * 0.06),
        (-half * 0.7, chest + girth * 0.14),
        (-half * 1.04, back - girth * 0.60),
    ]
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
        (x - h * 0.30, y + h * 0.20),
        (x + h * 0.05, y + h * 0.34),
        (x + h * 0.42, y + h * 0.02),
        (x + h * 0.80, y - h * 0.34),
        (x + h * 0.74, y - h * 0.56),
        (x + h * 0.45, y - h * 0.52),
        (x + h * 0.10, y - h * 0.42),
        (x - h * 0.16, y - h * 0.34),
    ]


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
