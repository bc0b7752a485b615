"""Arithmetic that gives the same bits on every machine.

The same order must give the same bytes everywhere, and results differ between CPUs in unexpected places: vectorised
sin, exp and pow (NumPy picks an implementation by CPU), float filters in OpenCV (fused multiply-add), IPP, sums
(their order). So the painter uses only: elementwise + - * / and sqrt (correctly rounded by IEEE 754), OpenCV on
8-bit images (fixed point), tables rounded far above the last bit, and PCG64.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Rng = np.random.Generator
Colour = tuple[float, float, float]

_TABLE = 4096
_SINE = np.array([round(math.sin(2 * math.pi * i / _TABLE), 6) for i in range(_TABLE)], np.float32)


def rng_for(*parts: object) -> Rng:
    """A generator that depends on nothing but the parts (their str)."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def wave(turns: F32) -> F32:
    """Sine of an angle given in turns (1.0 is a full circle)."""
    index = (turns * _TABLE).astype(np.int64) & (_TABLE - 1)
    return np.asarray(_SINE[index], np.float32)


def smooth(x: NDArray[Any], low: float = 0.0, high: float = 1.0) -> F32:
    """Smoothstep: 0 below low, 1 above high."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def to_u8(x: NDArray[Any]) -> U8:
    """Round half to even and clip to 0..255."""
    return np.asarray(np.clip(np.rint(x), 0, 255), np.uint8)


def _lattice(rng: Rng, height: int, width: int, cell_y: float, cell_x: float) -> F32:
    """One octave of value noise, 0..1: random numbers on a grid, smoothly interpolated."""
    offset_y, offset_x = rng.random(), rng.random()
    rows, columns = int(height / cell_y) + 3, int(width / cell_x) + 3
    grid = rng.random((rows, columns), np.float32)

    def steps(n: int, cell: float, offset: float) -> tuple[NDArray[np.int64], F32]:
        at = np.arange(n, dtype=np.float64) / cell + offset
        whole = np.floor(at)
        f = (at - whole).astype(np.float32)
        return whole.astype(np.int64), f * f * (3 - 2 * f)

    iy, fy = steps(height, cell_y, offset_y)
    ix, fx = steps(width, cell_x, offset_x)
    top = grid[iy]
    tall = top + (grid[iy + 1] - top) * fy[:, None]
    left = np.take(tall, ix, axis=1)
    right = np.take(tall, ix + 1, axis=1)
    right -= left
    right *= fx
    right += left
    return right


def noise(
    rng: Rng, height: int, width: int, cell: float, octaves: int = 4, gain: float = 0.5, stretch: float = 1.0
) -> F32:
    """Fractal noise (height, width), about 0..1 with mean 0.5. `cell` is the largest lump in pixels; `stretch` > 1
    makes lumps that many times wider than tall."""
    total = np.zeros((height, width), np.float32)
    weight, amount = 0.0, 1.0
    for _ in range(octaves):
        if cell < 1.5:
            break
        octave = _lattice(rng, height, width, max(cell, 1.5), max(cell * stretch, 1.5))
        octave *= np.float32(amount)
        total += octave
        weight += amount
        amount *= gain
        cell /= 2
    total /= np.float32(max(weight, 1e-6))
    return total


def ridge_line(rng: Rng, width: int, cell: float, octaves: int = 6, gain: float = 0.5, sharp: float = 0.0) -> F32:
    """A line of `width` heights 0..1. `sharp` 0..1 turns round hills into peaks."""
    total = np.zeros(width, np.float32)
    weight, amount = 0.0, 1.0
    for _ in range(octaves):
        if cell < 1.5:
            break
        line = _lattice(rng, 1, width, 1.0, cell)[0]
        peaked = 1 - np.abs(line * 2 - 1)
        total += np.float32(amount) * (line * np.float32(1 - sharp) + peaked * np.float32(sharp))
        weight += amount
        amount *= gain
        cell /= 2
    return total / np.float32(max(weight, 1e-6))


def blur(image: U8, sigma: float) -> U8:
    """Gaussian blur of an 8-bit image; wide ones on a reduced copy, with no visible difference."""
    if sigma < 0.3:
        return image
    if sigma > 5:
        height, width = image.shape[:2]
        factor = 2
        while sigma / factor > 5 and min(height, width) / (factor * 2) >= 8:
            factor *= 2
        small = shrink(image, factor)
        soft = blur_small(small, sigma / factor)
        return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR_EXACT), np.uint8)
    return blur_small(image, sigma)


def blur_small(image: U8, sigma: float) -> U8:
    """The fixed-point Gaussian itself."""
    size = 2 * math.ceil(sigma * 2.5) + 1
    return np.asarray(cv2.GaussianBlur(image, (size, size), sigma, borderType=cv2.BORDER_REPLICATE), np.uint8)


def shrink(image: U8, factor: int) -> U8:
    """Mean of factor x factor blocks, in integers; a ragged border is repeated to fill the last block."""
    height, width = image.shape[:2]
    pad = ((0, -height % factor), (0, -width % factor)) + ((0, 0),) * (image.ndim - 2)
    full = np.pad(image, pad, mode="edge")
    rows, columns = full.shape[0] // factor, full.shape[1] // factor
    total = np.zeros((rows, columns, *image.shape[2:]), np.uint32)
    for dy in range(factor):
        for dx in range(factor):
            total += full[dy::factor, dx::factor]
    area = factor * factor
    return np.asarray((total + area // 2) // area, np.uint8)


def resize(image: U8, width: int, height: int) -> U8:
    """Scale an 8-bit image: block means down to within a factor of two, then bit-exact bilinear."""
    factor = min(image.shape[1] // max(width, 1), image.shape[0] // max(height, 1))
    if factor >= 2:
        image = shrink(image, factor)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR_EXACT), np.uint8)


def luma(rgb: U8) -> U8:
    """Perceived lightness 0..255 (Rec. 601), in integers."""
    wide = rgb.astype(np.uint16)
    return np.asarray((wide[..., 0] * 77 + wide[..., 1] * 150 + wide[..., 2] * 29 + 128) >> 8, np.uint8)


def saturate(rgb: U8, amount: float) -> U8:
    """Move colours away from (amount > 1) or towards (amount < 1) grey of the same lightness."""
    grey = luma(rgb).astype(np.float32)[..., None]
    return to_u8(grey + (rgb.astype(np.float32) - grey) * np.float32(amount))


def blend(under: U8, over: U8, alpha: U8) -> U8:
    """Over on top of under; alpha (h, w) 0..255. Integers throughout."""
    a = alpha.astype(np.uint16)
    if under.ndim == 3:
        a = a[..., None]
    mixed = under.astype(np.uint16) * (255 - a) + over.astype(np.uint16) * a + 127
    return np.asarray(mixed // 255, np.uint8)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """The colour a fraction t of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def curve(points: list[tuple[float, float]]) -> U8:
    """A table of 256 tones through the given (in, out) points, for cv2.LUT."""
    xs, ys = zip(*points, strict=True)
    return to_u8(np.interp(np.arange(256), xs, ys))


def pick(choice: Sequence[Colour], rng: Rng) -> Colour:
    """One of several colours."""
    return choice[int(rng.integers(len(choice)))]


def chosen(painted: Colour | None, choice: Sequence[Colour], rng: Rng) -> Colour:
    """The colour that the words name, or one of the choice. It is drawn in any case, so that naming one changes nothing else."""
    own = pick(choice, rng)
    return painted or own
