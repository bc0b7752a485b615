"""Landmarks: pagoda, castle, bridge, lighthouse, windmill, torii."""

import math

from studio.painter.deterministic import Colour, mix
from studio.painter.outlines import Point, soft_outline
from studio.painter.stage import Stage

WINDOW_LIT: Colour = (255, 214, 130)


def pagoda(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """A pagoda: a tower of curved roofs, `size` pixels tall."""
    tiers = 5
    with stage.one_shape():
        for i in range(tiers):
            t = i / tiers
            y = foot - size * 0.86 * t
            half = size * (0.15 - 0.07 * t)
            tall = size * 0.86 / tiers
            stage.fill(
                [(x - half, y), (x - half, y - tall), (x + half, y - tall), (x + half, y)],
                (170, 74, 54),
                near,
                grain=0.1,
                fall=0.2,
            )
            for k in (-1, 0, 1):
                w = half * 0.18
                lit = stage.light.lamps
                stage.fill(
                    [
                        (x + k * half * 0.6 - w, y - tall * 0.1),
                        (x + k * half * 0.6 - w, y - tall * 0.55),
                        (x + k * half * 0.6 + w, y - tall * 0.55),
                        (x + k * half * 0.6 + w, y - tall * 0.1),
                    ],
                    WINDOW_LIT if lit else (84, 46, 40),
                    near,
                    glow=lit,
                )
            wing = half * 1.75
            roof = [
                (x - wing, y - tall * 0.82),
                (x - wing * 0.86, y - tall * 0.72),
                (x + wing * 0.86, y - tall * 0.72),
                (x + wing, y - tall * 0.82),
                (x + wing * 0.6, y - tall * 0.98),
                (x + half * 0.75, y - tall * 1.22),
                (x - half * 0.75, y - tall * 1.22),
                (x - wing * 0.6, y - tall * 0.98),
            ]
            stage.fill(roof, (64, 70, 76), near, fall=0.3, grain=0.2, grain_cell=3)
        stage.fill(
            [(x - size * 0.02, foot - size * 0.86), (x, foot - size * 1.02), (x + size * 0.02, foot - size * 0.86)],
            (196, 158, 70),
            near,
        )


def castle(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """A castle: walls with battlements between round towers with pointed roofs."""
    stone: Colour = (196, 186, 176)
    roof: Colour = (84, 96, 146)
    with stage.one_shape():
        for dx, wide, tall in (
            (-0.36, 0.13, 0.58),
            (0.38, 0.13, 0.54),
            (-0.16, 0.15, 0.80),
            (0.18, 0.14, 0.70),
            (0.0, 0.20, 1.0),
        ):
            px, half, top = x + dx * size, size * wide / 2, foot - size * tall * 0.72
            stage.fill(
                [(px - half, foot), (px - half, top), (px + half, top), (px + half, foot)],
                stone,
                near,
                volume=half * 0.8,
                grain=0.15,
                grain_cell=5,
            )
            stage.fill(
                [(px - half * 1.25, top), (px, top - size * 0.27 * (0.6 + 0.4 * tall)), (px + half * 1.25, top)],
                roof,
                near,
                volume=half * 0.6,
                grain=0.1,
            )
            lit = stage.light.lamps
            stage.ellipse(
                px, top + size * 0.09, half * 0.22, half * 0.4, WINDOW_LIT if lit else (70, 66, 76), near, glow=lit
            )
        ring: list[Point] = [(x - size * 0.42, foot)]
        teeth = 15
        for k in range(teeth):
            a, b = -0.42 + 0.84 * k / teeth, -0.42 + 0.84 * (k + 1) / teeth
            y = foot - size * (0.30 if k % 2 else 0.265)
            ring += [(x + a * size, y), (x + b * size, y)]
        stage.fill([*ring, (x + size * 0.42, foot)], (206, 196, 184), near, grain=0.18, grain_cell=6, fall=0.2)
        stage.fill(
            soft_outline(
                [
                    (x - size * 0.06, foot),
                    (x - size * 0.06, foot - size * 0.18),
                    (x + size * 0.06, foot - size * 0.18),
                    (x + size * 0.06, foot),
                ],
                2,
            ),
            (78, 56, 44),
            near,
        )


def bridge(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """An arched stone bridge, `size` pixels long, over water at `foot`."""
    arch: list[Point] = []
    for k in range(25):
        t = k / 24 * 2 - 1
        arch.append((x + t * size * 0.5, foot - size * (0.05 + 0.20 * (1 - t * t))))
    hole = [
        (x + math.cos(a) * size * 0.19, foot - math.sin(a) * size * 0.165)
        for a in (math.pi * (1 - k / 16) for k in range(17))
    ]
    ring = [(x - size * 0.5, foot), *arch, (x + size * 0.5, foot), *hole[::-1]]
    stone: Colour = (176, 170, 160)
    with stage.one_shape():
        stage.fill(ring, stone, near, grain=0.3, grain_cell=max(2.0, size * 0.02), fall=0.15)
        stage.line([(px, py - size * 0.035) for px, py in arch], size * 0.014, mix(stone, (255, 255, 255), 0.3), near)
        for px, py in arch[::3]:
            stage.line([(px, py), (px, py - size * 0.04)], size * 0.012, stone, near)


def lighthouse(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """A lighthouse with bands; its lamp is lit when the other lamps are."""
    with stage.one_shape():
        stage.fill(
            soft_outline(
                [
                    (x - size * 0.34, foot + size * 0.03),
                    (x - size * 0.2, foot - size * 0.08),
                    (x + size * 0.18, foot - size * 0.10),
                    (x + size * 0.36, foot + size * 0.03),
                ],
                2,
            ),
            (98, 92, 88),
            near,
            volume=size * 0.04,
            grain=0.5,
            grain_cell=8,
        )
        for k in range(6):
            a, b = k / 6, (k + 1) / 6
            wa, wb = size * (0.085 - 0.035 * a), size * (0.085 - 0.035 * b)
            ya, yb = foot - size * (0.06 + 0.70 * a), foot - size * (0.06 + 0.70 * b)
            stage.fill(
                [(x - wa, ya), (x - wb, yb), (x + wb, yb), (x + wa, ya)],
                (206, 58, 50) if k % 2 else (246, 244, 238),
                near,
                volume=size * 0.035,
            )
        top = foot - size * 0.76
        stage.fill(
            [
                (x - size * 0.07, top),
                (x - size * 0.07, top - size * 0.02),
                (x + size * 0.07, top - size * 0.02),
                (x + size * 0.07, top),
            ],
            (60, 64, 72),
            near,
        )
        lit = stage.light.lamps
        stage.fill(
            [
                (x - size * 0.04, top - size * 0.02),
                (x - size * 0.04, top - size * 0.10),
                (x + size * 0.04, top - size * 0.10),
                (x + size * 0.04, top - size * 0.02),
            ],
            (255, 244, 190) if lit else (170, 200, 214),
            near,
            glow=lit,
        )
        stage.fill(
            [(x - size * 0.055, top - size * 0.10), (x, top - size * 0.17), (x + size * 0.055, top - size * 0.10)],
            (190, 50, 44),
            near,
        )
    if stage.light.lamps:
        side = 1 if x < stage.width / 2 else -1
        ly = top - size * 0.06
        beam = [
            (x, ly - 2),
            (x + side * stage.width, ly - size * 0.22),
            (x + side * stage.width, ly + size * 0.14),
            (x, ly + 2),
        ]
        stage.fill(beam, (255, 246, 200), near, alpha=0.22, glow=True, solid=False)
        stage.gleam(x, ly, size * 0.34, (255, 240, 190), 0.9)


def windmill(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    with stage.one_shape():
        stage.fill(
            [
                (x - size * 0.15, foot),
                (x - size * 0.09, foot - size * 0.58),
                (x + size * 0.09, foot - size * 0.58),
                (x + size * 0.15, foot),
            ],
            (232, 222, 204),
            near,
            volume=size * 0.06,
            grain=0.12,
        )
        stage.fill(
            soft_outline(
                [(x - size * 0.11, foot - size * 0.57), (x, foot - size * 0.74), (x + size * 0.11, foot - size * 0.57)],
                2,
            ),
            (128, 74, 58),
            near,
            volume=size * 0.03,
        )
        turn = stage.rng.random()
        hub = (x, foot - size * 0.62)
        for k in range(4):
            a = (turn + k) * math.pi / 2
            c, s = math.cos(a), math.sin(a)
            sail = [(0.06, 0.0), (0.42, 0.0), (0.42, 0.085), (0.10, 0.085)]
            stage.fill(
                [(hub[0] + (px * c - py * s) * size, hub[1] + (px * s + py * c) * size) for px, py in sail],
                (246, 240, 226),
                near,
            )
            stage.line(
                [hub, (hub[0] + c * size * 0.43, hub[1] + s * size * 0.43)], max(1.0, size * 0.014), (112, 84, 62), near
            )


def torii(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    red: Colour = (206, 62, 44)
    with stage.one_shape():
        for side in (-1, 1):
            stage.line(
                [(x + side * size * 0.36, foot), (x + side * size * 0.32, foot - size * 0.8)],
                size * 0.065,
                red,
                near,
                volume=size * 0.02,
            )
        stage.line(
            [(x - size * 0.42, foot - size * 0.60), (x + size * 0.42, foot - size * 0.60)], size * 0.05, red, near
        )
        bar = [
            (x - size * 0.56, foot - size * 0.90),
            (x, foot - size * 0.85),
            (x + size * 0.56, foot - size * 0.90),
            (x + size * 0.52, foot - size * 0.80),
            (x, foot - size * 0.76),
            (x - size * 0.52, foot - size * 0.80),
        ]
        stage.fill(bar, (62, 44, 44), near)
