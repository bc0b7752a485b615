"""Weather and particles: rain, snow, fog, petals, fireflies, lightning."""

import math

import numpy as np

from studio.painter.deterministic import Colour, blend, noise, smooth, to_u8
from studio.painter.stage import Stage


def rain(stage: Stage, heavy: bool) -> None:
    """Slanting streaks, long in the foreground and faint in the distance."""
    rng = stage.rng
    layer = np.zeros_like(stage.rgb)
    sheet = Stage(stage.width, stage.height, stage.light, stage.look, rng)
    sheet.rgb = layer
    slant = 0.10 + 0.14 * rng.random()
    for _ in range(900 if heavy else 520):
        t = rng.random()
        x, y = rng.random() * stage.width * 1.2, rng.random() * stage.height * 1.1 - stage.height * 0.05
        length = stage.unit * (0.015 + 0.055 * t)
        tone = 60 + 130 * t
        sheet.hair(
            [(x, y), (x - length * slant, y + length)],
            1 if t < 0.75 else max(1.0, stage.unit / 600),
            (tone, tone, tone),
        )
    white = np.empty_like(stage.rgb)
    white[:] = to_u8(np.array(stage.light.haze, np.float32) * np.float32(0.3) + np.float32(170))
    stage.rgb = blend(stage.rgb, white, to_u8(layer[..., 0].astype(np.float32) * np.float32(0.62)))


def snowfall(stage: Stage) -> None:
    """Flakes: many small, a few large and soft."""
    rng = stage.rng
    for i in range(int(620 * (stage.width * stage.height) / stage.unit**2)):
        t = rng.random()
        x, y = rng.random() * stage.width, rng.random() * stage.height
        radius = stage.unit * (0.0010 + 0.0042 * t**5)
        if i % 23 == 0 and stage.look.shading != "flat":
            stage.gleam(x, y, stage.unit * (0.008 + 0.014 * rng.random()), (255, 255, 255), 0.75)
        else:
            stage.dot(x, y, max(0.7, radius), (246, 248, 255))


def fog(stage: Stage, thick: float = 1.0) -> None:
    """Banks of fog in the distance and in hollows."""
    banks = noise(stage.rng, stage.height, stage.width, stage.unit * 0.30, 4, 0.55, 3.0)
    far = 1 - stage.near.astype(np.float32) / 255
    y = np.arange(stage.height, dtype=np.float32)[:, None]
    belt = np.clip(1 - np.abs(y - np.float32(stage.horizon)) / np.float32(stage.height * 0.42), 0, 1)
    alpha = (
        belt
        * (np.float32(0.30) + np.float32(0.70) * smooth(banks, 0.36, 0.64))
        * (np.float32(0.25) + np.float32(0.75) * far)
    )
    plane = np.empty_like(stage.rgb)
    plane[:] = np.array([min(255.0, c * 1.06 + 6) for c in stage.light.haze], np.uint8)
    stage.rgb = blend(stage.rgb, plane, to_u8(alpha * np.float32(225 * thick)))


def petals(stage: Stage, colours: tuple[Colour, ...], count: int = 130) -> None:
    """Petals or leaves in the wind."""
    rng = stage.rng
    for _ in range(count):
        t = rng.random()
        x, y, r = rng.random() * stage.width, rng.random() * stage.height, stage.unit * (0.002 + 0.009 * t**3)
        angle = rng.random() * 6.28
        c, s = math.cos(angle), math.sin(angle)
        ring = [
            (x + (px * c - py * s) * r, y + (px * s + py * c) * r)
            for px, py in ((1.5, 0), (0.2, 0.7), (-1.2, 0.2), (-0.2, -0.6))
        ]
        stage.dab(ring, stage.lit(colours[int(rng.integers(len(colours)))], 0.95, rng.random() * 1.4 - 0.5))


def fireflies(stage: Stage, count: int = 46) -> None:
    rng = stage.rng
    for _ in range(count):
        x, y = rng.random() * stage.width, stage.horizon * 0.75 + (stage.height - stage.horizon * 0.75) * rng.random()
        size = stage.unit * (0.006 + 0.012 * rng.random())
        stage.gleam(x, y, size * 4, (226, 255, 120), 0.6)
        stage.dot(x, y, max(1.0, size * 0.22), (252, 255, 196))


def lightning(stage: Stage) -> None:
    """A forked bolt and its glare."""
    rng = stage.rng
    x, y = stage.width * (0.25 + 0.5 * rng.random()), 0.0
    stage.gleam(x, stage.horizon * 0.3, stage.unit * 0.8, (200, 210, 255), 0.6)

    def fork(px: float, py: float, thick: float, reach: float) -> None:
        points = [(px, py)]
        while py < reach:
            px, py = px + stage.unit * 0.055 * (rng.random() - 0.5), py + stage.unit * 0.03 * (0.5 + rng.random())
            points.append((px, py))
            if thick > 2 and rng.random() < 0.16:
                fork(px, py, thick * 0.5, py + (reach - py) * 0.5)
        stage.hair(points, thick, (246, 246, 255))

    fork(x, y, max(2.5, stage.unit / 300), stage.horizon)
