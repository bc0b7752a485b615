"""Labelled sheets: pictures in a grid, each with a line of text below it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.media.sheets.jpeg import JpegImage, decode_scaled, encode_jpeg
from bot.media.sheets.labelled_picture import LabelledPicture
from bot.media.sheets.style import ACCENT, BACKGROUND, PLACEHOLDER_FILL
from bot.media.typography import fonts
from bot.media.typography.typesetter import Typesetter

CELL_PX = 400
GAP_PX = 16
LABEL_PX = 44
TEXT_PX = 24
INK = (52, 46, 40)
STAR = (214, 158, 36)


def labelled_sheet(cells: Sequence[LabelledPicture], columns: int = 3) -> JpegImage:
    """Draw the sheet: all cells, in rows of at most `columns`."""
    assert cells and columns > 0, "a sheet needs cells"
    columns = min(columns, len(cells))
    rows = math.ceil(len(cells) / columns)
    images = [_image(cell.data) for cell in cells]
    # Each row is as high as its highest picture, so that rows of wide pictures leave no holes.
    heights = [max(image.height for image in images[row * columns : (row + 1) * columns]) for row in range(rows)]
    width = columns * CELL_PX + (columns + 1) * GAP_PX
    height = sum(heights) + rows * LABEL_PX + (rows + 1) * GAP_PX
    sheet = Image.new("RGB", (width, height), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    text = Typesetter(fonts.font_stack(serif=False), TEXT_PX, fonts.emoji_font())
    top = GAP_PX
    for row in range(rows):
        for column, index in enumerate(range(row * columns, min((row + 1) * columns, len(cells)))):
            cell, image = cells[index], images[index]
            left = GAP_PX + column * (CELL_PX + GAP_PX)
            corner = left + (CELL_PX - image.width) // 2, top + (heights[row] - image.height) // 2
            sheet.paste(image, corner)
            if cell.starred:
                _draw_star(draw, corner[0] + image.width - 30, corner[1] + 30)
            baseline = top + heights[row] + LABEL_PX // 2 + round(0.36 * TEXT_PX)
            text.draw(sheet, (left, baseline), sheet_label(text, cell), INK, width=CELL_PX, align="middle")
        top += heights[row] + LABEL_PX + GAP_PX
    return encode_jpeg(sheet, quality=88)


def sheet_label(text: Typesetter, cell: LabelledPicture) -> str:
    """The label as one line that fits the cell; the fallback if the fonts lack characters of the label."""
    text.missing.clear()
    line = text.line(cell.label, CELL_PX)
    return text.line(cell.fallback, CELL_PX) if text.missing and cell.fallback else line


def _image(data: bytes | None) -> Image.Image:
    image = None if data is None else decode_scaled(data, (CELL_PX, CELL_PX))
    return image or Image.new("RGB", (CELL_PX, CELL_PX), PLACEHOLDER_FILL)


def _draw_star(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """Drawn as a polygon, because not every font has a star."""
    draw.ellipse((x - 22, y - 22, x + 22, y + 22), fill="white", outline=ACCENT, width=2)
    points = []
    for point in range(10):
        radius = 16 if point % 2 == 0 else 6.5
        angle = math.radians(36 * point - 90)
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    draw.polygon(points, fill=STAR)
