"""Parse image containers: extract the parts that make pixels for the decoder, the EXIF orientation and the ICC profile.

Text, thumbnails, further images and all else is dropped, so that it cannot break, bloat or slow down a decode. Damage in such
a part, or a missing end marker, does not change the pixels.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from bot.media import exif, icc_profiles
from bot.media.errors import ImageProblem
from bot.media.limits import MAX_JPEG_SCANS, MAX_PROFILE_BYTES, MAX_SEGMENTS
from bot.media.sniffing import Kind

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT"})
_PNG_COLOURS = frozenset({b"sRGB", b"gAMA", b"cHRM", b"cICP"})
_WEBP_PIXELS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_JPEG_SCAN = 0xDA
_JPEG_KEPT_APPS = frozenset({0xE0, 0xEE})
"""JFIF and Adobe: they say how colours are encoded."""
_JPEG_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_TIFF_OFFSETS = frozenset({273, 324})
"""The tags of strip and tile offsets."""
_TIFF_PAGES, _TIFF_FIELDS = 16, 4096
_HEAD_BYTES = 64 * 1024
"""How much of an AVIF is searched for its boxes, which come before its pixels."""
_ICC_NAME = b"ICC_PROFILE\0"
_EXIF_NAME = b"Exif\0\0"


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of an image file. `ended` is false for a JPEG without its end marker, which may lack pixels, too; `intact` is
    true for a PNG whose parts are all as they were written, by their checksums."""

    kind: Kind
    data: bytes
    orientation: int = 1
    profile: bytes = b""
    ended: bool = True
    intact: bool = False


def parse_container(kind: Kind, data: bytes) -> Container:
    """Parse a file; a malformed one is passed on unchanged, for the decoder to refuse. Raises ImageProblem if it has more parts,
    or more passes over its pixels, than any encoder writes."""
    match kind:
        case "PNG":
            return _png(data)
        case "JPEG":
            return _jpeg(data)
        case "WEBP":
            return _webp(data)
        case "TIFF":
            _check_tiff(data)
            return Container(kind, data)
        case "AVIF":
            return Container(kind, data, profile=_nclx(data))
        case _:
            return Container(kind, data)  # The decoder reports profile and orientation, or applies them.


def _nclx(data: bytes) -> bytes:
    """The ICC profile for AVIF's code points, which its decoder does not report. The first are those of the primary image."""
    at = data.find(b"colrnclx", 0, _HEAD_BYTES)
    if at < 0 or at + 12 > len(data):
        return b""
    return icc_profiles.from_code_points(*struct.unpack_from(">HH", data, at + 8))


def _png(data: bytes) -> Container:
    parts: list[bytes | memoryview] = [_PNG_SIGNATURE]
    view = memoryview(data)  # Slicing it does not copy.
    profile = exif_block = b""
    colours: dict[bytes, bytes] = {}
    at, seen_pixels, seen_profile, count = len(_PNG_SIGNATURE), False, False, 0
    intact, ended = True, False
    while at + 8 <= len(data):
        count = _count_up(count, MAX_SEGMENTS)
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = view[at + 8 : at + 8 + length]
        if name in _PNG_PIXELS:
            chunk = _png_chunk(name, body)
            intact = intact and data[at + 8 + length : at + 12 + length] == chunk[-1]
            if name == b"IDAT" or len(body) == length:
                parts.extend(chunk)
            seen_pixels = seen_pixels or name == b"IDAT"
        elif name in _PNG_COLOURS and not seen_pixels:
            colours[name] = bytes(body)
        elif name == b"iCCP" and not seen_pixels and not seen_profile:
            seen_profile = True  # Only one is allowed; unpacking thousands of megabytes each would take a minute.
            profile = _decompress_profile(bytes(body).partition(b"\0")[2][1:])
        elif name == b"eXIf":
            exif_block = bytes(body)
        elif name == b"IEND":
            ended = True
            break
        at += 12 + length
    parts.extend(_png_chunk(b"IEND", view[:0]))
    intact = intact and ended and seen_pixels
    joined = b"".join(parts)
    return Container("PNG", joined, exif.orientation(exif_block), _png_profile(colours, profile), intact=intact)


def _png_profile(colours: dict[bytes, bytes], embedded: bytes) -> bytes:
    """The specification's order of precedence: cICP, iCCP, sRGB, gAMA and cHRM."""
    points = colours.get(b"cICP", b"")
    if len(points) == 4 and icc_profiles.knows(points[0], points[1]):
        return icc_profiles.from_code_points(points[0], points[1])
    gamma, corners = colours.get(b"gAMA", b""), colours.get(b"cHRM", b"")
    if embedded or b"sRGB" in colours or len(gamma) != 4:
        return embedded
    chromaticities = None
    if len(corners) == 32:
        white, red, green, blue = ((x / 1e5, y / 1e5) for x, y in struct.iter_unpack(">LL", corners))
        chromaticities = red, green, blue, white
    return icc_profiles.from_gamma(int.from_bytes(gamma, "big") / 1e5, chromaticities)


def _png_chunk(name: bytes, body: memoryview) -> tuple[bytes | memoryview, ...]:
    return struct.pack(">L", len(body)), name, body, struct.pack(">L", zlib.crc32(body, zlib.crc32(name)))


def _count_up(count: int, most: int) -> int:
    if count >= most:
        raise ImageProblem("image-damaged")
    return count + 1


def _decompress_profile(packed: bytes) -> bytes:
    """A decompressed profile; empty if it is damaged or too large."""
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(packed, MAX_PROFILE_BYTES)
    except zlib.error:
        return b""
    return profile if unpacking.eof else b""


def _jpeg(data: bytes) -> Container:
    parts: list[bytes | memoryview] = [b"\xff\xd8"]
    view = memoryview(data)
    profile: dict[int, bytes] = {}
    orientation, adobe_rgb, at, ended = 1, False, 2, False
    segments = scans = 0
    while found := _JPEG_NEXT_MARKER.search(data, at):
        marker = found[1][0]
        segments = _count_up(segments, MAX_SEGMENTS)
        if marker == _JPEG_SCAN:
            scans = _count_up(scans, MAX_JPEG_SCANS)
        start, body_at = found.start(), found.end()
        parts.append(view[at:start])  # Entropy-coded data since the last header; empty between headers.
        at = body_at
        if marker == 0xD9:
            ended = True
            break
        if marker in _JPEG_BARE or marker == 0xD8:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + length]
        at += max(2, length)
        if marker == 0xE1 and body.startswith(_EXIF_NAME):
            if orientation == 1:
                orientation = exif.orientation(body)
            adobe_rgb = adobe_rgb or exif.is_adobe_rgb(body)
        elif marker == 0xE2 and body.startswith(_ICC_NAME) and len(body) > 14:
            profile[body[12]] = body[14:]
        elif marker in _JPEG_KEPT_APPS or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            parts += [b"\xff", found[1], view[body_at:at]]
    if not ended:
        parts.append(data[at:].rstrip(b"\xff"))  # Half of a marker.
    parts.append(b"\xff\xd9")
    joined = b"".join(profile[number] for number in sorted(profile))
    if not joined and adobe_rgb:
        joined = icc_profiles.adobe_rgb()
    return Container("JPEG", b"".join(parts), orientation, joined, ended)


def _check_tiff(data: bytes) -> None:
    """Refuse a TIFF with too many strips or tiles: the decoder creates objects for each before it decodes anything."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")  # BigTIFF, with numbers of 8 bytes
    fields, entry, pointer = ("Q", "HHQQ", "Q") if big else ("H", "HHLL", "L")
    try:
        (at,) = struct.unpack_from(order + pointer, data, 8 if big else 4)
        for _ in range(_TIFF_PAGES):
            if not at:
                return
            (count,) = struct.unpack_from(order + fields, data, at)
            at += struct.calcsize(order + fields)
            for _ in range(min(count, _TIFF_FIELDS)):
                tag, _type, pieces, _value = struct.unpack_from(order + entry, data, at)
                if tag in _TIFF_OFFSETS and pieces > MAX_SEGMENTS:
                    raise ImageProblem("image-damaged")
                at += struct.calcsize(order + entry)
            (at,) = struct.unpack_from(order + pointer, data, at)
    except struct.error:
        return  # Truncated: the decoder refuses it.


def _webp(data: bytes) -> Container:
    parts: list[bytes] = []
    profile = exif_block = b""
    at, count = 12, 0
    while at + 8 <= len(data):
        count = _count_up(count, MAX_SEGMENTS)
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if name in _WEBP_PIXELS:
            parts.append(data[at : at + 8] + body + b"\0" * (len(body) % 2))
        elif name == b"ICCP":
            profile = body
        elif name == b"EXIF":
            exif_block = body
        at += 8 + length + length % 2
    inside = b"WEBP" + b"".join(parts)
    whole = b"RIFF" + struct.pack("<L", len(inside)) + inside
    return Container("WEBP", whole, exif.orientation(exif_block), profile)
