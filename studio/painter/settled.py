"""What the painter chose for a picture, where the words had left it open. An edit keeps it."""

from dataclasses import dataclass
from typing import NamedTuple

Rgb = tuple[int, int, int]


class Figure(NamedTuple):
    """A person or an animal that stands on the ground: its kind, and its place and size as shares of the picture's width,
    height and shorter side."""

    sort: str
    kind: str
    x: float
    foot: float
    size: float
    flip: int


@dataclass(frozen=True, slots=True)
class View:
    """A picture of a set: the seed by which its subject looks the same in all of them, and how large the figures are."""

    subject_seed: int
    zoom: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The choices: what kind of picture it is (`scene/compose.py`), hour, places; `roomy`: whether figures are small in a wide
    place; the colours that tint the light; numbers of things that the words did not count; where the figures stand."""

    kind: str
    hour: str
    places: tuple[str, ...]
    roomy: bool
    tints: tuple[Rgb, ...] = ()
    omen: tuple[float, float] | None = None
    """Hue and strength hashed from unknown words."""
    figures: tuple[Figure, ...] = ()
    grounded: bool = False
    """Whether there was ground for figures; it stays when they go."""
    at_water: bool | None = None
    """Whether a city without named water lies at some; None elsewhere."""
    objects: tuple[str, ...] = ()
    """What stands on a table, from left to right; an object that was taken away leaves its place free."""
