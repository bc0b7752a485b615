"""The parts of an album as they are set on a board, whether it is one long picture or pages of paper.

Every text is given a box and measured before it is drawn, so nothing overlaps, whatever people are called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.media.sheets.jpeg import ACCENT, BACKGROUND, image_size
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
    """Sets an album from top to bottom; `y` is where the next thing goes, in units of the board."""

    def __init__(self, story: Album, pictures: Mapping[str, bytes], board: Canvas) -> None:
        self.story = story
        self.pictures = pictures
        self.board = board
        self.y = 0

    def room(self, height: int) -> None:
        """Called before something of a height is set: whoever sets pages begins a new one, a picture grows."""
        raise NotImplementedError

    def data(self, key: str) -> bytes:
        """A picture's bytes, none if it is gone."""
        return self.pictures.get(key, b"")

    # --- words

    def paragraph(self, kind: Kind, text: str, colour: Colour, most: int, width: int = INNER) -> None:
        """Lines from the left margin, in the direction of the text."""
        rightwards = is_right_to_left(text)
        for line in self.board.lines(kind, text, width, most):
            self.y += self.board.leading(kind)
            place = (MARGIN, self.y - round(self.board.leading(kind) * 0.28))
            self.board.write(kind, place, line, colour, width=width, rightwards=rightwards)

    def rule(self) -> None:
        """A line across."""
        self.board.rectangle((MARGIN, self.y, WIDTH - MARGIN, self.y + 2), RULE)
        self.y += 28

    def masthead(self) -> None:
        """What this is, its theme, when and with whom."""
        kind = self.board.fitted("small", self.story.kind, INNER)
        self.board.rectangle((MARGIN, self.y, MARGIN + 12, self.y + 30), ACCENT)
        self.board.write("small", (MARGIN + 28, self.y + 24), kind, ACCENT)
        self.y += 50
        self.paragraph("title", self.story.title, TEXT, most=3)
        self.y += 10
        self.paragraph("small", self.story.facts, MUTED, most=3)

    def heading(self, title: str, remark: str = "") -> None:
        """A heading, with a remark at the right."""
        line = self.board.fitted("heading", title, INNER * 0.4)
        self.board.write("heading", (MARGIN, self.y + 44), line, TEXT)
        left, wide = MARGIN + INNER * 0.4 + GAP, INNER * 0.6 - GAP
        text = self.board.fitted("small", remark, wide)
        self.board.write("small", (left, self.y + 44), text, MUTED, width=wide, align="end")
        self.y += 80

    # --- the line of descent

    def beside(self, stages: Sequence[PathStep], x: int, width: int, height: int) -> None:
        """The line of descent from top to bottom within a height."""
        y = self.y + self.board.leading("heading") - 18
        title = self.board.fitted("heading", self.story.path_title, width)
        self.board.write("heading", (x, y), title, TEXT)
        y += 30
        each = min(266, (height + 24 - (y - self.y)) // len(stages))
        for index, stage in enumerate(stages):
            side = each - (24 if each > 110 else 12)
            self.board.photo(self.data(stage.picture), (x, y), (side, side), self.story.picture_gone)
            if index < len(stages) - 1:
                middle = x + side / 2
                self.board.rectangle((middle - 2, y + side + 3, middle + 2, y + each - 3), ACCENT)
            self._stage_words(stage, (x + side + 22, y), (width - side - 22, side))
            y += each

    def _stage_words(self, stage: PathStep, place: tuple[int, int], box: tuple[int, int]) -> None:
        (left, top), (wide, high) = place, box
        note, small = self.board.leading("note"), self.board.leading("small")
        if high < note + small + note:  # Many rounds: two lines each.
            first = self.board.fitted("note", f"{stage.label} · {stage.by}", wide)
            self.board.write("note", (left, top + 22), first, ACCENT)
            idea = self.board.fitted("small", stage.idea, wide)
            self.board.write("small", (left, top + 22 + small), idea, TEXT, width=wide)
            return
        rightwards = is_right_to_left(stage.idea)
        y = top + 22
        self.board.write(
            "note", (left, y), self.board.fitted("note", stage.label, wide), ACCENT, width=wide, rightwards=rightwards
        )
        for line in self.board.lines("small", stage.idea, wide, max(1, (high - 2 * note) // small)):
            y += small
            self.board.write("small", (left, y), line, TEXT, width=wide, rightwards=rightwards)
        self._side("note", (left, y + note), stage.by, MUTED, wide, rightwards)

    def _side(
        self, kind: Kind, place: tuple[float, float], text: str, colour: Colour, wide: float, right: bool
    ) -> None:
        """One line on the side on which the text above it begins."""
        line = self.board.fitted(kind, text, wide)
        self.board.write(kind, place, line, colour, width=wide, align="end" if right else "left")

    # --- a round

    def plates(
        self, plates: Sequence[AlbumPicture], columns: int, box: tuple[int, int], idea_lines: int = IDEA_LINES
    ) -> None:
        """The pictures of a round, each within `box`, in rows."""
        wide = (INNER - (columns - 1) * GAP) // columns
        for first in range(0, len(plates), columns):
            row = plates[first : first + columns]
            shapes = [self.board.shape(self.data(plate.picture), box) for plate in row]
            tallest = math.ceil(max(shape[1] for shape in shapes))
            ideas = [self.board.lines("small", plate.idea, box[0], idea_lines) for plate in row]
            words = self.words_height(max(map(len, ideas)), any(plate.voices for plate in row))
            self.room(tallest + words)
            for column, (plate, idea) in enumerate(zip(row, ideas, strict=True)):
                x = MARGIN + column * (wide + GAP)
                self._plate(plate, idea, x, (box[0], tallest))
            self.y += tallest + words

    def tallest(self, plates: Sequence[AlbumPicture], cell: int) -> int:
        """How high pictures of a width may be: higher than wide only if all are upright."""
        sizes = [size for plate in plates if (size := image_size(self.data(plate.picture)))]
        return 4 * cell // 3 if sizes and all(high > wide for wide, high in sizes) else cell

    def words_height(self, idea_lines: int, voted: bool) -> int:
        """What stands below a picture, and the space to the next row."""
        return 16 + idea_lines * self.board.leading("small") + (1 + voted) * self.board.leading("note") + 42

    def _plate(self, plate: AlbumPicture, idea: Sequence[str], x: int, box: tuple[int, int]) -> None:
        rightwards, wide = is_right_to_left(plate.idea), box[0]
        frame = self.board.photo(self.data(plate.picture), (x, self.y), box, self.story.picture_gone)
        if plate.won:
            self.board.outline(frame, ACCENT, 7)
            self._ribbon(frame)
        self.board.badge(str(plate.number), frame[0] + 12, frame[1] + 12, ACCENT if plate.won else TEXT)
        baseline = self.y + box[1] + 44
        for line in idea:
            self.board.write("small", (x, baseline), line, TEXT, width=wide, rightwards=rightwards)
            baseline += self.board.leading("small")
        self._side("note", (x, baseline), plate.by, MUTED, wide, rightwards)
        if plate.voices:
            colour = ACCENT if plate.won else MUTED
            self._side("note", (x, baseline + self.board.leading("note")), plate.voices, colour, wide, rightwards)

    def _ribbon(self, frame: tuple[int, int, int, int]) -> None:
        line = self.board.fitted("note", self.story.won_label, frame[2] - frame[0] - 80)
        wide = self.board.width("note", line) + 28
        # At the left: at the right a picture says that a machine has painted it.
        left, bottom = frame[0], frame[3]
        self.board.rectangle((left, bottom - 42, left + wide, bottom), ACCENT)
        self.board.write("note", (left, bottom - 13), line, BACKGROUND, width=wide, align="middle")

    def missed(self, chapter: AlbumRound) -> None:
        """What could not be painted."""
        for each in chapter.missed:
            self.room(2 * self.board.leading("note"))
            self.paragraph("note", each, MUTED, most=2)
        self.y += 20 if chapter.missed else 0

    # --- votes, shares, the foot

    def votes(self) -> None:
        """How many voices each picture of each round had, in a line a round."""
        self.room(80 + VOTE_ROW)
        self.heading(self.story.votes_title)
        for chapter in self.story.chapters:
            self.room(VOTE_ROW)
            self._votes_of(chapter)
            self.y += VOTE_ROW

    def _votes_of(self, chapter: AlbumRound) -> None:
        left, baseline = MARGIN + 210, self.y + 40
        self.board.write("small", (MARGIN, baseline), self.board.fitted("small", chapter.title, 190), TEXT)
        voted = [plate for plate in chapter.plates if plate.voices]
        for place, plate in enumerate(voted):
            x = left + place * 99
            self.board.badge(str(plate.number), x, self.y + 8, ACCENT if plate.won else TEXT, side=44)
            colour = ACCENT if plate.won else MUTED
            self.board.write("small", (x + 44, baseline), str(plate.votes), colour, width=50, align="middle")
        remark = self.board.fitted("note", chapter.remark, INNER - 210)
        self.board.write("note", (left, baseline if not voted else self.y + 82), remark, MUTED)

    def shares(self) -> None:
        """Everyone's share of the cost."""
        shares = self.story.shares
        if not shares:
            return
        columns = 2 if len(shares) > MAX_SHARES_IN_ONE_COLUMN else 1
        wide = (INNER - (columns - 1) * 2 * GAP) // columns
        self.room(80 + SHARE_ROW * min(3, len(shares)))
        self.heading(self.story.shares_title)
        for first in range(0, len(shares), columns):
            self.room(SHARE_ROW)
            for column, row in enumerate(shares[first : first + columns]):
                self._share(row, MARGIN + column * (wide + 2 * GAP), wide)
            self.y += SHARE_ROW
        self.room(80)
        total = self.board.fitted("body", self.story.total, INNER)
        self.board.write("body", (MARGIN, self.y + 44), total, TEXT, width=INNER, align="end")
        ending = self.board.fitted("small", self.story.ending, INNER - self.board.width("body", total) - GAP)
        self.board.write("small", (MARGIN, self.y + 44), ending, MUTED)
        self.y += 80

    def _share(self, row: tuple[str, str, str], x: int, wide: int) -> None:
        name, count, amount = row
        baseline = self.y + 34
        last = self.board.fitted("small", amount, wide * 0.3)
        middle = self.board.fitted("small", count, wide * 0.3)
        taken = wide * 0.24
        self.board.write("small", (x, baseline), last, TEXT, width=wide, align="end")
        self.board.write("small", (x, baseline), middle, MUTED, width=wide - taken, align="end")
        room = wide - taken - self.board.width("small", middle) - GAP
        self.board.write("small", (x, baseline), self.board.fitted("small", name, room), TEXT, width=room, align="left")
        self.board.rectangle((x, self.y + SHARE_ROW - 2, x + wide, self.y + SHARE_ROW - 1), RULE)

    def foot(self) -> None:
        """Who made it, and what this machine could not write."""
        self.room(150)
        self.y += 10
        self.rule()
        self.paragraph("note", self.story.foot, MUTED, most=2)
        if self.board.lost or not fonts.can_shape_text():
            self.paragraph("note", self.story.letters_missing, MUTED, most=3)
