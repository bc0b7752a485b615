"""Water: reflections with ripples, the sun's path of light, waves, waterfalls."""

import numpy as np

from studio.painter.deterministic import F32, Colour, blend, noise, ridge_line, smooth, to_u8
from studio.painter.scene.land import below, perspective_noise, slopes
from studio.painter.stage import Stage


def paint_water(stage: Stage, top: float, colour: Colour, *, calm: float = 0.5, bottom: float | None = None) -> None:
    """A plane of water from `top` (y in pixels) down to `bottom`; calm 1 is a mirror, 0 the open sea."""
    start, stop = max(1, int(top)), stage.height if bottom is None else min(stage.height, int(bottom))
    rows = stop - start
    if rows < 2:
        return
    width = stage.width
    t = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    ripple = perspective_noise(stage, rows, width, 5.0 + 3 * calm)
    # A row below the shore reflects the row at the same distance above it.
    squeeze = 1.0 if start > rows * 0.8 else start / (rows * 1.05)
    sway = (ripple - np.float32(0.5)) * np.float32(stage.unit * (0.16 - 0.11 * calm)) * (np.float32(0.15) + t)
    source_y = np.float32(start - 1) - np.arange(rows, dtype=np.float32)[:, None] * np.float32(squeeze) + sway
    source_y = np.clip(source_y, 0, start - 1).astype(np.int64)
    source_x = np.arange(width)[None, :] + (sway * np.float32(0.5)).astype(np.int64)
    source_x = np.clip(source_x, 0, width - 1)
    mirror = stage.rgb[source_y, source_x].astype(np.float32)

    own = np.array(colour, np.float32) * (
        np.array(stage.light.ambient, np.float32) * np.float32(0.55)
        + np.array(stage.light.key, np.float32) * np.float32(0.35)
    )
    # Steep views show the water, flat ones reflect the sky (an approximation of Fresnel's law).
    share = np.clip(np.float32(0.42 + 0.42 * calm) + (1 - t) * np.float32(0.34) - np.float32(0.28) * t, 0.12, 0.95)
    surface = own + (mirror - own) * share[..., None]
    waves = (ripple - np.float32(0.5)) * np.float32(1.5 - calm)
    if stage.look.shading == "cel":
        waves = np.where(waves > 0.16, np.float32(0.24), np.where(waves < -0.12, np.float32(-0.12), np.float32(0)))
    if stage.look.shading == "flat":
        waves = np.where(waves > 0.12, np.float32(0.10), np.float32(0))
    surface *= (1 + waves * (np.float32(0.25) + np.float32(0.6) * t))[..., None]
    surface += (np.array(stage.light.haze, np.float32) - surface) * ((1 - t) ** 3 * np.float32(stage.air(0.2)))[
        ..., None
    ]
    if stage.look.shading == "ink":
        surface += (np.array((250, 250, 246), np.float32) - surface) * (np.float32(0.62) + np.float32(0.2) * t)[
            ..., None
        ]
    stage.rgb[start:stop] = to_u8(surface)
    stage.near[start:stop] = (np.float32(70) + np.float32(150) * t).astype(np.uint8)
    stage.shapes[start:stop] = 17
    _glitter(stage, start, stop, ripple)


def _glitter(stage: Stage, start: int, stop: int, ripple: F32) -> None:
    """The path of light below a low sun or the moon."""
    light = stage.light
    if stage.look.shading == "ink":
        return
    if light.overcast > 0.5 or (light.hour == "day" and light.sun_y > 0.5):
        strength = 0.18 * (1 - light.overcast)
    else:
        strength = 0.95 * (1 - light.overcast)
    rows = stop - start
    t = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    x = (np.arange(stage.width, dtype=np.float32)[None, :] - np.float32(stage.sun[0])) / np.float32(stage.unit)
    spread = np.float32(0.035) + np.float32(0.11) * t
    path = 1 / (1 + (x / spread) ** 2)
    sparkle = noise(stage.rng, rows, stage.width, max(2.0, stage.unit * 0.008), 2, 0.7, 4.0)
    crest = smooth(ripple * np.float32(0.6) + sparkle * np.float32(0.5), 0.52, 0.68)
    if stage.look.shading in ("cel", "flat"):
        crest = np.where(crest > 0.5, np.float32(1), np.float32(0))
    alpha = to_u8(path * crest * np.float32(255 * strength))
    plane = np.empty((rows, stage.width, 3), np.uint8)
    plane[:] = np.array(light.sun, np.uint8)
    stage.rgb[start:stop] = blend(stage.rgb[start:stop], plane, alpha)


def paint_foam(stage: Stage, top: float, count: int) -> None:
    """Lines of breaking waves, longer and farther apart towards the viewer."""
    rng = stage.rng
    for i in range(count):
        t = ((i + 0.5 + 0.4 * rng.random()) / count) ** 1.6
        y = top + (stage.height - top) * t
        length = stage.unit * (0.05 + 0.35 * t) * (0.6 + 0.8 * rng.random())
        x = rng.random() * stage.width
        thick = stage.unit * (0.0012 + 0.006 * t)
        crest = [(x + length * (k / 9 - 0.5), y + stage.unit * 0.006 * t * (rng.random() - 0.5) * 2) for k in range(10)]
        under = [(px, py + thick * (1.2 - abs(k / 9 - 0.5) * 2)) for k, (px, py) in enumerate(crest)][::-1]
        stage.fill(crest + under, (240, 248, 250), 0.5 + 0.5 * t, alpha=0.55, solid=False)


def paint_waterfall(stage: Stage, foot: float) -> None:
    """A cliff with water falling down it to `foot` (y in pixels), and the spray below."""
    rng, u = stage.rng, stage.unit
    x, top = stage.width * (0.35 + 0.3 * rng.random()), foot - u * 0.49
    fall = u * 0.080
    away = (np.arange(stage.width, dtype=np.float32) - np.float32(x)) / np.float32(u)
    ragged = ridge_line(rng, stage.width, u * 0.22, 6, 0.55, 0.6) - np.float32(0.5)
    tall = np.float32(0.50) / (1 + away * away * 5) + ragged * np.float32(0.20) * smooth(np.abs(away), 0.06, 0.16)
    crest = np.float32(foot) - np.clip(tall, 0.0, 1.0) * np.float32(u)
    mask, x0, y0 = below(stage, crest)
    mask = mask[: max(1, int(foot) - y0)]
    stage.put((mask, x0, y0), slopes(stage, crest, mask.shape, y0, u * 0.4, (86, 98, 88), 0.0), 0.46)
    sheet = [
        (x - fall * 0.8, top - u * 0.004),
        (x + fall * 0.8, top - u * 0.004),
        (x + fall * 1.1, foot),
        (x - fall * 1.1, foot),
    ]
    stage.fill(sheet, (226, 238, 246), 0.5, alpha=0.94)
    for _ in range(70):
        sx = x + fall * (rng.random() * 2 - 1) * 0.95
        start = top + (foot - top) * rng.random() * 0.7
        length = (foot - top) * (0.12 + 0.3 * rng.random())
        shade = -0.9 + 1.6 * rng.random()
        strand = [(sx, start), (sx + (sx - x) * 0.10, min(foot, start + length))]
        stage.hair(strand, max(1.0, u * 0.003), stage.lit((214, 230, 242), 0.6, shade))
    for _ in range(14):
        x_spray, y_spray = x + fall * (rng.random() * 3 - 1.5), foot - u * 0.02 * rng.random()
        stage.gleam(x_spray, y_spray, u * (0.04 + 0.06 * rng.random()), (244, 250, 255), 0.5)
