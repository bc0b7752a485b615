"""Scenes that are neither a landscape nor a room: a road with a car, a theatre stage, flowing colours; and a church."""

import math
from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, chosen, mix, noise, smooth, to_u8
from studio.painter.lighting import wheel
from studio.painter.outlines import oval, rectangle
from studio.painter.pen import Pen
from studio.painter.scene import posed_people, subjects
from studio.painter.stage import Stage

_PAINTS: tuple[Colour, ...] = ((206, 40, 42), (52, 96, 170), (236, 190, 60), (232, 234, 236), (44, 46, 52))


def road(stage: Stage, brief: Brief) -> None:
    """An asphalt road across the foreground, with the named cars on it."""
    w, h, u, rng = float(stage.width), float(stage.height), stage.unit, stage.rng
    top, bottom = h * 0.76, h * 0.95
    verge: Colour = (214, 206, 196)
    stage.fill(
        rectangle(-2, top - u * 0.012, w + 2, bottom + u * 0.014),
        verge,
        0.84,
    )
    stage.fill(rectangle(-2, top, w + 2, bottom), (82, 84, 92), 0.86, grain=0.12, grain_cell=u * 0.01)
    for k in range(8):
        x = w * (k - 0.3) / 7
        stage.fill(
            [(x, h * 0.851), (x + w * 0.08, h * 0.851), (x + w * 0.075, h * 0.861), (x - w * 0.005, h * 0.861)],
            (238, 234, 220),
            0.87,
        )
    if "sea" in brief.places or "mountain" in brief.places:
        for k in range(15):
            x = w * k / 14
            stage.line([(x, top - u * 0.07), (x, top - u * 0.01)], u * 0.008, (206, 208, 212), 0.83)
        for y in (0.065, 0.045):
            stage.line([(-2, top - u * y), (w + 2, top - u * y)], u * 0.010, (220, 222, 226), 0.83)
    if "car" not in brief.things:
        return
    count = min(3, max(1, brief.things["car"]))
    flip = 1 if rng.random() < 0.5 else -1
    for i in range(count):
        size = u * (0.60 if count == 1 else 0.36)
        x = w * (0.5 if count == 1 else 0.2 + 0.3 * i)
        y = h * (0.925 if i % 2 == 0 else 0.87)
        paint = chosen(brief.painted.get("car"), _PAINTS, rng)
        car(Pen(stage, x, y, size, 0.95, flip), paint)


def car(pen: Pen, paint: Colour) -> None:
    """A low sports car in profile; the pen's size is its length."""
    stage = pen.stage
    x, y = pen.at(0, 0)
    stage.fill(
        oval(x, y + pen.size * 0.004, pen.size * 0.52, pen.size * 0.030),
        (20, 20, 24),
        0.9,
        alpha=0.55,
        glow=True,
        solid=False,
    )
    glass: Colour = (52, 66, 84)
    with stage.one_shape():
        body = [
            (-0.50, 0.075), (-0.50, 0.150), (-0.47, 0.185), (-0.34, 0.200), (-0.20, 0.275), (-0.02, 0.290), (0.10, 0.270),
            (0.24, 0.195), (0.40, 0.170), (0.48, 0.140), (0.505, 0.095), (0.50, 0.06), (-0.48, 0.055),
        ]  # fmt: skip
        pen.shape(body, paint, round_by=2, volume=0.035)
        pen.shape([(-0.19, 0.195), (-0.155, 0.255), (-0.05, 0.272), (-0.045, 0.195)], glass, round_by=1)
        pen.shape([(-0.03, 0.195), (-0.035, 0.272), (0.07, 0.255), (0.165, 0.195)], glass, round_by=1)
        pen.line([(-0.15, 0.245), (-0.06, 0.262)], 0.008, (190, 206, 220))
        pen.line([(-0.01, 0.262), (0.05, 0.250)], 0.008, (190, 206, 220))
        pen.line([(-0.46, 0.145), (0.44, 0.135)], 0.006, mix(paint, (255, 255, 255), 0.45))
        pen.line([(-0.035, 0.19), (-0.035, 0.075)], 0.004, mix(paint, (10, 10, 14), 0.5))
        pen.line([(0.03, 0.165), (0.07, 0.165)], 0.007, mix(paint, (10, 10, 14), 0.5))
        pen.shape([(0.40, 0.150), (0.475, 0.130), (0.47, 0.112), (0.42, 0.118)], (252, 246, 214), round_by=1, glow=True)
        pen.shape([(-0.50, 0.165), (-0.455, 0.165), (-0.46, 0.140), (-0.50, 0.140)], (226, 44, 40), glow=True)
        pen.shape([(-0.50, 0.055), (0.50, 0.060), (0.49, 0.042), (-0.48, 0.040)], (32, 32, 36))
    for wx in (-0.305, 0.315):
        pen.oval(wx, 0.072, 0.090, 0.088, mix(paint, (10, 10, 14), 0.75))
        pen.oval(wx, 0.066, 0.078, 0.078, (28, 28, 32), volume=0.01)
        pen.oval(wx, 0.066, 0.052, 0.052, (186, 190, 198), volume=0.01)
        for k in range(5):
            a = 2 * math.pi * k / 5
            pen.line([(wx, 0.066), (wx + 0.046 * math.cos(a), 0.066 + 0.046 * math.sin(a))], 0.012, (92, 96, 106))
        pen.oval(wx, 0.066, 0.012, 0.012, (60, 62, 70))
    if stage.light.lamps:
        hx, hy = pen.at(0.50, 0.13)
        stage.gleam(hx, hy, pen.size * 0.30, (255, 236, 180), 0.8)


def theatre(stage: Stage, brief: Brief) -> None:
    """A theatre stage with curtains, a spotlight and the performers."""
    w, h, u = float(stage.width), float(stage.height), stage.unit
    stage.light = replace(
        stage.light, key=(1.12, 1.04, 0.96), ambient=(0.70, 0.66, 0.72), thickness=0.0, lamps=True, hour="night"
    )
    stage.rgb[:] = (20, 14, 26)
    stage.near[:] = 30
    floor = h * 0.74
    stage.fill(
        rectangle(-2, floor, w + 2, h + 2),
        (84, 58, 42),
        0.6,
        grain=0.12,
        grain_cell=u * 0.05,
        grain_stretch=9.0,
    )
    own = brief.colours[0] if brief.colours else None
    cloth: Colour = (float(own[0]), float(own[1]), float(own[2])) if own else (136, 24, 36)
    for side in (0, 1):
        for k in range(5):
            x0 = (w * 0.042 * k) if side == 0 else w - w * 0.042 * (k + 1)
            fold = rectangle(x0, -2.0, x0 + w * 0.046, floor + h * 0.03)
            stage.fill(fold, mix(cloth, (20, 4, 10), 0.25 + 0.2 * (k % 2)), 0.7, volume=w * 0.018)
    for k in range(9):
        x0 = w * (k / 8.0) - w * 0.07
        stage.fill(
            oval(x0 + w * 0.07, 0.0, w * 0.085, h * 0.10),
            mix(cloth, (20, 4, 10), 0.15 + 0.15 * (k % 2)),
            0.75,
            volume=w * 0.02,
        )
    cx = w * 0.5
    beam = [
        (cx - u * 0.03, -2.0),
        (cx + u * 0.03, -2.0),
        (cx + u * 0.34, floor + h * 0.13),
        (cx - u * 0.34, floor + h * 0.13),
    ]
    stage.fill(beam, (255, 244, 214), 0.3, glow=True, alpha=0.16, solid=False)
    stage.ellipse(cx, floor + h * 0.12, u * 0.34, h * 0.055, (255, 240, 206), 0.62, glow=True, alpha=0.55, solid=False)
    who = next(iter(brief.people), "")
    foot = floor + h * 0.125
    if who in ("ballerina", "") and not brief.animals:
        posed_people.ballerina(Pen(stage, cx, foot, u * 0.60, 0.95), leaping="leaping" in brief.poses)
    elif who:
        subjects.one(Pen(stage, cx, foot, u * 0.56, 0.95), "person", who, brief)
    else:
        subjects.one(Pen(stage, cx, foot, u * 0.46, 0.95), "animal", next(iter(brief.animals)), brief)


def flow(stage: Stage, brief: Brief) -> None:
    """Flowing colours: bands of a field that is distorted by noise, with veins of gold or light between them."""
    rng, u = stage.rng, stage.unit
    height, width = stage.height, stage.width
    hue = rng.random()
    named = [*brief.colours, *brief.painted.values()]
    tints: list[Colour] = [(float(r), float(g), float(b)) for r, g, b in named]
    if len(tints) < 2:
        base = tints[0] if tints else wheel(hue, 0.62, 0.80)
        tints = [base, wheel(hue + 0.12, 0.55, 0.95), mix(base, (255, 255, 255), 0.7)]
    deep = [mix(t, (8, 10, 26), 0.55) for t in tints]
    light = [mix(t, (255, 255, 255), 0.62) for t in tints]
    palette = np.array([c for group in zip(deep, tints, light, strict=True) for c in group], np.float32)
    bend = noise(rng, height, width, u * 0.55, 5, 0.55)
    swirl = noise(rng, height, width, u * 0.22, 4, 0.55)
    slope = (
        np.linspace(0, 1, height, dtype=np.float32)[:, None] * np.float32(0.9)
        + np.linspace(0, 0.6, width, dtype=np.float32)[None, :]
    )
    field = (slope + bend * np.float32(1.8) + swirl * np.float32(0.5)) * np.float32(len(palette) * 0.9)
    low = np.floor(field).astype(np.int64)
    part = smooth(field - low.astype(np.float32), 0.30, 0.70)[..., None]
    rgb = palette[low % len(palette)] * (1 - part) + palette[(low + 1) % len(palette)] * part
    edge = 1 - smooth(np.abs(field - np.rint(field)), 0.0, 0.07)
    shine = mix(max(tints, key=lambda t: t[0] + t[1] - t[2]), (255, 236, 190), 0.45)
    rgb += (np.array(shine, np.float32) - rgb) * (edge * smooth(swirl, 0.38, 0.62) * np.float32(0.85))[..., None]
    stage.rgb = to_u8(rgb)
    stage.near[:] = 128
    stage.shapes[:] = to_u8((low % 7).astype(np.float32) * np.float32(35))
    for _ in range(26):
        r = u * (0.004 + 0.014 * rng.random() ** 2)
        stage.ellipse(
            width * rng.random(),
            height * rng.random(),
            r,
            r,
            light[int(rng.integers(len(light)))],
            0.6,
            glow=True,
            alpha=0.8,
        )


def church(stage: Stage, x: float, foot: float, size: float) -> None:
    """A stone church from the front: a nave with a gable, a rose window, a door, a tower with a spire."""
    stone: Colour = (214, 204, 188)
    roof: Colour = (104, 84, 80)
    pen = Pen(stage, x, foot, size, 0.6)
    with stage.one_shape():
        pen.shape([(-0.34, 0.0), (0.34, 0.0), (0.34, 0.48), (0.0, 0.74), (-0.34, 0.48)], stone, volume=0.02, grain=0.2)
        pen.line([(-0.38, 0.46), (0.0, 0.755), (0.38, 0.46)], 0.035, roof)
        pen.shape(rectangle(-0.13, 0.62, 0.13, 1.02), stone, volume=0.03, grain=0.2)
        pen.shape([(-0.16, 1.02), (0.16, 1.02), (0.0, 1.42)], roof, volume=0.03)
        pen.line([(0, 1.42), (0, 1.54)], 0.014, (236, 200, 110))
        pen.line([(-0.04, 1.50), (0.04, 1.50)], 0.014, (236, 200, 110))
        pen.shape([(-0.04, 0.78), (0.04, 0.78), (0.04, 0.93), (0, 0.97), (-0.04, 0.93)], (66, 62, 72), round_by=1)
        pen.oval(0, 0.50, 0.085, 0.085, (70, 92, 142))
        for k in range(8):
            a = 2 * math.pi * k / 8
            pen.line([(0, 0.50), (0.08 * math.cos(a), 0.50 + 0.08 * math.sin(a))], 0.008, stone)
        pen.shape([(-0.10, 0.0), (0.10, 0.0), (0.10, 0.22), (0.0, 0.31), (-0.10, 0.22)], (96, 62, 44), round_by=1)
        pen.line([(0, 0.0), (0, 0.28)], 0.008, (52, 34, 26))
        for side in (-1, 1):
            pen.shape(
                [
                    (side * 0.19, 0.14),
                    (side * 0.26, 0.14),
                    (side * 0.26, 0.34),
                    (side * 0.225, 0.39),
                    (side * 0.19, 0.34),
                ],
                (84, 104, 146),
                round_by=1,
            )
