"""3d cartoon: round, glossy bodies of one material, as if modelled and lit in a studio."""

import numpy as np

from ..exact import F32, U8, Rng, blur, luma, saturate, to_u8
from ..stage import Canvas, Look
from .craft import bloom, levels, median, retone, unit
from .style import Style


def _relief(height: U8, sigma: float) -> F32:
    """Light from the upper left on a surface of this height, about -1..1."""
    soft = blur(height, sigma).astype(np.float32)
    shade = np.zeros_like(soft)
    shade[1:-1, 1:-1] = (soft[2:, 1:-1] - soft[:-2, 1:-1]) * np.float32(0.9) + (
        soft[1:-1, 2:] - soft[1:-1, :-2]
    ) * np.float32(0.6)
    return np.asarray(np.clip(shade * np.float32(sigma / 28), -1, 1), np.float32)


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    rgb = median(canvas.rgb, size / (150 if canvas.photo else 420))
    if canvas.photo:
        rgb = retone(rgb, levels(luma(rgb), 6, 0.35) * np.float32(235) + 12)
    # Every shape swells: its own label gives the edge, a photo's tones give a weaker one.
    parts = luma(rgb) if canvas.photo else np.asarray(canvas.shapes, np.uint8)
    swell = _relief(_body(parts, size) if not canvas.photo else 255 - parts, size / 110)
    near = canvas.near.astype(np.float32)
    hollow = np.clip(blur(canvas.near, size / 40).astype(np.float32) - near, 0, 90) / 90
    base = rgb.astype(np.float32)
    base *= (1 + swell * np.float32(0.34 if canvas.photo else 0.26))[..., None]
    base *= (1 - hollow * np.float32(0.34))[..., None]
    gloss = np.clip(swell - np.float32(0.45), 0, 1)[..., None]
    base += (255 - base) * gloss * np.float32(0.75)
    vivid = saturate(to_u8(base * np.float32(0.94) + 14), 1.38)
    return bloom(vivid, 200, size / 36, 0.24)


def _body(labels: U8, size: float) -> U8:
    """255 inside shapes, falling to 0 at their borders."""
    edge = np.zeros(labels.shape, np.uint8)
    edge[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    edge[1:][labels[1:] != labels[:-1]] = 255
    return np.asarray(255 - np.minimum(blur(edge, size / 300).astype(np.uint16) * 2, 255), np.uint8)


STYLE = Style(Look(shading="round", grain=0.0, haze=0.62, clouds="cumulus", subject=1.15, crowd=0.75), _render)
