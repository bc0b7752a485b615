"""The contact sheet of a vote: all candidates of a round, each with its number. Pillow's work: call it in a thread."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

GAP_PX = 14
BACKGROUND = (250, 248, 243)
PLACEHOLDER_FILL = (232, 227, 216)
ACCENT = (188, 54, 40)
SHEET_PX = 1400
"""The sheet is about so wide: small enough for every chat, large enough to choose by."""

MAX_OPTIMIZED_PX = 250_000


@dataclass(frozen=True, slots=True)
class JpegImage:
    """A JPEG with its size in pixels."""

    data: bytes
    width: int
    height: int


def decode_scaled(data: bytes, within: tuple[int, int], *, grow: bool = False) -> Image.Image | None:
    """A picture scaled to fit into a box (width, height), a small one too if it may `grow`; None if its bytes are gone or
    damaged."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", within)
            image = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return None
    factor = min(within[0] / image.width, within[1] / image.height)
    if factor < 1 or grow:
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def image_size(data: bytes) -> tuple[int, int] | None:
    """A picture's width and height in pixels, from its first bytes; None if they are gone or no picture."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError):
        return None


def encode_jpeg(image: Image.Image, quality: int = 90) -> JpegImage:
    """A canvas as a JPEG."""
    out = io.BytesIO()
    # Optimizing is one long call, during which no other thread runs: 150 ms for a long album.
    image.save(out, "JPEG", quality=quality, optimize=image.width * image.height <= MAX_OPTIMIZED_PX)
    return JpegImage(out.getvalue(), image.width, image.height)


def render_sheet(pictures: Mapping[int, bytes]) -> JpegImage:
    """Pictures by number on one sheet: two beside each other up to four, then three, then four."""
    columns = 2 if len(pictures) <= 4 else 3 if len(pictures) <= 9 else 4
    cell = (SHEET_PX - (columns + 1) * GAP_PX) // columns
    images = {number: decode_scaled(data, (cell, cell)) for number, data in pictures.items()}
    tallest = max((image.height for image in images.values() if image), default=cell)
    rows = math.ceil(len(images) / columns)
    canvas = Image.new("RGB", (SHEET_PX, rows * (tallest + GAP_PX) + GAP_PX), BACKGROUND)
    draw = ImageDraw.Draw(canvas)
    size = cell // 8
    font = ImageFont.load_default(size * 5 // 8)
    for place, (number, image) in enumerate(images.items()):
        row, column = divmod(place, columns)
        # A last row that is not full stands in the middle.
        in_row = min(columns, len(images) - row * columns)
        left = (SHEET_PX - in_row * (cell + GAP_PX) + GAP_PX) // 2 + column * (cell + GAP_PX)
        top = GAP_PX + row * (tallest + GAP_PX)
        if image:
            left, top = left + (cell - image.width) // 2, top + (tallest - image.height) // 2
            canvas.paste(image, (left, top))
        else:
            draw.rectangle((left, top, left + cell - 1, top + tallest - 1), fill=PLACEHOLDER_FILL)
        box = (left + GAP_PX, top + GAP_PX, left + GAP_PX + size, top + GAP_PX + size)
        draw.rounded_rectangle(box, radius=size // 5, fill=ACCENT, outline=BACKGROUND, width=3)
        draw.text(
            (left + GAP_PX + size / 2, top + GAP_PX + size / 2), str(number), font=font, fill="white", anchor="mm"
        )
    return encode_jpeg(canvas)
