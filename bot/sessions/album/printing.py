"""The album for printing: a cover, a page or more for each round, votes and shares at the end. A4, 300 dots an inch.

Blocks, and takes about a second a page: call it in a thread.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.media.sheets.jpeg import ACCENT
from bot.media.typography.typesetter import DrawnRun
from bot.sessions.album.canvas import GAP, INNER, MARGIN, MUTED, TEXT, WIDTH, Canvas
from bot.sessions.album.content import Album, AlbumRound, PathStep
from bot.sessions.album.layout import IDEA_LINES, Layout
from bot.sessions.album.pdf import A4_PT, PdfPage, build_page, build_pdf

DPI = 300
SCALE = A4_PT[0] / 72 * DPI / WIDTH
HEIGHT = math.floor(WIDTH * A4_PT[1] / A4_PT[0])
BOTTOM = HEIGHT - MARGIN - 40
"""Below it stands only the number of the page."""
MAX_BYTES = 10_000_000
QUALITIES = (88, 76, 60, 40)
STEPS_PER_ROW = 5
MAX_FINAL_HEIGHT = 1100
MAX_COLUMNS = 4


def render_pdf(story: Album, pictures: Mapping[str, bytes]) -> bytes:
    """The album as a PDF; `pictures` are the bytes by key (empty where one is gone)."""
    for quality in QUALITIES:
        file = build_pdf(_PrintLayout(story, pictures, quality).set(), story.title)
        if len(file) <= MAX_BYTES:
            break
    return file


class _PrintLayout(Layout):
    def __init__(self, story: Album, pictures: Mapping[str, bytes], quality: int) -> None:
        super().__init__(story, pictures, Canvas(HEIGHT, SCALE))
        self.quality = quality
        self.pages: list[PdfPage] = []

    def set(self) -> list[PdfPage]:
        """All pages."""
        self._cover()
        for chapter in self.story.chapters:
            self._next()
            self._chapter(chapter)
        self._next()
        if self.story.chapters:
            self.votes()
            self.y += 30
        self.shares()
        self.foot()
        self._close()
        return self.pages

    def room(self, height: int) -> None:
        if self.y > MARGIN and self.y + height > BOTTOM:
            self._next()

    def _next(self) -> None:
        self._close()
        self.board.clear(HEIGHT)
        self.y = MARGIN

    def _close(self) -> None:
        """Number the page and put it away."""
        if self.pages:
            theme = self.board.fitted("note", self.story.title, INNER - 200)
            self.board.write("note", (MARGIN, HEIGHT - 70), theme, MUTED)
            number = str(len(self.pages) + 1)
            self.board.write("note", (MARGIN, HEIGHT - 70), number, MUTED, width=INNER, align="end")
        words: list[DrawnRun] = [each for kind in self.board.types.values() for each in kind.written]
        words.sort(key=lambda each: (each.baseline, each.x))
        self.pages.append(build_page(self.board.canvas, self.board.photos, words, self.quality))

    # --- the cover

    def _cover(self) -> None:
        self.y = MARGIN + 20
        self.masthead()
        self.paragraph("small", self.story.people, MUTED, most=4)
        self.y += 50
        if not self.story.path:
            return
        rows = [self.story.path[at : at + STEPS_PER_ROW] for at in range(0, len(self.story.path), STEPS_PER_ROW)]
        wide = (INNER - (STEPS_PER_ROW - 1) * GAP) // STEPS_PER_ROW
        row = wide + 2 * self.board.leading("note") + 2 * self.board.leading("small") + 40
        left = BOTTOM - self.y - 100 - len(rows) * row
        self._final(min(MAX_FINAL_HEIGHT, left))
        self.heading(self.story.path_title)
        for stages in rows:
            for place, stage in enumerate(stages):
                x = MARGIN + place * (wide + GAP)
                self._stage(stage, x, wide)
                if stage is not self.story.path[-1]:
                    self.board.chevron(x + wide + 9, self.y + wide / 2, ACCENT)
            self.y += row

    def _final(self, tallest: int) -> None:
        """The last winner, as large as the cover allows."""
        wide, high = self.board.shape(self.data(self.story.final), (INNER, tallest))
        place = (MARGIN + (INNER - wide) / 2, self.y)
        self.board.photo(self.data(self.story.final), place, (wide, high), self.story.picture_gone)
        self.y += round(high) + 50

    def _stage(self, stage: PathStep, x: int, wide: int) -> None:
        self.board.photo(self.data(stage.picture), (x, self.y), (wide, wide), self.story.picture_gone)
        baseline = self.y + wide + 32
        self.board.write("note", (x, baseline), self.board.fitted("note", stage.label, wide), ACCENT)
        for line in self.board.lines("small", stage.idea, wide, 2):
            baseline += self.board.leading("small")
            self.board.write("small", (x, baseline), line, TEXT, width=wide, align="left")
        by = self.board.fitted("note", stage.by, wide)
        self.board.write("note", (x, baseline + self.board.leading("note")), by, MUTED, width=wide, align="left")

    # --- a round

    def _chapter(self, chapter: AlbumRound) -> None:
        self.heading(chapter.title, chapter.remark)
        voted = any(plate.voices for plate in chapter.plates)
        missed = len(chapter.missed) * 2 * self.board.leading("note")
        room = max(BOTTOM - self.y - missed, (BOTTOM - self.y) // 2)
        columns, box = self._arranged(chapter, room, self.words_height(IDEA_LINES, voted))
        self.plates(chapter.plates, columns, box)
        self.missed(chapter)

    def _arranged(self, chapter: AlbumRound, room: int, words: int) -> tuple[int, tuple[int, int]]:
        """How many pictures stand beside each other, and in which box, so that they are as large as one page allows."""
        count = max(1, len(chapter.plates))
        best = (0, 1, 1)
        for columns in range(1, min(count, MAX_COLUMNS) + 1):
            wide = (INNER - (columns - 1) * GAP) // columns
            share = self.tallest(chapter.plates, wide) / wide
            high = min(wide * share, room // math.ceil(count / columns) - words)
            best = max(best, (round(high), columns, wide))
        high, columns, wide = best
        # No wider than the widest, so that pictures and words begin at the same place.
        shapes = [self.board.shape(self.data(plate.picture), (wide, high)) for plate in chapter.plates]
        return columns, (math.ceil(max((shape[0] for shape in shapes), default=wide)), high)
