"""The album as one picture: title, the line of descent, every round with its votes, everyone's share.

Pillow's work: call it in a thread. Every text is given a box and measured before it is drawn, so nothing overlaps, whatever
people are called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from PIL import Image, ImageDraw

from bot.creative.album import fonts
from bot.creative.album.letters import Colour, Type
from bot.creative.album.sheet import PAPER, SEAL, SHADE, Painted, decoded, finished
from bot.creative.album.story import Chapter, Plate, Stage, Story

WIDTH = 1600
MARGIN = 100
INNER = WIDTH - 2 * MARGIN
GAP = 28
COLUMNS = {1: 3, 2: 3, 3: 3, 5: 3, 6: 3, 9: 3}
"""How many plates stand beside each other, by how many there are; otherwise four. No row is left with a single one."""
INK: Colour = (40, 36, 32)
SOFT: Colour = (122, 114, 103)
LINE: Colour = (214, 206, 192)
MAX_HEIGHT = 16_000
"""A JPEG may be 65,535 pixels high; no chat shows so much. What is beyond is in the page."""


def paint_album(story: Story, pictures: Mapping[str, bytes]) -> Painted:
    """Set the album; `pictures` are the bytes by key (empty where one is gone)."""
    return _Setter(story, pictures).set()


class _Setter:
    """Sets one album from top to bottom; `y` is where the next thing goes."""

    def __init__(self, story: Story, pictures: Mapping[str, bytes]) -> None:
        self.story = story
        self.pictures = pictures
        serif, sans = fonts.stack(serif=True), fonts.stack(serif=False)
        self.title = Type(serif, 76)
        self.heading = Type(serif, 40)
        self.body = Type(sans, 30)
        self.small = Type(sans, 24)
        self.note = Type(sans, 22)
        self.canvas = Image.new("RGB", (WIDTH, 4000), PAPER)
        self.draw = ImageDraw.Draw(self.canvas)
        self.y = 0

    def set(self) -> Painted:
        self._head()
        self._path()
        for chapter in self.story.chapters:
            self._chapter(chapter)
        self._shares()
        self._foot()
        return finished(self.canvas.crop((0, 0, WIDTH, min(self.y + MARGIN, MAX_HEIGHT))), quality=88)

    # --- parts

    def _head(self) -> None:
        self.y = MARGIN
        self._room(600)
        kind = self.small.line(self.story.kind, INNER)
        self.draw.rectangle((MARGIN, self.y, MARGIN + 12, self.y + 30), fill=SEAL)
        self.small.draw(self.draw, (MARGIN + 28, self.y + 24), kind, SEAL)
        self.y += 56
        self._lines(self.title, self.story.title, INK, most=3)
        self.y += 6
        self._lines(self.small, self.story.facts, SOFT, most=3)
        self.y += 40

    def _path(self) -> None:
        """The last winner, large, and beside it how it came about."""
        if not self.story.path:
            return
        large = round(INNER * 0.62)
        final = decoded(self.pictures.get(self.story.final, b""), (large, large))
        height = final.height if final else large * 3 // 4
        self._room(height + 200)
        top, left = self.y, MARGIN
        if final:
            self.canvas.paste(final, (left + (large - final.width) // 2, top))
        else:
            self.draw.rectangle((left, top, left + large, top + height), fill=SHADE)
        x, width = left + large + 48, INNER - large - 48
        y = top + self.heading.line_height - 18
        self.heading.draw(self.draw, (x, y), self.heading.line(self.story.path_title, width), INK)
        y += 30
        room = height - (y - top)
        shown, each = self._stages_that_fit(room)
        for index, stage in enumerate(shown):
            self._stage(stage, x, y, width, each, last=index == len(shown) - 1)
            y += each
        self.y = top + height + 70

    def _stages_that_fit(self, room: int) -> tuple[tuple[Stage, ...], int]:
        """The newest stages that have room below each other, and how much each gets."""
        least = 130
        shown = self.story.path[-max(1, room // least) :]
        return shown, min(220, room // len(shown))

    def _stage(self, stage: Stage, x: int, y: int, width: int, height: int, *, last: bool) -> None:
        side = height - 24
        image = decoded(self.pictures.get(stage.picture, b""), (side, side))
        if image:
            self.canvas.paste(image, (x + (side - image.width) // 2, y + (side - image.height) // 2))
        else:
            self.draw.rectangle((x, y, x + side, y + side), fill=SHADE)
        if not last:
            middle = x + side // 2
            self.draw.line((middle, y + side + 4, middle, y + height - 4), fill=SEAL, width=4)
        left, wide = x + side + 24, width - side - 24
        baseline = y + 24
        self.note.draw(self.draw, (left, baseline), self.note.line(stage.label, wide), SEAL)
        most = max(1, (side - 60) // self.small.line_height)
        for line in self.small.lines(stage.idea, wide, most):
            baseline += self.small.line_height
            self.small.draw(self.draw, (left, baseline), line, INK, width=wide)
        baseline += self.note.line_height
        self.note.draw(self.draw, (left, baseline), self.note.line(stage.by, wide), SOFT)

    def _chapter(self, chapter: Chapter) -> None:
        self._room(300)
        self._rule()
        title = self.heading.line(chapter.title, INNER // 2)
        self.heading.draw(self.draw, (MARGIN, self.y + 44), title, INK)
        remark = self.small.line(chapter.remark, INNER // 2 - GAP)
        self.small.draw(
            self.draw, (MARGIN + INNER // 2 + GAP, self.y + 44), remark, SOFT, width=INNER // 2 - GAP, align="end"
        )
        self.y += 80
        columns = COLUMNS.get(len(chapter.plates), 4)
        for first in range(0, len(chapter.plates), columns):
            self._plates(chapter.plates[first : first + columns], (INNER - (columns - 1) * GAP) // columns)
        for missed in chapter.missed:
            self._lines(self.note, missed, SOFT, most=2)
        self.y += 36

    def _plates(self, plates: tuple[Plate, ...], cell: int) -> None:
        images = [decoded(self.pictures.get(plate.picture, b""), (cell, cell)) for plate in plates]
        tallest = max((image.height for image in images if image), default=cell)
        ideas = [self.small.lines(plate.idea, cell, 3) for plate in plates]
        words = max(len(lines) for lines in ideas) * self.small.line_height + self.note.line_height * 2
        self._room(tallest + words + 120)
        for column, (plate, image, idea) in enumerate(zip(plates, images, ideas, strict=True)):
            x = MARGIN + column * (cell + GAP)
            self._plate(plate, image, idea, x, (cell, tallest))
        self.y += tallest + words + 48

    def _plate(self, plate: Plate, image: Image.Image | None, idea: list[str], x: int, size: tuple[int, int]) -> None:
        (cell, tallest), top = size, self.y
        if image:
            box = (x + (cell - image.width) // 2, top + (tallest - image.height) // 2)
            self.canvas.paste(image, box)
            frame = (box[0], box[1], box[0] + image.width - 1, box[1] + image.height - 1)
        else:
            frame = (x, top, x + cell - 1, top + tallest - 1)
            self.draw.rectangle(frame, fill=SHADE)
        if plate.won:
            self.draw.rectangle((frame[0] - 7, frame[1] - 7, frame[2] + 7, frame[3] + 7), outline=SEAL, width=7)
        self._badge(str(plate.number), frame[0] + 12, frame[1] + 12, SEAL if plate.won else INK)
        if plate.won:
            self._ribbon(self.story.won_label, frame)
        baseline = top + tallest + 44
        for line in idea:
            self.small.draw(self.draw, (x, baseline), line, INK, width=cell)
            baseline += self.small.line_height
        for line in (plate.by, plate.voices):
            if line:
                colour = SEAL if plate.won and line == plate.voices else SOFT
                self.note.draw(self.draw, (x, baseline), self.note.line(line, cell), colour)
                baseline += self.note.line_height

    def _badge(self, text: str, x: int, y: int, fill: Colour) -> None:
        side = 46
        self.draw.rounded_rectangle((x, y, x + side, y + side), radius=10, fill=fill, outline=PAPER, width=2)
        self.small.draw(self.draw, (x, y + 32), text, PAPER, width=side, align="middle")

    def _ribbon(self, text: str, frame: tuple[int, int, int, int]) -> None:
        line = self.note.line(text, frame[2] - frame[0] - 80)
        width = round(self.note.width(line)) + 28
        left, bottom = frame[2] - width, frame[3]
        self.draw.rectangle((left, bottom - 42, frame[2], bottom), fill=SEAL)
        self.note.draw(self.draw, (left, bottom - 13), line, PAPER, width=width, align="middle")

    def _shares(self) -> None:
        if not self.story.shares:
            return
        self._room(160 + 52 * len(self.story.shares))
        self._rule()
        self.heading.draw(self.draw, (MARGIN, self.y + 44), self.heading.line(self.story.shares_title, INNER), INK)
        self.y += 84
        columns = 2 if len(self.story.shares) > 5 else 1
        per_column = math.ceil(len(self.story.shares) / columns)
        wide = (INNER - (columns - 1) * 2 * GAP) // columns
        for place, row in enumerate(self.story.shares):
            column, line = divmod(place, per_column)
            self._share(row, MARGIN + column * (wide + 2 * GAP), self.y + line * 52, wide)
        self.y += per_column * 52 + 10
        self.body.draw(
            self.draw, (MARGIN, self.y + 34), self.body.line(self.story.total, INNER), INK, width=INNER, align="end"
        )
        self.y += 70

    def _share(self, row: tuple[str, str, str], x: int, y: int, width: int) -> None:
        name, count, amount = row
        parts = (
            (name, width // 2 - GAP, "left", INK),
            (count, width // 4, "end", SOFT),
            (amount, width // 4, "end", INK),
        )
        left = x
        for text, wide, align, colour in parts:
            self.small.draw(
                self.draw, (left, y + 32), self.small.line(text, wide - 12), colour, width=wide - 12, align=align
            )
            left += wide + (GAP if align == "left" else 0)
        self.draw.line((x, y + 48, x + width, y + 48), fill=LINE, width=1)

    def _foot(self) -> None:
        self._room(300)
        self.y += 10
        self._rule()
        self.y += 10
        self._lines(self.note, self.story.foot, SOFT, most=2)
        lost = set().union(*(each.lost for each in (self.title, self.heading, self.body, self.small, self.note)))
        if lost or not fonts.shapes_letters():
            self._lines(self.note, self.story.letters_missing, SOFT, most=3)

    # --- tools

    def _lines(self, kind: Type, text: str, colour: Colour, most: int) -> None:
        for line in kind.lines(text, INNER, most):
            self.y += kind.line_height
            kind.draw(self.draw, (MARGIN, self.y - round(kind.size * 0.4)), line, colour, width=INNER)

    def _rule(self) -> None:
        self.draw.line((MARGIN, self.y, WIDTH - MARGIN, self.y), fill=LINE, width=2)
        self.y += 28

    def _room(self, height: int) -> None:
        """Make the canvas high enough for `height` more pixels."""
        needed = self.y + height + MARGIN
        if needed > self.canvas.height:
            higher = Image.new("RGB", (WIDTH, needed + 3000), PAPER)
            higher.paste(self.canvas, (0, 0))
            self.canvas, self.draw = higher, ImageDraw.Draw(higher)
