"""The last step: the visible watermark "SHENBI STUDIO", and the PNG file with its metadata."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, PngImagePlugin

from studio.painter.deterministic import U8, blur, luma, to_u8

_LARGE_PX = 2_100_000
SOFTWARE = "Shenbi studio"
LOOK_FIELD, SCENE_FIELD = "Look", "Scene"
COMMENT = "Painted by the embedded studio of Shenbi, a local stand-in; no image model was used."

EDITED_COMMENT = (
    "Made from a given image by the embedded studio of Shenbi, a local stand-in: light, colours or weather were changed, "
    "or images put together. No image model was used."
)

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
    "L": ("100", "100", "100", "100", "111"),
    " ": ("0", "0", "0", "0", "0"),
}
MARK_TEXT = "SHENBI STUDIO"


@dataclass(frozen=True, slots=True)
class Label:
    """The metadata of a file. `scene` and `look` let a later edit begin with what the picture shows."""

    style: str
    seed: int
    comment: str = COMMENT
    scene: str = ""
    look: str = ""


def mark_bitmap(text: str = MARK_TEXT) -> U8:
    """The mark, 255 where there is ink, one pixel a dot: (5, columns)."""
    columns = [[int(dot) * 255 for dot in "0".join(_LETTERS[c][row] for c in text)] for row in range(5)]
    return np.array(columns, np.uint8)


def mark_box(width: int, height: int, text: str = MARK_TEXT) -> tuple[int, int, int, int]:
    """The mark's place in a picture: x, y, width, height in pixels."""
    dot = max(1, min(width, height) // 512)
    rows, columns = mark_bitmap(text).shape
    margin = 5 * dot
    return width - columns * dot - margin, height - rows * dot - margin, columns * dot, rows * dot


def add_mark(picture: U8, text: str = MARK_TEXT) -> U8:
    """The picture (RGB or RGBA) with the mark in its lower right corner, light on a faint shadow, legible on any background."""
    x, y, width, height = mark_box(picture.shape[1], picture.shape[0], text)
    dot = height // 5
    ink = np.kron(mark_bitmap(text), np.ones((dot, dot), np.uint8)) > 0
    signed = picture.copy()
    margin = 2 * dot
    around = (slice(y - margin, y + height + margin), slice(x - margin, x + width + margin))
    plate = signed[around][..., :3]
    if not _is_marked(picture[y : y + height, x : x + width, :3], ink):
        # Blurred, so that no letters of an older mark below it can be seen.
        plate[:] = to_u8(blur(np.ascontiguousarray(plate), dot * 3).astype(np.float32) * 0.62)
    letters = signed[y : y + height, x : x + width, :3]
    letters[ink] = to_u8(letters[ink].astype(np.float32) * 0.25 + 184)
    signed[around][..., 3:] = 255
    return signed


def _is_marked(corner: U8, ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether a picture has this mark already."""
    tones = luma(corner).astype(np.float32)
    return bool(tones[ink].mean() > tones[~ink].mean() + 40 and tones[ink].min() > tones[~ink].mean())


def to_png(picture: U8, label: Label) -> bytes:
    """The PNG file. The prompt is not in its metadata: pictures are passed on to people who must not read it."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Software", SOFTWARE)
    about.add_text("Comment", label.comment)
    about.add_text("Style", label.style)
    about.add_text("Seed", str(label.seed))
    if label.scene:
        about.add_itxt(SCENE_FIELD, label.scene)
        about.add_text(LOOK_FIELD, label.look)
    out = io.BytesIO()
    # A large picture was enlarged, so it is smooth and gets small with the least effort, too.
    level = 4 if picture.shape[0] * picture.shape[1] <= _LARGE_PX else 1
    Image.fromarray(picture).save(out, "PNG", pnginfo=about, compress_level=level)
    return out.getvalue()
