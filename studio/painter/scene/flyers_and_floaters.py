"""Birds, butterflies and a dragon in the air; boats, swans and fish on the water."""

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import U8, Colour, blend, chosen, rng_for
from studio.painter.pen import Pen
from studio.painter.scene import birds_and_fish, boats_and_lights
from studio.painter.scene.subject_mask import as_subject
from studio.painter.stage import Stage


@as_subject
def paint_flyers(stage: Stage, brief: Brief) -> None:
    """Birds and a dragon: subjects in the sky, drawn before the land."""
    if "dragon" in brief.animals:
        flip = 1 if stage.chance("dragon") < 0.5 else -1
        with stage.identity("dragon") as own:
            colour = chosen(brief.painted.get("dragon"), ((196, 52, 40), (46, 130, 92)), own)
            size = stage.unit * 0.40
            pen = Pen(stage, stage.width * 0.5, stage.horizon * 0.62 + size * 0.3, size, 0.62, flip)
            birds_and_fish.dragon(pen, colour)
    if "bird" in brief.animals:
        with stage.part("birds"):
            _flock(stage, shown_number(stage, "bird", brief.animals["bird"]), brief.painted.get("bird"))


def _flock(stage: Stage, count: int, painted: Colour | None) -> None:
    rng = stage.rng
    dark = stage.light.hour in ("night", "dusk")
    colour: Colour = painted or ((214, 220, 232) if dark else (58, 60, 74))
    cx, cy = stage.width * (0.25 + 0.5 * rng.random()), stage.horizon * (0.28 + 0.2 * rng.random())
    alone = stage.settle("one bird", count == 1)
    for number in range(min(14, max(1, count if count < 8 else 13))):
        size = stage.unit * (0.030 + 0.035 * rng.random()) * (1.8 if alone and not number else 1.0)
        x, y = cx + stage.unit * (rng.random() - 0.5) * 0.6, cy + stage.unit * (rng.random() - 0.5) * 0.28
        birds_and_fish.flying_bird(Pen(stage, x, y, size, 0.45), colour, rng.random() * 2 - 1)


def paint_floaters(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    """Boats, swans, whales, fish: on and in the water between two y."""
    if "boat" in brief.things:
        _boats(stage, brief, top, bottom)
    for i in range(min(5, shown_number(stage, "swan", brief.animals["swan"])) if "swan" in brief.animals else 0):
        y = top + (bottom - top) * (0.40 + 0.12 * i)
        x = stage.width * (0.25 + 0.5 * ((i * 0.618 + stage.chance("swan", i) * 0.2) % 1.0))
        with stage.part("swan's mirror", i), stage.mirrored(y, 0.5):
            birds_and_fish.swan(Pen(stage, x, y, stage.unit * (0.15 + 0.03 * i), 0.85, 1 if i % 2 else -1))
    if "whale" in brief.animals:
        y = top + (bottom - top) * 0.26
        calm = stage.rgb.copy()
        x, flip = stage.width * (0.4 + 0.2 * stage.chance("whale", "x")), 1 if stage.chance("whale") < 0.5 else -1
        with stage.part("whale itself"):
            birds_and_fish.whale(Pen(stage, x, y, stage.unit * 0.26, 0.8, flip))
        _sink(stage, calm, y)
    if "fish" in brief.animals:
        with stage.part("carp"):
            _carp(stage, brief, top, bottom)


def _boats(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    """Each boat has its own place, whatever the others do; those far away are drawn first."""
    eastern = stage.settle("eastern boats", "river" in brief.places) or stage.look.shading == "ink"
    places = []
    for i in range(min(6, shown_number(stage, "boat", brief.things["boat"]))):
        t = 0.16 + 0.40 * ((0.55 * stage.chance("boat", i, "t") + 0.382 * i) % 1.0)
        x = stage.width * (0.18 + 0.64 * ((i * 0.618 + stage.chance("boat", i, "x") * 0.3) % 1.0))
        places.append((t, x, i))
    for t, x, i in sorted(places):
        y = top + (bottom - top) * t
        size = stage.unit * (0.09 + 0.22 * t) * (1.25 if i == 0 else 1.0) * (0.75 if eastern else 1.0)
        paint = brief.painted.get("boat")
        with stage.part("boat", i), stage.mirrored(y, 0.55):
            if eastern:
                canopy = stage.chance("boat", i, "canopy") < 0.6
                boats_and_lights.rowboat(stage, x, y, size * 1.3, 0.5 + 0.4 * t, paint, canopy=canopy)
            else:
                boats_and_lights.sailboat(stage, x, y, size, 0.5 + 0.4 * t, paint)


def _sink(stage: Stage, water: U8, y: float) -> None:
    """Submerge what was drawn after the copy `water` was made: cover it with that copy, 80 % opaque, below the line y."""
    line = int(y + stage.unit * 0.005)
    veil = np.full((stage.height - line, stage.width), 205, np.uint8)
    stage.rgb[line:] = blend(stage.rgb[line:], water[line:], veil)


def _carp(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    rng = stage.rng
    for i in range(min(9, brief.animals["fish"] or 5)):
        t = 0.25 + 0.6 * rng.random()
        tint = brief.painted.get("fish") or ((236, 92, 40), (244, 236, 226), (230, 150, 40))[i % 3]
        pen = Pen(
            stage,
            stage.width * (0.1 + 0.8 * rng.random()),
            top + (bottom - top) * t,
            stage.unit * (0.04 + 0.07 * t),
            0.8,
            1 if i % 2 else -1,
        )
        birds_and_fish.fish(pen, tint)


@as_subject
def paint_small_flyers(stage: Stage, brief: Brief, top: float) -> None:
    """Butterflies and cranes in front of the land."""
    if "butterfly" in brief.animals:
        with stage.part("butterflies"):
            _butterflies(stage, brief, top)
    if flies("crane", brief.animals.get("crane", 1)):
        with stage.part("cranes") as rng:
            for i in range(UNCOUNTED["crane"]):
                size = stage.unit * (0.12 + 0.05 * rng.random())
                x, y = stage.width * (0.2 + 0.5 * rng.random()), stage.horizon * (0.30 + 0.12 * i)
                birds_and_fish.crane(Pen(stage, x, y, size, 0.9, 1 if rng.random() < 0.5 else -1), flying=True)


def _butterflies(stage: Stage, brief: Brief, top: float) -> None:
    rng = stage.rng
    alone = stage.settle("one butterfly", brief.animals["butterfly"] == 1)
    for i in range(min(12, brief.animals["butterfly"] or 5)):
        colour = brief.painted.get("butterfly") or ((240, 150, 50), (96, 150, 230), (236, 110, 170))[i % 3]
        size = stage.unit * (0.04 + 0.05 * rng.random()) * (2.2 if alone and not i else 1)
        x, y = stage.width * (0.1 + 0.8 * rng.random()), top + (stage.height - top) * (0.7 * rng.random() - 0.15)
        birds_and_fish.butterfly(Pen(stage, x, y, size, 0.95), colour)


UNCOUNTED = {"bird": 7, "swan": 2, "fish": 5, "butterfly": 5, "crane": 2, "balloon": 3, "lantern": 14}
"""How many there are of what the words do not count; of anything else one."""


def flies(kind: str, count: int) -> bool:
    """Whether an animal that could stand is in the air: cranes that the words do not count."""
    return kind == "crane" and count == 0


def shown_number(stage: Stage, kind: str, count: int) -> int:
    """How many of a kind a picture has, if the words say `count` (0: nothing)."""
    return count or (boats_at_will(stage.seed) if kind == "boat" else UNCOUNTED.get(kind, 1))


def boats_at_will(seed: int) -> int:
    """How many boats a picture has, if its words only say that there are some."""
    return 1 if rng_for("scene", seed, "boats").random() < 0.6 else 3
