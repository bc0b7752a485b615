"""The album as a PDF for printing: a cover, pages for each round, votes and shares at the end. A4, 300 dpi.

Blocks, and takes about a second a page: call it in a thread.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.media.sheets.style import ACCENT
from bot.media.typography.typesetter import DrawnRun
from bot.sessions.album.canvas import GAP, INNER, MARGIN, MUTED, TEXT, WIDTH, Canvas
from bot.sessions.album.content import Album, AlbumRound, PathStep
from bot.sessions.album.layout import IDEA_LINES, Layout
from bot.sessions.album.pdf import A4_PT, PdfPage, build_page, build_pdf

DPI = 300
SCALE = A4_PT[0] / 72 * DPI / WIDTH
HEIGHT = math.floor(WIDTH * A4_PT[1] / A4_PT[0])
BOTTOM = HEIGHT - MARGIN - 40
"""Where the content of a page ends; below it is only the page number."""
MAX_BYTES = 10_000_000
QUALITIES = (88, 76, 60, 40)
STEPS_PER_ROW = 5
MAX_FINAL_HEIGHT = 1100
MAX_COLUMNS = 4


def render_pdf(album: Album, pictures: Mapping[str, bytes]) -> bytes:
    """The album as a PDF; `pictures` are the bytes by key (empty where one is gone)."""
    for quality in QUALITIES:
        file = build_pdf(_PrintLayout(album, pictures, quality).render(), album.title)
        if len(file) <= MAX_BYTES:
            break
    return file


class _PrintLayout(Layout):
    def __init__(self, album: Album, pictures: Mapping[str, bytes], quality: int) -> None:
        super().__init__(album, pictures, Canvas(HEIGHT, SCALE))
        self.quality = quality
        self.pages: list[PdfPage] = []

    def render(self) -> list[PdfPage]:
        """Draw all pages."""
        self._cover()
        for album_round in self.album.rounds:
            self._next()
            self._draw_round(album_round)
        self._next()
        if self.album.rounds:
            self.votes()
            self.y += 30
        self.shares()
        self.footer()
        self._close()
        return self.pages

    def ensure_space(self, height: int) -> None:
        if self.y > MARGIN and self.y + height > BOTTOM:
            self._next()

    def _next(self) -> None:
        self._close()
        self.canvas.clear(HEIGHT)
        self.y = MARGIN

    def _close(self) -> None:
        """Number the page and append it."""
        if self.pages:
            theme = self.canvas.fitted("note", self.album.title, INNER - 200)
            self.canvas.write("note", (MARGIN, HEIGHT - 70), theme, MUTED)
            number = str(len(self.pages) + 1)
            self.canvas.write("note", (MARGIN, HEIGHT - 70), number, MUTED, width=INNER, align="end")
        words: list[DrawnRun] = [each for kind in self.canvas.types.values() for each in kind.drawn]
        words.sort(key=lambda each: (each.baseline, each.x))
        self.pages.append(build_page(self.canvas.image, self.canvas.photos, words, self.quality))

    # --- the cover

    def _cover(self) -> None:
        self.y = MARGIN + 20
        self.title_block()
        self.paragraph("small", self.album.people, MUTED, most=4)
        self.y += 50
        if not self.album.path:
            return
        rows = [self.album.path[at : at + STEPS_PER_ROW] for at in range(0, len(self.album.path), STEPS_PER_ROW)]
        wide = (INNER - (STEPS_PER_ROW - 1) * GAP) // STEPS_PER_ROW
        row = wide + 2 * self.canvas.leading("note") + 2 * self.canvas.leading("small") + 40
        left = BOTTOM - self.y - 100 - len(rows) * row
        self._final(min(MAX_FINAL_HEIGHT, left))
        self.heading(self.album.path_title)
        for steps in rows:
            for place, step in enumerate(steps):
                x = MARGIN + place * (wide + GAP)
                self._draw_step(step, x, wide)
                if step is not self.album.path[-1]:
                    self.canvas.chevron(x + wide + 9, self.y + wide / 2, ACCENT)
            self.y += row

    def _final(self, tallest: int) -> None:
        """Draw the last winner, as large as the cover allows."""
        wide, high = self.canvas.shape(self.data(self.album.final), (INNER, tallest))
        place = (MARGIN + (INNER - wide) / 2, self.y)
        self.canvas.photo(self.data(self.album.final), place, (wide, high), self.album.picture_gone)
        self.y += round(high) + 50

    def _draw_step(self, step: PathStep, x: int, wide: int) -> None:
        self.canvas.photo(self.data(step.key), (x, self.y), (wide, wide), self.album.picture_gone)
        baseline = self.y + wide + 32
        self.canvas.write("note", (x, baseline), self.canvas.fitted("note", step.label, wide), ACCENT)
        for line in self.canvas.lines("small", step.idea, wide, 2):
            baseline += self.canvas.leading("small")
            self.canvas.write("small", (x, baseline), line, TEXT, width=wide, align="left")
        by = self.canvas.fitted("note", step.by, wide)
        self.canvas.write("note", (x, baseline + self.canvas.leading("note")), by, MUTED, width=wide, align="left")

    # --- a round

    def _draw_round(self, album_round: AlbumRound) -> None:
        self.heading(album_round.title, album_round.remark)
        self.origin(album_round.origin)
        voted = any(picture.votes_text for picture in album_round.pictures)
        missed = len(album_round.missed) * 2 * self.canvas.leading("note")
        room = max(BOTTOM - self.y - missed, (BOTTOM - self.y) // 2)
        columns, box = self._arranged(album_round, room, self.caption_height(IDEA_LINES, voted))
        self.picture_rows(album_round.pictures, columns, box)
        self.missed(album_round)

    def _arranged(self, album_round: AlbumRound, room: int, words: int) -> tuple[int, tuple[int, int]]:
        """The number of columns, and the box of a picture, that make pictures as large as one page allows."""
        count = max(1, len(album_round.pictures))
        best = (0, 1, 1)
        for columns in range(1, min(count, MAX_COLUMNS) + 1):
            wide = (INNER - (columns - 1) * GAP) // columns
            share = self.tallest(album_round.pictures, wide) / wide
            high = min(wide * share, room // math.ceil(count / columns) - words)
            best = max(best, (round(high), columns, wide))
        high, columns, wide = best
        # No wider than the widest picture, so that pictures and captions begin at the same place.
        shapes = [self.canvas.shape(self.data(picture.key), (wide, high)) for picture in album_round.pictures]
        return columns, (math.ceil(max((shape[0] for shape in shapes), default=wide)), high)
