"""Outlines of shapes: polygons, ovals, rounded lines."""

import math
from collections.abc import Sequence

import numpy as np

from studio.painter.deterministic import Colour

Point = tuple[float, float]


SHIFT = 4


SUBPIXEL = 1 << SHIFT


def fixed(points: Sequence[Point], x0: int, y0: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Points in sixteenths of a pixel, from the corner of their mask."""
    limit = 1 << 24
    return np.array(
        [
            [max(-limit, min(limit, round((x - x0) * SUBPIXEL))), max(-limit, min(limit, round((y - y0) * SUBPIXEL)))]
            for x, y in points
        ],
        np.int32,
    )


def tones(colour: Colour) -> tuple[int, int, int]:
    r, g, b = (max(0, min(255, round(c))) for c in colour)
    return r, g, b


def rectangle(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    """A rectangle as a polygon from two opposite corners, along x first: the order of vertices changes antialiased edges."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0.0, points: int = 0) -> list[Point]:
    """An ellipse as a polygon; `turn` in whole turns clockwise."""
    n = points or max(10, min(64, int((rx + ry) * 0.8)))
    c, s = math.cos(turn * 2 * math.pi), math.sin(turn * 2 * math.pi)
    ring = []
    for i in range(n):
        angle = 2 * math.pi * i / n
        px, py = rx * math.cos(angle), ry * math.sin(angle)
        ring.append((x + px * c - py * s, y + px * s + py * c))
    return ring


def soft_outline(points: Sequence[Point], rounds: int = 3, closed: bool = True) -> list[Point]:
    """Round the corners of an outline (Chaikin's corner cutting)."""
    ring = list(points)
    for _ in range(rounds):
        cut: list[Point] = [] if closed else [ring[0]]
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + (ring[:1] if closed else []), strict=False):
            cut.append((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25))
            cut.append((ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
        if not closed:
            cut.append(ring[-1])
        ring = cut
    return ring
