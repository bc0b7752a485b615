"""The album as one long picture: title, path of winners, every round with its votes, everyone's share.

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
"""Columns by the number of pictures; otherwise four. Chosen so that no row has a single picture."""
COMPACT_COLUMNS = 6
MAX_HEIGHT = 8_000
"""A higher picture is laid out compactly: the strictest platform takes 10,000 px of width and height together."""
FINAL_WIDTH_SHARE = 0.62


def render_album(album: Album, pictures: Mapping[str, bytes]) -> JpegImage:
    """Draw the album; `pictures` are the bytes by key (empty where one is gone)."""
    canvas = Canvas(4000)
    close = _height(album) > MAX_HEIGHT
    return _LongImage(album, pictures, canvas, close=close).render()


def _height(album: Album) -> int:
    """The approximate height in the normal layout."""
    rows = 0
    for album_round in album.rounds:
        columns = COLUMNS.get(len(album_round.pictures), 4)
        rows += math.ceil(len(album_round.pictures) / columns) * (INNER // columns + 230) + 150
        rows += 60 if album_round.origin else 0
    return rows + 1600


class _LongImage(Layout):
    def __init__(self, album: Album, pictures: Mapping[str, bytes], canvas: Canvas, *, close: bool) -> None:
        super().__init__(album, pictures, canvas)
        self.close = close

    def ensure_space(self, height: int) -> None:
        if self.canvas.px(self.y + height + MARGIN) > self.canvas.image.height:
            self.canvas.grow(self.y + height + MARGIN + 3000)

    def render(self) -> JpegImage:
        """Draw the whole album."""
        self.y = MARGIN
        self.ensure_space(900)
        self.title_block()
        self.y += 44
        self._path()
        for album_round in self.album.rounds:
            self._draw_round(album_round)
        self.ensure_space(100)
        self.rule()
        self.shares()
        self.footer()
        return encode_jpeg(self.canvas.image.crop((0, 0, WIDTH, self.y + MARGIN)), quality=88)

    def _path(self) -> None:
        """Draw the last winner, large, and beside it the path of winners."""
        if not self.album.path:
            return
        large = round(INNER * FINAL_WIDTH_SHARE)
        shape = self.canvas.shape(self.data(self.album.final), (large, large))
        height = max(round(shape[1]), min(large, 30 + 92 * (1 + len(self.album.path))))
        self.ensure_space(height + 200)
        self.canvas.photo(self.data(self.album.final), (MARGIN, self.y), (large, shape[1]), self.album.picture_gone)
        x = MARGIN + large + 48
        self.path_column(self.album.path, x, INNER - large - 48, height)
        self.y += height + 70

    def _draw_round(self, album_round: AlbumRound) -> None:
        self.ensure_space(300)
        self.rule()
        self.heading(album_round.title, album_round.remark)
        self.origin(album_round.origin)
        columns = COMPACT_COLUMNS if self.close else COLUMNS.get(len(album_round.pictures), 4)
        cell = (INNER - (columns - 1) * GAP) // columns
        box = (cell, self.tallest(album_round.pictures, cell))
        self.picture_rows(album_round.pictures, columns, box, 2 if self.close else IDEA_LINES)
        self.missed(album_round)
