"""Anime: clean colours in two tones, thin dark outlines, cumulus clouds, bloom."""

import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, luma, mix, saturate, to_u8
from studio.painter.styles.effects import bloom, levels, median, outlines, retone, unit
from studio.painter.styles.style import Style


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    rgb = median(canvas.rgb, size / (200 if canvas.photo else 700))
    if canvas.photo:
        rgb = retone(rgb, levels(luma(rgb), 5, 0.10) * np.float32(236) + 14)
    rgb = saturate(rgb, 1.42)
    lines = outlines(canvas, max(1.0, size / 620)).astype(np.float32)
    # Outlines of distant shapes are faint, like the shapes themselves.
    weight = (
        np.float32(0.85)
        if canvas.photo
        else np.clip(canvas.near.astype(np.float32) / 255 * np.float32(1.6) - np.float32(0.16), 0, 0.9)
    )
    ink = np.empty_like(rgb)
    ink[:] = np.array(mix((38, 26, 58), canvas.light.sky[0], 0.15), np.uint8)
    rgb = blend(rgb, ink, to_u8(lines * weight))
    rgb = bloom(rgb, 212, size / 22, 0.36)
    y = np.linspace(1, 0, rgb.shape[0], dtype=np.float32)[:, None]
    x = np.linspace(0, 1, rgb.shape[1], dtype=np.float32)[None, :]
    if canvas.light.sun_x < 0.5:
        x = 1 - x
    spill = np.clip(x * np.float32(0.6) + y * np.float32(0.9) - np.float32(0.75), 0, 1)[..., None] * np.float32(0.42)
    base = rgb.astype(np.float32)
    return to_u8(base + (255 - base) * np.array(canvas.light.sun, np.float32) / 255 * spill)


STYLE = Style(Look(shading="cel", grain=0.0, haze=0.72, clouds="cumulus"), _render)
