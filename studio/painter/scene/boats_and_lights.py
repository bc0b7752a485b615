"""Boats, balloons, lanterns, fireworks."""

import math

from studio.painter.deterministic import Colour, mix
from studio.painter.outlines import oval, rectangle, soft_outline
from studio.painter.stage import Stage


def sailboat(stage: Stage, x: float, foot: float, size: float, near: float, sail: Colour | None = None) -> None:
    """A sailing boat, `size` pixels tall, its waterline at `foot`."""
    flip = 1 if stage.rng.random() < 0.5 else -1
    cloth = sail or (250, 244, 230)
    with stage.one_shape():
        hull = [(-0.34, -0.10), (0.40, -0.12), (0.28, 0.02), (-0.26, 0.02)]
        stage.fill(
            soft_outline([(x + flip * px * size, foot + py * size) for px, py in hull], 1),
            mix((128, 70, 46), cloth, 0.35) if sail else (128, 70, 46),
            near,
            volume=size * 0.03,
            fall=0.2,
        )
        stage.line([(x, foot - size * 0.1), (x, foot - size)], max(1.0, size * 0.018), (96, 70, 50), near)
        main = [(0.03, -0.97), (0.06, -0.17), (0.38, -0.17), (0.26, -0.5)]
        jib = [(-0.03, -0.90), (-0.03, -0.18), (-0.30, -0.16), (-0.16, -0.5)]
        for ring, shade in ((main, 1.0), (jib, 0.92)):
            tone: Colour = (cloth[0] * shade, cloth[1] * shade, cloth[2] * shade)
            stage.fill(
                soft_outline([(x + flip * px * size, foot + py * size) for px, py in ring], 1),
                tone,
                near,
                volume=size * 0.05,
            )


def rowboat(
    stage: Stage, x: float, foot: float, size: float, near: float, paint: Colour | None = None, *, canopy: bool = False
) -> None:
    """A small boat with a person in it; with a canopy, one as in Chinese water towns."""
    wood = paint or (96, 64, 44)
    with stage.one_shape():
        hull = [(-0.55, -0.13), (-0.40, -0.06), (0.40, -0.06), (0.58, -0.15), (0.40, 0.05), (-0.36, 0.05)]
        if canopy:
            arch = [
                (x + math.cos(a) * size * 0.24 + size * 0.06, foot - size * 0.05 - math.sin(a) * size * 0.17)
                for a in (math.pi * k / 12 for k in range(13))
            ]
            stage.fill(arch, (52, 48, 46), near, volume=size * 0.04, grain=0.2)
        px = x - size * (0.30 if canopy else 0.05)
        stage.fill(
            soft_outline(
                [
                    (px - size * 0.055, foot - size * 0.06),
                    (px - size * 0.04, foot - size * 0.26),
                    (px + size * 0.04, foot - size * 0.26),
                    (px + size * 0.065, foot - size * 0.06),
                ],
                2,
            ),
            (64, 70, 84),
            near,
            volume=size * 0.02,
        )
        stage.ellipse(px, foot - size * 0.30, size * 0.034, size * 0.038, (206, 160, 128), near)
        stage.fill(
            [
                (px - size * 0.085, foot - size * 0.305),
                (px, foot - size * 0.37),
                (px + size * 0.085, foot - size * 0.305),
            ],
            (190, 160, 104),
            near,
        )
        stage.line(
            [(px + size * 0.03, foot - size * 0.2), (px - size * 0.26, foot + size * 0.05)],
            max(1.0, size * 0.014),
            (112, 84, 60),
            near,
        )
        stage.fill(
            soft_outline([(x + a * size, foot + b * size) for a, b in hull], 1),
            wood,
            near,
            volume=size * 0.03,
            fall=0.25,
            grain=0.15,
        )


def lantern(stage: Stage, x: float, y: float, size: float, near: float, colour: Colour, *, sky: bool) -> None:
    """A paper lantern; a sky lantern is open below, a hanging one has a tassel."""
    stage.gleam(x, y, size * 3.2, (255, 150, 60), 0.55 if stage.light.lamps else 0.2)
    with stage.one_shape():
        if sky:
            ring = [
                (x - size * 0.5, y + size * 0.62),
                (x - size * 0.66, y - size * 0.4),
                (x - size * 0.3, y - size * 0.8),
                (x + size * 0.3, y - size * 0.8),
                (x + size * 0.66, y - size * 0.4),
                (x + size * 0.5, y + size * 0.62),
            ]
            stage.fill(soft_outline(ring, 2), colour, near, glow=True)
            stage.ellipse(x, y + size * 0.36, size * 0.34, size * 0.30, (255, 236, 160), near, glow=True)
            return
        stage.line([(x, y - size * 2.2), (x, y - size * 0.8)], max(1.0, size * 0.06), (70, 40, 34), near)
        stage.ellipse(x, y, size * 0.86, size * 0.72, colour, near, glow=True)
        stage.ellipse(x, y, size * 0.48, size * 0.70, mix(colour, (255, 210, 120), 0.45), near, glow=True, alpha=0.7)
        for dy in (-0.72, 0.64):
            stage.fill(
                rectangle(x - size * 0.34, y + dy * size, x + size * 0.34, y + (dy + 0.12) * size),
                (222, 172, 70),
                near,
            )
        stage.line([(x, y + size * 0.76), (x, y + size * 1.5)], max(1.0, size * 0.10), (222, 60, 40), near)


def balloon(stage: Stage, x: float, y: float, size: float, near: float, colour: Colour) -> None:
    """A hot-air balloon, striped, with its basket; `size` is the radius."""
    with stage.one_shape():
        outline = [
            (
                x + math.cos(a) * size * (1 - 0.35 * max(0.0, math.sin(a)) ** 2),
                y + math.sin(a) * size * (1.0 if math.sin(a) < 0 else 1.28),
            )
            for a in (2 * math.pi * k / 48 for k in range(48))
        ]
        stage.fill(outline, colour, near, volume=size * 0.34)
        for k, wide in ((0, 0.20), (-0.62, 0.17), (0.62, 0.17)):
            ring = oval(x + k * size * 0.78, y, size * wide, size * (1.0 - 0.25 * abs(k)))
            stage.fill(ring, mix(colour, (255, 250, 236), 0.75), near, volume=size * 0.2, alpha=0.9)
        for side in (-1, 1):
            stage.line(
                [(x + side * size * 0.34, y + size * 1.15), (x + side * size * 0.13, y + size * 1.62)],
                max(1.0, size * 0.02),
                (80, 64, 50),
                near,
            )
        stage.fill(
            [
                (x - size * 0.16, y + size * 1.6),
                (x + size * 0.16, y + size * 1.6),
                (x + size * 0.13, y + size * 1.86),
                (x - size * 0.13, y + size * 1.86),
            ],
            (140, 96, 58),
            near,
            grain=0.3,
        )


def firework(stage: Stage, x: float, y: float, size: float, colour: Colour) -> None:
    """A firework: a burst of sparks that fall slightly."""
    rng = stage.rng
    stage.gleam(x, y, size * 1.3, colour, 0.35)
    for k in range(64):
        angle, reach = 2 * math.pi * (k + rng.random() * 0.6) / 64, size * (0.55 + 0.45 * rng.random())
        trail = [
            (x + math.cos(angle) * reach * f, y + math.sin(angle) * reach * f + size * 0.14 * f * f)
            for f in (0.25, 0.5, 0.75, 1.0)
        ]
        stage.hair(trail, max(1.0, size * 0.010), mix(colour, (255, 255, 255), 0.4 * rng.random()))
        stage.dot(trail[-1][0], trail[-1][1], max(1.0, size * 0.014), (255, 250, 220))
