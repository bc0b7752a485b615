"""Measures on pictures for tests: pixels, edges, palettes, and features that distinguish styles."""

import io
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.painter import PaintOrder, paint
from studio.painter.watermark import mark_box

Pixels = NDArray[np.uint8]
SIDE_PX = 320


def pixels(png: bytes) -> Pixels:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


@lru_cache(maxsize=100)
def picture(prompt: str, **order: Any) -> Pixels:
    """A small picture of an order, without the strip that carries the mark; painted once for all tests that compare it with
    others, so nobody may write to it."""
    order = {"width": SIDE_PX, "height": SIDE_PX, **order}
    rgb = pixels(paint(PaintOrder(prompt, **order)))
    rgb.setflags(write=False)
    return rgb[: mark_box(rgb.shape[1], rgb.shape[0])[1] - 4]


def encoded(rgb: Pixels, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, kind)
    return out.getvalue()


def mean_of(rgb: Pixels) -> tuple[float, float, float]:
    r, g, b = (float(c) for c in rgb.reshape(-1, 3).mean(axis=0))
    return r, g, b


def lightness(rgb: Pixels) -> float:
    return float(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).mean())


def edge_map(rgb: Pixels) -> NDArray[np.float64]:
    """Gradient strength of the lightness, a little blurred: an edge moved by a pixel still counts."""
    grey = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), 1.6).astype(np.float64)
    gx, gy = cv2.Sobel(grey, cv2.CV_64F, 1, 0), cv2.Sobel(grey, cv2.CV_64F, 0, 1)
    return np.asarray(np.sqrt(gx * gx + gy * gy))


def edge_correlation(a: Pixels, b: Pixels) -> float:
    """Pearson's correlation of two edge maps, without the rim (papers and vignettes end there)."""
    rim = max(8, a.shape[0] // 10)
    x, y = edge_map(a)[rim:-rim, rim:-rim].ravel(), edge_map(b)[rim:-rim, rim:-rim].ravel()
    return float(np.corrcoef(x, y)[0, 1])


def palette_distance(a: Pixels, b: Pixels) -> float:
    """How far two clouds of colours are apart: the mean difference of sorted values along 13 directions, 0..255."""
    points = [
        np.asarray(cv2.resize(p, (48, 48), interpolation=cv2.INTER_AREA)).reshape(-1, 3).astype(np.float64)
        for p in (a, b)
    ]
    directions = [(i, j, k) for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1) if (i, j, k) > (0, 0, 0)]
    total = 0.0
    for direction in directions:
        unit = np.array(direction) / np.sqrt(np.dot(direction, direction))
        total += float(np.abs(np.sort(points[0] @ unit) - np.sort(points[1] @ unit)).mean())
    return total / len(directions)


def style_metrics(rgb: Pixels) -> NDArray[np.float64]:
    """Metrics that distinguish styles, whatever the subject: roughness at several scales, how flat the flat
    places are, how colourful, how much thin dark line, how much bare paper, how dark the rim."""
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).astype(np.float64)
    hsv = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)).astype(np.float64)
    marks: list[float] = []
    for sigma in (0.8, 1.6, 3.2, 6.4):
        detail = np.abs(cv2.GaussianBlur(grey, (0, 0), sigma) - cv2.GaussianBlur(grey, (0, 0), sigma * 2))
        marks += [float(np.log1p(detail.mean())), float(np.log1p(np.median(detail)))]
    fine = np.abs(grey[1:, 1:] - grey[:-1, :-1])
    marks += [float((fine < 1).mean()) * 2, float((fine > 24).mean()) * 4]
    marks += [float(hsv[..., 1].mean()) / 64, float(hsv[..., 1].std()) / 64, float(grey.std()) / 48]
    marks += [float(((hsv[..., 1] < 30) & (hsv[..., 2] > 215)).mean()) * 2]
    inked = cv2.GaussianBlur(grey, (0, 0), 2.5) - grey
    marks += [float((inked > 22).mean()) * 12]
    rim = np.concatenate([grey[:8].ravel(), grey[:, :8].ravel(), grey[:, -8:].ravel()])
    marks += [float(rim.mean() - grey.mean()) / 48]
    return np.array(marks)
