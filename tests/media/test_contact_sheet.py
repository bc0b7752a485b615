"""The room reserves space for a contact sheet before it is drawn, in the right ratio."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.media.sheets.contact_sheet import result_sheet
from bot.media.sheets.sizes import result_sheet_size


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 9, 10, 12])
@pytest.mark.parametrize("size", [(1024, 1024), (1280, 720), (720, 1280), (512, 384)])
def test_contact_sheet__result_sheet_has_the_predicted_size(count: int, size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    sheet = result_sheet(dict.fromkeys(range(1, count + 1), out.getvalue()))
    assert (sheet.width, sheet.height) == result_sheet_size(count, *size)
