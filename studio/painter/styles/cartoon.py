"""3d cartoon: round, glossy bodies of one material, as if modelled and lit in a studio."""

import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import F32, U8, Rng, blend, blur, luma, saturate, to_u8
from studio.painter.styles.effects import bloom, levels, median, retone, unit
from studio.painter.styles.style import Style


def _relief(height: U8, sigma: float) -> F32:
    """Shading of a height map lit from the upper left, about -1..1."""
    soft = blur(height, sigma).astype(np.float32)
    shade = np.zeros_like(soft)
    down, across = soft[2:, 1:-1] - soft[:-2, 1:-1], soft[1:-1, 2:] - soft[1:-1, :-2]
    shade[1:-1, 1:-1] = down * np.float32(0.9) + across * np.float32(0.6)
    return np.asarray(np.clip(shade * np.float32(sigma / 28), -1, 1), np.float32)


def _cast(near: U8, size: float) -> F32:
    """0..1: the shadow that nearer shapes cast to the lower right on those behind them."""
    reach = max(1, int(size / 90))
    thrown = np.roll(np.roll(blur(near, size / 80), reach, axis=0), reach // 2, axis=1).astype(np.float32)
    drop = np.clip(thrown - near.astype(np.float32) - 12, 0, 110) / 110
    # No shadows on the sky.
    return np.asarray(drop * (near > 24), np.float32)


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    rgb = median(canvas.rgb, size / (150 if canvas.photo else 420))
    if canvas.photo:
        # A photo has no shapes; its brightness serves as height.
        rgb = retone(rgb, levels(luma(rgb), 6, 0.45) * np.float32(235) + 12)
        swell = _relief(255 - luma(median(rgb, size / 60)), size / 70)
        base = rgb.astype(np.float32) * (1 + swell * np.float32(0.20))[..., None]
        base += (255 - base) * np.clip(swell - np.float32(0.50), 0, 1)[..., None] * np.float32(0.45)
    else:
        base = rgb.astype(np.float32) * (1 - _cast(canvas.near, size) * np.float32(0.34))[..., None]
    # Lifted shadows and a shallow depth of field make it look like a small model.
    lifted = saturate(to_u8(255 - (255 - base) * np.array((0.80, 0.84, 0.88), np.float32)), 1.42)
    glow = bloom(lifted, 205, size / 30, 0.30)
    off_focus = np.abs(canvas.near.astype(np.float32) - np.float32(188)) - np.float32(70)
    return blend(glow, blur(glow, size / 130), to_u8(off_focus * np.float32(2.6)))


STYLE = Style(Look(shading="round", grain=0.0, haze=0.62, clouds="cumulus", subject=1.15, crowd=0.75), _render)
