"""Transparent backgrounds, and pictures larger than a canvas."""

import numpy as np

from studio.painter.canvas import Canvas
from studio.painter.deterministic import U8, blur, resize, smooth, to_u8

_LEAST_SHARE = 0.004
"""A subject smaller than this share of the picture is not worth cutting out."""


def cut_of(canvas: Canvas) -> U8:
    """The alpha channel of a picture: 255 on the subject, 0 around it. In a photo, and in a scene without a subject, the middle
    stays, as on a round sticker."""
    height, width = canvas.near.shape
    if canvas.cut is not None and np.count_nonzero(canvas.cut) > _LEAST_SHARE * canvas.cut.size:
        return blur(canvas.cut, min(width, height) / 900)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return to_u8(smooth(np.float32(0.9) - (x * x + y * y), 0.0, 0.02) * 255)


def enlarge(picture: U8, width: int, height: int) -> U8:
    """The picture in this size. A canvas is at least 256 pixels high: of a flatter picture its middle is used."""
    rows, columns = picture.shape[:2]
    if (columns, rows) == (width, height):
        return picture
    if columns * height > rows * width:
        keep = max(1, rows * width // height)
        picture = picture[:, (columns - keep) // 2 : (columns - keep) // 2 + keep]
    else:
        keep = max(1, columns * height // width)
        picture = picture[(rows - keep) // 2 : (rows - keep) // 2 + keep]
    return resize(np.ascontiguousarray(picture), width, height)
