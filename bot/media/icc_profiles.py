"""Build ICC profiles for files that describe their colours otherwise: by code points (CICP, ITU-T H.273), by PNG's gamma and
chromaticities, or by EXIF's Adobe RGB mark. LittleCMS converts with them.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable

Point = tuple[float, float]
Primaries = tuple[Point, Point, Point, Point]
"""Chromaticities (x, y) of red, green, blue and white."""
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

_D65, _D50 = (0.3127, 0.329), (0.34567, 0.3585)
_SRGB: Primaries = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), _D65)
_ADOBE_RGB: Primaries = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), _D65)
_PRIMARIES: dict[int, Primaries] = {
    1: _SRGB,
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06), _D65),
    6: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), _D65),
    7: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), _D65),
    9: ((0.708, 0.292), (0.17, 0.797), (0.131, 0.046), _D65),
    11: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), (0.314, 0.351)),
    12: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), _D65),
}
_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_SAMPLES = 1024
_LIKE_SRGB = 0.05
"""Relative difference from sRGB's gamma 1/2.2 below which no conversion is made; libpng's threshold."""
_SAME_POINT = 0.002
_WHITE_NITS = 203.0
"""The luminance of diffuse white in HDR pictures (ITU-R BT.2408)."""


def knows(primaries: int, transfer: int) -> bool:
    """Whether these code points are known and specified (2 is "unspecified")."""
    return primaries in _PRIMARIES and transfer not in (0, 2, 3)


@functools.cache
def from_code_points(primaries: int, transfer: int) -> bytes:
    """The profile of CICP code points; empty for sRGB and for unknown ones."""
    points = _PRIMARIES.get(primaries, _SRGB)
    curve = _curve_of(transfer)
    if points == _SRGB and not curve:
        return b""
    return _profile(points, curve or _SRGB_CURVE)


def from_gamma(gamma: float, points: Primaries | None) -> bytes:
    """The profile of a PNG with this gAMA (0.45455 is usual) and cHRM, if it has one."""
    if not 0.1 <= gamma <= 5.0:
        return b""
    if points is None or not _is_valid(points) or _close(points, _SRGB):
        points = _SRGB
    usual = abs(gamma * 2.2 - 1) <= _LIKE_SRGB
    if usual and points is _SRGB:
        return b""
    return _profile(points, _SRGB_CURVE if usual else _gamma_curve(1 / gamma))


@functools.cache
def adobe_rgb() -> bytes:
    """The profile for EXIF's mark R03."""
    return _profile(_ADOBE_RGB, _gamma_curve(563 / 256))


def _is_valid(points: Primaries) -> bool:
    if not all(0 <= x <= 1 and 0.001 <= y <= 1 for x, y in points):
        return False
    (rx, ry), (gx, gy), (bx, by), _ = points
    return abs((gx - rx) * (by - ry) - (bx - rx) * (gy - ry)) > 0.01  # A triangle.


def _close(one: Primaries, other: Primaries) -> bool:
    return all(abs(a - b) <= _SAME_POINT for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


# --- transfer curves


def _curve_of(transfer: int) -> bytes:
    """The curve of CICP transfer characteristics; empty for those that are displayed like sRGB."""
    match transfer:
        case 4:
            return _gamma_curve(2.2)
        case 5:
            return _gamma_curve(2.8)
        case 8:
            return _gamma_curve(1.0)
        case 16:
            return _sampled(_perceptual_quantizer)
        case 17:
            return _gamma_curve(2.6)
        case 18:
            return _sampled(_hybrid_log_gamma)
        case _:
            return b""


def _gamma_curve(gamma: float) -> bytes:
    return b"para" + struct.pack(">4xH2xl", 0, round(gamma * 65536))


_SRGB_CURVE = b"para" + struct.pack(
    ">4xH2x5l", 3, *(round(v * 65536) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
)


def _sampled(light: Callable[[float], float]) -> bytes:
    values = [round(65535 * min(1.0, light(number / (_SAMPLES - 1)))) for number in range(_SAMPLES)]
    return b"curv" + struct.pack(f">4xL{_SAMPLES}H", _SAMPLES, *values)


def _perceptual_quantizer(signal: float) -> float:
    """SMPTE ST 2084: absolute luminance, relative to diffuse white, with highlights rolled off."""
    root = signal ** (1 / 78.84375)
    nits = 10_000 * (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
    return _rolled_off(nits / _WHITE_NITS)


def _hybrid_log_gamma(signal: float) -> float:
    """ARIB STD-B67 on a display of 1,000 nits."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = signal**2 / 3 if signal <= 0.5 else (2.718281828459045 ** ((signal - c) / a) + b) / 12
    return _rolled_off(1_000 * scene**1.2 / _WHITE_NITS)


def _rolled_off(light: float) -> float:
    """Tone mapping: linear up to the knee, then compressed so that 1,000 nits are just white."""
    knee, most = 0.6, 1_000 / _WHITE_NITS
    if light <= knee:
        return light
    over, room = min(light, most) - knee, 1 - knee
    curve = (most - knee - room) / (room * (most - knee))
    return knee + over / (1 + curve * over)


# --- the profile


def _profile(points: Primaries, curve: bytes) -> bytes:
    """A version 4 matrix profile with the tags that LittleCMS needs."""
    columns = _to_d50(points)
    tags = {
        b"desc": _text("Made from the colour description of a file"),
        b"cprt": _text("None"),
        b"wtpt": _xyz(_white(_D50)),
        **{name: _xyz(column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    start = 128 + 4 + 12 * len(tags)
    table, body = b"", b""
    for name, content in tags.items():
        table += struct.pack(">4sLL", name, start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    header = struct.pack(
        ">L4sL4s4s4s6H4s4sLLLQL3l48x",
        *(start + len(body), b"", 0x04300000, b"mntr", b"RGB ", b"XYZ "),
        *(2016, 1, 1, 0, 0, 0, b"acsp"),
        *(b"", 0, 0, 0, 0, 1),  # platform, flags, manufacturer, model, attributes; intent: relative colorimetric
        *(round(v * 65536) for v in _white(_D50)),
    )
    return header + struct.pack(">L", len(tags)) + table + body


def _xyz(values: Vector) -> bytes:
    return b"XYZ " + struct.pack(">4x3l", *(round(v * 65536) for v in values))


def _text(words: str) -> bytes:
    return b"mluc" + struct.pack(">4xLL4sLL", 1, 12, b"enUS", 2 * len(words), 28) + words.encode("utf-16-be")


def _white(point: Point) -> Vector:
    x, y = point
    return x / y, 1.0, (1 - x - y) / y


def _to_d50(points: Primaries) -> tuple[Vector, Vector, Vector]:
    """XYZ of full red, green and blue, adapted to D50 (Bradford)."""
    red, green, blue = (_white(point) for point in points[:3])
    white = _white(points[3])
    shares = _times(_inverse(_transposed((red, green, blue))), white)
    source, target = _times(_BRADFORD, white), _times(_BRADFORD, _white(_D50))
    scale = tuple(t / s for t, s in zip(target, source, strict=True))

    def adapted(colour: Vector, share: float) -> Vector:
        cone = _times(_BRADFORD, (colour[0] * share, colour[1] * share, colour[2] * share))
        return _times(_inverse(_BRADFORD), (cone[0] * scale[0], cone[1] * scale[1], cone[2] * scale[2]))

    return adapted(red, shares[0]), adapted(green, shares[1]), adapted(blue, shares[2])


def _transposed(m: Matrix) -> Matrix:
    a, b, c = zip(*m, strict=True)
    return a, b, c


def _times(m: Matrix, v: Vector) -> Vector:
    a, b, c = (row[0] * v[0] + row[1] * v[1] + row[2] * v[2] for row in m)
    return a, b, c


def _inverse(m: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )
