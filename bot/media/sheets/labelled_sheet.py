"""Labelled sheets: pictures in a grid with a line of words below each. Pillow's work: call it in a thread."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.media.sheets.contact_sheet import BADGE, PAPER
from bot.media.typography import fonts
from bot.media.typography.typesetter import Typesetter

CELL_PX = 400
GAP_PX = 16
LABEL_PX = 44
TEXT_PX = 24
INK = (52, 46, 40)
ABSENT = (228, 223, 212)
STAR = (214, 158, 36)


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One picture of a sheet. `label` may need Chinese characters; `plain` is drawn where no font has all of them. No `data`: the
    picture is not there (any more), its place stays empty. `starred` marks it."""

    data: bytes | None
    label: str
    plain: str = ""
    starred: bool = False


def labelled_sheet(cells: Sequence[LabelledPicture], columns: int = 3) -> tuple[bytes, int, int]:
    """A JPEG with all cells; returns it with its width and height in pixels."""
    assert cells and columns > 0, "a sheet needs cells"
    columns = min(columns, len(cells))
    rows = math.ceil(len(cells) / columns)
    images = [_fitted(cell.data) for cell in cells]
    # As high as the highest picture of its row needs, so that wide pictures leave no holes.
    heights = [max(image.height for image in images[row * columns : (row + 1) * columns]) for row in range(rows)]
    width = columns * CELL_PX + (columns + 1) * GAP_PX
    height = sum(heights) + rows * LABEL_PX + (rows + 1) * GAP_PX
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    text = Typesetter(fonts.font_stack(serif=False), TEXT_PX, fonts.emoji_font())
    top = GAP_PX
    for row in range(rows):
        for column, index in enumerate(range(row * columns, min((row + 1) * columns, len(cells)))):
            cell, image = cells[index], images[index]
            left = GAP_PX + column * (CELL_PX + GAP_PX)
            place = left + (CELL_PX - image.width) // 2, top + (heights[row] - image.height) // 2
            sheet.paste(image, place)
            if cell.starred:
                _star(draw, place[0] + image.width - 30, place[1] + 30)
            baseline = top + heights[row] + LABEL_PX // 2 + round(0.36 * TEXT_PX)
            text.draw(sheet, (left, baseline), sheet_label(text, cell), INK, width=CELL_PX, align="middle")
        top += heights[row] + LABEL_PX + GAP_PX
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88)
    return out.getvalue(), width, height


def _fitted(data: bytes | None) -> Image.Image:
    if data is None:
        return Image.new("RGB", (CELL_PX, CELL_PX), ABSENT)
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("RGB")
    image.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    return image


def _star(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """Drawn, because not every font has one."""
    draw.ellipse((x - 22, y - 22, x + 22, y + 22), fill="white", outline=BADGE, width=2)
    points = []
    for point in range(10):
        radius = 16 if point % 2 == 0 else 6.5
        angle = math.radians(36 * point - 90)
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    draw.polygon(points, fill=STAR)


def sheet_label(text: Typesetter, cell: LabelledPicture) -> str:
    """The line below a picture, no wider than it may be."""
    text.lost.clear()
    line = text.line(cell.label, CELL_PX)
    return text.line(cell.plain, CELL_PX) if text.lost and cell.plain else line
