"""People in poses: an old person on a bench with a newspaper, a bridal couple, a ballerina, a runner, a rider."""

import math

from studio.painter.deterministic import Colour, chosen, mix, pick
from studio.painter.outlines import rectangle
from studio.painter.pen import Pen, outline
from studio.painter.scene.people import CLOTH, HAIR, SKIN, hair_of

_WHITE: Colour = (240, 238, 234)
_SUIT: Colour = (44, 46, 58)


def _head(pen: Pen, x: float, y: float, skin: Colour, hair: Colour, *, bun: bool = False) -> None:
    """A head seen from the front, eyes lowered."""
    if bun:
        pen.oval(x, y + 0.085, 0.030, 0.030, hair, volume=0.01)
    pen.oval(x, y + 0.016, 0.064, 0.072, hair, volume=0.02)
    pen.oval(x, y - 0.006, 0.054, 0.066, skin, volume=0.02)
    pen.shape(
        [
            (x - 0.06, y + 0.02),
            (x - 0.05, y + 0.075),
            (x, y + 0.09),
            (x + 0.05, y + 0.075),
            (x + 0.06, y + 0.02),
            (x, y + 0.045),
        ],
        hair,
        round_by=2,
    )
    for side in (-1, 1):
        pen.line([(x + side * 0.014, y + 0.002), (x + side * 0.034, y + 0.002)], 0.006, (50, 36, 34))
    pen.line([(x - 0.014, y - 0.036), (x + 0.014, y - 0.036)], 0.006, mix(skin, (160, 50, 50), 0.6))


def bench(pen: Pen) -> None:
    """A park bench from the front; the seat is 0.42 above the ground."""
    wood, iron = (150, 100, 60), (58, 58, 62)
    for x in (-0.62, 0.62):
        pen.line([(x, 0.0), (x, 0.78)], 0.035, iron)
        pen.line([(x, 0.42), (x * 1.06, 0.0)], 0.035, iron)
    for y in (0.54, 0.64, 0.74):
        pen.shape(rectangle(-0.70, y, 0.70, y + 0.065), wood, volume=0.012, grain=0.2)
    for k, y in enumerate((0.38, 0.42)):
        wide = 0.72 - 0.01 * k
        pen.shape(
            rectangle(-wide, y, wide, y + 0.036),
            mix(wood, (255, 230, 190), 0.1),
            volume=0.01,
            grain=0.2,
        )


def on_bench(pen: Pen, kind: str, *, newspaper: bool, painted: Colour | None = None) -> None:
    """A person on a bench, facing the viewer; an `elder` has white hair."""
    rng = pen.stage.rng
    skin, hair = pick(SKIN[:3], rng), (236, 234, 230) if kind == "elder" else hair_of(pen.stage, HAIR[:3])
    coat = painted or (96, 84, 74)
    with pen.stage.one_shape():
        bench(pen)
    with pen.stage.one_shape():
        for side in (-1, 1):
            pen.limb(
                [(side * 0.07, 0.46), (side * 0.10, 0.40), (side * 0.105, 0.05)],
                [0.13, 0.12, 0.085],
                (70, 72, 84),
                volume=0.03,
            )
            pen.oval(side * 0.115, 0.025, 0.065, 0.030, (44, 38, 36))
        pen.shape(
            outline("-0.15,0.42 -0.18,0.7 -0.1,0.84 0.1,0.84 0.18,0.7 0.15,0.42"),
            coat,
            round_by=2,
            volume=0.05,
            grain=0.1,
        )
        pen.shape([(-0.035, 0.84), (0.035, 0.84), (0.0, 0.70)], _WHITE, round_by=1)
        pen.limb([(0, 0.82), (0, 0.88)], [0.06, 0.055], skin)
        _head(pen, 0.0, 0.955, skin, hair)
        if kind == "elder":
            pen.oval(0.0, 0.905, 0.040, 0.026, hair, volume=0.01)
            for side in (-1, 1):
                ring = [
                    (side * 0.024 + 0.019 * math.cos(a), 0.957 + 0.017 * math.sin(a))
                    for a in (2 * math.pi * k / 16 for k in range(17))
                ]
                pen.line(ring, 0.005, (40, 40, 46))
    if newspaper:
        with pen.stage.one_shape():
            for side in (-1, 1):
                pen.limb(
                    [(side * 0.16, 0.74), (side * 0.25, 0.62), (side * 0.23, 0.68)],
                    [0.085, 0.075, 0.06],
                    coat,
                    volume=0.02,
                )
                page = [(0, 0.50), (side * 0.25, 0.53), (side * 0.25, 0.82), (0, 0.79)]
                pen.shape(page, (238, 234, 222), volume=0.01)
                pen.shape(
                    [(side * 0.03, 0.745), (side * 0.22, 0.765), (side * 0.22, 0.79), (side * 0.03, 0.77)], (70, 68, 66)
                )
                for k in range(7):
                    y = 0.72 - 0.029 * k
                    pen.line([(side * 0.03, y - 0.01), (side * 0.22, y + 0.008)], 0.006, (150, 146, 138))
                pen.oval(side * 0.25, 0.66, 0.028, 0.032, skin)
    else:
        for side in (-1, 1):
            pen.limb(
                [(side * 0.15, 0.74), (side * 0.20, 0.58), (side * 0.08, 0.50)], [0.085, 0.075, 0.06], coat, volume=0.02
            )


def bridal_couple(pen: Pen, *, close: bool) -> None:
    """A bridal couple: she in white with a veil, he in a dark suit, side by side and turned to each other."""
    rng = pen.stage.rng
    skin = pick(SKIN[:3], rng)
    gap = 0.13 if close else 0.17
    groom, bride = pen.moved(-gap, 0.0), pen.moved(gap, 0.0, 0.95)
    with pen.stage.one_shape():
        for side in (-1, 1):
            groom.limb([(side * 0.05, 0.50), (side * 0.055, 0.03)], [0.105, 0.07], _SUIT, volume=0.02)
            groom.oval(side * 0.065, 0.018, 0.048, 0.02, (24, 22, 24))
        groom.shape(
            outline("-0.08,0.83 -0.15,0.78 -0.13,0.44 0.13,0.44 0.15,0.78 0.08,0.83"), _SUIT, round_by=2, volume=0.04
        )
        groom.shape([(-0.045, 0.83), (0.045, 0.83), (0.0, 0.62)], _WHITE)
        groom.shape([(-0.03, 0.80), (0.03, 0.80), (0.0, 0.785)], (30, 28, 34))
        groom.limb([(-0.13, 0.78), (-0.17, 0.62), (-0.12, 0.48)], [0.07, 0.06, 0.05], _SUIT, volume=0.02)
        groom.limb([(0, 0.80), (0, 0.86)], [0.06, 0.055], skin)
        _head(groom, 0.02, 0.925, skin, hair_of(pen.stage, HAIR[:2]))
    with pen.stage.one_shape():
        bride.shape(
            outline("-0.09,0.98 0.09,0.98 0.22,0.5 0.34,0.02 0.1,0.02 -0.02,0.5"),
            (250, 250, 252),
            round_by=2,
            volume=0.03,
        )
        bride.shape(
            outline(
                "-0.075,0.82 -0.085,0.7 -0.06,0.58 -0.2,0.28 -0.34,0.01 0.36,0.01 0.2,0.28 0.06,0.58 0.085,0.7 0.075,0.82"
            ),
            (252, 250, 246),
            round_by=2,
            volume=0.06,
            grain=0.05,
        )
        for k in (-0.16, -0.05, 0.06, 0.17):
            bride.line([(k * 0.35, 0.54), (k * 1.4, 0.04)], 0.006, (214, 210, 214))
        bride.limb([(0, 0.80), (0, 0.88)], [0.05, 0.045], skin)
        _head(bride, -0.02, 0.935, skin, hair_of(pen.stage, HAIR), bun=True)
        bride.shape(
            outline("-0.05,1.03 0.07,1.01 0.15,0.8 0.19,0.5 0.1,0.52 0.06,0.86"),
            (255, 255, 255),
            round_by=2,
            volume=0.01,
        )
        if close:
            bride.limb([(-0.06, 0.77), (-0.19, 0.76), (-0.30, 0.79)], [0.045, 0.04, 0.034], skin, volume=0.01)
            groom.limb([(0.13, 0.77), (0.23, 0.64), (0.33, 0.60)], [0.075, 0.065, 0.05], _SUIT, volume=0.02)
        else:
            for side in (-1, 1):
                bride.limb(
                    [(side * 0.085, 0.78), (side * 0.10, 0.66), (0.0, 0.60)], [0.042, 0.038, 0.032], skin, volume=0.01
                )
        for k in range(9):
            a = 2 * math.pi * k / 9
            bride.oval(
                -0.02 + 0.035 * math.cos(a),
                0.595 + 0.030 * math.sin(a),
                0.022,
                0.020,
                ((236, 110, 140), (255, 240, 240), (90, 150, 80))[k % 3],
                volume=0.01,
            )


def ballerina(pen: Pen, *, leaping: bool) -> None:
    """A ballerina on her toes, or in the air with her legs apart."""
    rng = pen.stage.rng
    skin, hair = pick(SKIN[:2], rng), hair_of(pen.stage, HAIR[:3])
    tulle: Colour = (246, 206, 220) if rng.random() < 0.6 else (240, 240, 248)
    up = 0.22 if leaping else 0.0
    at = pen.moved(0.0, up)
    with pen.stage.one_shape():
        if leaping:
            at.limb([(-0.03, 0.50), (-0.28, 0.46), (-0.54, 0.40)], [0.10, 0.07, 0.030], skin, volume=0.02)
            at.limb([(0.03, 0.50), (0.28, 0.48), (0.56, 0.44)], [0.10, 0.07, 0.030], skin, volume=0.02)
            for side, y in ((-1, 0.395), (1, 0.435)):
                at.limb([(side * 0.50, y + 0.012), (side * 0.62, y - 0.010)], [0.036, 0.014], (240, 160, 180))
        else:
            at.limb([(0.0, 0.50), (0.01, 0.26), (0.0, 0.05)], [0.095, 0.07, 0.032], skin, volume=0.02)
            at.limb([(0.0, 0.06), (0.0, 0.0)], [0.034, 0.014], (240, 160, 180))
            at.limb([(0.03, 0.50), (0.20, 0.36), (0.02, 0.27)], [0.09, 0.065, 0.03], skin, volume=0.02)
        ring = [
            (0.30 * math.cos(a) * (1 + 0.05 * math.sin(9 * a)), 0.545 + 0.085 * math.sin(a))
            for a in (2 * math.pi * k / 54 for k in range(54))
        ]
        at.shape(ring, tulle, volume=0.03)
        at.shape(
            [(x * 0.78, 0.56 + (y - 0.545) * 0.7) for x, y in ring], mix(tulle, (255, 255, 255), 0.45), volume=0.02
        )
        at.shape(
            outline("-0.065,0.8 -0.06,0.68 -0.05,0.57 0.05,0.57 0.06,0.68 0.065,0.8"),
            mix(tulle, (210, 110, 150), 0.45),
            round_by=1,
            volume=0.03,
        )
        at.limb([(0, 0.79), (0, 0.88)], [0.045, 0.04], skin)
        for side in (-1, 1):
            path = [
                (side * 0.06, 0.785),
                (side * 0.22, 0.87),
                (side * (0.34 if leaping else 0.10), 0.94 if leaping else 1.10),
            ]
            at.limb(path, [0.040, 0.034, 0.022], skin, volume=0.01)
        _head(at, 0.0, 0.935, skin, hair, bun=True)


def running(pen: Pen, painted: Colour | None = None, *, small: bool = False) -> None:
    """A runner, seen from the side."""
    rng = pen.stage.rng
    if small:
        pen = pen.moved(0.0, 0.0, 0.78)
    cloth, skin, hair = chosen(painted, CLOTH, rng), pick(SKIN[:3], rng), hair_of(pen.stage, HAIR[:3])
    shorts: Colour = (62, 74, 104)
    with pen.stage.one_shape():
        pen.limb(
            [(-0.03, 0.72), (-0.14, 0.62), (-0.04, 0.54)],
            [0.06, 0.052, 0.04],
            mix(skin, (90, 50, 40), 0.25),
            volume=0.01,
        )
        pen.limb(
            [(-0.03, 0.48), (-0.12, 0.29), (-0.34, 0.25)],
            [0.12, 0.085, 0.05],
            mix(skin, (90, 50, 40), 0.25),
            volume=0.02,
        )
        pen.limb([(-0.33, 0.28), (-0.38, 0.20)], [0.06, 0.045], (60, 60, 70))
        pen.limb([(0.01, 0.48), (0.19, 0.36), (0.12, 0.10)], [0.13, 0.09, 0.055], skin, volume=0.02)
        pen.limb([(0.10, 0.075), (0.22, 0.06)], [0.06, 0.045], (60, 60, 70))
        pen.limb([(-0.04, 0.50), (0.01, 0.47), (0.11, 0.42)], [0.15, 0.15, 0.13], shorts, volume=0.02)
        pen.shape(outline("-0.09,0.5 -0.06,0.78 0.04,0.82 0.1,0.78 0.07,0.5"), cloth, round_by=2, volume=0.04)
        pen.limb([(0.03, 0.76), (0.10, 0.62), (0.23, 0.68)], [0.06, 0.052, 0.036], skin, volume=0.01)
        pen.limb([(0.04, 0.80), (0.055, 0.86)], [0.055, 0.05], skin)
        pen.oval(0.07, 0.915, 0.060, 0.070, skin, volume=0.02)
        pen.shape(
            outline("0.1,0.99 -0.01,0.98 -0.02,0.89 0.03,0.87 0.05,0.94 0.13,0.955"), hair, round_by=2, volume=0.02
        )
        pen.oval(0.105, 0.918, 0.008, 0.011, (40, 30, 30))


def rider(pen: Pen, *, armour: bool, suit: str = "", painted: Colour | None = None) -> None:
    """A rider in the saddle, from the side; the pen's origin is on the horse's back. `suit`: astronaut or robot."""
    rng = pen.stage.rng
    skin = pick(SKIN[:3], rng)
    cloth = (176, 182, 194) if armour else chosen(painted, CLOTH, rng)
    if suit:
        cloth = (238, 240, 244) if suit == "astronaut" else (168, 180, 192)
    with pen.stage.one_shape():
        pen.shape([(-0.20, 0.02), (0.20, 0.02), (0.16, -0.18), (-0.16, -0.18)], (130, 44, 44), round_by=1, volume=0.02)
        pen.limb(
            [(0.0, 0.10), (0.14, -0.08), (0.08, -0.36)], [0.17, 0.12, 0.08], mix(cloth, (40, 40, 50), 0.25), volume=0.03
        )
        if suit:
            pen.shape(
                [(-0.26, 0.48), (-0.26, 0.12), (-0.10, 0.12), (-0.10, 0.48)], mix(cloth, (90, 96, 110), 0.4), round_by=2
            )
        pen.limb([(0.06, -0.38), (0.18, -0.39)], [0.07, 0.05], (60, 52, 48))
        pen.shape(
            outline("-0.13,0.04 -0.14,0.42 -0.06,0.5 0.08,0.5 0.13,0.42 0.1,0.04"), cloth, round_by=2, volume=0.05
        )
        pen.limb([(0.02, 0.43), (0.16, 0.28), (0.34, 0.27)], [0.09, 0.08, 0.05], cloth, volume=0.02)
        if armour:
            pen.oval(0.0, 0.64, 0.115, 0.135, cloth, volume=0.05)
            pen.shape(rectangle(0.02, 0.66, 0.12, 0.62), (30, 32, 38))
            pen.limb([(-0.02, 0.77), (-0.14, 0.84), (-0.25, 0.72)], [0.03, 0.09, 0.03], (196, 44, 48), volume=0.02)
            pen.line([(0.34, -0.05), (0.34, 1.05)], 0.026, (120, 92, 62))
            pen.shape([(0.31, 1.03), (0.37, 1.03), (0.34, 1.16)], (210, 214, 222))
        elif suit:
            pen.oval(0.01, 0.66, 0.165, 0.165, cloth, volume=0.05)
            pen.oval(0.05, 0.655, 0.110, 0.105, (40, 60, 96) if suit == "astronaut" else (70, 220, 230), volume=0.04)
            pen.oval(0.02, 0.70, 0.028, 0.018, (220, 236, 250), turn=0.08, glow=True, alpha=0.8)
        else:
            pen.oval(0.01, 0.64, 0.095, 0.115, skin, volume=0.03)
            pen.shape(
                outline("0.07,0.76 -0.1,0.74 -0.11,0.58 -0.04,0.57 -0.02,0.68 0.1,0.7"),
                hair_of(pen.stage, HAIR[:3]),
                round_by=2,
                volume=0.03,
            )
