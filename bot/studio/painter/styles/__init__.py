"""The ten manners of painting. Each takes a canvas and gives the finished colours."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ..exact import U8, Rng, blur, luma, noise, saturate, to_u8
from ..stage import Canvas, Look


@dataclass(frozen=True, slots=True)
class Style:
    """`look` is how the scene is put up for it; `render` paints over a canvas (a scene or a photo)."""

    look: Look
    render: Callable[[Canvas, Rng], U8]


def _photo(canvas: Canvas, rng: Rng) -> U8:
    return canvas.rgb


def _cartoon(canvas: Canvas, rng: Rng) -> U8:
    return saturate(blur(canvas.rgb, 2.0), 1.3)


def _anime(canvas: Canvas, rng: Rng) -> U8:
    steps = (canvas.rgb // 36) * 36 + 18
    return saturate(np.asarray(steps, np.uint8), 1.35)


def _oil(canvas: Canvas, rng: Rng) -> U8:
    return np.asarray(cv2.medianBlur(saturate(canvas.rgb, 1.25), 11), np.uint8)


def _watercolor(canvas: Canvas, rng: Rng) -> U8:
    paper = noise(rng, canvas.near.shape[0], canvas.near.shape[1], 6.0, 3)
    pale = 255 - (255 - canvas.rgb.astype(np.float32)) * (0.55 + 0.4 * paper)[..., None]
    return to_u8(pale)


def _sketch(canvas: Canvas, rng: Rng) -> U8:
    grey = luma(canvas.rgb)
    dodge = grey.astype(np.float32) * 252 / np.maximum(blur(grey, 8), 1)
    return np.repeat(to_u8(np.minimum(dodge, 0.4 * grey + 150))[..., None], 3, axis=2)


def _chinese(canvas: Canvas, rng: Rng) -> U8:
    ink = luma(blur(canvas.rgb, 2.0)).astype(np.float32)[..., None] / 255
    return to_u8(np.array((242, 234, 214), np.float32) * (0.15 + 0.85 * ink))


def _flat(canvas: Canvas, rng: Rng) -> U8:
    return saturate(np.asarray((blur(canvas.rgb, 4.0) // 64) * 64 + 32, np.uint8), 1.2)


BY_NAME: dict[str, Style] = {
    "photography": Style(Look(), _photo),
    "portrait": Style(Look(), lambda canvas, rng: blur(canvas.rgb, 3.0)),
    "3d cartoon": Style(Look(shading="round"), _cartoon),
    "anime": Style(Look(shading="cel", clouds="cumulus"), _anime),
    "oil painting": Style(Look(), _oil),
    "watercolor": Style(Look(), _watercolor),
    "sketch": Style(Look(), _sketch),
    "chinese painting": Style(Look(shading="ink"), _chinese),
    "flat illustration": Style(Look(shading="flat", clouds="flat"), _flat),
}
