"""What a style begins with: a drawn scene, or a photo, and how the scene was drawn for the style."""

from dataclasses import dataclass, replace
from typing import Literal

from studio.painter.deterministic import U8
from studio.painter.lighting import Light
from studio.painter.settled import Settled


@dataclass(frozen=True, slots=True)
class Look:
    """How the scene is drawn for a style, before the style paints over it."""

    shading: Literal["soft", "cel", "flat", "round", "ink"] = "soft"
    grain: float = 1.0
    """Strength of surface texture."""
    haze: float = 1.0
    saturation: float = 1.0
    clouds: Literal["vapour", "cumulus", "flat", "mist"] = "vapour"
    subject: float = 1.0
    """Size of the subject."""
    crowd: float = 1.0
    """Density of small details: flowers, trees, windows."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Input of a style: a drawn scene, or a photo."""

    rgb: U8
    near: U8
    """0 is the sky, 255 is the foreground."""
    shapes: U8
    """Neighbouring shapes differ here: lines are drawn where it changes."""
    light: Light
    photo: bool = False
    """Whether shapes and nearness are only estimated (from a photo)."""
    cut: U8 | None = None
    """Mask of the subject, 0..255, if the background is to be left out."""
    settled: Settled | None = None
    """What was chosen for the scene; nothing of a photo."""

    def with_rgb(self, rgb: U8) -> "Canvas":
        """The same scene in other colours."""
        return replace(self, rgb=rgb)
