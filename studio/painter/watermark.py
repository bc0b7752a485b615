"""The last step: the visible watermark "SHENBI STUDIO", and the PNG file with its metadata."""

import io

import numpy as np
from PIL import Image, PngImagePlugin

from studio.painter.deterministic import U8, to_u8

SOFTWARE = "Shenbi studio"
COMMENT = "Painted by the embedded studio of Shenbi, a local stand-in; no image model was used."

#: Five rows per letter, 1 is ink. A bitmap, because fonts differ from machine to machine.
_LETTERS = {
    "S": ("0111", "1000", "0110", "0001", "1110"),
    "H": ("1001", "1001", "1111", "1001", "1001"),
    "E": ("1111", "1000", "1110", "1000", "1111"),
    "N": ("1001", "1101", "1011", "1001", "1001"),
    "B": ("1110", "1001", "1110", "1001", "1110"),
    "I": ("1", "1", "1", "1", "1"),
    "T": ("111", "010", "010", "010", "010"),
    "U": ("1001", "1001", "1001", "1001", "0110"),
    "D": ("1110", "1001", "1001", "1001", "1110"),
    "O": ("0110", "1001", "1001", "1001", "0110"),
    " ": ("0", "0", "0", "0", "0"),
}
_MARK_TEXT = "SHENBI STUDIO"


def mark_bitmap() -> U8:
    """The mark, 255 where there is ink, one pixel a dot: (5, columns)."""
    columns = [[int(dot) * 255 for dot in "0".join(_LETTERS[c][row] for c in _MARK_TEXT)] for row in range(5)]
    return np.array(columns, np.uint8)


def mark_box(width: int, height: int) -> tuple[int, int, int, int]:
    """The mark's place in a picture: x, y, width, height in pixels."""
    dot = max(1, min(width, height) // 512)
    rows, columns = mark_bitmap().shape
    margin = 5 * dot
    return width - columns * dot - margin, height - rows * dot - margin, columns * dot, rows * dot


def add_mark(rgb: U8) -> U8:
    """The picture with the mark in its lower right corner, light on a faint shadow, legible on any background."""
    x, y, width, height = mark_box(rgb.shape[1], rgb.shape[0])
    dot = height // 5
    ink = np.kron(mark_bitmap(), np.ones((dot, dot), np.uint8)) > 0
    signed_rgb = rgb.copy()
    margin = 2 * dot
    plate = signed_rgb[y - margin : y + height + margin, x - margin : x + width + margin]
    plate[:] = to_u8(plate.astype(np.float32) * 0.62)
    letters = signed_rgb[y : y + height, x : x + width]
    letters[ink] = to_u8(letters[ink].astype(np.float32) * 0.25 + 184)
    return signed_rgb


def to_png(rgb: U8, style: str, seed: int) -> bytes:
    """The PNG file. The prompt is not in its metadata: pictures are passed on to people who must not read it."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Software", SOFTWARE)
    about.add_text("Comment", COMMENT)
    about.add_text("Style", style)
    about.add_text("Seed", str(seed))
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "PNG", pnginfo=about, compress_level=4)
    return out.getvalue()
