"""The sizes that a model paints: a list, a range per side, a range of area, or the size of the reference image."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, InstanceOf, model_validator

from bot.adapter_api.request import Size
from config.tables import Items, Table

SizeKind = Literal["list", "sides", "area", "reference"]
_LIMITS: dict[SizeKind, frozenset[str]] = {
    "list": frozenset(),
    "sides": frozenset({"min_side", "max_side"}),
    "area": frozenset({"min_area", "max_area", "min_ratio", "max_ratio"}),
    "reference": frozenset({"min_side", "max_side"}),
}

# Computed sizes are multiples of this many pixels: what diffusion models paint natively, and easy to read.
STEP_PX = 16
# How far apart two ratios may be and still be called the same (1360x768 for 16:9 is 0.4 % off).
SAME_RATIO = 0.01
# Closer than this, a computed size has the shape asked for, and its area decides.
UNSEEN_RATIO = 0.005
# How many steps a computed height may be off the exact one.
MOST_STEPS_OFF = 8


def closest(ratio: float, sizes: Iterable[Size]) -> Size:
    """The size of the most similar shape; of two equally similar ones the larger. `ratio` is width / height, > 0."""
    return min(sizes, key=lambda size: (round(ratio_distance(ratio, size.ratio), 6), -size.area))


def _size(text: object) -> Size:
    try:
        return Size.parse(str(text))
    except ValueError:
        raise ValueError(f"{text!r} is not a size like 1024*1024") from None


def _ratio(text: object) -> float:
    width, _, height = str(text).partition(":")
    try:
        return int(width) / int(height)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is not a ratio like 4:1") from None


SizeText = Annotated[InstanceOf[Size], BeforeValidator(_size)]
"""A size in a table: `1024*1024`."""
_RatioText = Annotated[float, BeforeValidator(_ratio)]


class Sizes(Table):
    """The sizes that a model serves.

    `kind` says which of the limits count: `list` only those in `offered`; `sides` each side from `min_side` to
    `max_side` pixels; `area` from `min_area` to `max_area` pixels in all, width / height from `min_ratio` to
    `max_ratio`; `reference` the picture gets its size from the reference image (no size is sent) and `min_side` and
    `max_side` limit that. `offered` are the sizes worth naming to a person; the first is the default.
    """

    kind: SizeKind
    offered: Items[SizeText] = Field(min_length=1)
    min_side: int = Field(default=0, ge=1)
    max_side: int = Field(default=0, ge=1)
    min_area: int = Field(default=0, ge=1)
    max_area: int = Field(default=0, ge=1)
    min_ratio: _RatioText = 0.0
    max_ratio: _RatioText = math.inf

    @model_validator(mode="after")
    def _has_the_limits_of_its_kind(self) -> Self:
        needed = _LIMITS[self.kind]
        given = self.model_fields_set - {"kind", "offered"}
        for key in sorted(needed - given):
            raise ValueError(f"{key}: is missing, which kind {self.kind!r} needs")
        for key in sorted(given - needed):
            raise ValueError(f"{key}: is not a known key of kind {self.kind!r}")
        for size in self.offered:
            if not self.serves(size):
                raise ValueError(f"offered: {size} is outside the model's own limits")
        return self

    def serves(self, size: Size) -> bool:
        """Whether the model paints exactly this size."""
        if size.width <= 0 or size.height <= 0:
            return False
        if self.kind == "list":
            return size in self.offered
        if self.kind == "area":
            return self.min_area <= size.area <= self.max_area and self.min_ratio <= size.ratio <= self.max_ratio
        return self.min_side <= min(size.width, size.height) and max(size.width, size.height) <= self.max_side

    def nearest(self, ratio: float, area: int = 0) -> Size:
        """The served size whose width / height is closest to `ratio` (> 0), for `--ar` and for photographs; of about
        `area` pixels (0: about the default's), for `--2k` and `--4k`.

        An offered size is preferred to a computed one of the same shape and about the same area. Raises ValueError
        unless ratio is positive and finite.
        """
        if not (0 < ratio < math.inf):
            raise ValueError(ratio)
        like = [size for size in self.offered if _same_area(size.area, area)] if area else self.offered
        if self.kind in ("list", "reference"):
            return closest(ratio, like or self.offered)
        computed = self._computed(ratio, area)
        if not like:
            return computed
        offered = closest(ratio, like)
        return offered if ratio_distance(ratio, offered.ratio) <= SAME_RATIO else closest(ratio, (offered, computed))

    @property
    def largest_area(self) -> int:
        """The area in pixels of the largest picture, of the shape that allows most."""
        if self.kind == "area":
            return self.max_area
        if self.kind == "list":
            return max(size.area for size in self.offered)
        return self.max_side**2

    def _computed(self, ratio: float, area: int) -> Size:
        """A served size of nearly this shape and about this area (0: the default's), in whole steps: of those around the
        exact height the one whose shape is nearest, of equally near ones that whose area is."""
        default = self.offered[0]
        area = area or default.area
        if self.kind == "area":
            ratio = min(max(ratio, self.min_ratio), self.max_ratio)
            area = min(max(area, self.min_area), self.max_area)
        elif self.kind == "sides":
            ratio = min(max(ratio, self.min_side / self.max_side), self.max_side / self.min_side)
        height = math.sqrt(area / ratio)
        if self.kind == "sides":
            height = min(height, self.max_side / max(ratio, 1.0))
            height = max(height, self.min_side / min(ratio, 1.0))
        exact = round(height / STEP_PX)
        served = [
            size
            for steps in range(max(1, exact - MOST_STEPS_OFF), exact + MOST_STEPS_OFF + 1)
            for size in _in_steps(steps * STEP_PX, ratio)
            if self.serves(size)
        ]
        return min(
            served, key=lambda size: (_shape_class(ratio, size), ratio_distance(area, size.area)), default=default
        )


def _in_steps(height: int, ratio: float) -> tuple[Size, Size]:
    """The two sizes of this height whose widths in whole steps are next to the exact one."""
    steps = height * ratio / STEP_PX
    return Size(max(1, math.floor(steps)) * STEP_PX, height), Size(max(1, math.ceil(steps)) * STEP_PX, height)


def _shape_class(ratio: float, size: Size) -> float:
    """How far a size is from a shape; 0 if nobody can see the difference."""
    distance = ratio_distance(ratio, size.ratio)
    return 0.0 if distance <= UNSEEN_RATIO else distance


def _same_area(one: int, other: int) -> bool:
    return 0.5 < one / other < 2


def ratio_distance(one: float, other: float) -> float:
    """How different two ratios (or areas) are; 2:1 is as far from 1:1 as 1:2."""
    return abs(math.log(one / other))
