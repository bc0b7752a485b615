"""Ground and relief: mountains, hills, meadow, desert, snow, city ground."""

import numpy as np

from studio.painter.deterministic import F32, U8, Colour, Rng, mix, noise, ridge_line, smooth
from studio.painter.stage import Stage


def below(stage: Stage, line: F32) -> tuple[U8, int, int]:
    """The mask of everything under a line of y by column, antialiased."""
    top = max(0, int(line.min()) - 1)
    if top >= stage.height:
        return np.zeros((0, 0), np.uint8), 0, 0
    rows = np.arange(top, stage.height, dtype=np.float32)[:, None]
    cover = np.clip(rows - line[None, :] + np.float32(1), 0, 1) * np.float32(255)
    return np.asarray(cover, np.uint8), 0, top


def mountains(
    stage: Stage, colour: Colour, layers: int = 4, tallest: float = 0.34, foot: float | None = None,
    snow: float = 0.0, sharp: float = 0.85, near_to: float = 0.62,
) -> None:  # fmt: skip
    """Mountain ranges from back to front, the farthest palest, with lit and shaded slopes; snow 0..1 on the heights."""
    foot = stage.horizon if foot is None else foot
    if stage.look.shading == "ink":
        # Ink paintings have few mountains, high and far apart.
        tallest, layers = tallest * 1.35, min(layers, 4)
    for i in range(layers):
        t = i / max(1, layers - 1)
        near = 0.06 + (near_to - 0.06) * t
        height = stage.unit * tallest * (1.0 - 0.58 * t) * (0.85 + 0.3 * stage.rng.random())
        cell = stage.width * (0.42 - 0.10 * t)
        line = ridge_line(stage.rng, stage.width, cell, 7, 0.48, sharp)
        bow = _massif(stage.rng, stage.width) if i < 2 else np.ones(stage.width, np.float32)
        line = (line - np.float32(0.25)) * bow
        crest = np.float32(foot + stage.unit * 0.05 * t) - np.clip(line, 0, 2) * np.float32(height * 1.5)
        mask, x0, y0 = below(stage, crest)
        if mask.size == 0:
            continue
        slope = mix(colour, (colour[0] * 0.8, colour[1] * 1.06, colour[2] * 0.8), t)
        stage.put((mask, x0, y0), slopes(stage, crest, mask.shape, y0, height, slope, snow * (1 - 0.5 * t)), near)


def _massif(rng: Rng, width: int) -> F32:
    """One summit of the range."""
    x = np.arange(width, dtype=np.float32) / np.float32(width)
    away = (x - np.float32(0.2 + 0.6 * rng.random())) * np.float32(1.7)
    return np.asarray(np.float32(0.55) + np.float32(0.75) / (1 + away * away * 6), np.float32)


def slopes(
    stage: Stage, crest: F32, shape: tuple[int, ...], y0: int, height: float, colour: Colour, snow: float
) -> F32:
    """Colours of a range below its crest (y by column), for a mask of `shape` whose top is at y0: facets that run down, lit
    from the sun's side, snow 0..1 on what is high."""
    rows, columns = shape
    own = np.empty((rows, columns, 3), np.float32)
    own[:] = np.array(colour, np.float32)
    if stage.look.shading == "flat":
        return own
    depth = (np.arange(rows, dtype=np.float32)[:, None] + np.float32(y0) - crest[None, :]) / np.float32(max(height, 1))
    folds = noise(stage.rng, rows, columns, stage.unit * 0.11, 5, 0.6)
    # Folds follow the slope: the noise at (x, y) is sampled sideways, by an offset that grows with the depth.
    lean = (np.arange(columns)[None, :] + (depth * np.float32(stage.unit * 0.05)).astype(np.int64)) % columns
    folds = np.take_along_axis(folds, lean, axis=1)
    step = max(1, int(stage.unit * 0.006))
    facing = folds - np.roll(folds, step if stage.light.sun_x < 0.5 else -step, axis=1)
    rise = crest - np.roll(crest, step * 3 if stage.light.sun_x < 0.5 else -step * 3)
    tone = facing * np.float32(5.0) - np.clip(rise / np.float32(step * 5), -1, 1)[None, :] * smooth(0.9 - depth, 0, 0.9)
    if stage.look.shading == "cel":
        tone = np.where(tone > 0, np.float32(0.35), np.float32(-0.35))
    if stage.look.shading == "ink":
        # Ink is dark along the crest and fades downwards to white paper.
        wash = smooth(np.float32(1.15) - depth + (folds - np.float32(0.5)) * np.float32(1.2), 0.0, 1.1) * np.float32(
            0.85
        )
        wash = wash * (np.float32(0.80) - np.clip(tone, -0.6, 0.6) * np.float32(0.70))
        white = np.array((250, 250, 248), np.float32)
        return np.asarray(white + (own * np.float32(0.34) - white) * np.clip(wash, 0, 1)[..., None], np.float32)
    own *= (1 + np.clip(tone, -0.8, 0.8) * np.float32(0.42))[..., None]
    own *= (np.float32(1.06) - np.clip(depth, 0, 1) * np.float32(0.22))[..., None]
    if snow > 0:
        white = smooth(np.float32(snow) - depth + (folds - np.float32(0.5)) * np.float32(1.3), 0.0, 0.12)
        cold = (
            np.array((244, 248, 255), np.float32)
            * (np.float32(0.86) + np.clip(tone, -0.6, 0.5) * np.float32(0.34))[..., None]
        )
        own += (cold - own) * white[..., None]
    return own


def ground(
    stage: Stage, top: float, colour: Colour, near_colour: Colour, *, rough: float = 0.3, roll: float = 0.02
) -> None:
    """A plane from `top` (y) to the lower edge, in bands of increasing nearness, with texture in perspective."""
    line = np.float32(top) - (
        ridge_line(stage.rng, stage.width, stage.width * 0.6, 4, 0.4) - np.float32(0.5)
    ) * np.float32(stage.unit * roll)
    mask, x0, y0 = below(stage, line)
    if mask.size == 0:
        return
    if stage.look.shading == "ink":
        colour, near_colour = mix(colour, (254, 253, 248), 0.90), mix(near_colour, (252, 250, 244), 0.80)
    rows, columns = mask.shape
    t = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    own = (
        np.array(colour, np.float32) + (np.array(near_colour, np.float32) - np.array(colour, np.float32)) * t[..., None]
    )
    own = np.broadcast_to(own, (rows, columns, 3)).copy()
    if stage.look.grain and stage.look.shading != "flat":
        texture = perspective_noise(stage, rows, columns)
        own *= (1 + (texture - np.float32(0.5)) * np.float32(1.5 * rough * stage.look.grain))[..., None]
    haze = np.array(stage.light.haze, np.float32)
    lift = (1 - t) ** 2 * np.float32(stage.air(0.35))
    own += (haze - own) * lift[..., None] * np.float32(0.8)
    with stage.one_shape():
        stage.put((mask, x0, y0), own, 0.97)
    nearness = (np.float32(90) + np.float32(160) * t).astype(np.uint8)
    patch = stage.near[y0:, x0 : x0 + columns]
    patch[:] = np.where(mask > 127, nearness, patch)


def perspective_noise(stage: Stage, rows: int, columns: int, stretch: float = 2.2) -> F32:
    """Noise on a plane in perspective: fine at the horizon, coarse in the foreground."""
    total = np.zeros((rows, columns), np.float32)
    bands = 4
    edges = [int(rows * f) for f in (0.0, 0.12, 0.34, 0.65, 1.0)]
    for i in range(bands):
        start, stop = edges[i], edges[i + 1]
        if stop <= start:
            continue
        reach = min(rows, stop + (stop - start) // 2)
        band = noise(stage.rng, reach - start, columns, stage.unit * 0.006 * 2.1**i, 4, 0.7, stretch)
        fade = np.ones(reach - start, np.float32)
        if i:
            ramp = max(1, (edges[i] - edges[i - 1]) // 2)
            ramp = min(ramp, reach - start)
            fade[:ramp] = np.linspace(0, 1, ramp, dtype=np.float32)
        piece = total[start:reach]
        piece += (band - piece) * fade[:, None]
    return total


def dunes(stage: Stage, top: float, colour: Colour) -> None:
    """Dunes with a sharp crest, one side lit and one in shade."""
    layers = 5
    for i in range(layers):
        t = i / (layers - 1)
        base = top + (stage.height - top) * (t**1.4) * 0.82
        swing = stage.unit * (0.035 + 0.075 * t)
        line = ridge_line(stage.rng, stage.width, stage.width * (0.35 + 0.4 * t), 3, 0.35, 0.6)
        crest = np.float32(base) - (line - np.float32(0.35)) * np.float32(swing * 2)
        mask, x0, y0 = below(stage, crest)
        if mask.size == 0:
            continue
        rows, columns = mask.shape
        slope = crest - np.roll(crest, 2)
        side = 1.0 if stage.light.sun_x < 0.5 else -1.0
        depth = np.arange(rows, dtype=np.float32)[:, None] + np.float32(y0) - crest[None, :]
        shift = (depth * np.float32(0.9)).astype(np.int64)
        facing = np.take_along_axis(np.broadcast_to(slope[None, :], mask.shape),
                                    np.clip(np.arange(columns)[None, :] + shift, 0, columns - 1), axis=1)  # fmt: skip
        lit = smooth(facing * np.float32(-side), -0.30, 0.30)
        fade = smooth(1 - depth / np.float32(stage.unit * (0.12 + 0.22 * t)), 0, 1)
        tone = np.float32(0.86) + (lit - np.float32(0.6)) * np.float32(0.5) * fade
        if stage.look.grain and stage.look.shading not in ("flat", "cel"):
            ripples = noise(stage.rng, rows, columns, stage.unit * 0.006 * (1 + 2 * t), 2, 0.6, 6.0)
            tone = tone + (ripples - np.float32(0.5)) * np.float32(0.14 * t)
        own = np.array(colour, np.float32) * tone[..., None]
        stage.put((mask, x0, y0), own, 0.2 + 0.75 * t)
