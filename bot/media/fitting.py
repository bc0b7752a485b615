"""Sizes that images are scaled to. Pure."""

from __future__ import annotations

from collections.abc import Callable

Size = tuple[int, int]


def fit_within(edge: int) -> Callable[[Size], Size]:
    """A `fit` that makes the longer side at most `edge` pixels and enlarges nothing."""

    def fit(size: Size) -> Size:
        scale = min(1.0, edge / max(size))
        return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

    return fit
