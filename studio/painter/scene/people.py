"""People: standing figures, seen from behind or at a distance, and head and shoulders for portraits."""

import math

from studio.painter.deterministic import Colour, chosen, mix, pick
from studio.painter.pen import Pen, outline
from studio.painter.stage import Stage

SKIN: tuple[Colour, ...] = ((240, 204, 176), (226, 180, 146), (190, 136, 98), (138, 92, 66))
HAIR: tuple[Colour, ...] = ((34, 28, 30), (66, 44, 34), (112, 72, 42), (190, 146, 84))
CLOTH: tuple[Colour, ...] = (
    (188, 52, 56),
    (64, 96, 150),
    (232, 186, 80),
    (92, 130, 106),
    (146, 96, 150),
    (236, 226, 212),
)


def hair_of(stage: Stage, choice: tuple[Colour, ...]) -> Colour:
    """Hair colour: the one that the words name, muted; otherwise a random natural one."""
    own = pick(choice, stage.rng)
    return mix(stage.hair_of, (92, 56, 36), 0.28) if stage.hair_of else own


def standing(pen: Pen, kind: str, *, umbrella: bool = False, painted: Colour | None = None) -> None:
    """A standing person, seen from behind."""
    rng = pen.stage.rng
    cloth = chosen(painted, CLOTH, rng)
    hair, skin = hair_of(pen.stage, HAIR[:3]), pick(SKIN[:3], rng)
    if kind in ("astronaut", "robot"):
        _suited(pen, kind)
        return
    small = kind in ("child", "boy")
    if small:
        pen = Pen(pen.stage, pen.x, pen.foot, pen.size * 0.7, pen.near, pen.flip)
    with pen.stage.one_shape():
        if kind == "woman" or (kind == "child" and rng.random() < 0.5):
            _in_dress(pen, cloth, hair, skin)
        else:
            _in_coat(pen, cloth, hair, skin)
        if umbrella:
            canopy = [
                (math.cos(a) * 0.42 + 0.06, 0.96 + math.sin(a) * 0.26) for a in (math.pi * k / 14 for k in range(15))
            ]
            pen.line([(0.13, 0.55), (0.06, 1.2)], 0.014, (80, 60, 50))
            pen.shape(canopy, (204, 60, 56), volume=0.06)
            for k in range(1, 4):
                x = 0.06 - 0.42 + 0.21 * k
                pen.line([(x, 0.965), ((x + 0.06) / 2, 1.21)], 0.006, (140, 36, 36))


def _in_coat(pen: Pen, cloth: Colour, hair: Colour, skin: Colour) -> None:
    dark = mix(cloth, (28, 30, 42), 0.6)
    for side in (-1, 1):
        pen.limb(
            [(side * 0.055, 0.50), (side * 0.060, 0.26), (side * 0.062, 0.03)],
            [0.10, 0.085, 0.065],
            (56, 60, 78),
            volume=0.02,
        )
        pen.oval(side * 0.070, 0.018, 0.045, 0.020, (40, 34, 34))
        pen.limb(
            [(side * 0.115, 0.78), (side * 0.160, 0.62), (side * 0.150, 0.46)], [0.075, 0.065, 0.05], cloth, volume=0.02
        )
        pen.oval(side * 0.150, 0.445, 0.022, 0.026, skin)
    pen.shape(
        outline("-0.075,0.83 -0.14,0.78 -0.125,0.42 0.125,0.42 0.14,0.78 0.075,0.83"),
        cloth,
        round_by=2,
        volume=0.04,
        grain=0.1,
    )
    pen.line([(0, 0.80), (0, 0.44)], 0.006, dark)
    pen.limb([(0, 0.80), (0, 0.86)], [0.06, 0.055], skin)
    pen.oval(0, 0.915, 0.062, 0.078, skin, volume=0.02)
    pen.shape(
        outline("-0.068,0.9 -0.062,0.98 0,1.005 0.062,0.98 0.068,0.9 0.04,0.855 -0.04,0.855"),
        hair,
        round_by=2,
        volume=0.03,
    )


def _in_dress(pen: Pen, cloth: Colour, hair: Colour, skin: Colour) -> None:
    for side in (-1, 1):
        pen.limb([(side * 0.04, 0.30), (side * 0.042, 0.03)], [0.05, 0.036], skin, volume=0.01)
        pen.oval(side * 0.044, 0.014, 0.032, 0.016, (96, 50, 44))
        pen.limb(
            [(side * 0.09, 0.78), (side * 0.135, 0.63), (side * 0.125, 0.50)], [0.045, 0.038, 0.032], skin, volume=0.01
        )
    pen.shape(
        outline("-0.08,0.82 -0.1,0.74 -0.072,0.6 -0.14,0.42 -0.22,0.2 0.22,0.2 0.14,0.42 0.072,0.6 0.1,0.74 0.08,0.82"),
        cloth,
        round_by=2,
        volume=0.04,
        grain=0.1,
    )
    for k in (-0.09, 0.0, 0.09):
        pen.line([(k * 0.5, 0.56), (k * 1.6, 0.22)], 0.006, mix(cloth, (40, 30, 50), 0.3))
    pen.limb([(0, 0.80), (0, 0.87)], [0.05, 0.045], skin)
    pen.oval(0, 0.915, 0.060, 0.076, skin, volume=0.02)
    pen.shape(
        outline("-0.066,0.9 -0.066,0.97 0,1.005 0.066,0.97 0.068,0.88 0.088,0.68 0.03,0.63 -0.05,0.64 -0.085,0.7"),
        hair,
        round_by=2,
        volume=0.03,
        grain=0.2,
    )


def _suited(pen: Pen, kind: str) -> None:
    white: Colour = (238, 240, 244) if kind == "astronaut" else (168, 180, 192)
    glass: Colour = (40, 60, 96) if kind == "astronaut" else (70, 220, 230)
    with pen.stage.one_shape():
        pen.shape(
            [(-0.18, 0.76), (-0.18, 0.44), (0.18, 0.44), (0.18, 0.76)],
            mix(white, (90, 96, 110), 0.4),
            round_by=2,
            volume=0.03,
        )
        for side in (-1, 1):
            pen.limb(
                [(side * 0.075, 0.46), (side * 0.085, 0.24), (side * 0.085, 0.03)],
                [0.14, 0.12, 0.10],
                white,
                volume=0.03,
            )
            pen.oval(side * 0.09, 0.025, 0.075, 0.034, mix(white, (60, 66, 80), 0.5), volume=0.01)
            pen.limb(
                [(side * 0.15, 0.72), (side * 0.23, 0.58), (side * 0.20, 0.44)], [0.11, 0.10, 0.08], white, volume=0.03
            )
        pen.shape([(-0.15, 0.78), (-0.14, 0.42), (0.14, 0.42), (0.15, 0.78)], white, round_by=2, volume=0.05)
        pen.shape([(-0.06, 0.66), (-0.06, 0.57), (0.06, 0.57), (0.06, 0.66)], (206, 80, 60), round_by=1)
        pen.oval(0, 0.88, 0.135, 0.135, white, volume=0.05)
        pen.oval(0.0, 0.875, 0.100, 0.090, glass, volume=0.04)
        pen.oval(-0.035, 0.91, 0.026, 0.016, (220, 236, 250), turn=0.08, glow=True, alpha=0.8)


def bust(pen: Pen, kind: str, painted: Colour | None = None) -> None:
    """Head and shoulders, eyes lowered; the pen's height is from the chest to the top of the head."""
    rng = pen.stage.rng
    cloth, skin = chosen(painted, CLOTH, rng), pick(SKIN, rng)
    hair = hair_of(pen.stage, HAIR if skin in SKIN[:2] else HAIR[:2])
    if kind == "elder":
        hair = (222, 222, 224)
    man = kind in ("person", "man", "face", "elder") and rng.random() < 0.5
    shadow, blush = mix(skin, (150, 70, 60), 0.30), mix(skin, (230, 90, 90), 0.42)
    with pen.stage.one_shape():
        if not man:
            pen.shape(
                outline("-0.2,0.9 -0.3,0.66 -0.33,0.3 -0.28,0.06 0.3,0.06 0.34,0.3 0.29,0.68 0.2,0.9 0,0.98"),
                mix(hair, (10, 8, 10), 0.25),
                round_by=3,
                volume=0.06,
                grain=0.25,
            )
        pen.shape(
            outline("-0.12,0.3 -0.3,0.22 -0.52,0.12 -0.6,-0.3 0.6,-0.3 0.52,0.12 0.3,0.22 0.12,0.3"),
            cloth,
            round_by=3,
            volume=0.10,
            grain=0.14,
        )
        pen.limb([(0, 0.50), (0, 0.34), (0, 0.20)], [0.17, 0.16, 0.24], shadow, volume=0.04)
        pen.shape(
            outline("-0.12,0.27 0,0.1 0.12,0.27 0.18,0.24 0,-0.02 -0.18,0.24"),
            mix(cloth, (255, 255, 255), 0.35),
            round_by=1,
            volume=0.02,
        )
    with pen.stage.one_shape():
        for side in (-1, 1):
            pen.oval(side * 0.205, 0.60, 0.032, 0.055, shadow, volume=0.02)
        pen.shape(
            outline(
                "-0.19,0.76 -0.205,0.6 -0.165,0.46 -0.07,0.375 0.07,0.375 0.165,0.46 0.205,0.6 0.19,0.76 "
                "0.1,0.88 -0.1,0.88"
            ),
            skin,
            round_by=3,
            volume=0.10,
        )
        for side in (-1, 1):
            pen.oval(side * 0.115, 0.525, 0.055, 0.036, blush, alpha=0.35)
            lid = [
                (side * (0.040 + 0.095 * t), 0.604 - 0.030 * math.sin(math.pi * t)) for t in (k / 8 for k in range(9))
            ]
            pen.line(lid, 0.013, (44, 30, 30))
            for t in (0.55, 0.75, 0.95):
                lx, ly = side * (0.040 + 0.095 * t), 0.604 - 0.030 * math.sin(math.pi * t)
                pen.line([(lx, ly), (lx + side * 0.018, ly - 0.014)], 0.006, (44, 30, 30))
            brow = [
                (side * (0.035 + 0.105 * t), 0.668 + 0.018 * math.sin(math.pi * (0.2 + 0.7 * t)))
                for t in (k / 6 for k in range(7))
            ]
            pen.line(brow, 0.012 if not man else 0.018, mix(hair, skin, 0.15))
        pen.line([(0.012, 0.59), (0.024, 0.525), (0.004, 0.508)], 0.007, mix(skin, (140, 60, 50), 0.42))
        lips = mix(skin, (206, 52, 66), 0.55 if not man else 0.25)
        pen.shape(
            outline("-0.062,0.452 -0.02,0.466 0,0.46 0.02,0.466 0.062,0.452 0.024,0.428 -0.024,0.428"),
            lips,
            round_by=2,
            volume=0.01,
        )
        pen.line([(-0.055, 0.452), (0.0, 0.447), (0.055, 0.452)], 0.005, mix(lips, (80, 10, 20), 0.5))
    with pen.stage.one_shape():
        if man:
            pen.shape(
                outline(
                    "-0.215,0.66 -0.225,0.84 -0.12,0.97 0.06,1 0.2,0.92 0.225,0.74 0.205,0.66 0.17,0.8 "
                    "0.02,0.84 -0.12,0.79 -0.185,0.72"
                ),
                hair,
                round_by=2,
                volume=0.05,
                grain=0.3,
            )
        else:
            pen.shape(
                outline("0.03,0.985 -0.15,0.95 -0.245,0.78 -0.255,0.52 -0.215,0.44 -0.195,0.62 -0.13,0.76 0.02,0.86"),
                hair,
                round_by=3,
                volume=0.05,
                grain=0.3,
            )
            pen.shape(
                outline("0,0.985 0.16,0.95 0.25,0.78 0.262,0.5 0.215,0.42 0.2,0.62 0.15,0.76 0,0.87"),
                hair,
                round_by=3,
                volume=0.05,
                grain=0.3,
            )
