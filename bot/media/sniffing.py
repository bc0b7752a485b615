"""Detect an image format by its first bytes. File names and declared types are wrong too often."""

from __future__ import annotations

from typing import Literal

Kind = Literal["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "HEIF", "AVIF"]

IMAGE_SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp", ".bmp", ".dib", ".tif", ".tiff"),
    *(".heic", ".heics", ".heif", ".heifs", ".hif", ".avif", ".avifs"),
)
_OPAQUE_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/binary"})

_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEVC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_ANY_BRANDS = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})
"""Brands of files in the HEIF container that do not say how the image is compressed. If the file has no other brand that does
(AV1: AVIF, HEVC: HEIC), it is taken for HEVC, the codec that HEIF files have unless they say so."""


def sniff(data: bytes) -> Kind | None:
    """The format by magic number; None if it is not supported."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _by_brands(data)
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)


def _by_brands(data: bytes) -> Kind | None:
    end = max(16, min(int.from_bytes(data[:4], "big"), 512))
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
    for brand in brands:  # The first is the major brand.
        if brand in _AVIF_BRANDS:
            return "AVIF"
        if brand in _HEVC_BRANDS:
            return "HEIF"
    return "HEIF" if _ANY_BRANDS.intersection(brands) else None


def may_be_image(name: str, declared_type: str) -> bool:
    """Whether a file is worth downloading: name or type say image, or neither rules it out."""
    declared_type = declared_type.partition(";")[0].strip().lower()
    name = name.strip().lower()
    if declared_type.startswith("image/") or name.endswith(IMAGE_SUFFIXES):
        return True
    _, dot, ending = name.rpartition(".")
    return declared_type in _OPAQUE_TYPES and not (dot and 1 <= len(ending) <= 5 and ending.isalnum())
