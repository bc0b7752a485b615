"""The canvas of a scene: colour, depth ("nearness") and shape label of every pixel, and one function that adds a shape.

The caller describes a shape (mask, own colour, nearness, roundness); the stage adds what all shapes have in common: the
light of the hour, haze, and the shading of the style's look. So one tree serves ten styles.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypedDict, Unpack

import cv2
import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import F32, U8, Colour, Rng, blend, mix, noise, rng_for, shrink, to_u8
from studio.painter.lighting import Light
from studio.painter.outlines import SHIFT, SUBPIXEL, Point, fixed, oval, tones
from studio.painter.settled import Figure, Spot


class ShapeOptions(TypedDict, total=False):
    """Options of a shape; see `Stage.put`."""

    volume: float
    grain: float
    grain_cell: float
    grain_stretch: float
    fall: float
    glow: bool
    alpha: float
    solid: bool


class Stage:
    """A scene being drawn. Coordinates are pixels, y down; `unit` is the short side, for sizes."""

    def __init__(
        self,
        width: int,
        height: int,
        light: Light,
        look: Look,
        rng: Rng,
        *,
        seed: int = 0,
        subject_seed: int | None = None,
        choices: Mapping[str, int] | None = None,
        origins: Mapping[str, int] | None = None,
    ) -> None:
        self.width, self.height = width, height
        self.seed, self.subject_seed = seed, seed if subject_seed is None else subject_seed
        self.unit = float(min(width, height))
        self.light, self.look, self.rng = light, look, rng
        self.horizon = height * 0.55
        self.rgb: U8 = np.zeros((height, width, 3), np.uint8)
        self.near: U8 = np.zeros((height, width), np.uint8)
        self.shapes: U8 = np.zeros((height, width), np.uint8)
        self.hair_of: Colour | None = None
        """The hair colour of all people, if the words name one."""
        self.cut: U8 | None = None
        """Mask of what `subject` has drawn, if the background is to be left out."""
        self.wet: U8 | None = None
        """Mask of a river in the land (255), where no plants are drawn."""
        self.zoom = 1.0
        """How large the figures are, compared with the usual."""
        self.objects: list[Spot] = []
        """What stands on a table."""
        self.choices = dict(choices or {})
        self.origins = dict(origins or {})
        self.figures: list[Figure] = []
        """Where the people and animals on the ground stand."""
        self._shape = 0
        self._held = False
        self.sun: Point = (0.0, 0.0)
        self.aim_sun()

    def aim_sun(self) -> None:
        """Place the sun at the height that the lighting gives, above the current horizon."""
        self.sun = (self.light.sun_x * self.width, self.horizon * (1 - self.light.sun_y))

    @contextmanager
    def part(self, *name: object) -> Iterator[Rng]:
        """What is drawn inside has a random sequence of its own, which follows from the seed and the name: what is added to a
        picture, or left out, does not change the rest."""
        before = self.rng
        self.rng = rng_for("scene", self.seed, *name)
        try:
            yield self.rng
        finally:
            self.rng = before

    @contextmanager
    def identity(self, *name: object) -> Iterator[Rng]:
        """Like `part`, for what makes a subject itself, such as its coat: all pictures of a set share its sequence."""
        before = self.rng
        self.rng = rng_for("subject", self.origins.get(str(name[0]), self.subject_seed), *name)
        try:
            yield self.rng
        finally:
            self.rng = before

    def settle(self, name: str, choice: int) -> int:
        """The choice that was made when the picture was first painted, or else this one. For layout that depends on more than
        the seed: what is added later must not move what is there."""
        return self.choices.setdefault(name, int(choice))

    def chance(self, *name: object) -> float:
        """A random number 0..1 that follows from the seed and the name."""
        return rng_for("scene", self.seed, *name).random()

    def canvas(self) -> Canvas:
        return Canvas(self.rgb, self.near, self.shapes, self.light, cut=self.cut)

    @contextmanager
    def subject(self) -> Iterator[None]:
        """The solid shapes drawn inside are the subject, which stays where the background is left out. Their shadows do not."""
        if self.cut is None:
            yield
            return
        near, shapes = self.near.copy(), self.shapes.copy()
        yield
        drawn = (self.near != near) | (self.shapes != shapes)
        self.cut[drawn] = 255

    @contextmanager
    def one_shape(self) -> Iterator[None]:
        """Everything drawn inside shares one outline."""
        if self._held:
            yield
            return
        self.next_shape()
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def next_shape(self) -> None:
        """Begin a new outline for what is drawn from now on."""
        if not self._held:
            # 97 is prime to 251: neighbours in order get labels far apart, so that an 8-bit edge filter sees them.
            self._shape = (self._shape + 97) % 251

    # -- masks -------------------------------------------------------------------------------------------------

    def polygon(self, *rings: Sequence[Point]) -> tuple[U8, int, int]:
        """An antialiased mask of several closed outlines, and the position of its corner; empty if off the stage."""
        outlines = [ring for ring in rings if len(ring) >= 3]
        if not outlines:
            return np.zeros((0, 0), np.uint8), 0, 0
        xs = [p[0] for ring in outlines for p in ring]
        ys = [p[1] for ring in outlines for p in ring]
        x0, y0 = max(0, int(min(xs)) - 2), max(0, int(min(ys)) - 2)
        x1, y1 = min(self.width, int(max(xs)) + 3), min(self.height, int(max(ys)) + 3)
        if x1 <= x0 or y1 <= y0:
            return np.zeros((0, 0), np.uint8), 0, 0
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for ring in outlines:
            cv2.fillPoly(mask, [fixed(ring, x0, y0)], 255, cv2.LINE_AA, SHIFT)
        return mask, x0, y0

    def hollow(self, outer: Sequence[Point], inner: Sequence[Point]) -> tuple[U8, int, int]:
        """The mask of an outline with a hole."""
        mask, x0, y0 = self.polygon(outer)
        if mask.size:
            cv2.fillPoly(mask, [fixed(inner, x0, y0)], 0, cv2.LINE_AA, SHIFT)
        return mask, x0, y0

    def stroke(self, points: Sequence[Point], thickness: float) -> tuple[U8, int, int]:
        """An antialiased mask of an open line with round ends."""
        pad = thickness + 2
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        x0, y0 = max(0, int(min(xs) - pad)), max(0, int(min(ys) - pad))
        x1, y1 = min(self.width, int(max(xs) + pad) + 1), min(self.height, int(max(ys) + pad) + 1)
        if x1 <= x0 or y1 <= y0 or len(points) < 2:
            return np.zeros((0, 0), np.uint8), 0, 0
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.polylines(mask, [fixed(points, x0, y0)], False, 255, max(1, round(thickness)), cv2.LINE_AA, SHIFT)
        if thickness < 1:
            mask = to_u8(mask.astype(np.float32) * np.float32(max(thickness, 0.25)))
        return mask, x0, y0

    # -- drawing ----------------------------------------------------------------------------------------------

    def put(
        self,
        shape: tuple[U8, int, int],
        colour: Colour | F32,
        near: float,
        *,
        volume: float = 0.0,
        grain: float = 0.0,
        grain_cell: float = 0.0,
        grain_stretch: float = 1.0,
        fall: float = 0.0,
        glow: bool = False,
        alpha: float = 1.0,
        solid: bool = True,
    ) -> None:
        """Draw a shape.

        colour  its own colour 0..255, or (h, w, 3) of the mask's size
        near    0 at the horizon .. 1 in the foreground: decides how much haze covers it
        volume  how round it is: the radius in pixels of its rounded edge
        grain   strength of surface texture 0..1, in lumps of grain_cell pixels, grain_stretch times wider than tall
        fall    how much darker its lower end is than its top (negative: lighter)
        glow    emits light: neither shaded nor dimmed
        solid   counts for depth and outlines (a shadow or a gleam does not)
        """
        mask, x0, y0 = shape
        if mask.size == 0:
            return
        height, width = mask.shape
        here = (slice(y0, y0 + height), slice(x0, x0 + width))
        if alpha < 1.0:
            mask = to_u8(mask.astype(np.float32) * np.float32(alpha))
        self.rgb[here] = blend(
            self.rgb[here],
            self._surface(mask, colour, near, volume, grain, grain_cell, grain_stretch, fall, glow),
            mask,
        )
        if solid:
            self.next_shape()
            inside = mask > 127
            self.near[here][inside] = max(1, min(255, round(near * 255)))
            self.shapes[here][inside] = self._shape

    def fill(self, points: Sequence[Point], colour: Colour | F32, near: float, **how: Unpack[ShapeOptions]) -> None:
        """Draw a closed outline; `how` as for `put`."""
        self.put(self.polygon(points), colour, near, **how)

    def line(
        self, points: Sequence[Point], thickness: float, colour: Colour, near: float, **how: Unpack[ShapeOptions]
    ) -> None:
        """Draw a line; `how` as for `put`."""
        self.put(self.stroke(points, thickness), colour, near, **how)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, near: float, **how: Unpack[ShapeOptions]
    ) -> None:
        """Draw an ellipse; `how` as for `put`."""
        self.put(self.polygon(oval(x, y, rx, ry)), colour, near, **how)

    def dab(self, points: Sequence[Point], colour: Colour) -> None:
        """A small patch of finished colour (see `lit`), for objects drawn in hundreds: no shading, no outline."""
        cv2.fillPoly(self.rgb, [fixed(points, 0, 0)], tones(colour), cv2.LINE_AA, SHIFT)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A small disc of finished colour."""
        centre = (round(x * SUBPIXEL), round(y * SUBPIXEL))
        cv2.circle(self.rgb, centre, max(1, round(radius * SUBPIXEL)), tones(colour), -1, cv2.LINE_AA, SHIFT)

    def hair(self, points: Sequence[Point], thickness: float, colour: Colour) -> None:
        """A thin line of finished colour."""
        cv2.polylines(
            self.rgb, [fixed(points, 0, 0)], False, tones(colour), max(1, round(thickness)), cv2.LINE_AA, SHIFT
        )

    def is_wet(self, x: float, y: float) -> bool:
        """Whether there is a river at a point."""
        inside = 0 <= x < self.width and 0 <= y < self.height
        return self.wet is not None and inside and bool(self.wet[int(y), int(x)])

    def gleam(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Add light around a point; it falls off with the square of the distance and is zero at `radius`."""
        x0, y0 = max(0, int(x - radius)), max(0, int(y - radius))
        x1, y1 = min(self.width, int(x + radius) + 1), min(self.height, int(y + radius) + 1)
        if x1 <= x0 or y1 <= y0:
            return
        dx = (np.arange(x0, x1, dtype=np.float32) - np.float32(x)) / np.float32(radius)
        dy = (np.arange(y0, y1, dtype=np.float32) - np.float32(y)) / np.float32(radius)
        fade = np.clip(1 - (dx * dx)[None, :] - (dy * dy)[:, None], 0, 1)
        fade = fade * fade * fade * np.float32(strength)
        under = self.rgb[y0:y1, x0:x1].astype(np.float32)
        # Screen blending, not addition: bright pixels gain less, so highlights do not clip to a flat patch.
        lit = under + (255 - under) * fade[..., None] * (np.array(colour, np.float32) / 255)
        self.rgb[y0:y1, x0:x1] = to_u8(lit)

    def air(self, near: float, amount: float = 1.0) -> float:
        """The share of haze at a nearness."""
        gone = 1.0 - max(0.0, min(1.0, near))
        return min(0.96, self.light.thickness * self.look.haze * amount * gone * (0.45 + 0.55 * gone))

    def lit(self, colour: Colour, near: float, shade: float = 0.25) -> Colour:
        """A colour as seen at a nearness, for strokes too small to be shaded; shade -1 (dark) .. 1 (lit)."""
        t = shade * 0.5 + 0.5
        light = mix(self.light.ambient, self.light.key, t)
        r, g, b = (min(255.0, c * m) for c, m in zip(colour, light, strict=True))
        return mix((r, g, b), self.light.haze, self.air(near))

    # -- surfaces ----------------------------------------------------------------------------------------------

    def _surface(
        self, mask: U8, colour: Colour | F32, near: float, volume: float, grain: float, cell: float, stretch: float,
        fall: float, glow: bool,
    ) -> U8:  # fmt: skip
        height, width = mask.shape
        own = np.empty((height, width, 3), np.float32)
        own[:] = np.array(colour, np.float32) if isinstance(colour, tuple) else colour
        if glow:
            return to_u8(own)
        shade = np.full((height, width), 0.25, np.float32)
        if fall:
            shade += np.linspace(fall, -fall, height, dtype=np.float32)[:, None]
        if volume > 0.6 and self.look.shading != "flat":
            shade += self._roundness(mask, volume)
        if grain and self.look.grain:
            lumps = noise(self.rng, height, width, cell or self.unit / 40, 4, 0.62, stretch)
            shade += (lumps - np.float32(0.5)) * np.float32(2.6 * grain * self.look.grain)
        return self._light_up(own, shade, near)

    def _roundness(self, mask: U8, volume: float) -> F32:
        """-1..1: how far the surface faces the light, with the blurred mask as its height."""
        if self.look.shading == "round":
            # Smooth round bodies have a deeper and more even gradient than natural ones.
            volume *= 1.35
        # On a small copy and in 16 bits: a slow slope has less than one 8-bit step a pixel.
        factor = 1
        while volume / factor > 5 and min(mask.shape) / (factor * 2) >= 6:
            factor *= 2
        small = np.pad(shrink(mask, factor), 1).astype(np.uint16) * np.uint16(256)
        size = 2 * math.ceil(volume / factor * 2.5) + 1
        swell = cv2.GaussianBlur(small, (size, size), volume / factor, borderType=cv2.BORDER_REPLICATE).astype(
            np.float32
        )
        gy, gx = swell[2:, 1:-1] - swell[:-2, 1:-1], swell[1:-1, 2:] - swell[1:-1, :-2]
        towards = -0.8 if self.light.sun_x < 0.5 else 0.8
        turn = (gy * np.float32(0.75) - gx * np.float32(towards)) * np.float32(volume / factor / (90 * 256))
        packed = np.asarray(np.rint(np.clip(turn, -1.2, 1.2) * 25000 + 32000), np.uint16)
        full = cv2.resize(packed, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_LINEAR_EXACT)
        return np.asarray((full.astype(np.float32) - 32000) / 25000, np.float32)

    def _light_up(self, own: F32, shade: F32, near: float) -> U8:
        if self.look.shading == "cel":
            shade = np.where(shade > 0.0, np.float32(0.55), np.float32(-0.5)) + shade * np.float32(0.06)
        elif self.look.shading == "flat":
            shade = np.full_like(shade, 0.35)
        t = np.clip(shade * np.float32(0.5) + np.float32(0.5), -0.15, 1.25)[..., None]
        ambient, key = np.array(self.light.ambient, np.float32), np.array(self.light.key, np.float32)
        own *= ambient + (key - ambient) * t
        if self.look.shading == "cel":
            # Cel animation shades with violet, not with grey.
            own *= np.where(shade[..., None] > 0, np.float32(1), np.array((0.86, 0.80, 1.0), np.float32))
        if self.look.shading == "round":
            gloss = np.clip(shade - np.float32(0.62), 0, 1)[..., None] * np.float32(0.62)
            own += (np.array(self.light.sun, np.float32) - own) * gloss
        air = self.air(near)
        if air > 0.004:
            own += (np.array(self.light.haze, np.float32) - own) * np.float32(air)
        return to_u8(own)

    # -- mirrors -----------------------------------------------------------------------------------------------

    @contextmanager
    def mirrored(self, waterline: float, strength: float = 0.5) -> Iterator[None]:
        """Everything drawn inside is also mirrored below the waterline (y in pixels)."""
        before = self.rgb.copy()
        yield
        line = int(waterline)
        if not 0 < line < self.height:
            return
        depth = min(line, self.height - line)
        above = self.rgb[line - depth : line][::-1]
        changed = cv2.absdiff(above, before[line - depth : line][::-1]).max(axis=2)
        if not changed.any():
            return
        rows = np.arange(depth)
        sway = (noise(self.rng, depth, 1, 7.0, 2)[:, 0] - np.float32(0.5)) * np.float32(self.unit * 0.016)
        columns = np.clip(np.arange(self.width)[None, :] + sway.astype(np.int64)[:, None], 0, self.width - 1)
        there = (changed > 6).astype(np.uint8) * np.uint8(255)
        fading = np.linspace(255 * strength, 60 * strength, depth, dtype=np.float32)[:, None]
        alpha = to_u8(np.take_along_axis(there, columns, axis=1).astype(np.float32) / 255 * fading)
        image = above[rows[:, None], columns]
        self.rgb[line : line + depth] = blend(self.rgb[line : line + depth], image, alpha)
