"""What the painter chose for a picture, where the words had left it open. An edit keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Spot(NamedTuple):
    """Where an object stands on a table, and its size, as shares like those of a figure; `name` is empty if the place is free."""

    name: str
    x: float
    foot: float
    size: float


@dataclass(frozen=True, slots=True)
class View:
    """A picture of a set: the seed by which its subject looks the same in all of them, and how large the figures are."""

    subject_seed: int
    zoom: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The choices: what kind of picture it is (`scene/compose.py`), hour, places; `roomy`: whether figures are small in a wide
    place; the colours that tint the light; where the figures stand."""

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
    objects: tuple[Spot, ...] = ()
    """What stands on a table; an object that was taken away leaves its place free."""
    choices: Mapping[str, int] = field(default_factory=dict)
    """Layout that depends on more than the seed (`Stage.settle`), by name."""
    origins: Mapping[str, int] = field(default_factory=dict)
    """Of subjects that came from another picture, the seed by which they look as they did there."""
