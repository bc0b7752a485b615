"""Still lifes of food and products: objects on a table or a seamless background, lit from the side."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blend, blur, chosen, mix, noise, smooth, to_u8
from studio.painter.lighting import wheel
from studio.painter.outlines import oval, rectangle
from studio.painter.pen import Pen
from studio.painter.scene import food, products
from studio.painter.settled import Spot
from studio.painter.stage import Stage

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


# -- things ------------------------------------------------------------------------------------------------------


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
    "noodles": food.noodles,
    "soup": food.soup,
    "rice": food.rice,
    "dumplings": food.dumplings,
    "pancakes": food.pancakes,
    "cake": food.cake,
    "cup": food.cup,
    "fruit": food.fruit,
    "berries": food.berries,
    "bottle": _bottle,
    "wine": food.wine,
    "headphones": _headphones,
    "book": _book,
    "vase": products.vase,
    "pizza": products.pizza,
    "sneakers": products.sneakers,
    "piano": products.piano,
    "bicycle": products.bicycle,
}
"""Objects that can be on the table; `syrup` is drawn only over a pile of pancakes, berries on top of it."""
