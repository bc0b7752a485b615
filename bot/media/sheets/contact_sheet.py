"""Contact sheets: up to four pictures of one job on one sheet, numbered. Pillow's work: call it in a thread."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFont

GAP_PX = 12
CELL_PX = 640
PAPER = (250, 248, 243)
BADGE = (196, 60, 44)


def sheet_size(count: int, width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels of the sheet of `count` pictures of that size."""
    scale = min(1.0, CELL_PX / max(width, height))
    columns = min(2, count)
    rows = math.ceil(count / columns)
    cells = columns * round(width * scale), rows * round(height * scale)
    return cells[0] + (columns + 1) * GAP_PX, cells[1] + (rows + 1) * GAP_PX


def contact_sheet(pictures: Mapping[int, bytes]) -> tuple[bytes, int, int]:
    """A JPEG with all pictures in a grid, each with its number (of four some may not have come); returns it with its width and
    height in pixels."""
    images = []
    for data in pictures.values():
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGB")
        image.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
        images.append(image)
    columns = min(2, len(images))
    rows = math.ceil(len(images) / columns)
    cell_w, cell_h = max(i.width for i in images), max(i.height for i in images)
    sheet = Image.new("RGB", (columns * cell_w + (columns + 1) * GAP_PX, rows * cell_h + (rows + 1) * GAP_PX), PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=30)
    for index, (number, image) in enumerate(zip(pictures, images, strict=True)):
        left = GAP_PX + (index % columns) * (cell_w + GAP_PX) + (cell_w - image.width) // 2
        top = GAP_PX + (index // columns) * (cell_h + GAP_PX) + (cell_h - image.height) // 2
        sheet.paste(image, (left, top))
        draw.rounded_rectangle((left + 12, top + 12, left + 60, top + 60), radius=12, fill=BADGE)
        draw.text((left + 36, top + 36), str(number), font=font, fill="white", anchor="mm")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=90)
    return out.getvalue(), sheet.width, sheet.height
