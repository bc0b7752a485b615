"""A pen that draws in a figure's own coordinates: x to the right, y up from the foot, 1.0 is the figure's height."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from studio.painter.deterministic import Colour
from studio.painter.outlines import Point, oval, soft_outline
from studio.painter.stage import Stage

INK: Colour = (34, 28, 30)
"""The dark lines of animals: eyes, noses, hooves."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Coordinate system of a figure: origin at its foot (x, foot), `size` pixels tall, `flip` -1 to face left."""

    stage: Stage
    x: float
    foot: float
    size: float
    near: float
    flip: float = 1.0

    def at(self, x: float, y: float) -> Point:
        """A point of the figure in stage coordinates."""
        return self.x + self.flip * x * self.size, self.foot - y * self.size

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Pen":
        """A pen for a part of the figure, with its origin at (x, y) of this one."""
        px, py = self.at(x, y)
        return replace(self, x=px, foot=py, size=self.size * scale)

    def shape(
        self, points: Sequence[Point], colour: Colour, *, round_by: int = 0, volume: float = 0.0, grain: float = 0.0,
        fall: float = 0.0, glow: bool = False, alpha: float = 1.0,
    ) -> None:  # fmt: skip
        """A closed outline; `round_by` rounds of corner cutting; `volume` as a share of the figure's size."""
        ring = [self.at(px, py) for px, py in points]
        self.stage.put(
            self.stage.polygon(soft_outline(ring, round_by) if round_by else ring), colour, self.near,
            volume=volume * self.size, grain=grain, grain_cell=max(2.0, self.size * 0.03), fall=fall, glow=glow, alpha=alpha,
        )  # fmt: skip

    def oval(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, *, turn: float = 0.0, volume: float = 0.0,
        grain: float = 0.0, glow: bool = False, alpha: float = 1.0,
    ) -> None:  # fmt: skip
        """An ellipse, turned by `turn` whole turns (anticlockwise)."""
        px, py = self.at(x, y)
        ring = oval(px, py, rx * self.size, ry * self.size, -turn * self.flip)
        self.stage.put(
            self.stage.polygon(ring), colour, self.near, volume=volume * self.size, grain=grain,
            grain_cell=max(2.0, self.size * 0.03), glow=glow, alpha=alpha,
        )  # fmt: skip

    def line(
        self, points: Sequence[Point], thick: float, colour: Colour, *, volume: float = 0.0, glow: bool = False
    ) -> None:
        """A line with round ends, `thick` as a share of the figure's size."""
        stroke = self.stage.stroke([self.at(px, py) for px, py in points], max(0.8, thick * self.size))
        self.stage.put(stroke, colour, self.near, volume=volume * self.size, glow=glow)

    def limb(
        self,
        points: Sequence[Point],
        thick: Sequence[float],
        colour: Colour,
        *,
        volume: float = 0.0,
        grain: float = 0.0,
    ) -> None:
        """A tapering limb along points, with a thickness at each."""
        self.shape(limb_outline(points, thick), colour, round_by=2, volume=volume, grain=grain)

    def body(self, parts: Sequence[Sequence[Point]], colour: Colour, *, volume: float, grain: float = 0.0) -> None:
        """Several closed outlines drawn as one shape, so that no seam is visible where they meet."""
        rings = [soft_outline([self.at(px, py) for px, py in part], 2) for part in parts]
        self.stage.put(
            self.stage.polygon(*rings), colour, self.near, volume=volume * self.size, grain=grain,
            grain_cell=max(2.0, self.size * 0.03),
        )  # fmt: skip


@cache
def _points(text: str) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in (pair.split(",") for pair in text.split()))


def outline(text: str) -> list[Point]:
    """An outline written as "x,y x,y ...", so that a figure's drawing can be read as data."""
    return list(_points(text))


def limb_outline(points: Sequence[Point], thick: Sequence[float]) -> list[Point]:
    """The outline of a limb along points, with a thickness at each."""
    left, right = [], []
    for i, (px, py) in enumerate(points):
        ax, ay = points[max(0, i - 1)]
        bx, by = points[min(len(points) - 1, i + 1)]
        dx, dy = bx - ax, by - ay
        length = math.sqrt(dx * dx + dy * dy) or 1.0
        nx, ny = -dy / length * thick[i] / 2, dx / length * thick[i] / 2
        left.append((px + nx, py + ny))
        right.append((px - nx, py - ny))
    return left + right[::-1]
