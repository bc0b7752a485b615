"""Photography: fine tones, bloom, grain, vignette."""

import cv2
import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, blur, curve, luma, saturate, to_u8
from studio.painter.styles.effects import bloom, unit, vignette
from studio.painter.styles.style import Style

_CONTRAST = curve([(0, 4), (48, 38), (128, 130), (208, 218), (255, 252)])


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    rgb = canvas.rgb
    if not canvas.photo:
        # The distance is a little blurred: no lens is sharp from one metre to infinity.
        far = to_u8((150 - canvas.near.astype(np.float32)) * np.float32(1.5))
        rgb = blend(rgb, blur(rgb, size / 700), far)
    rgb = bloom(rgb, 205, size / 24, 0.34)
    rgb = np.asarray(cv2.LUT(rgb, _CONTRAST), np.uint8)
    # Shadows are shifted to blue and highlights to amber, as on film.
    tint = rgb.astype(np.float32)
    light = luma(rgb).astype(np.float32)[..., None] / 255 - np.float32(0.5)
    tint += light * np.array((9, 3, -9), np.float32)
    rgb = vignette(saturate(to_u8(tint), 1.10), 0.30)
    grain = rng.integers(-6, 7, (*rgb.shape[:2], 1), np.int16) + rng.integers(-4, 5, (*rgb.shape[:2], 1), np.int16)
    return to_u8(rgb.astype(np.int16) + grain)


STYLE = Style(Look(grain=1.0), _render)
