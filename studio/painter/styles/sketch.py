"""Sketch: graphite on paper. Contours drawn twice, tones hatched in crossing layers, bright areas left white."""

import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import F32, U8, Rng, blur, luma, noise, smooth, to_u8, wave
from studio.painter.styles.effects import outlines, paper, tone_lines, unit, wobble
from studio.painter.styles.style import Style

#: For each layer: direction (x, y), spacing as a share of the short side, and the darkness from which it is drawn.
_LAYERS = (
    ((0.64, 0.77), 1 / 150, 0.16),
    ((0.86, 0.50), 1 / 165, 0.40),
    ((-0.50, 0.87), 1 / 150, 0.60),
    ((0.17, 0.98), 1 / 190, 0.78),
)


def _darkness(canvas: Canvas, size: float) -> F32:
    """Darkness: 0 for the lightest tone, 1 for the darkest, stretched so that every picture uses the whole range."""
    grey = blur(luma(canvas.rgb), size / 500)
    low, high = (int(v) for v in np.percentile(grey[::4, ::4], (3, 94), method="nearest"))
    dark = (np.float32(high) - grey.astype(np.float32)) / np.float32(max(40, high - low))
    dark = np.clip(dark, 0, 1)
    if not canvas.photo:
        # Very little hatching on the sky, light hatching in the distance.
        dark = dark * (np.float32(0.42) + np.float32(0.58) * smooth(canvas.near, 10, 150))
    return np.asarray(dark, np.float32)


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    height, width = canvas.near.shape
    dark = _darkness(canvas, size)
    tooth = noise(rng, height, width, 2.6, 2, 0.7)
    shake = noise(rng, height, width, size / 8, 3) * np.float32(size / 46)
    x, y = np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
    ink = smooth(dark, 0.05, 1.1) * np.float32(0.16) * (np.float32(0.6) + tooth)
    for (dx, dy), spacing, start in _LAYERS:
        across = (x * np.float32(dx) + y * np.float32(dy) + shake) / np.float32(max(3.2, size * spacing))
        pressure = noise(rng, height, width, size / 18, 3, 0.6)
        stroke = smooth(wave(across) * np.float32(0.5) + np.float32(0.5), 0.52, 0.86)
        laid = smooth(dark + (pressure - np.float32(0.5)) * np.float32(0.36), start - 0.05, start + 0.22)
        ink += stroke * laid * (np.float32(0.20) + np.float32(0.38) * dark) * (np.float32(0.45) + tooth)
    first = outlines(canvas, max(1.0, size / 900))
    second = wobble(first, rng, size / 380, size / 12)
    fine = tone_lines(luma(canvas.rgb), max(0.9, size / 800), 10.0)
    near = np.float32(1) if canvas.photo else np.float32(0.35) + canvas.near.astype(np.float32) / 255 * np.float32(0.65)
    contour = np.maximum(
        np.maximum(first, second).astype(np.float32) * np.float32(0.80), fine.astype(np.float32) * np.float32(0.62)
    )
    ink += contour / 255 * near * (np.float32(0.55) + tooth * np.float32(0.6))
    ink *= _fading(rng, height, width, size)
    sheet = np.array((247, 244, 237), np.float32) * (1 + paper(rng, height, width, 0.8) * np.float32(0.03))[..., None]
    graphite = np.array((54, 53, 60), np.float32)
    return to_u8(sheet + (graphite - sheet) * np.clip(ink, 0, 0.95)[..., None])


def _fading(rng: Rng, height: int, width: int, size: float) -> F32:
    """Leave a blank margin around the drawing."""
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    ragged = noise(rng, height, width, size / 12, 4, 0.6)
    return smooth(np.minimum(x, y) / np.float32(size) - (ragged - np.float32(0.3)) * np.float32(0.09), 0.0, 0.05)


STYLE = Style(Look(grain=0.7, haze=1.0, crowd=0.8), _render)
