"""Oil painting: thousands of strokes along the edges, broad first, then finer, in thick paint that is lit in relief."""

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import F32, U8, Rng, blur, luma, noise, saturate, shrink, to_u8
from studio.painter.styles.effects import flow, median, unit
from studio.painter.styles.style import Style

_STEPS = 5
_STROKES_A_LAYER = 12_000


class _OilPainting:
    """The painting, the height of its paint, and where strokes should go."""

    def __init__(self, canvas: Canvas, rng: Rng) -> None:
        self.rng = rng
        self.size = unit(canvas)
        self.source = saturate(canvas.rgb, 1.28)
        self.paint = blur(self.source, self.size / 60)
        self.relief = np.full(canvas.near.shape, 110, np.uint8)
        self.factor = 4
        fx, fy, clear = flow(luma(canvas.rgb), self.factor)
        # Where there are no edges, strokes follow wide arcs.
        swing = noise(rng, fx.shape[0], fx.shape[1], max(8.0, self.size / 16), 2) * np.float32(2) - np.float32(1)
        steady = 1 - np.abs(swing) * np.float32(0.55)
        self.fx = np.asarray(fx * clear + steady * (1 - clear), np.float32)
        self.fy = np.asarray(fy * clear + swing * np.float32(0.8) * (1 - clear), np.float32)

    def layer(self, width: float, tolerance: int, reach: float = 0.62) -> None:
        """One layer of strokes `width` pixels broad, only where the painting is off by more than `tolerance` (-1: everywhere);
        each of its steps goes `reach` widths far."""
        starts = self._starts(width, tolerance)
        if not len(starts):
            return
        soft = median(self.source, width / 4)
        at = starts.astype(np.int64)
        colours = soft[at[:, 1], at[:, 0]].astype(np.int64)
        # Broad strokes vary in tone like mixed paint; fine ones keep the exact colour, because they draw details.
        spread = max(2, int(13 * min(1.0, width * 62 / self.size)))
        colours += self.rng.integers(-spread, spread + 1, (len(starts), 1)) + self.rng.integers(
            -spread // 2, spread // 2 + 1, (len(starts), 3)
        )
        tones = np.clip(colours, 0, 255).tolist()
        paths = self._paths(starts, np.float32(width * reach))
        heights = self.rng.integers(60, 200, len(starts)).tolist()
        thick = max(1, round(width))
        for path, tone, height in zip(paths, tones, heights, strict=True):
            cv2.polylines(self.paint, [path], False, tone, thick, cv2.LINE_AA, 4)
            cv2.polylines(self.relief, [path], False, height, thick, cv2.LINE_AA, 4)
            if thick >= 4:
                self._bristles(path, height, thick)

    def _bristles(self, path: NDArray[np.int32], height: int, thick: int) -> None:
        """The relief of ridges and furrows that a brush leaves along its stroke."""
        side, hair = max(1, thick // 4) * 16, max(1, thick // 6)
        cv2.polylines(self.relief, [path + side], False, height + 46, hair, cv2.LINE_AA, 4)
        cv2.polylines(self.relief, [path - side], False, max(0, height - 50), hair, cv2.LINE_AA, 4)

    def _starts(self, width: float, tolerance: int) -> F32:
        rows, columns = len(self.relief), len(self.relief[0])
        gap = width * 0.62
        y, x = np.meshgrid(np.arange(0, rows, gap), np.arange(0, columns, gap), indexing="ij")
        points = np.stack([x.ravel(), y.ravel()], axis=1)
        points += (self.rng.random(points.shape) - 0.5) * width
        points[:, 0] = np.clip(points[:, 0], 0, columns - 1)
        points[:, 1] = np.clip(points[:, 1], 0, rows - 1)
        if tolerance >= 0:
            off = shrink(np.asarray(cv2.absdiff(self.source, self.paint).max(axis=2), np.uint8), 2)
            at = (points / 2).astype(np.int64)
            wanting = off[np.minimum(at[:, 1], len(off) - 1), np.minimum(at[:, 0], len(off[0]) - 1)]
            # The places with the largest error first, up to a limit.
            worst = np.argsort(-wanting.astype(np.int64), kind="stable")[:_STROKES_A_LAYER]
            points = points[worst[wanting[worst] > tolerance]]
        return np.asarray(points[self.rng.permutation(len(points))], np.float32)

    def _paths(self, starts: F32, step: np.float32) -> NDArray[np.int32]:
        """The path of each stroke, in sixteenths of a pixel: (strokes, points, 2)."""
        rows, columns = len(self.fx), len(self.fx[0])
        here = starts.copy()
        direction = np.where(self.rng.random(len(starts)) < 0.5, -1.0, 1.0).astype(np.float32)
        stride = step * (np.float32(0.7) + self.rng.random(len(starts), np.float32) * np.float32(0.7))
        path = [here.copy()]
        for _ in range(_STEPS - 1):
            iy = np.clip((here[:, 1] / self.factor).astype(np.int64), 0, rows - 1)
            ix = np.clip((here[:, 0] / self.factor).astype(np.int64), 0, columns - 1)
            vx, vy = self.fx[iy, ix], self.fy[iy, ix]
            length = np.sqrt(vx * vx + vy * vy) + np.float32(1e-6)
            here = here + np.stack([vx / length, vy / length], axis=1) * (stride * direction)[:, None]
            path.append(here)
        return np.asarray(np.rint(np.stack(path, axis=1) * 16), np.int32)

    def varnished(self) -> U8:
        """The paint's relief lit from the upper left, with canvas texture."""
        height = blur(self.relief, 0.8).astype(np.float32)
        slope = np.zeros_like(height)
        slope[1:, 1:] = height[1:, 1:] - height[:-1, :-1]
        rows, columns = len(height), len(height[0])
        weave = ((np.arange(rows)[:, None] // 2 + np.arange(columns)[None, :] // 2) % 2).astype(
            np.float32
        ) * np.float32(5) - np.float32(2.5)
        return to_u8(self.paint.astype(np.float32) + (np.clip(slope * np.float32(0.32), -22, 26) + weave)[..., None])


def _render(canvas: Canvas, rng: Rng) -> U8:
    painting = _OilPainting(canvas, rng)
    painting.layer(painting.size / 30, -1)
    painting.layer(painting.size / 62, -1)
    painting.layer(painting.size / 120, 14)
    painting.layer(max(2.0, painting.size / 240), 20, 0.5)
    painting.layer(max(1.0, painting.size / 500), 34, 0.5)
    return painting.varnished()


STYLE = Style(Look(grain=1.2), _render)
