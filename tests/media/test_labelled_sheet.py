"""Labelled sheets: layout, fallback labels, any label fits."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.media.sheets.labelled_picture import LabelledPicture
from bot.media.sheets.labelled_sheet import CELL_PX, GAP_PX, LABEL_PX, labelled_sheet, sheet_label
from bot.media.typography import fonts
from bot.media.typography.typesetter import Typesetter


def picture(width: int, height: int, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def test_labelled_sheet__every_picture_is_on_it_and_a_missing_one_leaves_its_place_empty() -> None:
    cells = [
        LabelledPicture(picture(512, 512, "red"), "#1"),
        LabelledPicture(None, "#2"),
        LabelledPicture(picture(1280, 720, "blue"), "#3", starred=True),
    ]
    drawn = labelled_sheet(cells, 2)
    sheet = Image.open(io.BytesIO(drawn.data)).convert("RGB")
    assert (
        sheet.size
        == (drawn.width, drawn.height)
        == (2 * CELL_PX + 3 * GAP_PX, CELL_PX + 225 + 2 * LABEL_PX + 3 * GAP_PX)
    )

    def colour(column: int, row: int) -> tuple[int, int, int]:
        found = sheet.getpixel((GAP_PX + column * (CELL_PX + GAP_PX) + CELL_PX // 2, 116 + row * (CELL_PX + LABEL_PX)))
        assert isinstance(found, tuple)
        return found[0], found[1], found[2]

    assert colour(0, 0)[0] > 240
    assert max(colour(1, 0)) - min(colour(1, 0)) < 30
    assert colour(0, 1)[2] > 240


@pytest.mark.usefixtures("either_fonts")
def test_labelled_sheet__where_a_font_lacks_letters_of_a_label_the_plain_one_is_drawn() -> None:
    cell = LabelledPicture(picture(256, 256), "水彩", "watercolor")
    plain = labelled_sheet([LabelledPicture(cell.data, "watercolor")], 1).data
    lacks = any(lack.kind == "chinese" for lack in fonts.missing_glyphs())
    assert (labelled_sheet([cell], 1).data == plain) is lacks


@pytest.mark.usefixtures("either_fonts")
def test_labelled_sheet__label_keeps_its_emoji_or_their_names() -> None:
    kind = Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font())
    with_fox, without = (labelled_sheet([LabelledPicture(picture(64, 64), text)], 1).data for text in ("#1 🦊", "#1"))
    assert with_fox != without
    assert kind.clean("#1 🦊") == ("#1 🦊" if kind._drawable("🦊") == "🦊" else "#1 ‹fox face›")


@pytest.mark.usefixtures("either_fonts")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_labelled_sheet__any_label_fits_its_cell(label: str) -> None:
    kind = Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font())
    assert kind.width(sheet_label(kind, LabelledPicture(None, label))) <= CELL_PX
    sheet = labelled_sheet([LabelledPicture(picture(64, 64), label)], 1)
    assert sheet.width == CELL_PX + 2 * GAP_PX
    assert sheet.data
