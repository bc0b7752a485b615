"""Images that are small as files and cost more than their length: a JPEG of twenty megabytes in four-byte segments took four
gigabytes and 26 seconds to be taken apart, twice; one of thousands of passes over its pixels hours to be decoded."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from bot.media import ImageProblem, containers
from bot.media.decoder_process import needs_process
from bot.media.limits import MAX_JPEG_SCANS, MAX_SEGMENTS
from bot.media.normalize import normalize_image

SIDE = 64


def jpeg(scans: int = 0, segments: int = 0) -> bytes:
    """A progressive JPEG with its last pass, and empty segments, repeated."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((SIDE, SIDE)).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    return b"\xff\xd8" + b"\xff\xe0\x00\x02" * segments + data[2:-2] + last * scans + b"\xff\xd9"


def png(chunks: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), "red").save(out, "PNG")
    data, empty = out.getvalue(), struct.pack(">L4sL", 0, b"IDAT", zlib.crc32(b"IDAT"))
    return data[:-12] + empty * chunks + data[-12:]


def webp(chunks: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), "red").save(out, "WEBP")
    inside = out.getvalue()[8:] + b"XXXX\0\0\0\0" * chunks
    return b"RIFF" + struct.pack("<L", len(inside)) + inside


def tiff(strips: int, *, big: bool = False) -> bytes:
    """Grey, a row a strip, all strips the same bytes."""
    width = SIDE
    fields = {
        256: (4, 1, width),
        257: (4, 1, strips),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        277: (3, 1, 1),
        278: (4, 1, 1),
    }
    head, entry, number = (16, 20, "<Q") if big else (8, 12, "<L")
    base = head + (8 if big else 2) + entry * (len(fields) + 2) + struct.calcsize(number)
    fields |= {273: (4, strips, base), 279: (4, strips, base + 4 * strips)}
    data_at = base + 8 * strips
    out = b"II+\0\x08\0\0\0" + struct.pack("<Q", head) if big else b"II*\0" + struct.pack("<L", head)
    out += struct.pack("<Q" if big else "<H", len(fields))
    for tag, (kind, count, value) in sorted(fields.items()):
        out += struct.pack("<HHQQ" if big else "<HHLL", tag, kind, count, value)
    out += struct.pack(number, 0)
    return out + struct.pack("<L", data_at) * strips + struct.pack("<L", width) * strips + bytes(range(width))


BOMBS: dict[str, Callable[[], bytes]] = {
    "passes of a JPEG": lambda: jpeg(scans=MAX_JPEG_SCANS),
    "segments of a JPEG": lambda: jpeg(segments=MAX_SEGMENTS),
    "chunks of a PNG": lambda: png(MAX_SEGMENTS),
    "chunks of a WebP": lambda: webp(MAX_SEGMENTS),
    "strips of a TIFF": lambda: tiff(MAX_SEGMENTS + 1),
    "strips of a BigTIFF": lambda: tiff(MAX_SEGMENTS + 1, big=True),
}
HARMLESS: dict[str, Callable[[], bytes]] = {
    "passes of a JPEG": lambda: jpeg(scans=20),
    "segments of a JPEG": lambda: jpeg(segments=500),
    "chunks of a PNG": lambda: png(5000),
    "chunks of a WebP": lambda: webp(5000),
    "strips of a TIFF": lambda: tiff(500),
    "strips of a BigTIFF": lambda: tiff(500, big=True),
}


@pytest.mark.parametrize("name", BOMBS)
def test_image_parts__more_parts_than_any_encoder_makes_are_refused(name: str) -> None:
    data = BOMBS[name]()
    assert not needs_process(data)
    with pytest.raises(ImageProblem, match="image-damaged"):
        normalize_image(data)


@pytest.mark.parametrize("name", HARMLESS)
def test_image_parts__as_many_as_some_encoder_makes_are_read(name: str) -> None:
    assert normalize_image(HARMLESS[name]()).width >= SIDE


@pytest.mark.parametrize("name", BOMBS)
def test_image_parts__what_is_refused_has_cost_no_more_than_its_length(name: str) -> None:
    data = BOMBS[name]() + bytes(10**6)
    tracemalloc.start()
    try:
        needs_process(data)
        assert tracemalloc.get_traced_memory()[1] < 12 * 10**6
    finally:
        tracemalloc.stop()


def test_image_parts__of_many_profiles_one_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four thousand profiles of a PNG, five kilobytes each and five megabytes when unpacked, took 50 seconds."""
    out = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), "red").save(out, "PNG")
    data, body = out.getvalue(), b"x\0\0" + zlib.compress(bytes(1000))
    head_end = 8 + 25
    chunk = struct.pack(">L", len(body)) + b"iCCP" + body + struct.pack(">L", zlib.crc32(b"iCCP" + body))
    unpacked: list[bytes] = []

    def unpack(packed: bytes) -> bytes:
        unpacked.append(packed)
        return b""

    monkeypatch.setattr(containers, "_decompress_profile", unpack)
    containers.parse_container("PNG", data[:head_end] + chunk * 100 + data[head_end:])
    assert len(unpacked) == 1
