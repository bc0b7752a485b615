"""Colours and the number badge that all sheets and albums share."""

from __future__ import annotations

from PIL import ImageDraw, ImageFont

BACKGROUND = (250, 248, 243)
PLACEHOLDER_FILL = (232, 227, 216)
"""Where a picture is missing."""
ACCENT = (188, 54, 40)


def draw_badge(draw: ImageDraw.ImageDraw, left: float, top: float, side: int, number: int) -> None:
    """A number in a rounded square of `side` pixels."""
    box = (left, top, left + side, top + side)
    draw.rounded_rectangle(box, radius=side // 5, fill=ACCENT, outline=BACKGROUND, width=3)
    font = ImageFont.load_default(side * 5 // 8)
    draw.text((left + side / 2, top + side / 2), str(number), font=font, fill="white", anchor="mm")
