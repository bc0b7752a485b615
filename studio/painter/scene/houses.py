"""Village houses, their smoke, and a path."""

import math

from studio.painter.deterministic import Colour, chosen
from studio.painter.outlines import rectangle, soft_outline
from studio.painter.stage import Stage

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
    """A house with a gable, `size` pixels wide, its base at (x, foot)."""
    rng = stage.rng
    roofs: tuple[Colour, ...] = ((158, 70, 52), (120, 82, 62), (92, 98, 112), (178, 96, 62))
    walls: tuple[Colour, ...] = ((236, 224, 200), (220, 196, 164), (240, 236, 226), (206, 170, 136))
    roof = roofs[int(rng.integers(4))]
    body = chosen(wall, walls, rng)
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
            sweep = [
                (x - half * 1.22, eave + size * 0.01),
                (x - half * 1.05, eave - size * 0.05),
                (x - half * 0.8, peak + size * 0.03),
                (x - half * 0.84, peak - size * 0.03),
                (x, peak),
                (x + half * 0.84, peak - size * 0.03),
                (x + half * 0.8, peak + size * 0.03),
                (x + half * 1.05, eave - size * 0.05),
                (x + half * 1.22, eave + size * 0.01),
            ]
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
            rectangle(px - w * 0.6, py - h * 0.6, px + w * 0.6, py + h * 0.6),
            (250, 246, 238),
            near,
        )
        stage.fill(
            rectangle(px - w / 2, py - h / 2, px + w / 2, py + h / 2),
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
