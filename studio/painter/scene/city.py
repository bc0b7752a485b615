"""Skylines, streets and their lights."""

from studio.painter.deterministic import Colour, mix
from studio.painter.outlines import Point, rectangle
from studio.painter.stage import Stage

WINDOW_LIT: Colour = (255, 214, 130)


def skyline(stage: Stage, foot: float, tall: float, near: float, colour: Colour, *, neon: bool = False) -> None:
    """A row of tall buildings with windows, over the whole width."""
    rng = stage.rng
    x = -stage.unit * 0.05
    while x < stage.width:
        wide = stage.unit * (0.045 + 0.075 * rng.random()) * (0.7 + 0.6 * near)
        height = tall * (0.32 + 0.68 * rng.random() ** 1.4)
        if rng.random() < 0.14:
            height *= 1.35
        _tower(stage, x, foot, wide, height, near, colour, neon)
        x += wide * (0.86 + 0.3 * rng.random())


def _tower(
    stage: Stage, x: float, foot: float, wide: float, height: float, near: float, colour: Colour, neon: bool
) -> None:
    rng = stage.rng
    top = foot - height
    tone = 0.85 + 0.3 * rng.random()
    body: Colour = (colour[0] * tone, colour[1] * tone, colour[2] * tone)
    kind = int(rng.integers(5))
    with stage.one_shape():
        ring: list[Point] = [(x, foot), (x, top), (x + wide, top), (x + wide, foot)]
        if kind == 1:
            ring = [(x, foot), (x, top), (x + wide * 0.5, top - wide * 0.6), (x + wide, top), (x + wide, foot)]
        if kind == 2:
            ring = [(x, foot), (x, top + wide * 0.4), (x + wide, top - wide * 0.1), (x + wide, foot)]
        if kind == 3:
            ring = [
                (x, foot),
                (x, top + height * 0.12),
                (x + wide * 0.16, top + height * 0.12),
                (x + wide * 0.16, top),
                (x + wide * 0.84, top),
                (x + wide * 0.84, top + height * 0.12),
                (x + wide, top + height * 0.12),
                (x + wide, foot),
            ]
        stage.fill(ring, body, near, grain=0.06, fall=0.12)
        shady = (x + wide * 0.62, x + wide) if stage.light.sun_x < 0.5 else (x, x + wide * 0.38)
        stage.fill(
            [(shady[0], foot), (shady[0], top + wide * 0.45), (shady[1], top + wide * 0.45), (shady[1], foot)],
            (body[0] * 0.82, body[1] * 0.82, body[2] * 0.86),
            near,
            alpha=0.7,
        )
        if kind == 4 or height > stage.unit * 0.4:
            stage.line([(x + wide / 2, top), (x + wide / 2, top - wide * 0.9)], max(1.0, wide * 0.04), body, near)
    _windows(stage, x, top + wide * 0.5, wide, foot, near, neon)


def _windows(stage: Stage, x: float, top: float, wide: float, foot: float, near: float, neon: bool) -> None:
    rng = stage.rng
    if stage.look.shading == "ink":
        return
    columns = max(3, int(wide / max(3.0, stage.unit * 0.011)))
    step = wide / columns
    rows = max(1, int((foot - top) / (step * 1.35)))
    lit = stage.light.lamps
    air = stage.air(near)
    palette: tuple[Colour, ...] = (WINDOW_LIT, (255, 236, 190), (250, 190, 110), (190, 220, 250))
    if neon:
        palette = ((255, 90, 190), (80, 230, 255), (255, 210, 120), (170, 110, 255))
    day = stage.lit((150, 178, 204), near, 0.6)
    chance = rng.random(rows * columns)
    for r in range(rows):
        y = top + r * step * 1.35
        for c in range(columns):
            k = chance[r * columns + c]
            if lit and k > 0.42:
                continue
            if not lit and k > 0.8:
                continue
            colour = mix(palette[int(k * 977) % 4], stage.light.haze, air * 0.7) if lit else day
            px = x + (c + 0.22) * step
            stage.dab(rectangle(px, y, px + step * 0.56, y + step * 0.8), colour)
    if neon and lit and rng.random() < 0.55 and wide > stage.unit * 0.05:
        sign = palette[int(rng.integers(4))]
        sx, sy = x + wide * (0.1 + 0.6 * rng.random()), top + (foot - top) * (0.1 + 0.4 * rng.random())
        tall = (foot - top) * 0.25
        stage.fill(rectangle(sx, sy, sx + wide * 0.16, sy + tall), sign, near, glow=True)
        stage.gleam(sx + wide * 0.08, sy + tall / 2, tall * 1.1, sign, 0.55)


def street(stage: Stage, vanish_x: float, top: float, *, wet: bool) -> None:
    """A street in perspective up to the horizon, with kerbs and a dashed centre line."""
    bottom = float(stage.height)
    half = stage.width * 0.55
    stage.fill(
        [(vanish_x - 3, top), (vanish_x + 3, top), (vanish_x + half, bottom), (vanish_x - half, bottom)],
        (72, 74, 82),
        0.8,
        grain=0.12,
        grain_cell=6,
        fall=0.1,
    )
    for side in (-1, 1):
        kerb = [
            (vanish_x + side * 3, top),
            (vanish_x + side * half, bottom),
            (vanish_x + side * half * 1.08, bottom),
            (vanish_x + side * 4, top),
        ]
        stage.fill(kerb, (150, 150, 156), 0.8)
    for k in range(9):
        a, b = ((k + 0.2) / 9) ** 2.2, ((k + 0.7) / 9) ** 2.2
        ya, yb = top + (bottom - top) * a, top + (bottom - top) * b
        wa, wb = half * 0.022 * a + 0.6, half * 0.022 * b + 0.6
        if not wet:
            stage.fill(
                [(vanish_x - wa, ya), (vanish_x + wa, ya), (vanish_x + wb, yb), (vanish_x - wb, yb)],
                (226, 218, 190),
                0.85,
            )


def street_walls(stage: Stage, vanish_x: float, top: float, colour: Colour, *, neon: bool) -> None:
    """Houses on both sides of a street, larger towards the viewer."""
    for side in (-1, 1):
        for k in range(6):
            t = ((k + 1) / 6) ** 1.7
            near = 0.5 + 0.45 * t
            wide = stage.width * (0.05 + 0.14 * t)
            edge = vanish_x + side * stage.width * (0.07 + 0.48 * t)
            x = edge if side > 0 else edge - wide
            foot = top + (stage.height - top) * t * 0.62
            _tower(
                stage,
                x,
                foot,
                wide,
                stage.unit * (0.22 + 0.62 * t) * (0.8 + 0.3 * stage.rng.random()),
                near,
                colour,
                neon,
            )


def street_lamp(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    with stage.one_shape():
        stage.line([(x, foot), (x, foot - size * 0.9)], max(1.5, size * 0.022), (54, 56, 62), near)
        stage.ellipse(x, foot - size * 0.95, size * 0.05, size * 0.06, (255, 234, 170), near, glow=stage.light.lamps)
    if stage.light.lamps:
        stage.gleam(x, foot - size * 0.95, size * 0.55, (255, 196, 110), 0.75)
