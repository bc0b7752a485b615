"""Flat illustration: a few clear colours in simple shapes, without shading or outlines."""

import numpy as np
from numpy.typing import NDArray

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blur, resize, saturate
from studio.painter.styles.effects import median, unit
from studio.painter.styles.style import Style


def palette(rgb: U8, count: int) -> NDArray[np.int64]:
    """The `count` colours that represent a picture best (median cut, in integers): (count, 3)."""
    boxes = [resize(rgb, 96, 96).reshape(-1, 3).astype(np.int64)]
    while len(boxes) < count:
        spans = [
            int((box.max(axis=0) - box.min(axis=0)).max()) * (1 + len(box).bit_length()) if len(box) > 1 else -1
            for box in boxes
        ]
        widest = spans.index(max(spans))
        if spans[widest] <= 0:
            break
        box = boxes.pop(widest)
        channel = int((box.max(axis=0) - box.min(axis=0)).argmax())
        order = box[np.argsort(box[:, channel], kind="stable")]
        # Cut in the middle of the range, not at the median: a small red boat keeps its colour beside a large sea.
        middle = (int(order[0, channel]) + int(order[-1, channel])) // 2
        at = min(len(order) - 1, max(1, int((order[:, channel] <= middle).sum())))
        boxes += [order[:at], order[at:]]
    return np.array([(box.sum(axis=0) + len(box) // 2) // len(box) for box in boxes], np.int64)


def posterise(rgb: U8, colours: NDArray[np.int64]) -> U8:
    """Every pixel in the nearest of the colours."""
    # 5 bits a channel are enough to choose by, and make one small table of the choice.
    grid = np.arange(32, dtype=np.int64) * 8 + 4
    r, g, b = np.meshgrid(grid, grid, grid, indexing="ij")
    cells = np.stack([r.ravel(), g.ravel(), b.ravel()], axis=1)
    weights = np.array((3, 4, 2), np.int64)
    distance = ((cells[:, None, :] - colours[None, :, :]) ** 2 * weights).sum(axis=2)
    nearest = distance.argmin(axis=1)
    coarse = (rgb >> 3).astype(np.int64)
    index = (coarse[..., 0] << 10) | (coarse[..., 1] << 5) | coarse[..., 2]
    return np.asarray(colours[nearest[index]], np.uint8)


def _render(canvas: Canvas, rng: Rng) -> U8:
    size = unit(canvas)
    simple = median(saturate(canvas.rgb, 1.28), size / (90 if canvas.photo else 330))
    flat = posterise(simple, palette(simple, 11 if canvas.photo else 16))
    clean = median(flat, size / (170 if canvas.photo else 450))
    return blur(clean, max(0.6, size / 1400))


STYLE = Style(Look(shading="flat", grain=0.0, haze=0.8, clouds="flat", crowd=0.6, subject=1.1), _render)
