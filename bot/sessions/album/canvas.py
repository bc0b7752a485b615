"""The canvas that albums are drawn on. Its unit is 1/1600 of its width, whatever the resolution."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageDraw

from bot.media.sheets.jpeg import decode_scaled, image_size
from bot.media.sheets.style import BACKGROUND, PLACEHOLDER_FILL
from bot.media.typography import fonts
from bot.media.typography.typesetter import Colour, Typesetter

WIDTH = 1600
MARGIN = 100
INNER = WIDTH - 2 * MARGIN
GAP = 28
TEXT: Colour = (40, 36, 32)
MUTED: Colour = (108, 100, 90)
RULE: Colour = (214, 206, 192)
Kind = Literal["title", "heading", "body", "small", "note"]
SIZES: dict[Kind, int] = {"title": 76, "heading": 40, "body": 30, "small": 24, "note": 22}
Box = tuple[int, int, int, int]


class Canvas:
    """Draws in units of `scale` pixels. `photos` are the boxes (in pixels) of the pictures on it."""

    def __init__(self, height: int, scale: float = 1.0) -> None:
        self.scale = scale
        self.types = {
            kind: Typesetter(fonts.font_stack(serif=kind in ("title", "heading")), self.px(size), fonts.emoji_font())
            for kind, size in SIZES.items()
        }
        self.photos: list[Box] = []
        self.clear(height)

    def clear(self, height: int) -> None:
        """Start again with an empty image."""
        self.image = Image.new("RGB", (self.px(WIDTH), self.px(height)), BACKGROUND)
        self.photos.clear()
        for each in self.types.values():
            each.drawn.clear()

    def grow(self, height: int) -> None:
        """Make the image at least `height` high."""
        if self.px(height) > self.image.height:
            higher = Image.new("RGB", (self.image.width, self.px(height)), BACKGROUND)
            higher.paste(self.image, (0, 0))
            self.image = higher

    def px(self, units: float) -> int:
        """Convert units to pixels."""
        return round(units * self.scale)

    @property
    def lacks_glyphs(self) -> bool:
        """Whether a character was drawn that no font has."""
        return any(each.missing for each in self.types.values())

    # --- words

    def leading(self, kind: Kind) -> int:
        """The distance between two baselines, in units."""
        return round(self.types[kind].line_height / self.scale)

    def fitted(self, kind: Kind, text: str, width: float) -> str:
        """`text` as one line, cut to a width in units."""
        return self.types[kind].line(text, self.px(width))

    def lines(self, kind: Kind, text: str, width: float, most: int) -> list[str]:
        """`text` broken into at most `most` lines of a width."""
        return self.types[kind].lines(text, self.px(width), most)

    def width(self, kind: Kind, line: str) -> float:
        """The width of a line, in units."""
        return self.types[kind].width(line) / self.scale

    def write(
        self,
        kind: Kind,
        place: tuple[float, float],
        line: str,
        fill: Colour,
        *,
        width: float = 0,
        align: str = "start",
        rtl: bool | None = None,
    ) -> None:
        """Draw one line that was made by `fitted` or `lines`; the arguments are those of `Typesetter.draw`, in
        units."""
        x, y = self.px(place[0]), self.px(place[1])
        self.types[kind].draw(self.image, (x, y), line, fill, width=self.px(width), align=align, rtl=rtl)

    # --- shapes and pictures

    def rectangle(self, box: tuple[float, float, float, float], fill: Colour) -> None:
        """Draw a filled box (left, top, right, bottom)."""
        left, top, right, bottom = map(self.px, box)
        ImageDraw.Draw(self.image).rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=fill)

    def outline(self, box: tuple[float, float, float, float], colour: Colour, width: float) -> None:
        """Draw a frame around a box."""
        left, top, right, bottom = map(self.px, box)
        wide = self.px(width)
        place = (left - wide, top - wide, right - 1 + wide, bottom - 1 + wide)
        ImageDraw.Draw(self.image).rectangle(place, outline=colour, width=wide)

    def badge(self, text: str, x: float, y: float, fill: Colour, side: float = 46) -> None:
        """Draw a number in a rounded box."""
        left, top, right, bottom = map(self.px, (x, y, x + side, y + side))
        ImageDraw.Draw(self.image).rounded_rectangle(
            (left, top, right, bottom), radius=self.px(side / 4.6), fill=fill, outline=BACKGROUND, width=self.px(2)
        )
        self.write("small", (x, y + side * 0.7), text, BACKGROUND, width=side, align="middle")

    def chevron(self, x: float, y: float, fill: Colour) -> None:
        """Draw a small arrow to the right; `x`, `y` is the middle of its left side."""
        points = [(x, y - 9), (x + 11, y), (x, y + 9)]
        ImageDraw.Draw(self.image).polygon([(self.px(a), self.px(b)) for a, b in points], fill=fill)

    def shape(self, data: bytes, box: tuple[float, float]) -> tuple[float, float]:
        """The size that a picture will have in a box (in units): that of the box if the picture no longer exists."""
        size = image_size(data)
        factor = min(box[0] / size[0], box[1] / size[1]) if size else 0
        return (size[0] * factor, size[1] * factor) if size else box

    def photo(
        self, data: bytes, place: tuple[float, float], box: tuple[float, float], gone: str
    ) -> tuple[int, int, int, int]:
        """A picture centred in a box, or a placeholder with the text `gone`. Returns where it is (in units)."""
        image = decode_scaled(data, (self.px(box[0]), self.px(box[1])), grow=True)
        if image is None:
            left, top, right, bottom = (round(v) for v in (place[0], place[1], place[0] + box[0], place[1] + box[1]))
            self.rectangle((left, top, right, bottom), PLACEHOLDER_FILL)
            room = box[0] - 20
            words = self.lines("note", gone, room, 3) if min(box) > 120 else []
            y = (top + bottom) / 2 - (len(words) / 2 - 0.75) * self.leading("note")
            for line in words:
                self.write("note", (left + 10, y), line, MUTED, width=room, align="middle")
                y += self.leading("note")
            return left, top, right, bottom
        x = self.px(place[0]) + (self.px(box[0]) - image.width) // 2
        y_px = self.px(place[1]) + (self.px(box[1]) - image.height) // 2
        self.image.paste(image, (x, y_px))
        found = (x, y_px, x + image.width, y_px + image.height)
        self.photos.append(found)
        left, top, right, bottom = (round(v / self.scale) for v in found)
        return left, top, right, bottom
