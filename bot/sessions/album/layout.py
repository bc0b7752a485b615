"""The parts of an album, laid out on a canvas: shared by the long picture and the printed pages.

Every text is measured and cut to its box before it is drawn, so nothing overlaps, however long the names are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.media.sheets.jpeg import image_size
from bot.media.sheets.style import ACCENT, BACKGROUND
from bot.media.typography import fonts
from bot.media.typography.bidi import is_right_to_left
from bot.media.typography.typesetter import Colour
from bot.sessions.album.canvas import GAP, INNER, MARGIN, MUTED, RULE, TEXT, WIDTH, Canvas, Kind
from bot.sessions.album.content import Album, AlbumPicture, AlbumRound, PathStep

IDEA_LINES = 3
SHARE_ROW = 52
VOTE_ROW = 96
MAX_SHARES_IN_ONE_COLUMN = 5


class Layout:
    """Lays out an album from top to bottom; `y` is where the next part goes, in units of the canvas."""

    def __init__(self, album: Album, pictures: Mapping[str, bytes], canvas: Canvas) -> None:
        self.album = album
        self.pictures = pictures
        self.canvas = canvas
        self.y = 0

    def ensure_space(self, height: int) -> None:
        """Called before a part of this height is drawn: a page layout begins a new page, the long picture grows."""
        raise NotImplementedError

    def data(self, key: str) -> bytes:
        """A picture's bytes, none if it no longer exists."""
        return self.pictures.get(key, b"")

    # --- words

    def paragraph(self, kind: Kind, text: str, colour: Colour, most: int, width: int = INNER) -> None:
        """Write lines from the left margin, in the direction of the text."""
        rtl = is_right_to_left(text)
        for line in self.canvas.lines(kind, text, width, most):
            self.y += self.canvas.leading(kind)
            place = (MARGIN, self.y - round(self.canvas.leading(kind) * 0.28))
            self.canvas.write(kind, place, line, colour, width=width, rtl=rtl)

    def rule(self) -> None:
        """Draw a horizontal line from margin to margin."""
        self.canvas.rectangle((MARGIN, self.y, WIDTH - MARGIN, self.y + 2), RULE)
        self.y += 28

    def title_block(self) -> None:
        """Write the kind of document, the theme, the date and the people."""
        kind = self.canvas.fitted("small", self.album.kind, INNER)
        self.canvas.rectangle((MARGIN, self.y, MARGIN + 12, self.y + 30), ACCENT)
        self.canvas.write("small", (MARGIN + 28, self.y + 24), kind, ACCENT)
        self.y += 50
        self.paragraph("title", self.album.title, TEXT, most=3)
        self.y += 10
        self.paragraph("small", self.album.facts, MUTED, most=3)

    def heading(self, title: str, remark: str = "") -> None:
        """Write a heading, with a remark at the right."""
        line = self.canvas.fitted("heading", title, INNER * 0.4)
        self.canvas.write("heading", (MARGIN, self.y + 44), line, TEXT)
        left, wide = MARGIN + INNER * 0.4 + GAP, INNER * 0.6 - GAP
        text = self.canvas.fitted("small", remark, wide)
        self.canvas.write("small", (left, self.y + 44), text, MUTED, width=wide, align="end")
        self.y += 80

    def origin(self, text: str) -> None:
        """Write below a heading what a round was made from, if it was made from pictures."""
        if text:
            self.paragraph("small", text, MUTED, most=2)
            self.y += 18

    # --- the path of winners

    def path_column(self, steps: Sequence[PathStep], x: int, width: int, height: int) -> None:
        """Draw the path of winners from top to bottom within a height."""
        y = self.y + self.canvas.leading("heading") - 18
        title = self.canvas.fitted("heading", self.album.path_title, width)
        self.canvas.write("heading", (x, y), title, TEXT)
        y += 30
        each = min(266, (height + 24 - (y - self.y)) // len(steps))
        for index, step in enumerate(steps):
            side = each - (24 if each > 110 else 12)
            self.canvas.photo(self.data(step.key), (x, y), (side, side), self.album.picture_gone)
            if index < len(steps) - 1:
                middle = x + side / 2
                self.canvas.rectangle((middle - 2, y + side + 3, middle + 2, y + each - 3), ACCENT)
            self._step_text(step, (x + side + 22, y), (width - side - 22, side))
            y += each

    def _step_text(self, step: PathStep, place: tuple[int, int], box: tuple[int, int]) -> None:
        (left, top), (wide, high) = place, box
        note, small = self.canvas.leading("note"), self.canvas.leading("small")
        if high < note + small + note:  # Many rounds: two lines each.
            first = self.canvas.fitted("note", f"{step.label} · {step.by}", wide)
            self.canvas.write("note", (left, top + 22), first, ACCENT)
            idea = self.canvas.fitted("small", step.idea, wide)
            self.canvas.write("small", (left, top + 22 + small), idea, TEXT, width=wide)
            return
        rtl = is_right_to_left(step.idea)
        y = top + 22
        self.canvas.write("note", (left, y), self.canvas.fitted("note", step.label, wide), ACCENT, width=wide, rtl=rtl)
        for line in self.canvas.lines("small", step.idea, wide, max(1, (high - 2 * note) // small)):
            y += small
            self.canvas.write("small", (left, y), line, TEXT, width=wide, rtl=rtl)
        self._aligned_line("note", (left, y + note), step.by, MUTED, wide, rtl)

    def _aligned_line(
        self, kind: Kind, place: tuple[float, float], text: str, colour: Colour, wide: float, right: bool
    ) -> None:
        """One line, aligned to the side where the text above it begins (right for right-to-left text)."""
        line = self.canvas.fitted(kind, text, wide)
        self.canvas.write(kind, place, line, colour, width=wide, align="end" if right else "left")

    # --- a round

    def picture_rows(
        self, pictures: Sequence[AlbumPicture], columns: int, box: tuple[int, int], idea_lines: int = IDEA_LINES
    ) -> None:
        """Draw the pictures of a round in rows, each within `box`."""
        wide = (INNER - (columns - 1) * GAP) // columns
        for first in range(0, len(pictures), columns):
            row = pictures[first : first + columns]
            shapes = [self.canvas.shape(self.data(picture.key), box) for picture in row]
            tallest = math.ceil(max(shape[1] for shape in shapes))
            ideas = [self.canvas.lines("small", picture.idea, box[0], idea_lines) for picture in row]
            words = self.caption_height(max(map(len, ideas)), any(picture.votes_text for picture in row))
            self.ensure_space(tallest + words)
            for column, (picture, idea) in enumerate(zip(row, ideas, strict=True)):
                x = MARGIN + column * (wide + GAP)
                self._draw_picture(picture, idea, x, (box[0], tallest))
            self.y += tallest + words

    def tallest(self, pictures: Sequence[AlbumPicture], cell: int) -> int:
        """The greatest height of pictures of width `cell`: more than `cell` only if all pictures are upright."""
        sizes = [size for picture in pictures if (size := image_size(self.data(picture.key)))]
        return 4 * cell // 3 if sizes and all(high > wide for wide, high in sizes) else cell

    def caption_height(self, idea_lines: int, voted: bool) -> int:
        """The height of a caption, with the space to the next row."""
        return 16 + idea_lines * self.canvas.leading("small") + (1 + voted) * self.canvas.leading("note") + 42

    def _draw_picture(self, picture: AlbumPicture, idea: Sequence[str], x: int, box: tuple[int, int]) -> None:
        rtl, wide = is_right_to_left(picture.idea), box[0]
        frame = self.canvas.photo(self.data(picture.key), (x, self.y), box, self.album.picture_gone)
        if picture.won:
            self.canvas.outline(frame, ACCENT, 7)
            self._winner_label(frame)
        self.canvas.badge(str(picture.number), frame[0] + 12, frame[1] + 12, ACCENT if picture.won else TEXT)
        baseline = self.y + box[1] + 44
        for line in idea:
            self.canvas.write("small", (x, baseline), line, TEXT, width=wide, rtl=rtl)
            baseline += self.canvas.leading("small")
        self._aligned_line("note", (x, baseline), picture.by, MUTED, wide, rtl)
        if picture.votes_text:
            colour = ACCENT if picture.won else MUTED
            self._aligned_line(
                "note", (x, baseline + self.canvas.leading("note")), picture.votes_text, colour, wide, rtl
            )

    def _winner_label(self, frame: tuple[int, int, int, int]) -> None:
        line = self.canvas.fitted("note", self.album.won_label, frame[2] - frame[0] - 80)
        wide = self.canvas.width("note", line) + 28
        # At the left: in the right corner is the label of generated pictures.
        left, bottom = frame[0], frame[3]
        self.canvas.rectangle((left, bottom - 42, left + wide, bottom), ACCENT)
        self.canvas.write("note", (left, bottom - 13), line, BACKGROUND, width=wide, align="middle")

    def missed(self, album_round: AlbumRound) -> None:
        """Write which ideas of a round could not be painted."""
        for each in album_round.missed:
            self.ensure_space(2 * self.canvas.leading("note"))
            self.paragraph("note", each, MUTED, most=2)
        self.y += 20 if album_round.missed else 0

    # --- votes, shares, the foot

    def votes(self) -> None:
        """How many votes each picture had, one line per round."""
        self.ensure_space(80 + VOTE_ROW)
        self.heading(self.album.votes_title)
        for album_round in self.album.rounds:
            self.ensure_space(VOTE_ROW)
            self._draw_votes(album_round)
            self.y += VOTE_ROW

    def _draw_votes(self, album_round: AlbumRound) -> None:
        left, baseline = MARGIN + 210, self.y + 40
        self.canvas.write("small", (MARGIN, baseline), self.canvas.fitted("small", album_round.title, 190), TEXT)
        voted = [picture for picture in album_round.pictures if picture.votes_text]
        for place, picture in enumerate(voted):
            x = left + place * 99
            self.canvas.badge(str(picture.number), x, self.y + 8, ACCENT if picture.won else TEXT, side=44)
            colour = ACCENT if picture.won else MUTED
            self.canvas.write("small", (x + 44, baseline), str(picture.votes), colour, width=50, align="middle")
        remark = self.canvas.fitted("note", album_round.remark, INNER - 210)
        self.canvas.write("note", (left, baseline if not voted else self.y + 82), remark, MUTED)

    def shares(self) -> None:
        """Write each person's share of the cost."""
        shares = self.album.shares
        if not shares:
            return
        columns = 2 if len(shares) > MAX_SHARES_IN_ONE_COLUMN else 1
        wide = (INNER - (columns - 1) * 2 * GAP) // columns
        self.ensure_space(80 + SHARE_ROW * min(3, len(shares)))
        self.heading(self.album.shares_title)
        for first in range(0, len(shares), columns):
            self.ensure_space(SHARE_ROW)
            for column, row in enumerate(shares[first : first + columns]):
                self._draw_share(row, MARGIN + column * (wide + 2 * GAP), wide)
            self.y += SHARE_ROW
        self.ensure_space(80)
        total = self.canvas.fitted("body", self.album.total, INNER)
        self.canvas.write("body", (MARGIN, self.y + 44), total, TEXT, width=INNER, align="end")
        ending = self.canvas.fitted("small", self.album.ending, INNER - self.canvas.width("body", total) - GAP)
        self.canvas.write("small", (MARGIN, self.y + 44), ending, MUTED)
        self.y += 80

    def _draw_share(self, row: tuple[str, str, str], x: int, wide: int) -> None:
        name, count, amount = row
        baseline = self.y + 34
        last = self.canvas.fitted("small", amount, wide * 0.3)
        middle = self.canvas.fitted("small", count, wide * 0.3)
        taken = wide * 0.24
        self.canvas.write("small", (x, baseline), last, TEXT, width=wide, align="end")
        self.canvas.write("small", (x, baseline), middle, MUTED, width=wide - taken, align="end")
        room = wide - taken - self.canvas.width("small", middle) - GAP
        self.canvas.write(
            "small", (x, baseline), self.canvas.fitted("small", name, room), TEXT, width=room, align="left"
        )
        self.canvas.rectangle((x, self.y + SHARE_ROW - 2, x + wide, self.y + SHARE_ROW - 1), RULE)

    def footer(self) -> None:
        """Write that the bot made it, and whether fonts for some characters were missing."""
        self.ensure_space(150)
        self.y += 10
        self.rule()
        self.paragraph("note", self.album.footer, MUTED, most=2)
        if self.canvas.lacks_glyphs or not fonts.can_shape_text():
            self.paragraph("note", self.album.letters_missing, MUTED, most=3)
