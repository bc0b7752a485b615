"""What a decoder is given: the pixels' own parts of a file, and beside them its orientation and colour profile.

Text, thumbnails, further images and everything else that does not make pixels is left out, so that nothing in it can
break, bloat or slow down a decode. Damage in such a part, and a missing end marker, leave the pixels as they are.
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
"""JFIF and Adobe: they tell how the colours are coded."""
_JPEG_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_TIFF_PIECES = frozenset({273, 324})
"""The fields that tell where strips and tiles begin."""
_TIFF_PAGES, _TIFF_FIELDS = 16, 4096
_HEAD_BYTES = 64 * 1024
"""Of an AVIF: its boxes stand before its pixels."""
_ICC_NAME = b"ICC_PROFILE\0"
_EXIF_NAME = b"Exif\0\0"


@dataclass(frozen=True, slots=True)
class Container:
    """One image file, taken apart. `ended` is false for a JPEG without its end marker, which may miss pixels, too."""

    kind: Kind
    data: bytes
    orientation: int = 1
    profile: bytes = b""
    ended: bool = True


def parse_container(kind: Kind, data: bytes) -> Container:
    """The parts of a file; one that makes no sense is left as it is for the decoder to judge. Raises ImageProblem for one that
    has more parts, or more passes over its pixels, than any encoder makes."""
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
            return Container(kind, data)  # The decoder tells profile and orientation, or turns the image itself.


def _nclx(data: bytes) -> bytes:
    """The profile of AVIF's code points, which its decoder does not tell. The first ones are those of the primary image."""
    at = data.find(b"colrnclx", 0, _HEAD_BYTES)
    if at < 0 or at + 12 > len(data):
        return b""
    return icc_profiles.from_code_points(*struct.unpack_from(">HH", data, at + 8))


def _png(data: bytes) -> Container:
    parts: list[bytes | memoryview] = [_PNG_SIGNATURE]
    view = memoryview(data)  # Slices of it are no copies.
    profile = turned = b""
    colours: dict[bytes, bytes] = {}
    at, seen_pixels, seen_profile, count = len(_PNG_SIGNATURE), False, False, 0
    while at + 8 <= len(data):
        count = _counted(count, MAX_SEGMENTS)
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = view[at + 8 : at + 8 + length]
        if name in _PNG_PIXELS:
            if name == b"IDAT" or len(body) == length:
                parts.extend(_png_chunk(name, body))
            seen_pixels = seen_pixels or name == b"IDAT"
        elif name in _PNG_COLOURS and not seen_pixels:
            colours[name] = bytes(body)
        elif name == b"iCCP" and not seen_pixels and not seen_profile:
            seen_profile = True  # There may be one; thousands, each of megabytes when unpacked, would take a minute.
            profile = _unpacked(bytes(body).partition(b"\0")[2][1:])
        elif name == b"eXIf":
            turned = bytes(body)
        elif name == b"IEND":
            break
        at += 12 + length
    parts.extend(_png_chunk(b"IEND", view[:0]))
    return Container("PNG", b"".join(parts), exif.orientation(turned), _png_profile(colours, profile))


def _png_profile(colours: dict[bytes, bytes], embedded: bytes) -> bytes:
    """Of several descriptions of the colours the specification's order decides: cICP, iCCP, sRGB, gAMA and cHRM."""
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


def _counted(count: int, most: int) -> int:
    if count >= most:
        raise ImageProblem("image-damaged")
    return count + 1


def _unpacked(packed: bytes) -> bytes:
    """A profile; nothing if it is damaged or absurdly large."""
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
        segments = _counted(segments, MAX_SEGMENTS)
        if marker == _JPEG_SCAN:
            scans = _counted(scans, MAX_JPEG_SCANS)
        start, body_at = found.start(), found.end()
        parts.append(view[at:start])  # What was coded since the last header; empty between headers.
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
    """Refuse a TIFF cut into too many strips or tiles: the decoder makes a few objects of each before anything is decoded."""
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
                if tag in _TIFF_PIECES and pieces > MAX_SEGMENTS:
                    raise ImageProblem("image-damaged")
                at += struct.calcsize(order + entry)
            (at,) = struct.unpack_from(order + pointer, data, at)
    except struct.error:
        return  # It breaks off, which the decoder will say.


def _webp(data: bytes) -> Container:
    parts: list[bytes] = []
    profile = turned = b""
    at, count = 12, 0
    while at + 8 <= len(data):
        count = _counted(count, MAX_SEGMENTS)
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if name in _WEBP_PIXELS:
            parts.append(data[at : at + 8] + body + b"\0" * (len(body) % 2))
        elif name == b"ICCP":
            profile = body
        elif name == b"EXIF":
            turned = body
        at += 8 + length + length % 2
    inside = b"WEBP" + b"".join(parts)
    whole = b"RIFF" + struct.pack("<L", len(inside)) + inside
    return Container("WEBP", whole, exif.orientation(turned), profile)
