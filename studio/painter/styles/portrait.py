"""Portrait: one subject in the foreground, everything else blurred into discs of light (bokeh)."""

import cv2
import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, blur, luma, resize, saturate, shrink, smooth, to_u8
from studio.painter.styles.effects import bloom, median, unit, vignette
from studio.painter.styles.style import Style


def _sitter(canvas: Canvas) -> U8:
    """Mask of the subject, 0..255: the foreground; in a photo, the middle."""
    height, width = canvas.near.shape
    if not canvas.photo:
        return np.asarray(np.where(canvas.near >= 254, 255, 0), np.uint8)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] - np.float32(0.15)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return to_u8(smooth(1.15 - (x * x * np.float32(1.9) + y * y * np.float32(0.9)), 0.0, 0.6) * 255)


def _discs(rgb: U8, size: float) -> U8:
    """Out of focus: bright points become discs, the rest is blurred."""
    factor = 2
    small = shrink(rgb, factor)
    radius = max(1, int(size / 110 / factor))
    kernel = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
    spread = np.asarray(cv2.dilate(small, kernel), np.uint8)
    mask = blur(to_u8((luma(spread).astype(np.float32) - 196) * np.float32(5)), 1.0)
    soft = blend(blur(small, size / 50 / factor), spread, to_u8(mask.astype(np.float32) * np.float32(0.6)))
    return resize(blur(soft, size / 260 / factor), rgb.shape[1], rgb.shape[0])


def _behind(rgb: U8, sitter: U8, size: float) -> U8:
    """The background without the subject, so that the blur does not smear the subject into it."""
    keep = (sitter < 64).astype(np.uint8)
    kept = blur(np.asarray(rgb * keep[..., None], np.uint8), size / 14).astype(np.float32)
    weight = blur(np.asarray(keep * 255, np.uint8), size / 14).astype(np.float32) / 255
    filled = to_u8(kept / np.maximum(weight, 0.06)[..., None])
    return np.asarray(np.where(keep[..., None] > 0, rgb, filled), np.uint8)


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    sitter = _sitter(canvas)
    behind = _discs(canvas.rgb, size * 0.7) if canvas.photo else _discs(_behind(canvas.rgb, sitter, size), size)
    front = median(canvas.rgb, 1) if canvas.photo else canvas.rgb
    rgb = blend(behind, front, blur(sitter, max(0.8, size / 900)))
    veil = blur(rgb, size / 60).astype(np.float32)
    base = rgb.astype(np.float32)
    glow = base + (255 - base) * veil / 255 * np.float32(0.26)
    warm = glow * np.array((1.035, 0.985, 0.925), np.float32)
    rgb = bloom(to_u8(warm * np.float32(0.93)), 214, size / 30, 0.22)
    return vignette(saturate(rgb, 1.04), 0.34)


STYLE = Style(Look(grain=0.55, haze=1.15, subject=1.6), _render)
