"""Flowers and grass: single blossoms of several kinds, and fields in perspective."""

import math
from collections.abc import Callable

from studio.painter.deterministic import Colour, Rng, mix
from studio.painter.outlines import Point, oval
from studio.painter.stage import Stage

#: The colours of each kind.
TINTS: dict[str, tuple[Colour, ...]] = {
    "rose": ((206, 28, 52), (230, 60, 90), (244, 130, 150), (188, 20, 40)),
    "tulip": ((226, 50, 60), (246, 190, 60), (238, 120, 160), (160, 70, 170), (250, 240, 230)),
    "sunflower": ((250, 194, 36), (244, 176, 24)),
    "lotus": ((248, 170, 196), (252, 214, 226), (240, 140, 178)),
    "lavender": ((136, 100, 196), (158, 122, 212), (120, 84, 180)),
    "poppy": ((228, 52, 36), (240, 84, 44)),
    "daisy": ((252, 252, 246), (246, 246, 252)),
    "canola": ((250, 212, 40), (244, 200, 30)),
    "peony": ((240, 120, 160), (248, 176, 200), (222, 76, 120), (250, 226, 232)),
    "wild": ((236, 80, 80), (250, 206, 70), (250, 250, 250), (170, 110, 210), (240, 140, 180), (110, 140, 230)),
    "wheat": ((226, 184, 88), (236, 200, 110), (206, 162, 70)),
}
STEM: Colour = (74, 124, 58)


def tint_of(kind: str, painted: Colour | None, rng: Rng) -> Colour:
    """A blossom's colour: the one that the words name, or one of its kind, with random variation."""
    choice = TINTS[kind]
    natural = choice[int(rng.integers(len(choice)))]
    base = painted or natural
    return mix(base, (255, 255, 255) if rng.random() < 0.5 else (30, 10, 30), 0.16 * rng.random())


def field(stage: Stage, top: float, kinds: tuple[str, ...], painted: dict[str, Colour], density: float = 1.0) -> None:
    """A field of flowers from `top` (y) to the lower edge: dots in the distance, blossoms in the foreground."""
    rng = stage.rng
    depth = stage.height - top
    rows = int(46 * min(1.0, 0.6 + 0.4 * density))
    for row in range(rows):
        t = ((row + 0.5) / rows) ** 1.9
        y = top + depth * (0.015 + 1.05 * t)
        size = stage.unit * (0.0022 + 0.036 * t**1.25)
        near = 0.40 + 0.58 * t
        gap = size * (2.5 / density) * (1.0 + 0.5 * t)
        x = -gap * rng.random()
        while x < stage.width + gap:
            if stage.is_wet(x, y):
                x += gap
                continue
            kind = kinds[int(rng.integers(len(kinds)))]
            bloom(
                stage,
                x,
                y + (rng.random() - 0.5) * size * 3.0,
                size * (0.7 + 0.6 * rng.random()),
                kind,
                near,
                tint_of(kind, painted.get(kind), rng),
            )
            x += gap * (0.35 + 1.3 * rng.random())


def bloom(stage: Stage, x: float, y: float, size: float, kind: str, near: float, tint: Colour) -> None:
    """One flower with its stem; `size` is the radius of the blossom in pixels."""
    if size < 2.2 or kind in ("lavender", "wheat", "canola"):
        if kind in ("lavender", "wheat"):
            _spike(stage, x, y, max(1.4, size), kind, near, tint)
        elif kind == "canola":
            _cluster(stage, x, y, max(1.0, size), near, tint)
        else:
            stage.dot(x, y, size, stage.lit(tint, near, 0.4))
        return
    if size > 3.5 and kind != "lotus":
        _stem(stage, x, y, size, near)
    _DRAW.get(kind, _daisy)(stage, x, y, size, near, tint)


def _stem(stage: Stage, x: float, y: float, size: float, near: float) -> None:
    rng = stage.rng
    foot = (x + size * (rng.random() - 0.5) * 1.2, y + size * 3.6)
    mid = (x + size * 0.2, y + size * 1.8)
    tone = stage.lit(STEM, near, -0.1 + 0.5 * rng.random())
    stage.hair([(x, y), mid, foot], max(1.0, size * 0.16), tone)
    for side in (-1, 1):
        if rng.random() < 0.7:
            tip = (mid[0] + side * size * 1.1, mid[1] - size * 0.25)
            leaf = [
                mid,
                (mid[0] + side * size * 0.5, mid[1] - size * 0.5),
                tip,
                (mid[0] + side * size * 0.55, mid[1] + size * 0.1),
            ]
            stage.dab(leaf, stage.lit(STEM, near, rng.random() - 0.4))


def _rose(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    rng = stage.rng
    start = rng.random() * 6.3
    for k in range(6):
        angle = start + k * 1.05
        px, py = x + math.cos(angle) * size * 0.48, y + math.sin(angle) * size * 0.42
        stage.dot(px, py, size * 0.60, stage.lit(tint, near, 0.35 - 0.5 * math.sin(angle) - 0.25))
    for k, radius in enumerate((0.66, 0.54, 0.42, 0.31, 0.21, 0.12)):
        angle = start + k * 2.4
        px, py = x + math.cos(angle) * size * 0.10, y + math.sin(angle) * size * 0.10
        shade = 0.75 if k % 2 else -0.75
        stage.dot(px, py, size * radius, stage.lit(mix(tint, (70, 0, 20), 0.30 if k % 2 == 0 else 0.0), near, shade))


def _peony(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    rng = stage.rng
    for ring, (reach, radius) in enumerate(((0.72, 0.42), (0.46, 0.36), (0.22, 0.28))):
        count = 9 - 2 * ring
        for k in range(count):
            angle = 6.283 * (k + rng.random() * 0.5) / count
            px, py = x + math.cos(angle) * size * reach, y + math.sin(angle) * size * reach * 0.85
            pale = mix(tint, (255, 240, 244), 0.2 * ring + 0.2 * rng.random())
            stage.dot(px, py, size * radius, stage.lit(pale, near, 0.5 - rng.random()))


def _tulip(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    for side, shade in ((-1, -0.3), (1, -0.1), (0, 0.5)):
        cx = x + side * size * 0.34
        petal = [
            (cx, y - size * 1.15),
            (cx + size * 0.42, y - size * 0.2),
            (cx + size * 0.30, y + size * 0.6),
            (x, y + size * 0.85),
            (cx - size * 0.30, y + size * 0.6),
            (cx - size * 0.42, y - size * 0.2),
        ]
        stage.dab(petal, stage.lit(tint, near, shade))


def _petals(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour, count: int, fat: float) -> None:
    rng = stage.rng
    start = rng.random()
    squash = 0.62 + 0.38 * rng.random()
    for k in range(count):
        angle = 2 * math.pi * (k / count + start)
        cx, cy = x + math.cos(angle) * size * 0.58, y + math.sin(angle) * size * 0.58 * squash
        ring = oval(cx, cy, size * 0.48, size * fat, angle / (2 * math.pi), 8)
        stage.dab(ring, stage.lit(tint, near, 0.45 - 0.6 * math.sin(angle) * 0.5 - 0.2 * rng.random()))


def _daisy(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    _petals(stage, x, y, size, near, tint, 9, 0.17)
    stage.dot(x, y, size * 0.26, stage.lit((244, 190, 48), near, 0.4))


def _sunflower(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    _petals(stage, x, y, size * 1.15, near, mix(tint, (200, 110, 10), 0.25), 15, 0.15)
    _petals(stage, x, y, size, near, tint, 13, 0.16)
    stage.dot(x, y, size * 0.46, stage.lit((84, 50, 26), near, -0.2))
    stage.dot(x, y, size * 0.30, stage.lit((122, 76, 34), near, 0.3))


def _poppy(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    for dx, dy, shade in ((-0.4, 0.0, -0.1), (0.4, 0.0, 0.1), (0.0, -0.35, 0.5), (0.0, 0.35, -0.4)):
        stage.dot(x + dx * size, y + dy * size * 0.8, size * 0.58, stage.lit(tint, near, shade))
    stage.dot(x, y, size * 0.2, stage.lit((40, 24, 30), near, 0.0))


def _lotus(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    for layer, (count, reach) in enumerate(((7, 1.25), (5, 1.1), (3, 0.9))):
        for k in range(count):
            lean = (k - (count - 1) / 2) / max(1.0, (count - 1) / 2)
            angle = lean * (1.25 - 0.25 * layer)
            tip = (x + math.sin(angle) * size * reach, y - math.cos(angle) * size * reach)
            side = (math.cos(angle) * size * 0.26, math.sin(angle) * size * 0.26)
            mid = (x + math.sin(angle) * size * reach * 0.55, y - math.cos(angle) * size * reach * 0.55)
            petal = [
                (x, y + size * 0.15),
                (mid[0] - side[0], mid[1] - side[1]),
                tip,
                (mid[0] + side[0], mid[1] + side[1]),
            ]
            pale = mix(tint, (255, 246, 240), 0.16 * layer + 0.12 * (1 - abs(lean)))
            stage.dab(petal, stage.lit(pale, near, 0.5 - 0.6 * abs(lean) - 0.2 * (k % 2)))


def _spike(stage: Stage, x: float, y: float, size: float, kind: str, near: float, tint: Colour) -> None:
    rng = stage.rng
    tall = size * (5.0 if kind == "lavender" else 4.4)
    sway = size * (rng.random() - 0.5) * 1.4
    stage.hair(
        [(x - sway * 0.4, y + tall * 0.8), (x, y)],
        max(1.0, size * 0.2),
        stage.lit(STEM if kind == "lavender" else (190, 160, 80), near, 0.0),
    )
    grains = 4 if size < 3 else 9
    for k in range(grains):
        f = k / (grains - 1)
        wobble = (0.5 if k % 2 else -0.5) * size * 0.55 * (1 - 0.6 * f)
        stage.dot(
            x + sway * f + wobble,
            y - tall * 0.6 * f,
            size * (0.50 - 0.2 * f),
            stage.lit(tint, near, 0.7 * rng.random()),
        )


def _cluster(stage: Stage, x: float, y: float, size: float, near: float, tint: Colour) -> None:
    rng = stage.rng
    if size > 3:
        stage.hair([(x, y), (x + size * 0.3, y + size * 4)], max(1.0, size * 0.2), stage.lit(STEM, near, 0.1))
    for _ in range(3 if size < 3 else 9):
        dx, dy = (rng.random() - 0.5) * size * 1.7, (rng.random() - 0.5) * size * 1.3
        stage.dot(x + dx, y + dy, size * 0.36, stage.lit(tint, near, rng.random() * 1.2 - 0.3))


_DRAW: dict[str, Callable[[Stage, float, float, float, float, Colour], None]] = {
    "rose": _rose,
    "peony": _peony,
    "tulip": _tulip,
    "daisy": _daisy,
    "sunflower": _sunflower,
    "poppy": _poppy,
    "lotus": _lotus,
    "wild": _daisy,
}


def grass(stage: Stage, top: float, colour: Colour, count: int, tall: float = 0.07) -> None:
    """Blades of grass, taller towards the lower edge."""
    rng = stage.rng
    for i in range(int(count * stage.look.crowd)):
        t = math.sqrt((i + rng.random()) / count)
        x, y = rng.random() * stage.width, top + (stage.height * 1.03 - top) * t
        if stage.is_wet(x, y):
            continue
        height = stage.unit * tall * (0.12 + 0.88 * t * t) * (0.5 + rng.random() * 0.7)
        bend = height * (rng.random() - 0.5) * 0.9
        half = max(0.6, height * 0.030)
        blade: list[Point] = [
            (x - half, y),
            (x + bend * 0.35, y - height * 0.6),
            (x + bend, y - height),
            (x + bend * 0.35 + half * 1.6, y - height * 0.58),
            (x + half, y),
        ]
        stage.dab(blade, stage.lit(colour, 0.5 + 0.5 * t, rng.random() * 1.7 - 0.8))


def lily_pads(stage: Stage, top: float, tint: Colour | None, with_flowers: bool) -> None:
    """Round leaves on the water, and lotus between them."""
    rng = stage.rng
    for i in range(30):
        t = ((i + rng.random()) / 30) ** 1.5
        x, y = rng.random() * stage.width, top + (stage.height - top) * (0.1 + 0.92 * t)
        r = stage.unit * (0.012 + 0.085 * t) * (0.7 + 0.5 * rng.random())
        near = 0.5 + 0.5 * t
        green = mix((66, 128, 78), (106, 156, 84), rng.random())
        with stage.one_shape():
            stage.ellipse(x, y + r * 0.06, r, r * 0.36, (24, 60, 50), near)
            stage.ellipse(x, y, r, r * 0.34, green, near, volume=r * 0.12, grain=0.15)
        for k in range(9):
            angle = 0.7 * k
            stage.hair(
                [(x, y), (x + math.cos(angle) * r * 0.85, y + math.sin(angle) * r * 0.28)],
                1,
                stage.lit(mix(green, (20, 60, 40), 0.35), near),
            )
        if with_flowers and rng.random() < 0.5:
            bloom(
                stage, x + r * (rng.random() - 0.5), y - r * 0.15, r * 0.55, "lotus", near, tint_of("lotus", tint, rng)
            )
