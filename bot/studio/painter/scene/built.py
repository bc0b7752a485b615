"""What people build: houses, towers, bridges, boats, and the skyline of a city."""

import math

from ..exact import Colour, mix
from ..stage import Point, Stage, oval, soft_outline

WINDOW_LIT: Colour = (255, 214, 130)


def house(
    stage: Stage,
    x: float,
    foot: float,
    size: float,
    near: float,
    *,
    wall: Colour | None = None,
    eastern: bool = False,
    snow: bool = False,
) -> None:
    """A house with a gable, `size` pixels wide, standing at (x, foot)."""
    rng = stage.rng
    roofs: tuple[Colour, ...] = ((158, 70, 52), (120, 82, 62), (92, 98, 112), (178, 96, 62))
    walls: tuple[Colour, ...] = ((236, 224, 200), (220, 196, 164), (240, 236, 226), (206, 170, 136))
    roof = roofs[int(rng.integers(4))]
    body = wall or walls[int(rng.integers(4))]
    if eastern:
        roof, body = (58, 62, 70), wall or (240, 238, 230)
    half, tall = size * 0.5, size * 0.42
    eave = foot - tall
    peak = eave - size * (0.24 if eastern else 0.36)
    with stage.one_shape():
        stage.fill(
            [(x - half, foot), (x - half, eave), (x + half, eave), (x + half, foot)], body, near, grain=0.10, fall=0.15
        )
        lit_side = -1 if stage.light.sun_x < 0.5 else 1
        gable = half * 0.42
        gx = x + lit_side * (half - gable)
        darker: Colour = (body[0] * 0.80, body[1] * 0.80, body[2] * 0.86)
        side = [
            (x - lit_side * half, foot),
            (x - lit_side * half, eave),
            (gx - lit_side * gable, eave),
            (gx - lit_side * gable, foot),
        ]
        stage.fill(side, darker, near, grain=0.10, fall=0.2)
        if eastern:
            sweep = [(x - half * 1.22, eave + size * 0.01), (x - half * 1.05, eave - size * 0.05), (x - half * 0.8, peak + size * 0.03), (x - half * 0.84, peak - size * 0.03),
                     (x, peak), (x + half * 0.84, peak - size * 0.03), (x + half * 0.8, peak + size * 0.03), (x + half * 1.05, eave - size * 0.05), (x + half * 1.22, eave + size * 0.01)]  # fmt: skip
            stage.fill(soft_outline(sweep, 1), roof, near, grain=0.25, grain_cell=3, fall=0.2)
        else:
            stage.fill([(gx - gable, eave), (gx, peak), (gx + gable, eave)], body, near, grain=0.08)
            slope = [
                (gx, peak),
                (gx - lit_side * gable * 1.15, eave + size * 0.04),
                (x - lit_side * half * 1.12, eave + size * 0.04),
                (x - lit_side * (half - gable), peak),
            ]
            stage.fill(slope, roof, near, grain=0.35, grain_cell=max(2.0, size * 0.03), fall=0.25)
            edge = [
                (gx, peak - size * 0.02),
                (gx + lit_side * gable * 1.18, eave + size * 0.04),
                (gx + lit_side * gable * 1.0, eave + size * 0.05),
                (gx, peak + size * 0.03),
            ]
            stage.fill(edge, roof, near)
            cx = x - lit_side * half * 0.4
            stage.fill(
                [
                    (cx - size * 0.045, peak + size * 0.14),
                    (cx - size * 0.045, peak - size * 0.05),
                    (cx + size * 0.045, peak - size * 0.05),
                    (cx + size * 0.045, peak + size * 0.14),
                ],
                (150, 96, 80),
                near,
                grain=0.2,
            )
        if snow:
            cap = [
                (gx, peak - size * 0.035),
                (gx - lit_side * gable * 1.15, eave + size * 0.0),
                (x - lit_side * half * 1.14, eave + size * 0.02),
                (x - lit_side * (half - gable), peak - size * 0.04),
            ]
            stage.fill(soft_outline(cap, 2), (244, 248, 254), near, volume=size * 0.03)
    _openings(stage, x, foot, size, near, gx)


def _openings(stage: Stage, x: float, foot: float, size: float, near: float, gx: float) -> None:
    lit = stage.light.lamps
    pane: Colour = WINDOW_LIT if lit else (92, 112, 132)
    w, h = size * 0.075, size * 0.10
    spots = [
        (gx, foot - size * 0.30),
        (x - (gx - x) * 0.35, foot - size * 0.26),
        (x - (gx - x) * 1.15, foot - size * 0.26),
    ]
    for px, py in spots:
        stage.fill(
            [
                (px - w * 0.6, py - h * 0.6),
                (px + w * 0.6, py - h * 0.6),
                (px + w * 0.6, py + h * 0.6),
                (px - w * 0.6, py + h * 0.6),
            ],
            (250, 246, 238),
            near,
        )
        stage.fill(
            [(px - w / 2, py - h / 2), (px + w / 2, py - h / 2), (px + w / 2, py + h / 2), (px - w / 2, py + h / 2)],
            pane,
            near,
            glow=lit,
        )
        if lit:
            stage.gleam(px, py, size * 0.26, (255, 180, 90), 0.5)
    stage.fill(
        [
            (gx - w * 0.7, foot),
            (gx - w * 0.7, foot - size * 0.19),
            (gx + w * 0.7, foot - size * 0.19),
            (gx + w * 0.7, foot),
        ],
        (112, 72, 48),
        near,
    )


def smoke(stage: Stage, x: float, y: float, size: float) -> None:
    """Smoke from a chimney, leaning with the wind."""
    for k in range(9):
        t = k / 8
        stage.gleam(
            x + size * (0.6 * t + 0.12 * math.sin(k * 1.7)),
            y - size * 1.3 * t,
            size * (0.10 + 0.26 * t),
            (232, 232, 236),
            0.30 * (1 - t) + 0.06,
        )


def skyline(stage: Stage, foot: float, tall: float, near: float, colour: Colour, *, neon: bool = False) -> None:
    """A row of tall buildings with windows from edge to edge."""
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
            ring = [(x, foot), (x, top + height * 0.12), (x + wide * 0.16, top + height * 0.12), (x + wide * 0.16, top), (x + wide * 0.84, top),
                    (x + wide * 0.84, top + height * 0.12), (x + wide, top + height * 0.12), (x + wide, foot)]  # fmt: skip
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
            stage.dab(
                [(px, y), (px + step * 0.56, y), (px + step * 0.56, y + step * 0.8), (px, y + step * 0.8)], colour
            )
    if neon and lit and rng.random() < 0.55 and wide > stage.unit * 0.05:
        sign = palette[int(rng.integers(4))]
        sx, sy = x + wide * (0.1 + 0.6 * rng.random()), top + (foot - top) * (0.1 + 0.4 * rng.random())
        tall = (foot - top) * 0.25
        stage.fill(
            [(sx, sy), (sx + wide * 0.16, sy), (sx + wide * 0.16, sy + tall), (sx, sy + tall)], sign, near, glow=True
        )
        stage.gleam(sx + wide * 0.08, sy + tall / 2, tall * 1.1, sign, 0.55)


def street(stage: Stage, vanish_x: float, top: float, *, wet: bool) -> None:
    """A street that runs to the horizon between its kerbs, with a dashed middle line."""
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


def pagoda(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """A tower of swept roofs, `size` pixels tall."""
    tiers = 5
    with stage.one_shape():
        for i in range(tiers):
            t = i / tiers
            y = foot - size * 0.86 * t
            half = size * (0.15 - 0.07 * t)
            tall = size * 0.86 / tiers
            stage.fill(
                [(x - half, y), (x - half, y - tall), (x + half, y - tall), (x + half, y)],
                (170, 74, 54),
                near,
                grain=0.1,
                fall=0.2,
            )
            for k in (-1, 0, 1):
                w = half * 0.18
                lit = stage.light.lamps
                stage.fill(
                    [
                        (x + k * half * 0.6 - w, y - tall * 0.1),
                        (x + k * half * 0.6 - w, y - tall * 0.55),
                        (x + k * half * 0.6 + w, y - tall * 0.55),
                        (x + k * half * 0.6 + w, y - tall * 0.1),
                    ],
                    WINDOW_LIT if lit else (84, 46, 40),
                    near,
                    glow=lit,
                )
            wing = half * 1.75
            roof = [
                (x - wing, y - tall * 0.82),
                (x - wing * 0.86, y - tall * 0.72),
                (x + wing * 0.86, y - tall * 0.72),
                (x + wing, y - tall * 0.82),
                (x + wing * 0.6, y - tall * 0.98),
                (x + half * 0.75, y - tall * 1.22),
                (x - half * 0.75, y - tall * 1.22),
                (x - wing * 0.6, y - tall * 0.98),
            ]
            stage.fill(roof, (64, 70, 76), near, fall=0.3, grain=0.2, grain_cell=3)
        stage.fill(
            [(x - size * 0.02, foot - size * 0.86), (x, foot - size * 1.02), (x + size * 0.02, foot - size * 0.86)],
            (196, 158, 70),
            near,
        )


def castle(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """Walls with battlements between round towers with pointed roofs."""
    stone: Colour = (196, 186, 176)
    roof: Colour = (84, 96, 146)
    with stage.one_shape():
        for dx, wide, tall in (
            (-0.36, 0.13, 0.58),
            (0.38, 0.13, 0.54),
            (-0.16, 0.15, 0.80),
            (0.18, 0.14, 0.70),
            (0.0, 0.20, 1.0),
        ):
            px, half, top = x + dx * size, size * wide / 2, foot - size * tall * 0.72
            stage.fill(
                [(px - half, foot), (px - half, top), (px + half, top), (px + half, foot)],
                stone,
                near,
                volume=half * 0.8,
                grain=0.15,
                grain_cell=5,
            )
            stage.fill(
                [(px - half * 1.25, top), (px, top - size * 0.27 * (0.6 + 0.4 * tall)), (px + half * 1.25, top)],
                roof,
                near,
                volume=half * 0.6,
                grain=0.1,
            )
            lit = stage.light.lamps
            stage.ellipse(
                px, top + size * 0.09, half * 0.22, half * 0.4, WINDOW_LIT if lit else (70, 66, 76), near, glow=lit
            )
        ring: list[Point] = [(x - size * 0.42, foot)]
        teeth = 15
        for k in range(teeth):
            a, b = -0.42 + 0.84 * k / teeth, -0.42 + 0.84 * (k + 1) / teeth
            y = foot - size * (0.30 if k % 2 else 0.265)
            ring += [(x + a * size, y), (x + b * size, y)]
        stage.fill([*ring, (x + size * 0.42, foot)], (206, 196, 184), near, grain=0.18, grain_cell=6, fall=0.2)
        stage.fill(
            soft_outline(
                [
                    (x - size * 0.06, foot),
                    (x - size * 0.06, foot - size * 0.18),
                    (x + size * 0.06, foot - size * 0.18),
                    (x + size * 0.06, foot),
                ],
                2,
            ),
            (78, 56, 44),
            near,
        )


def bridge(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """An arched stone bridge, `size` pixels long, over water at `foot`."""
    arch: list[Point] = []
    for k in range(25):
        t = k / 24 * 2 - 1
        arch.append((x + t * size * 0.5, foot - size * (0.05 + 0.20 * (1 - t * t))))
    hole = [
        (x + math.cos(a) * size * 0.19, foot - math.sin(a) * size * 0.165)
        for a in (math.pi * (1 - k / 16) for k in range(17))
    ]
    ring = [(x - size * 0.5, foot), *arch, (x + size * 0.5, foot), *hole[::-1]]
    stone: Colour = (176, 170, 160)
    with stage.one_shape():
        stage.fill(ring, stone, near, grain=0.3, grain_cell=max(2.0, size * 0.02), fall=0.15)
        stage.line([(px, py - size * 0.035) for px, py in arch], size * 0.014, mix(stone, (255, 255, 255), 0.3), near)
        for px, py in arch[::3]:
            stage.line([(px, py), (px, py - size * 0.04)], size * 0.012, stone, near)


def lighthouse(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    """A banded tower; its lamp shines when others do."""
    with stage.one_shape():
        stage.fill(
            soft_outline(
                [
                    (x - size * 0.34, foot + size * 0.03),
                    (x - size * 0.2, foot - size * 0.08),
                    (x + size * 0.18, foot - size * 0.10),
                    (x + size * 0.36, foot + size * 0.03),
                ],
                2,
            ),
            (98, 92, 88),
            near,
            volume=size * 0.04,
            grain=0.5,
            grain_cell=8,
        )
        for k in range(6):
            a, b = k / 6, (k + 1) / 6
            wa, wb = size * (0.085 - 0.035 * a), size * (0.085 - 0.035 * b)
            ya, yb = foot - size * (0.06 + 0.70 * a), foot - size * (0.06 + 0.70 * b)
            stage.fill(
                [(x - wa, ya), (x - wb, yb), (x + wb, yb), (x + wa, ya)],
                (206, 58, 50) if k % 2 else (246, 244, 238),
                near,
                volume=size * 0.035,
            )
        top = foot - size * 0.76
        stage.fill(
            [
                (x - size * 0.07, top),
                (x - size * 0.07, top - size * 0.02),
                (x + size * 0.07, top - size * 0.02),
                (x + size * 0.07, top),
            ],
            (60, 64, 72),
            near,
        )
        lit = stage.light.lamps
        stage.fill(
            [
                (x - size * 0.04, top - size * 0.02),
                (x - size * 0.04, top - size * 0.10),
                (x + size * 0.04, top - size * 0.10),
                (x + size * 0.04, top - size * 0.02),
            ],
            (255, 244, 190) if lit else (170, 200, 214),
            near,
            glow=lit,
        )
        stage.fill(
            [(x - size * 0.055, top - size * 0.10), (x, top - size * 0.17), (x + size * 0.055, top - size * 0.10)],
            (190, 50, 44),
            near,
        )
    if stage.light.lamps:
        side = 1 if x < stage.width / 2 else -1
        ly = top - size * 0.06
        beam = [
            (x, ly - 2),
            (x + side * stage.width, ly - size * 0.22),
            (x + side * stage.width, ly + size * 0.14),
            (x, ly + 2),
        ]
        stage.fill(beam, (255, 246, 200), near, alpha=0.22, glow=True, solid=False)
        stage.gleam(x, ly, size * 0.34, (255, 240, 190), 0.9)


def windmill(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    with stage.one_shape():
        stage.fill(
            [
                (x - size * 0.15, foot),
                (x - size * 0.09, foot - size * 0.58),
                (x + size * 0.09, foot - size * 0.58),
                (x + size * 0.15, foot),
            ],
            (232, 222, 204),
            near,
            volume=size * 0.06,
            grain=0.12,
        )
        stage.fill(
            soft_outline(
                [(x - size * 0.11, foot - size * 0.57), (x, foot - size * 0.74), (x + size * 0.11, foot - size * 0.57)],
                2,
            ),
            (128, 74, 58),
            near,
            volume=size * 0.03,
        )
        turn = stage.rng.random()
        hub = (x, foot - size * 0.62)
        for k in range(4):
            a = (turn + k) * math.pi / 2
            c, s = math.cos(a), math.sin(a)
            sail = [(0.06, 0.0), (0.42, 0.0), (0.42, 0.085), (0.10, 0.085)]
            stage.fill(
                [(hub[0] + (px * c - py * s) * size, hub[1] + (px * s + py * c) * size) for px, py in sail],
                (246, 240, 226),
                near,
            )
            stage.line(
                [hub, (hub[0] + c * size * 0.43, hub[1] + s * size * 0.43)], max(1.0, size * 0.014), (112, 84, 62), near
            )


def torii(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    red: Colour = (206, 62, 44)
    with stage.one_shape():
        for side in (-1, 1):
            stage.line(
                [(x + side * size * 0.36, foot), (x + side * size * 0.32, foot - size * 0.8)],
                size * 0.065,
                red,
                near,
                volume=size * 0.02,
            )
        stage.line(
            [(x - size * 0.42, foot - size * 0.60), (x + size * 0.42, foot - size * 0.60)], size * 0.05, red, near
        )
        bar = [
            (x - size * 0.56, foot - size * 0.90),
            (x, foot - size * 0.85),
            (x + size * 0.56, foot - size * 0.90),
            (x + size * 0.52, foot - size * 0.80),
            (x, foot - size * 0.76),
            (x - size * 0.52, foot - size * 0.80),
        ]
        stage.fill(bar, (62, 44, 44), near)


def sailboat(stage: Stage, x: float, foot: float, size: float, near: float, sail: Colour | None = None) -> None:
    """A boat under sail, `size` pixels tall, its waterline at `foot`."""
    flip = 1 if stage.rng.random() < 0.5 else -1
    cloth = sail or (250, 244, 230)
    with stage.one_shape():
        hull = [(-0.34, -0.10), (0.40, -0.12), (0.28, 0.02), (-0.26, 0.02)]
        stage.fill(
            soft_outline([(x + flip * px * size, foot + py * size) for px, py in hull], 1),
            mix((128, 70, 46), cloth, 0.35) if sail else (128, 70, 46),
            near,
            volume=size * 0.03,
            fall=0.2,
        )
        stage.line([(x, foot - size * 0.1), (x, foot - size)], max(1.0, size * 0.018), (96, 70, 50), near)
        main = [(0.03, -0.97), (0.06, -0.17), (0.38, -0.17), (0.26, -0.5)]
        jib = [(-0.03, -0.90), (-0.03, -0.18), (-0.30, -0.16), (-0.16, -0.5)]
        for ring, shade in ((main, 1.0), (jib, 0.92)):
            tone: Colour = (cloth[0] * shade, cloth[1] * shade, cloth[2] * shade)
            stage.fill(
                soft_outline([(x + flip * px * size, foot + py * size) for px, py in ring], 1),
                tone,
                near,
                volume=size * 0.05,
            )


def rowboat(
    stage: Stage, x: float, foot: float, size: float, near: float, paint: Colour | None = None, *, canopy: bool = False
) -> None:
    """A small boat with somebody in it; with a canopy, the boat of the water towns."""
    wood = paint or (96, 64, 44)
    with stage.one_shape():
        hull = [(-0.55, -0.13), (-0.40, -0.06), (0.40, -0.06), (0.58, -0.15), (0.40, 0.05), (-0.36, 0.05)]
        if canopy:
            arch = [
                (x + math.cos(a) * size * 0.24 + size * 0.06, foot - size * 0.05 - math.sin(a) * size * 0.17)
                for a in (math.pi * k / 12 for k in range(13))
            ]
            stage.fill(arch, (52, 48, 46), near, volume=size * 0.04, grain=0.2)
        px = x - size * (0.30 if canopy else 0.05)
        stage.fill(
            soft_outline(
                [
                    (px - size * 0.055, foot - size * 0.06),
                    (px - size * 0.04, foot - size * 0.26),
                    (px + size * 0.04, foot - size * 0.26),
                    (px + size * 0.065, foot - size * 0.06),
                ],
                2,
            ),
            (64, 70, 84),
            near,
            volume=size * 0.02,
        )
        stage.ellipse(px, foot - size * 0.30, size * 0.034, size * 0.038, (206, 160, 128), near)
        stage.fill(
            [
                (px - size * 0.085, foot - size * 0.305),
                (px, foot - size * 0.37),
                (px + size * 0.085, foot - size * 0.305),
            ],
            (190, 160, 104),
            near,
        )
        stage.line(
            [(px + size * 0.03, foot - size * 0.2), (px - size * 0.26, foot + size * 0.05)],
            max(1.0, size * 0.014),
            (112, 84, 60),
            near,
        )
        stage.fill(
            soft_outline([(x + a * size, foot + b * size) for a, b in hull], 1),
            wood,
            near,
            volume=size * 0.03,
            fall=0.25,
            grain=0.15,
        )


def lantern(stage: Stage, x: float, y: float, size: float, near: float, colour: Colour, *, sky: bool) -> None:
    """A paper lantern; the sky kind is open below, the other hangs and has a tassel."""
    stage.gleam(x, y, size * 3.2, (255, 150, 60), 0.55 if stage.light.lamps else 0.2)
    with stage.one_shape():
        if sky:
            ring = [
                (x - size * 0.5, y + size * 0.62),
                (x - size * 0.66, y - size * 0.4),
                (x - size * 0.3, y - size * 0.8),
                (x + size * 0.3, y - size * 0.8),
                (x + size * 0.66, y - size * 0.4),
                (x + size * 0.5, y + size * 0.62),
            ]
            stage.fill(soft_outline(ring, 2), colour, near, glow=True)
            stage.ellipse(x, y + size * 0.36, size * 0.34, size * 0.30, (255, 236, 160), near, glow=True)
            return
        stage.line([(x, y - size * 2.2), (x, y - size * 0.8)], max(1.0, size * 0.06), (70, 40, 34), near)
        stage.ellipse(x, y, size * 0.86, size * 0.72, colour, near, glow=True)
        stage.ellipse(x, y, size * 0.48, size * 0.70, mix(colour, (255, 210, 120), 0.45), near, glow=True, alpha=0.7)
        for dy in (-0.72, 0.64):
            stage.fill(
                [
                    (x - size * 0.34, y + dy * size),
                    (x + size * 0.34, y + dy * size),
                    (x + size * 0.34, y + (dy + 0.12) * size),
                    (x - size * 0.34, y + (dy + 0.12) * size),
                ],
                (222, 172, 70),
                near,
            )
        stage.line([(x, y + size * 0.76), (x, y + size * 1.5)], max(1.0, size * 0.10), (222, 60, 40), near)


def balloon(stage: Stage, x: float, y: float, size: float, near: float, colour: Colour) -> None:
    """A hot-air balloon, striped, with its basket; `size` is the radius."""
    with stage.one_shape():
        outline = [
            (
                x + math.cos(a) * size * (1 - 0.35 * max(0.0, math.sin(a)) ** 2),
                y + math.sin(a) * size * (1.0 if math.sin(a) < 0 else 1.28),
            )
            for a in (2 * math.pi * k / 48 for k in range(48))
        ]
        stage.fill(outline, colour, near, volume=size * 0.34)
        for k, wide in ((0, 0.20), (-0.62, 0.17), (0.62, 0.17)):
            ring = oval(x + k * size * 0.78, y, size * wide, size * (1.0 - 0.25 * abs(k)))
            stage.fill(ring, mix(colour, (255, 250, 236), 0.75), near, volume=size * 0.2, alpha=0.9)
        for side in (-1, 1):
            stage.line(
                [(x + side * size * 0.34, y + size * 1.15), (x + side * size * 0.13, y + size * 1.62)],
                max(1.0, size * 0.02),
                (80, 64, 50),
                near,
            )
        stage.fill(
            [
                (x - size * 0.16, y + size * 1.6),
                (x + size * 0.16, y + size * 1.6),
                (x + size * 0.13, y + size * 1.86),
                (x - size * 0.13, y + size * 1.86),
            ],
            (140, 96, 58),
            near,
            grain=0.3,
        )


def street_lamp(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    with stage.one_shape():
        stage.line([(x, foot), (x, foot - size * 0.9)], max(1.5, size * 0.022), (54, 56, 62), near)
        stage.ellipse(x, foot - size * 0.95, size * 0.05, size * 0.06, (255, 234, 170), near, glow=stage.light.lamps)
    if stage.light.lamps:
        stage.gleam(x, foot - size * 0.95, size * 0.55, (255, 196, 110), 0.75)


def firework(stage: Stage, x: float, y: float, size: float, colour: Colour) -> None:
    """A burst of sparks falling a little."""
    rng = stage.rng
    stage.gleam(x, y, size * 1.3, colour, 0.35)
    for k in range(64):
        angle, reach = 2 * math.pi * (k + rng.random() * 0.6) / 64, size * (0.55 + 0.45 * rng.random())
        trail = [
            (x + math.cos(angle) * reach * f, y + math.sin(angle) * reach * f + size * 0.14 * f * f)
            for f in (0.25, 0.5, 0.75, 1.0)
        ]
        stage.hair(trail, max(1.0, size * 0.010), mix(colour, (255, 255, 255), 0.4 * rng.random()))
        stage.dot(trail[-1][0], trail[-1][1], max(1.0, size * 0.014), (255, 250, 220))


def path(stage: Stage, top: float, colour: Colour) -> None:
    """A path that winds from the lower edge to the horizon."""
    rng = stage.rng
    x0, sway = stage.width * (0.35 + 0.3 * rng.random()), stage.unit * (0.10 + 0.08 * rng.random())
    turn = rng.random() * 6.28
    left, right = [], []
    for k in range(40):
        t = k / 39
        y = top + (stage.height * 1.02 - top) * t**1.7
        centre = x0 + math.sin(turn + 4.4 * t) * sway * (0.15 + t)
        half = stage.unit * (0.004 + 0.12 * t**1.7)
        left.append((centre - half, y))
        right.append((centre + half, y))
    stage.fill(left + right[::-1], colour, 0.75, grain=0.35, grain_cell=stage.unit * 0.01, grain_stretch=2.0)


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


def cactus(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    green: Colour = (84, 136, 84)
    with stage.one_shape():
        for side, low in ((-1, 0.42), (1, 0.55)):
            arm = [
                (x, foot - size * low),
                (x + side * size * 0.22, foot - size * low),
                (x + side * size * 0.24, foot - size * (low + 0.28)),
            ]
            stage.line(soft_outline(arm, 2, closed=False), size * 0.11, green, near, volume=size * 0.04)
        stage.line([(x, foot), (x, foot - size * 0.94)], size * 0.17, green, near, volume=size * 0.06)
