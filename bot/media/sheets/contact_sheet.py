"""Contact sheets: numbered pictures in a grid, for the results of a job and for the candidates of a vote."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PIL import Image, ImageDraw

from bot.media.sheets.jpeg import JpegImage, decode_scaled, encode_jpeg
from bot.media.sheets.sizes import GAP_PX, RESULT_PX, columns_of
from bot.media.sheets.style import BACKGROUND, PLACEHOLDER_FILL, draw_badge

RESULT_BADGE_PX = 48
CANDIDATE_SHEET_PX = 1400
"""Width of the sheet of a vote: small enough for every chat, large enough to choose by."""


def result_sheet(pictures: Mapping[int, bytes]) -> JpegImage:
    """The pictures of one job by number (of four some may have failed)."""
    images = {number: decode_scaled(data, (RESULT_PX, RESULT_PX)) for number, data in pictures.items()}
    columns = columns_of(len(images))
    cell = max((image.width for image in images.values() if image), default=RESULT_PX)
    return _sheet(images, columns, cell, columns * (cell + GAP_PX) + GAP_PX, RESULT_BADGE_PX)


def candidate_sheet(pictures: Mapping[int, bytes]) -> JpegImage:
    """The candidates of a vote by number."""
    columns = max(2, columns_of(len(pictures)))
    cell = (CANDIDATE_SHEET_PX - (columns + 1) * GAP_PX) // columns
    images = {number: decode_scaled(data, (cell, cell)) for number, data in pictures.items()}
    return _sheet(images, columns, cell, CANDIDATE_SHEET_PX, cell // 8)


def _sheet(
    images: Mapping[int, Image.Image | None], columns: int, cell: int, sheet_width: int, badge: int
) -> JpegImage:
    """A grid of cells `cell` pixels wide; a missing picture leaves a placeholder, a last row that is not full is centred."""
    tallest = max((image.height for image in images.values() if image), default=cell)
    rows = math.ceil(len(images) / columns)
    canvas = Image.new("RGB", (sheet_width, rows * (tallest + GAP_PX) + GAP_PX), BACKGROUND)
    draw = ImageDraw.Draw(canvas)
    for index, (number, image) in enumerate(images.items()):
        row, column = divmod(index, columns)
        in_row = min(columns, len(images) - row * columns)
        left = (sheet_width - in_row * (cell + GAP_PX) + GAP_PX) // 2 + column * (cell + GAP_PX)
        top = GAP_PX + row * (tallest + GAP_PX)
        if image:
            left, top = left + (cell - image.width) // 2, top + (tallest - image.height) // 2
            canvas.paste(image, (left, top))
        else:
            draw.rectangle((left, top, left + cell - 1, top + tallest - 1), fill=PLACEHOLDER_FILL)
        draw_badge(draw, left + GAP_PX, top + GAP_PX, badge, number)
    return encode_jpeg(canvas)
