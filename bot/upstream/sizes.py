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


def closest(ratio: float, sizes: Iterable[Size]) -> Size:
    """The size of the most similar shape; of two equally similar ones the larger. `ratio` is width / height, > 0."""
    return min(sizes, key=lambda size: (round(_distance(ratio, size.ratio), 6), -size.width * size.height))


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


_SizeText = Annotated[InstanceOf[Size], BeforeValidator(_size)]
_RatioText = Annotated[float, BeforeValidator(_ratio)]


class Sizes(Table):
    """The sizes that a model serves.

    `kind` says which of the limits count: `list` only those in `offered`; `sides` each side from `min_side` to
    `max_side` pixels; `area` from `min_area` to `max_area` pixels in all, width / height from `min_ratio` to
    `max_ratio`; `reference` the picture gets its size from the reference image (no size is sent) and `min_side` and
    `max_side` limit that. `offered` are the sizes worth naming to a person; the first is the default.
    """

    kind: SizeKind
    offered: Items[_SizeText] = Field(min_length=1)
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
            return (
                self.min_area <= size.width * size.height <= self.max_area
                and self.min_ratio <= size.ratio <= self.max_ratio
            )
        return self.min_side <= min(size.width, size.height) and max(size.width, size.height) <= self.max_side

    def nearest(self, ratio: float, area: int = 0) -> Size:
        """The served size whose width / height is closest to `ratio` (> 0), for `--ar` and for photographs; of about
        `area` pixels (0: about the default's), for `--2k` and `--4k`.

        An offered size is preferred to a computed one of the same shape and about the same area. Raises ValueError
        unless ratio is positive and finite.
        """
        if not (0 < ratio < math.inf):
            raise ValueError(ratio)
        like = [size for size in self.offered if _same_area(size.width * size.height, area)] if area else self.offered
        if self.kind in ("list", "reference"):
            return closest(ratio, like or self.offered)
        computed = self._computed(ratio, area)
        if not like:
            return computed
        offered = closest(ratio, like)
        return offered if _distance(ratio, offered.ratio) <= SAME_RATIO else closest(ratio, (offered, computed))

    @property
    def largest_area(self) -> int:
        """The area in pixels of the largest picture, of the shape that allows most."""
        if self.kind == "area":
            return self.max_area
        if self.kind == "list":
            return max(size.width * size.height for size in self.offered)
        return self.max_side**2

    def _computed(self, ratio: float, area: int) -> Size:
        """A served size of nearly this shape and about this area (0: the default's)."""
        default = self.offered[0]
        area = area or default.width * default.height
        if self.kind == "area":
            # Half a step inside the bounds, so that rounding to whole steps cannot leave them.
            ratio = min(max(ratio, self.min_ratio * 1.03), self.max_ratio / 1.03)
            area = min(max(area, self.min_area), self.max_area)
        width, height = math.sqrt(area * ratio), math.sqrt(area / ratio)
        if self.kind == "sides":
            shrink = min(1.0, self.max_side / max(width, height))
            width, height = (min(max(side * shrink, self.min_side), self.max_side) for side in (width, height))
        # Down at the largest area, up at the smallest.
        for to_whole in (round, math.floor, math.ceil):
            size = Size(*(max(STEP_PX, to_whole(side / STEP_PX) * STEP_PX) for side in (width, height)))
            if self.serves(size):
                return size
        return default


def _same_area(one: int, other: int) -> bool:
    return 0.5 < one / other < 2


def _distance(one: float, other: float) -> float:
    """How different two ratios are; 2:1 is as far from 1:1 as 1:2."""
    return abs(math.log(one / other))
