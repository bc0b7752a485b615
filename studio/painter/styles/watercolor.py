"""Watercolor: transparent washes that are darker at their edges, on paper that stays white where nothing is painted."""

import cv2
import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, blur, curve, luma, noise, saturate, smooth, to_u8
from studio.painter.styles.effects import levels, median, outlines, paper, retone, unit, wobble
from studio.painter.styles.style import Style

_PALER = curve([(0, 58), (64, 118), (128, 172), (192, 222), (255, 255)])


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    height, width = canvas.near.shape
    shaken = wobble(canvas.rgb, rng, size / 220, size / 14)
    wash = median(saturate(shaken, 1.45), size / 130)
    wash = retone(wash, levels(luma(wash), 7, 0.22) * np.float32(246) + 8)
    detail = median(saturate(shaken, 1.3), size / 420)
    wash = blend(wash, detail, np.full((height, width), 96, np.uint8))
    pale = np.asarray(cv2.LUT(wash, _PALER), np.uint8)
    # Pigment 0..1 by channel; more of it at the borders of each wash and in the hollows of the paper.
    pigment = (255 - pale.astype(np.float32)) / 255
    tone = luma(pale)
    rim = np.clip(blur(tone, size / 230).astype(np.float32) - tone, 0, 40) / 40
    pool = noise(rng, height, width, size / 7, 5, 0.62)
    grainy = paper(rng, height, width)
    pigment *= (np.float32(0.68) + pool * np.float32(0.72) + rim * np.float32(0.9))[..., None]
    pigment *= (1 + grainy * np.float32(0.20))[..., None]
    bloomed = noise(rng, height, width, size / 4, 5, 0.58)
    ring = np.clip(1 - np.abs(bloomed - np.float32(0.62)) * np.float32(60), 0, 1)
    pigment *= (1 - smooth(bloomed, 0.60, 0.66) * np.float32(0.20) + ring * np.float32(0.13))[..., None]
    sheet = np.array((252, 249, 241), np.float32) * (1 + grainy * np.float32(0.022))[..., None]
    painted = sheet * (1 - np.clip(pigment, 0, 1) * _edge_of_sheet(rng, height, width, size)[..., None])
    pencil = outlines(canvas, 1.0).astype(np.float32) * np.clip(
        canvas.near.astype(np.float32) / 255 - np.float32(0.2), 0, 1
    )
    painted *= (1 - pencil * np.float32(0.30 / 255))[..., None]
    return _spatter(to_u8(painted), wash, rng, size)


def _edge_of_sheet(rng: Rng, height: int, width: int, size: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """1 where there is paint, 0 on the blank margin, with an irregular border between."""
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    inward = np.minimum(x, y) / np.float32(size)
    ragged = noise(rng, height, width, size / 9, 5, 0.6)
    return smooth(inward - np.float32(0.005) - (ragged - np.float32(0.35)) * np.float32(0.055), 0.0, 0.010)


def _spatter(rgb: U8, wash: U8, rng: Rng, size: float) -> U8:
    height, width = rgb.shape[:2]
    out = rgb.copy()
    for _ in range(34):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        r = size * (0.0008 + 0.0042 * rng.random() ** 4)
        tone = [int(c) * 3 // 4 + 60 for c in wash[y, x]]
        cv2.circle(out, (x * 16, y * 16), max(8, round(r * 16)), tone, -1, cv2.LINE_AA, 4)
    return blend(rgb, out, np.full((height, width), 150, np.uint8))


STYLE = Style(Look(grain=0.5, haze=1.15), _render)
