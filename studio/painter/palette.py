"""Transfer the colours and the texture of one picture to another."""

import numpy as np
from numpy.typing import NDArray

from studio.painter.deterministic import F32, U8, blur, luma, resize, to_u8

_SIDE = 64
_CELLS = 17
_ROUNDS = 5

#: Orthonormal triples of directions in colour space: the axes, then two turns of them (rational, so exact everywhere).
_TURNS: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((2 / 3, 2 / 3, 1 / 3), (-2 / 3, 1 / 3, 2 / 3), (1 / 3, -2 / 3, 2 / 3)),
    ((6 / 7, 2 / 7, 3 / 7), (2 / 7, 3 / 7, -6 / 7), (-3 / 7, 6 / 7, 2 / 7)),
)


def take_colours(rgb: U8, reference: U8, share: float) -> U8:
    """The picture with its colours moved a share 0..1 of the way to those of the reference.

    Optimal transport between the two clouds of colours, by sorting along turned axes (sliced transport, F. Pitié et al.,
    "N-dimensional probability density function transfer", ICCV 2005), on a small copy; a table carries it to every pixel.
    """
    before = resize(rgb, _SIDE, _SIDE).reshape(-1, 3).astype(np.float64)
    target = resize(reference, _SIDE, _SIDE).reshape(-1, 3).astype(np.float64)
    moved = before.copy()
    for k in range(_ROUNDS * len(_TURNS)):
        for direction in _TURNS[k % len(_TURNS)]:
            here, there = _along(moved, direction), _along(target, direction)
            order = np.argsort(here, kind="stable")
            step = np.zeros(len(here))
            step[order] = np.sort(there) - here[order]
            for c in range(3):
                moved[:, c] += step * direction[c] * 0.7
    return _through_table(rgb, _table(before, moved - before), share)


def _along(points: NDArray[np.float64], direction: tuple[float, float, float]) -> NDArray[np.float64]:
    # Not a matrix product: the order of additions in BLAS is not defined.
    return np.asarray(points[:, 0] * direction[0] + points[:, 1] * direction[1] + points[:, 2] * direction[2])


def _table(before: NDArray[np.float64], shift: NDArray[np.float64]) -> F32:
    """The mean shift in every cell of colour space, spread to the empty cells: (cells, cells, cells, 3)."""
    cell = np.clip(np.rint(before * ((_CELLS - 1) / 255)), 0, _CELLS - 1).astype(np.int64)
    total = np.zeros((_CELLS, _CELLS, _CELLS, 3), np.int64)
    count = np.zeros((_CELLS, _CELLS, _CELLS, 1), np.int64)
    at = (cell[:, 0], cell[:, 1], cell[:, 2])
    np.add.at(total, at, np.rint(shift * 1024).astype(np.int64))
    np.add.at(count, at, 1)
    # Each pass adds a cell's sum to its neighbours with a small weight, so that near cells outweigh far ones.
    total, count = total * 4096, count * 4096
    for _ in range(_CELLS):
        total, count = total + _neighbours(total) // 48, count + _neighbours(count) // 48
    mean = total.astype(np.float64) / np.maximum(count, 1) / 1024
    return mean.astype(np.float32)


def _neighbours(grid: NDArray[np.int64]) -> NDArray[np.int64]:
    padded = np.pad(grid, ((1, 1), (1, 1), (1, 1), (0, 0)))
    return np.asarray(
        padded[2:, 1:-1, 1:-1] + padded[:-2, 1:-1, 1:-1] + padded[1:-1, 2:, 1:-1] + padded[1:-1, :-2, 1:-1]
        + padded[1:-1, 1:-1, 2:] + padded[1:-1, 1:-1, :-2]
    )  # fmt: skip


def _through_table(rgb: U8, table: F32, share: float) -> U8:
    """Add the table's shift to every pixel, interpolated between its eight nearest cells; in bands, to spare memory."""
    flat = table.reshape(-1, 3)
    out = np.empty_like(rgb)
    for start in range(0, len(rgb), 256):
        band = rgb[start : start + 256].astype(np.float32)
        at = band * np.float32((_CELLS - 1) / 255)
        low = np.minimum(at.astype(np.int64), _CELLS - 2)
        f = at - low
        shift = np.zeros_like(band)
        for corner in range(8):
            bits = (corner >> 2 & 1, corner >> 1 & 1, corner & 1)
            sides = [f[..., c] if bit else 1 - f[..., c] for c, bit in enumerate(bits)]
            weight = np.asarray(sides[0] * sides[1] * sides[2], np.float32)
            index = ((low[..., 0] + bits[0]) * _CELLS + low[..., 1] + bits[1]) * _CELLS + low[..., 2] + bits[2]
            shift += flat[index] * weight[..., None]
        out[start : start + 256] = to_u8(band + shift * np.float32(share))
    return out


def take_texture(rgb: U8, reference: U8, share: float) -> U8:
    """The picture with the reference's texture: a patch that is rough but has no outlines, tiled by mirroring.
    A reference that is smooth everywhere, or full of outlines, adds no texture."""
    side = min(len(reference), len(reference[0]))
    small = (
        reference if side <= 512 else resize(reference, len(reference[0]) * 512 // side, len(reference) * 512 // side)
    )
    grey = luma(small)
    rough = grey.astype(np.int16) - blur(grey, 3.0).astype(np.int16)
    patch = _surface_patch(rough)
    if patch is None:
        return rgb
    full = np.concatenate([patch, patch[::-1]], axis=0)
    full = np.concatenate([full, full[:, ::-1]], axis=1)
    tiles = (-(-len(rgb) // len(full)), -(-len(rgb[0]) // len(full[0])))
    surface = np.tile(full, tiles)[: len(rgb), : len(rgb[0])].astype(np.float32)
    return to_u8(rgb.astype(np.float32) + np.clip(surface, -28, 28)[..., None] * np.float32(share))


def _surface_patch(rough: NDArray[np.int16]) -> NDArray[np.int16] | None:
    """The roughest patch among those without an outline, which would show as a pattern when repeated."""
    side, outline = 64, 22
    best, best_score = None, 0
    for y in range(0, len(rough) - side + 1, side // 2):
        for x in range(0, len(rough[0]) - side + 1, side // 2):
            patch = np.abs(rough[y : y + side, x : x + side].astype(np.int64))
            score = int(patch.sum())
            if score > best_score and int(patch.max()) < outline:
                best, best_score = rough[y : y + side, x : x + side], score
    return best
