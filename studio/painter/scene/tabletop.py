"""Still lifes of food and products: objects on a table or a seamless background, lit from the side."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blend, blur, chosen, mix, noise, smooth, to_u8
from studio.painter.lighting import wheel
from studio.painter.pen import Pen
from studio.painter.scene import fruits, products
from studio.painter.settled import Spot
from studio.painter.stage import Stage, oval, rectangle

INDOORS = frozenset({"interior", "window"})
_KEY: Colour = (1.08, 1.04, 0.98)
_AMBIENT: Colour = (0.80, 0.82, 0.86)
_PRODUCTS = ("bottle", "headphones", "sneakers", "piano", "bicycle")
_MOST_OBJECTS = 5
_BEHIND = 0.78
_FREE_AT = (0.5, 0.15, 0.85, 0.33, 0.67)
_SCENERY: tuple[Colour, ...] = ((206, 190, 168), (176, 190, 184), (198, 178, 168), (178, 182, 198))


def is_still_life(brief: Brief) -> bool:
    """Whether the picture is a still life; with people, animals or a landscape it is not."""
    outdoors = set(brief.places) - INDOORS
    return bool(brief.objects) and not (brief.people or brief.animals or outdoors)


def still_life(stage: Stage, brief: Brief) -> None:
    """A table or a background with the named objects."""
    night = brief.hour in ("night", "dusk")
    stage.light = replace(
        stage.light,
        key=mix(_KEY, (1.10, 0.92, 0.74), 0.7 if night else 0.0),
        ambient=mix(_AMBIENT, (0.52, 0.46, 0.46), 0.7 if night else 0.0),
        thickness=0.0,
        lamps=False,
        sun_x=0.2 if stage.light.sun_x < 0.5 else 0.8,
    )
    names = [name for name in brief.objects if name in DRAWN]
    if {"pancakes", "cake"} & set(names):
        names = [name for name in names if name not in ("berries", "fruit")]  # Drawn as a topping.
    if "wine" in names:
        names = [name for name in names if name != "bottle"]  # Wine is drawn in a bottle of its own.
    main = names[:3] or ["pancakes"]
    product = bool(stage.settle("product", main[0] in _PRODUCTS))
    spots = _kept(names, brief.settled.objects, product) if brief.settled else _in_a_row(stage, main, product)
    stage.objects = spots
    edge = stage.height * (0.56 if not product else 0.62)
    stage.horizon = edge
    with stage.part("backdrop"):
        _backdrop(stage, brief, product=product)
    with stage.part("table"):
        _table(stage, brief, edge, product=product)
    for spot in sorted(spots, key=lambda spot: spot.foot < _BEHIND, reverse=True):
        if not spot.name:
            continue
        x, foot, wide = stage.width * spot.x, stage.height * spot.foot, stage.unit * spot.size
        _shadow(stage, x, foot, wide)
        painted = brief.painted.get(spot.name)
        with stage.identity(spot.name), stage.subject(), stage.one_shape():
            DRAWN[spot.name](Pen(stage, x, foot, wide, 0.97), painted, brief)


def _in_a_row(stage: Stage, names: list[str], product: bool) -> list[Spot]:
    """The objects of a new picture, side by side."""
    wide = (0.62, 0.46, 0.32)[len(names) - 1] * min(1.2, max(0.8, stage.zoom))
    spots = []
    for i, name in enumerate(names):
        x = 0.5 + (i - (len(names) - 1) / 2) * wide * 0.98 * stage.unit / stage.width
        foot = (0.84 if product else 0.86) - (0 if i % 2 == 0 else 0.05 * stage.unit / stage.height)
        spots.append(Spot(name, x, foot, wide))
    return spots


def _kept(names: list[str], before: tuple[Spot, ...], product: bool) -> list[Spot]:
    """The objects of a changed picture: those of before where they were, new ones where a place is free, or smaller behind
    them, where there is most room."""
    spots = [spot if spot.name in names else spot._replace(name="") for spot in before]
    for name in names:
        there = [spot.name for spot in spots]
        if name in there:
            continue
        if "" in there:
            spots[there.index("")] = spots[there.index("")]._replace(name=name)
        elif len(spots) < _MOST_OBJECTS:
            x = max(_FREE_AT, key=lambda x: min((abs(x - spot.x) for spot in spots), default=1.0))
            spots.append(Spot(name, x, 0.77 if product else 0.73, 0.30))
    return spots


def bicycle(stage: Stage, brief: Brief, x: float, foot: float, wide: float) -> None:
    """A bicycle outdoors."""
    _shadow(stage, x, foot, wide)
    with stage.identity("bicycle"), stage.subject(), stage.one_shape():
        products.bicycle(Pen(stage, x, foot, wide, 0.93), brief.painted.get("bicycle"), brief)


def _backdrop(stage: Stage, brief: Brief, *, product: bool) -> None:
    rng = stage.rng
    own = brief.colours[0] if brief.colours else None
    pick = _SCENERY[int(rng.integers(len(_SCENERY)))]
    tone: Colour = (float(own[0]), float(own[1]), float(own[2])) if own else pick
    if stage.light.key[2] < 0.9:
        tone = mix(tone, (48, 40, 44), 0.55)
    x = np.linspace(0, 1, stage.width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None]
    from_left = x if stage.light.sun_x < 0.5 else 1 - x
    lit = np.float32(1.10) - from_left * np.float32(0.22) - y * np.float32(0.10)
    stage.rgb = to_u8(np.array(tone, np.float32) * lit[..., None])
    stage.near[:] = 40
    if not product:
        for k in range(9):
            r = stage.unit * (0.03 + 0.06 * rng.random())
            px, py = stage.width * rng.random(), stage.height * 0.5 * rng.random()
            light = mix(tone, wheel(0.09 + 0.05 * rng.random(), 0.5, 1.0), 0.7)
            stage.ellipse(px, py, r, r, light, 0.2, glow=True, alpha=0.16 + 0.02 * (k % 3), solid=False)
        stage.rgb = blur(stage.rgb, stage.unit / 90)
    if "interior" in brief.places or "window" in brief.places:
        left = stage.width * (0.06 if stage.light.sun_x < 0.5 else 0.60)
        pane = [(left, 0.0), (left + stage.width * 0.34, 0.0), (left + stage.width * 0.34, stage.height * 0.46)]
        stage.fill([*pane, (left, stage.height * 0.46)], (246, 248, 250), 0.1, glow=True, alpha=0.75, solid=False)
        for share in (0.0, 0.5, 1.0):
            bar = left + stage.width * 0.34 * share
            stage.line([(bar, 0), (bar, stage.height * 0.46)], stage.unit * 0.014, mix(tone, (255, 255, 255), 0.4), 0.1)
        stage.rgb = blur(stage.rgb, stage.unit / 110)


def _table(stage: Stage, brief: Brief, edge: float, *, product: bool) -> None:
    w, h, rng = float(stage.width), float(stage.height), stage.rng
    top = rectangle(-2.0, edge, w + 2, h + 2)
    if "marble" in brief.surfaces:
        mask, x0, y0 = stage.polygon(top)
        grey = noise(rng, mask.shape[0], mask.shape[1], stage.unit * 0.30, 5, 0.55)
        vein = smooth(
            np.abs(noise(rng, mask.shape[0], mask.shape[1], stage.unit * 0.45, 5, 0.6) - np.float32(0.5)), 0.0, 0.045
        )
        tone = np.float32(206) + grey * np.float32(44)
        tone -= (1 - vein) * np.float32(70)
        stone = np.stack([tone, tone * np.float32(0.995), tone * np.float32(0.99)], axis=2)
        stage.put((mask, x0, y0), np.asarray(stone, np.float32), 0.7, fall=-0.08)
    elif "wood" in brief.surfaces or not product:
        wood: Colour = ((150, 104, 68), (116, 78, 52), (186, 146, 104))[int(rng.integers(3))]
        stage.fill(top, wood, 0.7, grain=0.10, grain_cell=stage.unit * 0.05, grain_stretch=9.0, fall=-0.12)
        for k in range(1, 5):
            y = edge + (h - edge) * (k / 5) ** 1.4
            stage.hair([(0, y), (w, y)], max(1.0, stage.unit / 500), stage.lit(mix(wood, (20, 12, 8), 0.55), 0.8, -0.3))
    else:
        # A seamless background: no edge, with a soft spot of light around the object.
        stage.gleam(w * 0.5, h * 0.78, stage.unit * 0.75, (255, 252, 246), 0.34)
        stage.near[int(edge) :] = 150
        return
    stage.rgb[: int(edge)] = blur(stage.rgb[: int(edge)], stage.unit / 200)


def _shadow(stage: Stage, x: float, foot: float, wide: float) -> None:
    side = 0.16 if stage.light.sun_x < 0.5 else -0.16
    for k, strength in ((1.0, 0.16), (0.8, 0.18), (0.62, 0.22)):
        ring = oval(x + side * wide * 0.5, foot - wide * 0.02, wide * 0.56 * k, wide * 0.13 * k)
        mask, x0, y0 = stage.polygon(ring)
        if mask.size == 0:
            continue
        here = (slice(y0, y0 + mask.shape[0]), slice(x0, x0 + mask.shape[1]))
        soft = blur(mask, stage.unit / 120)
        dark = to_u8(stage.rgb[here].astype(np.float32) * np.float32(0.30))
        stage.rgb[here] = blend(stage.rgb[here], dark, to_u8(soft.astype(np.float32) * np.float32(strength * 2)))


# -- crockery ---------------------------------------------------------------------------------------------------


def _bowl(pen: Pen, colour: Colour) -> None:
    """A bowl from the side and a little above; its mouth is an ellipse around (0, 0.42)."""
    wall = [(0.50 * math.cos(a), 0.42 + 0.40 * math.sin(a)) for a in (math.pi + math.pi * k / 24 for k in range(25))]
    wall = [(x, max(y, 0.03)) for x, y in wall]
    pen.shape([*wall, (0.50, 0.44), (-0.50, 0.44)], colour, volume=0.10)
    pen.oval(0, 0.035, 0.20, 0.035, mix(colour, (30, 30, 40), 0.25))
    band = mix(colour, (50, 80, 150), 0.7)
    pen.line(
        [
            (0.47 * math.cos(a), 0.40 + 0.36 * math.sin(a))
            for a in (math.pi * (1.06 + 0.88 * k / 20) for k in range(21))
        ],
        0.012,
        band,
    )
    pen.oval(0, 0.43, 0.51, 0.185, mix(colour, (255, 255, 255), 0.25))


def _plate(pen: Pen, colour: Colour = (240, 238, 232)) -> None:
    pen.oval(0, 0.07, 0.56, 0.15, mix(colour, (30, 30, 40), 0.22))
    pen.oval(0, 0.095, 0.56, 0.15, colour, volume=0.02)
    pen.oval(0, 0.10, 0.40, 0.10, mix(colour, (120, 120, 130), 0.12))


def _steam(pen: Pen, top: float) -> None:
    for k in range(4):
        x = -0.21 + 0.14 * k
        path = [(x + 0.045 * math.sin(2.2 * t * math.pi + k), top + 0.42 * t) for t in (i / 14 for i in range(15))]
        stage = pen.stage
        for thick, alpha in ((0.05, 0.10), (0.025, 0.16)):
            stroke = stage.stroke([pen.at(px, py) for px, py in path], thick * pen.size)
            stage.put(
                (blur(stroke[0], pen.size / 60), stroke[1], stroke[2]),
                (255, 255, 255),
                pen.near,
                glow=True,
                alpha=alpha,
                solid=False,
            )


def _noodles(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (236, 236, 232))
    broth: Colour = (150, 78, 34)
    pen.oval(0, 0.43, 0.47, 0.160, broth, grain=0.1)
    for _ in range(46):
        a, r = rng.random() * 2 * math.pi, 0.36 * math.sqrt(rng.random())
        cx, cy = r * math.cos(a), 0.43 + 0.33 * r * math.sin(a)
        bend = rng.random() * math.pi
        strand = [
            (
                cx + 0.12 * (t - 0.5) * math.cos(bend) * 2,
                cy + 0.05 * math.sin(t * math.pi * 2 + a) * 0.6 + 0.03 * (t - 0.5) * math.sin(bend),
            )
            for t in (i / 8 for i in range(9))
        ]
        inside = [(x, y) for x, y in strand if (x / 0.45) ** 2 + ((y - 0.43) / 0.150) ** 2 < 1]
        if len(inside) > 2:
            pen.line(inside, 0.017, mix((244, 214, 140), (214, 172, 96), rng.random()), volume=0.006)
    for dx, dy in ((-0.20, 0.02), (-0.10, -0.045), (-0.28, -0.02)):
        pen.oval(dx, 0.45 + dy, 0.085, 0.040, (112, 62, 44), turn=0.04, volume=0.02, grain=0.25)
        pen.line([(dx - 0.05, 0.455 + dy), (dx + 0.05, 0.450 + dy)], 0.008, (170, 112, 86))
    pen.oval(0.22, 0.455, 0.085, 0.050, (250, 246, 236), volume=0.02)
    pen.oval(0.22, 0.458, 0.045, 0.027, (246, 168, 44), volume=0.01)
    for _ in range(26):
        a, r = rng.random() * 2 * math.pi, 0.40 * math.sqrt(rng.random())
        pen.oval(
            r * math.cos(a),
            0.44 + 0.32 * r * math.sin(a),
            0.016,
            0.010,
            mix((64, 148, 56), (150, 206, 96), rng.random()),
        )
    for dx in (0.0, 0.05):
        pen.line([(0.18 + dx, 0.52), (0.72 + dx, 0.80)], 0.016, (96, 54, 34), volume=0.005)
    _steam(pen, 0.52)


def _soup(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (226, 222, 214))
    pen.oval(0, 0.43, 0.47, 0.160, (206, 112, 48), grain=0.1)
    for _ in range(16):
        a, r = rng.random() * 2 * math.pi, 0.36 * math.sqrt(rng.random())
        tint: Colour = ((236, 140, 50), (96, 150, 60), (240, 220, 170))[int(rng.integers(3))]
        pen.oval(r * math.cos(a), 0.43 + 0.32 * r * math.sin(a), 0.035, 0.020, tint, volume=0.01)
    _steam(pen, 0.52)


def _rice(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (70, 92, 132))
    pen.shape(
        [(-0.45, 0.43), (-0.30, 0.60), (0.0, 0.66), (0.30, 0.60), (0.45, 0.43), (0.0, 0.34)],
        (246, 244, 236),
        round_by=3,
        volume=0.06,
    )
    for _ in range(120):
        x = (rng.random() - 0.5) * 0.74
        y = 0.44 + rng.random() * 0.17 * (1 - abs(x) / 0.42)
        pen.oval(x, y, 0.014, 0.008, mix((255, 255, 252), (220, 216, 204), rng.random()), turn=rng.random())
    for _ in range(10):
        pen.oval((rng.random() - 0.5) * 0.4, 0.55 + 0.05 * rng.random(), 0.012, 0.008, (70, 150, 60))
    _steam(pen, 0.66)


def _dumplings(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    _plate(pen)
    for row, (count, y) in enumerate(((4, 0.17), (3, 0.115))):
        for i in range(count):
            x = (i - (count - 1) / 2) * 0.20
            half = [
                (x + 0.105 * math.cos(a), y + 0.10 * max(-0.25, math.sin(a)))
                for a in (2 * math.pi * k / 26 for k in range(26))
            ]
            pen.shape(half, (246, 232, 206), volume=0.05)
            for k in range(5):
                a = math.pi * (0.18 + 0.16 * k)
                pen.line(
                    [
                        (x + 0.10 * math.cos(a), y + 0.096 * math.sin(a)),
                        (x + 0.07 * math.cos(a), y + 0.06 * math.sin(a)),
                    ],
                    0.007,
                    (206, 182, 146),
                )
        del row
    _steam(pen, 0.26)


def _pancakes(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _plate(pen)
    top = 0.10
    for k in range(6):
        dx = (rng.random() - 0.5) * 0.04
        pen.oval(dx, top + 0.012, 0.36, 0.098, (164, 96, 44))
        pen.oval(dx, top + 0.030, 0.36, 0.098, (238, 200, 136), volume=0.01)
        pen.oval(dx, top + 0.050, 0.355, 0.095, (206, 138, 66), grain=0.12, volume=0.02)
        top += 0.062
        del k
    syrup: Colour = (128, 58, 12)
    pool = [
        (0.26 * math.cos(a) * (1 + 0.10 * math.sin(3 * a)), top - 0.012 + 0.066 * math.sin(a))
        for a in (2 * math.pi * k / 40 for k in range(40))
    ]
    pen.shape(pool, syrup, volume=0.02)
    for x, length in ((-0.25, 0.22), (-0.08, 0.30), (0.12, 0.26), (0.27, 0.17)):
        pen.limb(
            [(x, top - 0.04), (x * 1.12, top - 0.06 - length * 0.5), (x * 1.16, top - 0.06 - length)],
            [0.06, 0.040, 0.045],
            syrup,
            volume=0.015,
        )
    pen.shape(
        [(-0.09, top + 0.01), (0.07, top - 0.01), (0.09, top + 0.05), (-0.06, top + 0.07)],
        (252, 232, 150),
        round_by=1,
        volume=0.02,
    )
    if "fruit" in brief.objects or "berries" in brief.objects or rng.random() < 0.4:
        for k in range(9):
            a = 2 * math.pi * k / 9 + 0.3
            x, y = (
                (0.19 * math.cos(a), top + 0.015 + 0.045 * math.sin(a))
                if k < 5
                else (0.46 * math.cos(a), 0.10 + 0.10 * math.sin(a) * 0.5)
            )
            _berry(pen, x, y, brief)


def _berry(pen: Pen, x: float, y: float, brief: Brief) -> None:
    colour = brief.painted.get("berries")
    if colour and colour[0] > 150 > colour[2]:  # Strawberries and raspberries say so in the lexicon.
        pen.shape([(x - 0.042, y + 0.05), (x + 0.042, y + 0.05), (x, y - 0.02)], colour, round_by=2, volume=0.03)
        pen.oval(x, y + 0.056, 0.030, 0.010, (86, 150, 70))
        return
    pen.oval(x, y + 0.025, 0.040, 0.038, (58, 66, 128), volume=0.03)
    pen.oval(x, y + 0.045, 0.012, 0.006, (30, 34, 76))
    pen.oval(x - 0.012, y + 0.036, 0.008, 0.006, (170, 180, 222), glow=True, alpha=0.7)


def _berries(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    _bowl(pen, (240, 240, 238))
    for row in range(4):
        for i in range(9 - 2 * row):
            _berry(pen, (i - (8 - 2 * row) / 2) * 0.085, 0.42 + row * 0.045, brief)


def _cake(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    cream: Colour = painted or (252, 238, 226)
    _plate(pen)
    pen.shape(rectangle(-0.36, 0.10, 0.36, 0.42), cream, volume=0.06)
    pen.oval(0, 0.10, 0.36, 0.09, mix(cream, (120, 60, 40), 0.25))
    pen.shape(rectangle(-0.36, 0.10, 0.36, 0.42), cream, volume=0.06)
    pen.oval(0, 0.42, 0.36, 0.10, mix(cream, (255, 255, 255), 0.4), volume=0.02)
    glaze: Colour = (226, 96, 130)
    for k in range(13):
        x = -0.345 + 0.0575 * k
        drop = 0.08 + 0.05 * ((k * 7) % 4)
        pen.limb([(x, 0.40 - 0.05 * (1 - (x / 0.36) ** 2)), (x, 0.38 - drop)], [0.060, 0.048], glaze, volume=0.015)
    pen.oval(0, 0.42, 0.345, 0.090, glaze, volume=0.02)
    for k in range(5):
        x, y = -0.22 + 0.11 * k, 0.43 + 0.02 * (k % 2)
        pen.line([(x, y), (x, y + 0.20)], 0.022, ((250, 220, 110), (120, 180, 230), (250, 250, 250))[k % 3])
        px, py = pen.at(x, y + 0.235)
        pen.stage.gleam(px, py, pen.size * 0.16, (255, 190, 90), 0.6)
        pen.oval(x, y + 0.235, 0.013, 0.030, (255, 214, 110), glow=True)
    for k in range(8):
        a = 2 * math.pi * k / 8
        pen.oval(0.30 * math.cos(a), 0.425 + 0.075 * math.sin(a), 0.03, 0.025, (255, 250, 244), volume=0.02)


def _cup(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    china: Colour = painted or (238, 236, 230)
    pen.oval(0, 0.05, 0.52, 0.13, mix(china, (30, 30, 40), 0.2))
    pen.oval(0, 0.07, 0.52, 0.13, china, volume=0.02)
    handle = [(0.30 + 0.20 * math.sin(a), 0.36 + 0.13 * math.cos(a)) for a in (math.pi * k / 12 for k in range(13))]
    pen.line(handle, 0.050, mix(china, (60, 60, 70), 0.10), volume=0.02)
    wall = [(-0.36, 0.56), (-0.34, 0.30), (-0.24, 0.12), (0.24, 0.12), (0.34, 0.30), (0.36, 0.56)]
    pen.shape(wall, china, round_by=2, volume=0.10)
    pen.oval(0, 0.56, 0.36, 0.115, mix(china, (255, 255, 255), 0.3))
    pen.oval(0, 0.55, 0.325, 0.098, (96, 56, 32))
    foam: Colour = (236, 208, 168)
    pen.oval(0, 0.55, 0.29, 0.084, (176, 116, 66))
    heart = [
        (
            0.0105 * 16 * math.sin(t) ** 3,
            0.55 + 0.0036 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
        )
        for t in (2 * math.pi * k / 40 for k in range(40))
    ]
    pen.shape(heart, foam)
    _steam(pen, 0.62)


def _fruit(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    if one_by_one := fruits.named(brief):
        fruits.row(pen, one_by_one)
        return
    tints: tuple[Colour, ...] = ((206, 44, 44), (240, 150, 40), (150, 184, 60), (236, 200, 70))
    _bowl(pen, (226, 220, 208))
    for i, (x, y) in enumerate(((-0.28, 0.46), (0.02, 0.44), (0.29, 0.47), (-0.14, 0.60), (0.15, 0.61))):
        tint = painted or tints[i % 4]
        pen.oval(x, y + 0.06, 0.17, 0.16, tint, volume=0.09, grain=0.06)
        pen.line([(x, y + 0.20), (x + 0.02, y + 0.25)], 0.014, (96, 66, 40))
        pen.oval(x + 0.05, y + 0.245, 0.045, 0.018, (88, 150, 62), turn=0.07)


def _bottle(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    """A perfume bottle of thick glass with a cap; the colour is that of its content."""
    juice: Colour = chosen(painted, ((232, 190, 130), (226, 160, 170), (150, 190, 206)), pen.stage.rng)
    glass = mix(juice, (255, 255, 255), 0.55)
    pen.shape([(-0.24, 0.03), (0.24, 0.03), (0.25, 0.60), (-0.25, 0.60)], glass, round_by=1, volume=0.05)
    pen.shape([(-0.205, 0.10), (0.205, 0.10), (0.21, 0.50), (-0.21, 0.50)], juice, round_by=1, volume=0.06)
    pen.shape(rectangle(-0.21, 0.47, 0.21, 0.50), mix(juice, (255, 255, 255), 0.35))
    pen.shape(
        [(-0.19, 0.12), (-0.13, 0.12), (-0.14, 0.56), (-0.19, 0.56)], (255, 255, 255), round_by=1, glow=True, alpha=0.45
    )
    pen.shape([(0.19, 0.10), (0.205, 0.10), (0.21, 0.56), (0.195, 0.56)], (255, 255, 255), glow=True, alpha=0.35)
    pen.shape(rectangle(-0.12, 0.22, 0.12, 0.40), (250, 248, 242))
    for k, half in ((0.34, 0.07), (0.30, 0.09), (0.26, 0.05)):
        pen.line([(-half, k), (half, k)], 0.010, (120, 100, 70))
    pen.shape(rectangle(-0.10, 0.60, 0.10, 0.66), (206, 178, 110), volume=0.03)
    pen.shape(rectangle(-0.13, 0.66, 0.13, 0.88), (44, 42, 48), round_by=1, volume=0.06)
    pen.line([(-0.085, 0.69), (-0.085, 0.85)], 0.018, (150, 150, 160))


def _wine(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    glass: Colour = (34, 62, 44)
    label: Colour = painted or (238, 230, 208)
    body = [(-0.15, 0.02), (0.15, 0.02), (0.155, 0.66), (0.06, 0.86), (0.055, 1.16), (-0.055, 1.16), (-0.06, 0.86)]
    pen.shape([*body, (-0.155, 0.66)], glass, round_by=2, volume=0.07)
    pen.shape(rectangle(-0.062, 0.98, 0.062, 1.18), (120, 24, 40), round_by=1, volume=0.03)
    pen.shape(rectangle(-0.15, 0.20, 0.15, 0.52), label, volume=0.02)
    for y, half in ((0.44, 0.09), (0.38, 0.06), (0.28, 0.08)):
        pen.line([(-half, y), (half, y)], 0.012, (120, 30, 44))
    pen.line([(-0.11, 0.10), (-0.11, 0.62)], 0.018, (150, 180, 150))
    pen.oval(0.42, 0.04, 0.13, 0.030, (226, 230, 236), alpha=0.8)
    pen.line([(0.42, 0.05), (0.42, 0.30)], 0.018, (226, 230, 236))
    pen.shape(
        [(0.29, 0.58), (0.28, 0.44), (0.34, 0.32), (0.50, 0.32), (0.56, 0.44), (0.55, 0.58)],
        (214, 220, 228),
        round_by=2,
        alpha=0.7,
    )
    wine = (236, 206, 120) if "white" in brief.unknown_words else (132, 18, 40)
    pen.shape(
        [(0.285, 0.48), (0.285, 0.42), (0.345, 0.325), (0.495, 0.325), (0.555, 0.42), (0.555, 0.48)],
        wine,
        round_by=2,
        volume=0.03,
    )


def _headphones(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    shell: Colour = chosen(painted, ((44, 44, 50), (232, 232, 234), (70, 92, 130)), pen.stage.rng)
    dark = mix(shell, (20, 20, 26), 0.35)
    band = [(0.36 * math.cos(a), 0.42 + 0.46 * math.sin(a)) for a in (math.pi * k / 24 for k in range(25))]
    pen.line(band, 0.075, shell, volume=0.03)
    inner = [
        (0.325 * math.cos(a), 0.42 + 0.415 * math.sin(a)) for a in (math.pi * (0.14 + 0.72 * k / 20) for k in range(21))
    ]
    pen.line(inner, 0.045, dark, volume=0.015)
    for side in (-1, 1):
        pen.limb([(side * 0.36, 0.46), (side * 0.375, 0.30)], [0.05, 0.05], dark, volume=0.02)
        pen.oval(side * 0.30, 0.25, 0.095, 0.19, (64, 60, 66) if sum(shell) > 380 else (30, 28, 32), volume=0.05)
        pen.oval(side * 0.385, 0.25, 0.105, 0.20, shell, volume=0.07)
        pen.oval(side * 0.40, 0.25, 0.058, 0.13, mix(shell, (255, 255, 255), 0.18), volume=0.03)


def _book(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    cover: Colour = chosen(painted, ((150, 52, 48), (52, 84, 120), (64, 110, 84)), pen.stage.rng)
    pen.shape([(-0.56, 0.06), (0, 0.02), (0.56, 0.06), (0.50, 0.34), (0, 0.29), (-0.50, 0.34)], cover, volume=0.02)
    for side in (-1, 1):
        page = [
            (0, 0.045),
            (side * 0.28, 0.065 + 0.03),
            (side * 0.53, 0.085),
            (side * 0.475, 0.35),
            (side * 0.24, 0.37),
            (0, 0.31),
        ]
        pen.shape(page, (248, 242, 226), round_by=1, volume=0.02)
        for k in range(7):
            t = 0.14 + 0.11 * k
            y0, y1 = 0.045 + (0.31 - 0.045) * t, 0.09 + (0.345 - 0.09) * t
            pen.line([(side * 0.05, y0 + 0.012), (side * (0.45 - 0.04 * t), y1 + 0.006)], 0.006, (150, 140, 130))


Drawer = Callable[[Pen, Colour | None, Brief], None]
DRAWN: dict[str, Drawer] = {
    "noodles": _noodles,
    "soup": _soup,
    "rice": _rice,
    "dumplings": _dumplings,
    "pancakes": _pancakes,
    "cake": _cake,
    "cup": _cup,
    "fruit": _fruit,
    "berries": _berries,
    "bottle": _bottle,
    "wine": _wine,
    "headphones": _headphones,
    "book": _book,
    "vase": products.vase,
    "pizza": products.pizza,
    "sneakers": products.sneakers,
    "piano": products.piano,
    "bicycle": products.bicycle,
}
"""Objects that can be on the table; `syrup` is drawn only over a pile of pancakes, berries on top of it."""
