"""Chinese painting: ink and a little mineral colour on aged paper, mist, a red seal."""

import cv2
import numpy as np

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, blur, luma, noise, smooth, to_u8
from studio.painter.styles.effects import median, outlines, unit, wobble
from studio.painter.styles.style import Style

_PAPER = np.array((241, 231, 208), np.float32)
_INK = np.array((34, 36, 42), np.float32)

#: Two characters in seal style, as strokes in a unit square: 神 above 笔.
_SEAL: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0.10, 0.12), (0.40, 0.12)), ((0.25, 0.04), (0.25, 0.46)), ((0.10, 0.28), (0.25, 0.20), (0.40, 0.28)),
    ((0.52, 0.10), (0.90, 0.10), (0.90, 0.36), (0.52, 0.36), (0.52, 0.10)), ((0.52, 0.23), (0.90, 0.23)),
    ((0.71, 0.03), (0.71, 0.47)),
    ((0.12, 0.62), (0.24, 0.54), (0.40, 0.58)), ((0.56, 0.62), (0.68, 0.54), (0.88, 0.58)),
    ((0.16, 0.70), (0.84, 0.68)), ((0.12, 0.79), (0.88, 0.77)), ((0.50, 0.64), (0.50, 0.95), (0.90, 0.95), (0.90, 0.88)),
)  # fmt: skip


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    height, width = canvas.near.shape
    soft = median(wobble(canvas.rgb, rng, size / 360, size / 20), size / 240)
    # Strong colours are drawn as pigment, not as ink: red stays red.
    grey = luma(soft).astype(np.float32)
    grey += (soft.max(axis=2).astype(np.float32) - grey) * np.float32(0.72)
    low, high = (float(v) for v in np.percentile(luma(soft)[::4, ::4], (2, 88), method="nearest"))
    dark = np.clip((np.float32(high) - grey) / np.float32(max(50.0, high - low)), 0, 1)
    pool = noise(rng, height, width, size / 6, 5, 0.6)
    dry = noise(rng, height, width, size / 90, 3, 0.7, 2.4)
    near = canvas.near.astype(np.float32) / 255
    if not canvas.photo:
        # Sky and haze are left white; the nearer a shape, the blacker the ink.
        dark = dark * (np.float32(0.42) + np.float32(0.58) * smooth(near, 0.02, 0.60))
    dark = np.asarray(dark * (np.float32(0.72) + pool * np.float32(0.56)), np.float32)
    drawn = outlines(canvas, max(1.2, size / 480))
    line = np.maximum(blur(drawn, size / 1100), wobble(drawn, rng, size / 500, size / 30)).astype(np.float32) / 255
    line = (
        line
        * smooth(dry, 0.26, 0.52)
        * (np.float32(0.62) if canvas.photo else np.float32(0.15) + np.float32(0.72) * smooth(near, 0.05, 0.8))
    )
    ink = np.asarray(np.clip(dark * np.float32(0.80) + line * np.float32(0.78), 0, 0.95), np.float32)
    sheet = np.asarray(_sheet(rng, height, width), np.float32)
    colour = _mineral(soft, canvas)
    wash = sheet * (1 - colour)
    painted = wash + (_INK - wash) * ink[..., None]
    bled = blend(to_u8(painted), blur(to_u8(painted), size / 170), to_u8(smooth(pool, 0.40, 0.7) * np.float32(190)))
    return _sealed(bled, ink, rng, size)


def _mineral(rgb: U8, canvas: Canvas) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """How much light each pigment absorbs, by channel: pale, and only where the scene is colourful."""
    base = rgb.astype(np.float32)
    peak = base.max(axis=2, keepdims=True)
    chroma = (peak - base) / 255
    strength = np.float32(0.78)
    if not canvas.photo:
        return np.asarray(chroma * strength, np.float32)
    return np.asarray(chroma * strength * np.float32(0.8), np.float32)


def _sheet(rng: Rng, height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    stain = noise(rng, height, width, min(height, width) / 3, 4, 0.5)
    fibre = noise(rng, height, width, 3.0, 2, 0.7, 5.0)
    return np.asarray(
        _PAPER
        * (1 + (stain - np.float32(0.5)) * np.float32(0.07) + (fibre - np.float32(0.5)) * np.float32(0.045))[..., None],
        np.float32,
    )


def _sealed(rgb: U8, ink: np.ndarray[tuple[int, ...], np.dtype[np.float32]], rng: Rng, size: float) -> U8:
    """The seal, in the emptiest of the upper left, lower left and upper right corners."""
    side = int(size * 0.074)
    height, width = rgb.shape[:2]
    margin = int(size * 0.06)
    corners = [(margin, margin), (width - margin - side, margin), (margin, height - margin - side)]
    x, y = min(
        corners,
        key=lambda c: int(ink[c[1] : c[1] + side, c[0] : c[0] + side].astype(np.float64).sum() * 8 / (side * side)),
    )
    mask = np.zeros((side, side), np.uint8)
    cv2.rectangle(mask, (side // 16, side // 16), (side - side // 16, side - side // 16), 255, -1, cv2.LINE_AA)
    for stroke in _SEAL:
        points = np.array(
            [[round((0.12 + 0.76 * px) * side * 16), round((0.12 + 0.76 * py) * side * 16)] for px, py in stroke],
            np.int32,
        )
        cv2.polylines(mask, [points], False, 0, max(1, side // 17), cv2.LINE_AA, 4)
    worn = noise(rng, side, side, max(3.0, side / 7), 3, 0.7)
    mask = to_u8(mask.astype(np.float32) * (np.float32(0.55) + np.float32(0.42) * smooth(worn, 0.25, 0.45)))
    red = np.empty((side, side, 3), np.uint8)
    red[:] = (186, 38, 30)
    rgb[y : y + side, x : x + side] = blend(rgb[y : y + side, x : x + side], red, mask)
    return rgb


STYLE = Style(Look(shading="ink", grain=0.5, haze=1.5, clouds="mist", crowd=0.5), _render)
