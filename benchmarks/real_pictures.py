"""Pictures of the size and kind that the real service sends, for a studio that paints at once.

Its own are in one colour, and much less work to check, keep and send.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from unittest.mock import patch

from PIL import Image, ImageFilter

SIDE = 1024
GRAIN = 9.0
"""How much noise lies over the picture: so much that its PNG has about 1.4 MB, as painted ones have."""


@cache
def _parts() -> tuple[bytes, bytes]:
    """A PNG up to the end of its header, and the rest."""
    shades = [Image.effect_noise((SIDE // 16, SIDE // 16), 90).resize((SIDE, SIDE)) for _ in range(3)]
    grain = Image.effect_noise((SIDE, SIDE), GRAIN).filter(ImageFilter.SMOOTH)
    file = BytesIO()
    Image.merge("RGB", [Image.blend(shade, grain, 0.5) for shade in shades]).save(file, "PNG")
    data = file.getvalue()
    end = 8 + 12 + 13  # The signature, and the first chunk.
    return data[:end], data[end:]


def real_png(width: int, height: int, seed: int, note: str, *, cut_out: bool = False) -> bytes:
    """In place of the studio's `canned_png`: the same picture of 1024 x 1024 each time, with bytes made unique by `note`."""
    head, rest = _parts()
    text = b"tEXt" + b"Comment\0" + f"{note} {seed}".encode("ascii")
    return head + struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text)) + rest


@contextmanager
def real_pictures() -> Iterator[None]:
    """Until the end of the block studios of this process send such pictures."""
    with patch("studio.server.references.canned_png", real_png):
        yield
