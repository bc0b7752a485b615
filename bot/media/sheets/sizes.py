"""Sizes of contact sheets. Pure: a post says them before the sheet is drawn."""

from __future__ import annotations

import math

GAP_PX = 14
RESULT_PX = 640


def result_sheet_size(count: int, width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels of the sheet of `count` results of that size."""
    scale = min(1.0, RESULT_PX / max(width, height))
    columns = columns_of(count)
    rows = math.ceil(count / columns)
    return columns * (round(width * scale) + GAP_PX) + GAP_PX, rows * (round(height * scale) + GAP_PX) + GAP_PX


def columns_of(count: int) -> int:
    """How many stand in a row: two up to four pictures, three up to nine, then four."""
    return min(count, 2 if count <= 4 else 3 if count <= 9 else 4)
