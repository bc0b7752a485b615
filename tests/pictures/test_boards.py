"""Labelled sheets: every cell in its place, whatever its picture and its label are."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import boards, fonts
from bot.pictures.boards import CELL_PX, GAP_PX, LABEL_PX, Cell, labelled_sheet


def picture(width: int, height: int, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def test_every_picture_is_on_it_and_a_missing_one_leaves_its_place_empty() -> None:
    cells = [
        Cell(picture(512, 512, "red"), "#1"),
        Cell(None, "#2"),
        Cell(picture(1280, 720, "blue"), "#3", starred=True),
    ]
    data, width, height = labelled_sheet(cells, 2)
    sheet = Image.open(io.BytesIO(data)).convert("RGB")
    assert sheet.size == (width, height) == (2 * CELL_PX + 3 * GAP_PX, CELL_PX + 225 + 2 * LABEL_PX + 3 * GAP_PX)

    def colour(column: int, row: int) -> tuple[int, int, int]:
        found = sheet.getpixel((GAP_PX + column * (CELL_PX + GAP_PX) + CELL_PX // 2, 116 + row * (CELL_PX + LABEL_PX)))
        assert isinstance(found, tuple)
        return found[0], found[1], found[2]

    assert colour(0, 0)[0] > 240
    assert max(colour(1, 0)) - min(colour(1, 0)) < 30
    assert colour(0, 1)[2] > 240


def test_where_no_font_has_chinese_the_plain_label_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = Cell(picture(256, 256), "水彩", "watercolor")
    here = labelled_sheet([cell], 1)[0]
    monkeypatch.setattr(fonts, "chinese_face", lambda: None)
    elsewhere = labelled_sheet([cell], 1)[0]
    assert elsewhere == labelled_sheet([Cell(cell.data, "watercolor")], 1)[0]
    assert here != elsewhere or fonts.chinese_face() is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_label_fits_its_cell(label: str) -> None:
    face, _ = fonts.font(24)
    shown = boards._shortened(boards._sayable(label), face, CELL_PX)
    assert face.getlength(shown) <= CELL_PX
    data, width, _ = labelled_sheet([Cell(picture(64, 64), label)], 1)
    assert width == CELL_PX + 2 * GAP_PX
    assert data
