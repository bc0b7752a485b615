"""Effects shared by several styles: outlines, paper, bloom, vignette, direction of edges."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.painter.canvas import Canvas
from studio.painter.deterministic import F32, U8, Rng, blur, luma, noise, resize, shrink, smooth, to_u8


def unit(canvas: Canvas) -> float:
    """The short side in pixels."""
    return float(min(canvas.near.shape))


def median(rgb: U8, radius: float) -> U8:
    """Median filter: rounds shapes and keeps their edges; wide ones on a reduced copy."""
    if radius < 1:
        return rgb
    if radius > 12:
        height, width = rgb.shape[:2]
        return resize(median(shrink(rgb, 2), radius / 2), width, height)
    return np.asarray(cv2.medianBlur(rgb, 2 * int(radius) + 1), np.uint8)


def tone_lines(grey: U8, sigma: float, gain: float = 9.0) -> U8:
    """Dark lines where a tone meets a lighter one (difference of Gaussians), 0..255."""
    near, wide = blur(grey, sigma).astype(np.int16), blur(grey, sigma * 1.8).astype(np.int16)
    return to_u8((wide - near).astype(np.float32) * np.float32(gain) - np.float32(gain * 0.8))


def outlines(canvas: Canvas, thickness: float = 1.0) -> U8:
    """Lines around shapes, 0..255: exact for a scene, by tone for a photo."""
    if canvas.photo:
        calm = median(canvas.rgb, unit(canvas) / 256)
        return tone_lines(luma(calm), max(0.8, thickness * 0.9), 13.0)
    labels = canvas.shapes
    edge = np.zeros(labels.shape, np.uint8)
    edge[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    edge[1:][labels[1:] != labels[:-1]] = 255
    if thickness > 1.4:
        size = round(thickness)
        edge = np.asarray(cv2.dilate(edge, np.ones((size, size), np.uint8)), np.uint8)
    return to_u8(blur(edge, 0.7).astype(np.float32) * np.float32(1.5))


def paper(rng: Rng, height: int, width: int, rough: float = 1.0) -> F32:
    """The height of paper, mean 0, about -1..1: a felt of two grain sizes, lit from the upper left."""
    felt = noise(rng, height, width, 5.0, 2, 0.8) + noise(rng, height, width, 2.2, 1) * np.float32(0.6)
    relief = felt - np.roll(np.roll(felt, 1, axis=0), 1, axis=1)
    return np.asarray(np.clip(relief * np.float32(1.6 * rough), -1, 1), np.float32)


def bloom(rgb: U8, threshold: int, sigma: float, strength: float) -> U8:
    """Bloom: bright areas glow over their surroundings."""
    bright = np.where(luma(rgb)[..., None] > threshold, rgb, np.uint8(0))
    glow = blur(np.asarray(bright, np.uint8), sigma).astype(np.float32)
    base = rgb.astype(np.float32)
    return to_u8(base + (255 - base) * glow * np.float32(strength / 255))


def vignette(rgb: U8, strength: float) -> U8:
    """Darken towards the corners."""
    height, width = rgb.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    fall = 1 - np.clip(x * x + y * y - np.float32(0.5), 0, 1.5) * np.float32(strength)
    return to_u8(rgb.astype(np.float32) * fall[..., None])


def wobble(image: U8, rng: Rng, reach: float, cell: float) -> U8:
    """Displace pixels by up to `reach`, like an unsteady hand, with noise of `cell` pixels."""
    height, width = image.shape[:2]
    dx = (noise(rng, height, width, cell, 3) - np.float32(0.5)) * np.float32(reach * 3)
    dy = (noise(rng, height, width, cell, 3) - np.float32(0.5)) * np.float32(reach * 3)
    y = np.clip(np.arange(height)[:, None] + dy.astype(np.int64), 0, height - 1)
    x = np.clip(np.arange(width)[None, :] + dx.astype(np.int64), 0, width - 1)
    return np.asarray(image[y, x], np.uint8)


def flow(grey: U8, factor: int = 4, reach: int = 4) -> tuple[F32, F32, F32]:
    """The direction of edges, at 1/factor of the size: unit vectors (x, y) along them, and their coherence 0..1."""
    small = blur(shrink(grey, factor), 1.2)
    gx = cv2.Sobel(small, cv2.CV_16S, 1, 0).astype(np.int64)
    gy = cv2.Sobel(small, cv2.CV_16S, 0, 1).astype(np.int64)
    a = _box(gx * gx - gy * gy, reach).astype(np.float64)
    b = _box(2 * gx * gy, reach).astype(np.float64)
    power = _box(gx * gx + gy * gy, reach).astype(np.float64)
    size = np.sqrt(a * a + b * b) + 1e-9
    # Half the angle of the doubled gradient, then a quarter turn: along the edge, not across it.
    cosine, sine = np.sqrt((1 + a / size) / 2), np.sqrt(np.clip(1 - a / size, 0, 2) / 2) * np.where(b < 0, -1.0, 1.0)
    clear = np.clip(size / (power + 900.0 * (2 * reach + 1) ** 2), 0, 1)
    return (-sine).astype(np.float32), cosine.astype(np.float32), clear.astype(np.float32)


def _box(values: NDArray[np.int64], reach: int) -> NDArray[Any]:
    """Sum over a window of 2 * reach + 1, in integers, so that the order of additions does not matter."""
    size = 2 * reach + 1
    padded = np.pad(values, ((reach + 1, reach), (reach + 1, reach)), mode="edge").cumsum(axis=0).cumsum(axis=1)
    return np.asarray(padded[size:, size:] - padded[:-size, size:] - padded[size:, :-size] + padded[:-size, :-size])


def levels(grey: U8, steps: int, softness: float = 0.18) -> F32:
    """Tones in a few steps with narrow soft borders, 0..1."""
    x = grey.astype(np.float32) * np.float32(steps / 255)
    whole = np.floor(x)
    return np.asarray((whole + smooth(x - whole, 0.5 - softness, 0.5 + softness)) / np.float32(steps), np.float32)


def retone(rgb: U8, target: F32) -> U8:
    """Give a picture new lightness (0..255) and keep its colours."""
    grey = luma(rgb).astype(np.float32)
    gain = (target + 6) / (grey + 6)
    return to_u8(rgb.astype(np.float32) * np.clip(gain, 0.2, 3.0)[..., None])
