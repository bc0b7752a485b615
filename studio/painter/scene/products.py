"""More objects for still lifes: a vase of flowers, a pizza, sneakers, a piano, a bicycle."""

from __future__ import annotations

import math

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, chosen, mix
from studio.painter.outlines import Point
from studio.painter.pen import Pen

_PETALS: dict[str, Colour] = {
    "rose": (200, 36, 60), "tulip": (232, 84, 96), "sunflower": (244, 190, 40), "lotus": (240, 170, 190),
    "lavender": (150, 120, 200), "poppy": (226, 60, 40), "daisy": (246, 246, 240), "peony": (236, 150, 180),
}  # fmt: skip
_WILD: tuple[Colour, ...] = ((226, 90, 110), (244, 190, 70), (150, 130, 210), (246, 240, 236))
_HEADS = ((-0.30, 0.98), (-0.12, 1.14), (0.10, 1.02), (0.28, 1.10), (-0.02, 0.86), (0.36, 0.86), (-0.40, 0.80))


def vase(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    """A vase with the named flowers."""
    rng = pen.stage.rng
    clay = chosen(painted, ((88, 120, 150), (226, 222, 212), (150, 92, 70)), rng)
    kinds = [name for name in brief.flowers if name in _PETALS]
    for place, (x, y) in enumerate(_HEADS):
        pen.line([(0.02 * place - 0.06, 0.58), (x * 0.55, 0.74), (x, y)], 0.018, (70, 116, 62))
        pen.oval(x * 0.62, y - 0.16, 0.10, 0.035, (88, 140, 72), turn=0.10 if x < 0 else -0.10)
    for place, (x, y) in enumerate(_HEADS):
        kind = kinds[place % len(kinds)] if kinds else ""
        own = brief.painted.get(kind) or brief.painted.get("wild")
        _blossom(pen, x, y, kind, own or _PETALS.get(kind) or _WILD[place % len(_WILD)])
    body = [(-0.13, 0.62), (-0.10, 0.52), (-0.25, 0.34), (-0.20, 0.08), (-0.14, 0.02)]
    pen.shape([*body, *((-x, y) for x, y in reversed(body))], clay, round_by=2, volume=0.10, grain=0.05)
    pen.oval(0, 0.61, 0.125, 0.030, mix(clay, (20, 20, 24), 0.35))


def _blossom(pen: Pen, x: float, y: float, kind: str, colour: Colour) -> None:
    if kind == "tulip":
        cup = [(x - 0.08, y + 0.10), (x - 0.09, y - 0.04), (x, y - 0.09), (x + 0.09, y - 0.04), (x + 0.08, y + 0.10)]
        pen.shape([*cup, (x + 0.035, y + 0.04), (x, y + 0.11), (x - 0.035, y + 0.04)], colour, volume=0.04)
        return
    petals, far, wide = (13, 0.075, 0.045) if kind in ("sunflower", "daisy") else (6, 0.055, 0.065)
    for k in range(petals):
        a = 2 * math.pi * k / petals
        pen.oval(
            x + far * math.cos(a), y + far * math.sin(a), wide, wide * 0.62, colour, turn=a / (2 * math.pi), volume=0.01
        )
    heart: Colour = {"sunflower": (96, 60, 32), "daisy": (240, 200, 70)}.get(kind, mix(colour, (60, 10, 20), 0.3))
    pen.oval(x, y, 0.05, 0.05, heart, volume=0.02)


def pizza(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    pen.oval(0, 0.20, 0.62, 0.27, (150, 104, 66), grain=0.15)
    pen.oval(0, 0.24, 0.56, 0.235, (206, 146, 78), volume=0.05, grain=0.25)
    pen.oval(0, 0.255, 0.485, 0.195, (190, 60, 36), grain=0.1)
    pen.oval(0, 0.262, 0.465, 0.185, (246, 208, 112), volume=0.01, grain=0.30)
    for k in range(11):
        a, r = 2 * math.pi * k * 0.382, 0.40 * math.sqrt((k + 0.6) / 11)
        px, py = r * math.cos(a), 0.262 + 0.40 * r * math.sin(a)
        pen.oval(px, py, 0.066, 0.030, (178, 48, 38), volume=0.01, grain=0.15)
    for _ in range(14):
        a, r = rng.random() * 2 * math.pi, 0.42 * math.sqrt(rng.random())
        pen.oval(r * math.cos(a), 0.265 + 0.40 * r * math.sin(a), 0.034, 0.014, (72, 136, 58), turn=rng.random())
    for k in range(4):
        a = math.pi * k / 4
        edge = (0.56 * math.cos(a), 0.235 * math.sin(a))
        pen.line([(-edge[0], 0.25 - edge[1]), (edge[0], 0.25 + edge[1])], 0.008, (160, 96, 48))


def sneakers(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    """A pair of sneakers, seen from the side, one behind the other."""
    upper = chosen(painted, ((232, 232, 234), (210, 56, 52), (52, 88, 160)), pen.stage.rng)
    for dx, dy, shade in ((0.16, 0.14, 0.18), (-0.12, 0.0, 0.0)):
        shoe = pen.moved(dx, dy)
        cloth = mix(upper, (20, 20, 30), shade)
        pale = mix((246, 244, 240), (20, 20, 30), shade)
        outline = [
            (-0.50, 0.10),
            (-0.50, 0.40),
            (-0.40, 0.48),
            (-0.22, 0.46),
            (-0.02, 0.30),
            (0.24, 0.24),
            (0.44, 0.19),
            (0.50, 0.10),
        ]
        shoe.shape(outline, cloth, round_by=2, volume=0.08, grain=0.04)
        shoe.shape([(0.30, 0.10), (0.30, 0.215), (0.44, 0.19), (0.51, 0.10)], pale, round_by=2, volume=0.03)
        shoe.shape([(-0.54, 0.02), (-0.54, 0.12), (0.54, 0.12), (0.50, 0.02)], pale, round_by=1, volume=0.03)
        shoe.line([(-0.53, 0.075), (0.52, 0.075)], 0.012, mix(cloth, (255, 255, 255), 0.2))
        shoe.oval(-0.36, 0.46, 0.13, 0.035, mix(cloth, (10, 10, 16), 0.5), turn=-0.01)
        for k in range(5):
            x, y = -0.19 + 0.075 * k, 0.42 - 0.040 * k
            shoe.line([(x - 0.05, y - 0.06), (x + 0.03, y + 0.01)], 0.020, pale)
        shoe.line([(-0.34, 0.16), (-0.12, 0.22), (0.10, 0.15)], 0.032, pale if sum(upper) < 620 else (60, 64, 80))


def piano(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    """A grand piano with its lid up, seen from the side of the keys."""
    wood = painted or (30, 28, 32)
    light, dark = mix(wood, (255, 255, 255), 0.18), mix(wood, (0, 0, 0), 0.3)
    lid = [(-0.46, 0.58), (-0.40, 1.06), (0.02, 1.16), (0.40, 0.98), (0.62, 0.66)]
    pen.shape(lid, light, round_by=1, volume=0.03)
    pen.line([(0.30, 0.56), (0.24, 0.92)], 0.016, (200, 170, 100))
    for x in (-0.46, 0.10, 0.52):
        pen.limb([(x, 0.42), (x, 0.05)], [0.07, 0.04], dark, volume=0.02)
        pen.oval(x, 0.035, 0.035, 0.022, (200, 170, 100))
    pen.shape([(-0.58, 0.36), (-0.58, 0.58), (0.64, 0.62), (0.66, 0.42), (0.40, 0.36)], wood, round_by=1, volume=0.05)
    pen.shape([(-0.56, 0.575), (-0.48, 0.625), (0.60, 0.655), (0.64, 0.615)], (196, 150, 84))
    pen.shape([(-0.62, 0.40), (-0.62, 0.47), (0.30, 0.47), (0.30, 0.40)], dark, volume=0.02)
    pen.shape([(-0.60, 0.43), (-0.60, 0.50), (0.28, 0.50), (0.28, 0.43)], (248, 246, 238))
    for k in range(1, 22):
        x = -0.60 + 0.04 * k
        pen.line([(x, 0.43), (x, 0.50)], 0.004, (150, 146, 140))
        if k % 7 not in (0, 3):
            pen.shape([(x - 0.011, 0.455), (x - 0.011, 0.50), (x + 0.011, 0.50), (x + 0.011, 0.455)], (20, 18, 22))
    pen.shape([(-0.36, 0.60), (-0.34, 0.76), (0.02, 0.76), (0.04, 0.60)], mix(wood, (255, 255, 255), 0.10), volume=0.01)
    pen.shape([(-0.26, 0.63), (-0.25, 0.74), (-0.07, 0.74), (-0.06, 0.63)], (250, 248, 240))
    pen.shape([(-0.34, 0.20), (-0.34, 0.25), (0.02, 0.25), (0.02, 0.20)], mix(wood, (120, 60, 40), 0.3), volume=0.03)
    for x in (-0.30, -0.02):
        pen.line([(x, 0.20), (x, 0.0)], 0.022, dark)


def bicycle(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    """A bicycle, seen from the side."""
    frame = chosen(painted, ((196, 48, 48), (44, 110, 120), (60, 90, 160)), pen.stage.rng)
    metal: Colour = (150, 154, 162)
    back, front = (-0.46, 0.30), (0.46, 0.30)
    for x, y in (back, front):
        ring = [(x + 0.28 * math.cos(a), y + 0.28 * math.sin(a)) for a in (2 * math.pi * k / 48 for k in range(49))]
        for k in range(12):
            a = math.pi * k / 6
            pen.line([(x, y), (x + 0.26 * math.cos(a), y + 0.26 * math.sin(a))], 0.004, metal)
        pen.line(ring, 0.034, (38, 36, 40), volume=0.01)
        pen.oval(x, y, 0.03, 0.03, metal)
    crank, seat, head = (-0.10, 0.28), (-0.20, 0.66), (0.32, 0.66)
    tubes: tuple[tuple[Point, Point], ...] = (
        (back, crank),
        (back, seat),
        (crank, seat),
        (crank, head),
        (seat, head),
        (head, front),
    )
    for one, other in tubes:
        pen.line([one, other], 0.030, frame, volume=0.01)
    pen.line([seat, (-0.22, 0.76)], 0.022, metal)
    pen.shape([(-0.36, 0.76), (-0.34, 0.80), (-0.12, 0.79), (-0.08, 0.765)], (60, 42, 34), round_by=1, volume=0.02)
    pen.line([head, (0.30, 0.80), (0.38, 0.84), (0.47, 0.80)], 0.024, metal)
    pen.line([(0.40, 0.835), (0.48, 0.79)], 0.034, (60, 42, 34))
    pen.oval(*crank, 0.065, 0.065, metal)
    pen.oval(*crank, 0.04, 0.04, mix(frame, (30, 30, 30), 0.4))
    pen.line([(-0.17, 0.20), (-0.03, 0.36)], 0.016, (60, 60, 66))
    for x, y in ((-0.19, 0.19), (-0.01, 0.37)):
        pen.line([(x - 0.035, y), (x + 0.035, y)], 0.024, (40, 38, 42))
