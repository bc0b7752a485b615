"""Processor time of the studio's painter, and how well each style preserves the edges of a photo.

    python -m benchmarks.painter [--json]

`seconds`: processor time of one 1024x1024 picture on one core, the median of three prompts. `repaint_edge_correlation`:
Pearson's correlation between the edges of a photo and those of the same photo repainted at full strength.
With --json the last line is one JSON object.
"""

import io
import json
import statistics
import sys
import time

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.painter import PaintOrder, paint
from studio.painter.paint_order import STYLES

PROMPTS = ("a sunrise over a sea of roses", "夜晚的城市，霓虹，雨", "a panda in a bamboo forest, mountains")
SIDE_PX = 1024
PHOTO_PROMPT = "a red house by a lake at noon, mountains, pine trees"
_BORDER_PX = 64


def seconds(style: str) -> float:
    """Processor seconds for one picture of the style."""
    taken = []
    for prompt in PROMPTS:
        start = time.process_time()
        paint(PaintOrder(prompt, style=style, width=SIDE_PX, height=SIDE_PX, seed=7))
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _edges(png: bytes) -> NDArray[np.float64]:
    with Image.open(io.BytesIO(png)) as image:
        grey = cv2.GaussianBlur(np.asarray(image.convert("L")), (0, 0), 2.5).astype(np.float64)
    gx, gy = cv2.Sobel(grey, cv2.CV_64F, 1, 0), cv2.Sobel(grey, cv2.CV_64F, 0, 1)
    # Leave out the border: paper textures and vignettes end there, and it has the watermark.
    return np.asarray(np.sqrt(gx * gx + gy * gy))[_BORDER_PX:-_BORDER_PX, _BORDER_PX:-_BORDER_PX]


def repaint_edge_correlation(style: str, photo: bytes) -> float:
    """1.0 if the repainted photo has the same edges with the same strength."""
    side = 512
    order = PaintOrder("a picture", style=style, width=side, height=side, seed=7, reference=photo, ref_strength=1.0)
    return float(np.corrcoef(_edges(photo).ravel(), _edges(paint(order)).ravel())[0, 1])


def main() -> None:
    photo = paint(PaintOrder(PHOTO_PROMPT, style="photography", width=512, height=512, seed=3))
    figures: dict[str, dict[str, float]] = {"seconds": {}, "repaint_edge_correlation": {}}
    for style in STYLES[1:]:
        figures["seconds"][style] = round(seconds(style), 3)
        figures["repaint_edge_correlation"][style] = round(repaint_edge_correlation(style, photo), 3)
        print(f"{style:18} {figures['seconds'][style]:6.2f} s   {figures['repaint_edge_correlation'][style]:5.2f}")
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
