"""The interface of a style."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng


@dataclass(frozen=True, slots=True)
class Style:
    """`look` holds the options for drawing the scene; `render` applies the style to a canvas (a scene or a photo)."""

    look: Look
    render: Callable[[Canvas, Rng], U8]
