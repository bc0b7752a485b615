"""The album as one picture: title, the line of descent, every round with its votes, everyone's share.

Pillow's work: call it in a thread.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.media.sheets.jpeg import JpegImage, encode_jpeg
from bot.sessions.album.canvas import GAP, INNER, MARGIN, WIDTH, Canvas
from bot.sessions.album.content import Album, AlbumRound
from bot.sessions.album.layout import IDEA_LINES, Layout

__all__ = ["WIDTH", "render_album"]

COLUMNS = {1: 2, 2: 3, 3: 3, 5: 3, 6: 3, 9: 3}
"""How many plates stand beside each other, by how many there are; otherwise four. No row is left with a single one."""
COMPACT_COLUMNS = 6
MAX_HEIGHT = 8_000
"""A chat shows no more of a picture (where it is strictest: width and height 10,000 together): then the plates stand closer."""
FINAL_WIDTH_SHARE = 0.62


def render_album(story: Album, pictures: Mapping[str, bytes]) -> JpegImage:
    """Set the album; `pictures` are the bytes by key (empty where one is gone)."""
    board = Canvas(4000)
    close = _height(story) > MAX_HEIGHT
    return _LongImage(story, pictures, board, close=close).set()


def _height(story: Album) -> int:
    """About how high an album gets with the usual plates."""
    rows = 0
    for chapter in story.chapters:
        columns = COLUMNS.get(len(chapter.plates), 4)
        rows += math.ceil(len(chapter.plates) / columns) * (INNER // columns + 230) + 150
    return rows + 1600


class _LongImage(Layout):
    def __init__(self, story: Album, pictures: Mapping[str, bytes], board: Canvas, *, close: bool) -> None:
        super().__init__(story, pictures, board)
        self.close = close

    def room(self, height: int) -> None:
        if self.board.px(self.y + height + MARGIN) > self.board.canvas.height:
            self.board.grow(self.y + height + MARGIN + 3000)

    def set(self) -> JpegImage:
        """The whole album."""
        self.y = MARGIN
        self.room(900)
        self.masthead()
        self.y += 44
        self._path()
        for chapter in self.story.chapters:
            self._chapter(chapter)
        self.room(100)
        self.rule()
        self.shares()
        self.foot()
        return encode_jpeg(self.board.canvas.crop((0, 0, WIDTH, self.y + MARGIN)), quality=88)

    def _path(self) -> None:
        """The last winner, large, and beside it how it came about."""
        if not self.story.path:
            return
        large = round(INNER * FINAL_WIDTH_SHARE)
        shape = self.board.shape(self.data(self.story.final), (large, large))
        height = max(round(shape[1]), min(large, 30 + 92 * (1 + len(self.story.path))))
        self.room(height + 200)
        self.board.photo(self.data(self.story.final), (MARGIN, self.y), (large, shape[1]), self.story.picture_gone)
        x = MARGIN + large + 48
        self.beside(self.story.path, x, INNER - large - 48, height)
        self.y += height + 70

    def _chapter(self, chapter: AlbumRound) -> None:
        self.room(300)
        self.rule()
        self.heading(chapter.title, chapter.remark)
        columns = COMPACT_COLUMNS if self.close else COLUMNS.get(len(chapter.plates), 4)
        cell = (INNER - (columns - 1) * GAP) // columns
        box = (cell, self.tallest(chapter.plates, cell))
        self.plates(chapter.plates, columns, box, 2 if self.close else IDEA_LINES)
        self.missed(chapter)
