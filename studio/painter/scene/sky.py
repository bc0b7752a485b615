"""Sky: gradient, sun, moon, stars, clouds, rainbow, aurora."""

import cv2
import numpy as np

from studio.painter.deterministic import F32, U8, Colour, blend, blur, mix, noise, smooth, to_u8, wave
from studio.painter.outlines import oval
from studio.painter.stage import Stage


def paint_sky(stage: Stage) -> None:
    """The gradient from zenith to horizon, brighter towards the sun. Fills the whole stage."""
    height, width = stage.height, stage.width
    span = max(1.0, stage.horizon)
    y = np.clip(np.arange(height, dtype=np.float32) / np.float32(span), 0, 1)
    stops = np.array(stage.light.sky, np.float32)
    column = np.stack([np.interp(y, (0.0, 0.38, 0.74, 1.0), stops[:, c]) for c in range(3)], axis=1)
    sky = np.empty((height, width, 3), np.float32)
    sky[:] = column.astype(np.float32)[:, None, :]
    x0, y0 = stage.sun
    dx = (np.arange(width, dtype=np.float32) - np.float32(x0)) / np.float32(width)
    dy = (np.arange(height, dtype=np.float32) - np.float32(y0)) / np.float32(span)
    reach = 0.10 if stage.light.hour in ("dawn", "sunset", "dusk") else 0.03
    away = (dx * dx)[None, :] + (dy * dy)[:, None] * np.float32(1.5)
    halo = np.float32(reach) / (away + np.float32(reach)) * np.float32(0.62 * (1 - stage.light.overcast * 0.8))
    if stage.light.hour == "night":
        halo *= np.float32(0.25)
    sky += (np.array(mix(stage.light.sun, stage.light.sky[3], 0.65), np.float32) - sky) * halo[..., None]
    # Half a tone of noise, because so slow a gradient would show steps in 8 bits.
    sky += stage.rng.random((height, width, 1), np.float32) - np.float32(0.5)
    stage.rgb = to_u8(sky)


def paint_stars(stage: Stage, many: bool) -> None:
    """Stars, denser in a band when there are many."""
    height = int(stage.horizon)
    count = int((900 if many else 260) * (stage.width * stage.horizon) / 5e5)
    rng = stage.rng
    layer = np.zeros((stage.height, stage.width), np.uint8)
    tilt = rng.random() - 0.5
    for i in range(count):
        x, y = rng.random() * stage.width, rng.random() * height
        if many and i % 3:
            y = height * (0.35 + tilt * (x / stage.width - 0.5)) + (rng.random() + rng.random() - 1) * height * 0.35
        glow = int(90 + 165 * rng.random() ** 3)
        radius = 0.5 + stage.unit / 1024 * (0.25 + 1.3 * rng.random() ** 6)
        cv2.circle(layer, (round(x * 16), round(y * 16)), round(radius * 16), glow, -1, cv2.LINE_AA, 4)
    fade = np.clip((stage.horizon - np.arange(stage.height, dtype=np.float32)) / np.float32(stage.unit * 0.2), 0, 1)
    alpha = to_u8(layer.astype(np.float32) * fade[:, None])
    if many:
        band = noise(rng, stage.height, stage.width, stage.unit / 5, 5, 0.6)
        xs = np.arange(stage.width, dtype=np.float32)[None, :] / np.float32(stage.width) - np.float32(0.5)
        ys = np.arange(stage.height, dtype=np.float32)[:, None] / np.float32(max(1, height)) - np.float32(0.35)
        off = np.abs(ys - xs * np.float32(tilt))
        milk = smooth(0.5 - off, 0.1, 0.5) * smooth(band, 0.32, 0.75) * np.float32(120) * fade[:, None]
        stage.rgb = blend(stage.rgb, _plane(stage, (196, 190, 236)), to_u8(milk))
    stage.rgb = blend(stage.rgb, _plane(stage, (255, 250, 238)), alpha)


def paint_sun(stage: Stage) -> None:
    """The sun's disc and its glow; large and near the horizon at dawn and sunset."""
    x, y = stage.sun
    low = stage.light.hour in ("dawn", "sunset", "dusk")
    radius = stage.unit * (0.062 if low else 0.042)
    if stage.look.shading in ("flat", "cel"):
        radius *= 1.5
    if stage.look.shading == "ink":
        y = stage.horizon * 0.36
    y = max(radius * 1.5, y)
    if stage.look.shading != "ink":
        glow = mix(stage.light.sun, stage.light.sky[2], 0.45 if low else 0.0)
        stage.gleam(x, y, radius * 8, glow, 0.40)
        stage.gleam(x, y, radius * 2.4, stage.light.sun, 0.55)
    stage.ellipse(x, y, radius, radius, stage.light.sun, 0.0, glow=True, solid=stage.look.shading in ("flat", "ink"))


def paint_moon(stage: Stage, crescent: bool = False) -> None:
    """A full moon with dark maria, or a crescent."""
    x, y = stage.width * (0.22 + 0.56 * stage.rng.random()), stage.horizon * (0.26 + 0.16 * stage.rng.random())
    stage.sun = (x, y)
    radius = stage.unit * (0.055 + 0.02 * stage.rng.random())
    pale: Colour = (250, 246, 226)
    stage.gleam(x, y, radius * 7, (180, 200, 250), 0.35)
    stage.gleam(x, y, radius * 2.4, pale, 0.45)
    mask, x0, y0 = stage.polygon(oval(x, y, radius, radius, points=72))
    if mask.size == 0:
        return
    if crescent:
        bite, bx, by = stage.polygon(oval(x + radius * 0.55, y - radius * 0.2, radius * 0.92, radius * 0.92, points=72))
        cut = np.zeros((stage.height, stage.width), np.uint8)
        cut[by : by + bite.shape[0], bx : bx + bite.shape[1]] = bite
        mask = np.minimum(mask, 255 - cut[y0 : y0 + mask.shape[0], x0 : x0 + mask.shape[1]])
    seas = noise(stage.rng, mask.shape[0], mask.shape[1], radius * 0.9, 4)
    face = np.array(pale, np.float32) * (1 - 0.16 * smooth(seas, 0.48, 0.68) * min(1.0, stage.look.grain))[..., None]
    stage.put((mask, x0, y0), face, 0.0, glow=True)


def paint_clouds(stage: Stage, cover: float) -> None:
    """Clouds of the kind that the style uses; cover 0..1."""
    if stage.look.clouds == "cumulus":
        _cumulus(stage, cover)
    elif stage.look.clouds == "flat":
        _flat_clouds(stage, cover)
    elif stage.look.clouds == "vapour":
        _vapour(stage, cover)


def _vapour(stage: Stage, cover: float) -> None:
    """Clouds from layers of noise in perspective: large overhead, narrow at the horizon."""
    rng, width = stage.rng, stage.width
    height = max(8, int(stage.horizon))
    side = 512
    plane = noise(rng, side, side, 150, 6, 0.56)
    y = (np.arange(height, dtype=np.float32) + 1) / np.float32(height)
    far = np.float32(0.32) / (np.float32(1.12) - y)
    drift = np.float32(rng.random() * side)
    u = (np.arange(width, dtype=np.float32)[None, :] / np.float32(width) - np.float32(0.5)) * far[:, None] * 360 + drift
    v = np.broadcast_to((far * np.float32(190) + drift)[:, None], u.shape)
    density = _sample(plane, v, u)
    towards = 5.0 if stage.light.sun_x > 0.5 else -5.0
    beyond = _sample(plane, v + np.float32(3), u + np.float32(towards))
    edge = 0.60 - 0.26 * cover
    body = smooth(density, edge, edge + 0.20)
    body *= smooth(1 - y, 0.0, 0.12)[:, None]
    shade = np.clip((density - beyond) * 3.2 + 0.55 - np.clip(density - edge - 0.12, 0, 1) * 2.2, 0, 1)
    bright, dark = cloud_colours(stage)
    tone = np.array(dark, np.float32) + (np.array(bright, np.float32) - np.array(dark, np.float32)) * shade[..., None]
    alpha = to_u8(body * np.float32(255 * (0.55 + 0.4 * cover)))
    stage.rgb[:height] = blend(stage.rgb[:height], to_u8(tone), alpha)


def _sample(plane: F32, v: F32, u: F32) -> F32:
    """Bilinear sampling of a plane that is tiled by mirroring."""
    side = plane.shape[0]

    def fold(index: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        index = index % (2 * side - 2)
        return np.where(index < side, index, 2 * side - 2 - index)

    fv, fu = np.floor(v), np.floor(u)
    iv, iu = fv.astype(np.int64), fu.astype(np.int64)
    v0, v1, u0, u1 = fold(iv), fold(iv + 1), fold(iu), fold(iu + 1)
    dv, du = v - fv, u - fu
    top = plane[v0, u0] * (1 - du) + plane[v0, u1] * du
    low = plane[v1, u0] * (1 - du) + plane[v1, u1] * du
    return np.asarray(top + (low - top) * dv, np.float32)


def cloud_colours(stage: Stage) -> tuple[Colour, Colour]:
    """The colours of a cloud's lit and shaded side at this hour."""
    light = stage.light
    bright = {
        "dawn": (255, 226, 206), "day": (255, 255, 255), "sunset": (255, 186, 128), "dusk": (226, 150, 158),
        "night": (92, 108, 152),
    }[light.hour]  # fmt: skip
    dark = mix(light.sky[1], light.haze, 0.45)
    if light.hour == "day":
        dark = mix(dark, (150, 166, 190), 0.5)
    grey = (light.haze[0] * 0.8, light.haze[1] * 0.82, light.haze[2] * 0.86)
    tint = mix(bright, light.haze, 0.25)
    return mix(tint, mix(light.haze, (255, 255, 255), 0.15), light.overcast), mix(dark, grey, light.overcast)


def _cumulus(stage: Stage, cover: float) -> None:
    """Cumulus clouds with a flat base, as in animated films: small ones in the distance, one or two towering."""
    rng = stage.rng
    heaps = 3 + int(5 * cover + rng.random() * 2)
    for i in range(heaps):
        t = (i + rng.random()) / heaps
        tower = i == heaps - 1 - int(rng.integers(2))
        size = stage.unit * (0.030 + 0.085 * t) * (1.7 if tower else 1.0)
        x = stage.width * ((i * 0.618 + 0.35 * rng.random()) % 1.0)
        y = stage.horizon * (0.94 - 0.62 * t * (0.35 if tower else 1.0))
        _heap(stage, x, y, size, tall=1.5 if tower else 0.8, depth=t)


def _heap(stage: Stage, x: float, y: float, size: float, *, tall: float, depth: float) -> None:
    rng = stage.rng
    bright, dark = cloud_colours(stage)
    haze = stage.light.sky[3]
    bright, dark = mix(haze, bright, 0.55 + 0.45 * depth), mix(haze, dark, 0.35 + 0.5 * depth)
    lean = -1 if stage.light.sun_x < 0.5 else 1
    puffs = []
    for _ in range(46):
        a = rng.random() * 2 - 1
        lift = rng.random() * (1 - abs(a) ** 1.5)
        puffs.append(
            (x + a * size * 2.1, y - lift * size * 1.5 * tall, size * (0.20 + 0.34 * (1 - abs(a)) * rng.random()))
        )
    puffs.sort(key=lambda puff: puff[1])
    pad = size * 0.6
    x0, x1 = max(0, int(x - size * 2.1 - pad)), min(stage.width, int(x + size * 2.1 + pad))
    y0, y1 = max(0, int(y - size * 1.5 * tall - pad)), min(stage.height, int(y + pad))
    if x1 <= x0 or y1 <= y0:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    lit = np.zeros_like(mask)
    for px, py, radius in puffs:
        centre = (round((px - x0) * 16), round((py - y0) * 16))
        cv2.circle(mask, centre, round(radius * 16), 255, -1, cv2.LINE_AA, 4)
        # Every puff is dark below and bright above; front ones are drawn over those behind.
        for share, reach, tone in ((1.0, 0.0, 40), (0.90, 0.12, 150), (0.74, 0.30, 255)):
            at = (round((px + lean * radius * reach * 0.7 - x0) * 16), round((py - radius * reach - y0) * 16))
            cv2.circle(lit, at, round(radius * share * 16), tone, -1, cv2.LINE_AA, 4)
    rows = np.arange(y0, y1, dtype=np.float32)
    foot = np.clip(1 - (rows - np.float32(y - size * 0.10)) / np.float32(size * 0.40), 0, 1)
    mask = to_u8(mask.astype(np.float32) * foot[:, None])
    soft = blur(lit, size * (0.10 if stage.look.shading == "round" else 0.012)).astype(np.float32) / 255
    low, high = np.array(dark, np.float32), np.array(bright, np.float32)
    here = stage.rgb[y0:y1, x0:x1]
    here[:] = blend(here, to_u8(low + (high - low) * soft[..., None]), mask)


def _flat_clouds(stage: Stage, cover: float) -> None:
    """Clouds as bars with round ends, for flat illustration."""
    rng = stage.rng
    bright, _ = cloud_colours(stage)
    colour = mix(bright, stage.light.sky[2], 0.25)
    for _ in range(2 + int(5 * cover)):
        x, y = stage.width * rng.random(), stage.horizon * (0.12 + 0.6 * rng.random())
        size = stage.unit * (0.05 + 0.05 * rng.random())
        with stage.one_shape():
            for k in range(3):
                half = size * (2.2 - 0.6 * k) * (0.8 + 0.4 * rng.random())
                shift = size * (rng.random() - 0.5) * 1.4
                yy = y - k * size * 0.5
                stage.line([(x + shift - half, yy), (x + shift + half, yy)], size * 0.55, colour, 0.0, glow=True)


def paint_rainbow(stage: Stage) -> None:
    """A rainbow opposite the sun."""
    cx, cy = stage.width * (1 - stage.light.sun_x), stage.horizon * 1.05
    outer = stage.unit * 0.62
    bands = ((230, 60, 60), (244, 150, 60), (246, 226, 90), (96, 190, 100), (70, 140, 220), (130, 90, 190))
    dx = np.arange(stage.width, dtype=np.float32) - np.float32(cx)
    dy = np.arange(stage.height, dtype=np.float32) - np.float32(cy)
    radius = np.sqrt((dx * dx)[None, :] + (dy * dy)[:, None])
    t = (np.float32(outer) - radius) / np.float32(stage.unit * 0.085)
    at = np.clip(t, 0, 1) * 5
    tone = np.stack([np.interp(at, range(6), [b[c] for b in bands]) for c in range(3)], axis=2)
    alpha = smooth(t, 0.0, 0.2) * smooth(1 - t, 0.0, 0.2) * np.float32(120)
    alpha[int(stage.horizon) :] = 0
    stage.rgb = blend(stage.rgb, to_u8(tone), to_u8(alpha))


def paint_aurora(stage: Stage) -> None:
    """Aurora: curtains of green and violet light."""
    rng, height = stage.rng, int(stage.horizon)
    x = np.arange(stage.width, dtype=np.float32) / np.float32(stage.width)
    y = np.arange(height, dtype=np.float32)[:, None] / np.float32(max(1, height))
    glow = np.zeros((height, stage.width, 3), np.float32)
    for k, colour in enumerate(((70, 240, 150), (90, 220, 200), (170, 90, 230))):
        base = (
            0.78
            - 0.16 * k
            + 0.12
            * (
                wave(x * np.float32(0.8 + rng.random()) + np.float32(rng.random()))
                + 0.5 * wave(x * np.float32(2.3) + np.float32(rng.random()))
            )
        )
        rays = noise(rng, 1, stage.width, stage.unit / 14, 4, 0.65)[0]
        t = (base[None, :] - y) / (np.float32(0.28) + rays[None, :] * np.float32(0.5))
        curtain = smooth(t, -0.05, 0.06) * np.clip(1 - t, 0, 1) ** 2 * (np.float32(0.3) + rays[None, :])
        glow += curtain[..., None] * np.array(colour, np.float32) * np.float32(0.85)
    under = stage.rgb[:height].astype(np.float32)
    stage.rgb[:height] = to_u8(under + (255 - under) * np.clip(glow / 255, 0, 1))


def _plane(stage: Stage, colour: Colour) -> U8:
    plane = np.empty_like(stage.rgb)
    plane[:] = np.array(colour, np.uint8)
    return plane
