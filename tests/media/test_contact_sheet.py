"""A place for a sheet is kept in its own ratio before it is there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.media.sheets.contact_sheet import contact_sheet, sheet_size


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("size", [(1024, 1024), (1280, 720), (720, 1280), (512, 384)])
def test_a_sheet_is_as_large_as_was_said(count: int, size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    _, width, height = contact_sheet(dict.fromkeys(range(1, count + 1), out.getvalue()))
    assert (width, height) == sheet_size(count, *size)
