"""Land and water below the horizon, and what stands at the water."""

import math

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blend, mix
from studio.painter.outlines import soft_outline
from studio.painter.scene import (
    city,
    flowers,
    flyers_and_floaters,
    houses,
    land,
    landmarks,
    subjects,
    water,
)
from studio.painter.scene.location import Setting
from studio.painter.stage import Stage

_WATER: dict[str, Colour] = {"sea": (22, 96, 136), "lake": (46, 110, 126), "river": (62, 124, 128), "": (40, 100, 130)}


def paint_ground(stage: Stage, brief: Brief, setting: Setting) -> float:
    """Land and water below the horizon; returns the y below which there is solid ground."""
    top = stage.horizon
    tone = setting.grass
    near_tone: Colour = mix(tone, (250, 252, 255), 0.5) if setting.snowy else mix(tone, (40, 84, 30), 0.35)
    if setting.has("desert") and not setting.water:
        with stage.part("dunes"):
            land.dunes(stage, top, mix((232, 180, 112), tone, 0.0))
        return top
    if setting.has("city"):
        return _city_ground(stage, brief, setting)
    if setting.water in ("sea", "lake"):
        return _shore(stage, brief, setting, near_tone)
    with stage.part("ground"):
        land.ground(stage, top, tone, near_tone, rough=0.22 if setting.snowy else 0.4, roll=0.035)
    if setting.water == "river":
        _river(stage, brief)
    elif "path" in brief.things or (
        setting.has("village", "forest") and not brief.flowers and "thing:path" not in brief.unwanted
    ):
        with stage.part("path"):
            houses.path(stage, top + stage.unit * 0.01, (214, 196, 160) if not setting.snowy else (206, 212, 224))
    return top


def _shore(stage: Stage, brief: Brief, setting: Setting, near_tone: Colour) -> float:
    """Water up to the horizon, with a bank in the foreground if a figure has to stand there or the seed chooses it."""
    sea = setting.water == "sea"
    _before_water(stage, brief, setting)
    calm = 0.25 if sea else 0.82
    if brief.weather & {"storm", "wind"}:
        calm *= 0.3
    if "calm" in brief.moods:
        calm = max(calm, 0.7)
    with stage.part("water"):
        water.paint_water(stage, stage.horizon, _WATER[setting.water], calm=calm)
    bank = stage.height * (0.86 if not subjects.needs_ground(brief) else 0.78)
    # The same wherever the bank is: boats stay when a figure joins them.
    flyers_and_floaters.paint_floaters(stage, brief, stage.horizon, stage.height * 0.80)
    if "lotus" in brief.flowers:
        with stage.part("lotus"):
            flowers.lily_pads(stage, stage.horizon + stage.unit * 0.08, brief.painted.get("lotus"), True)
    meadow = setting.has("meadow") and brief.flowers != ("lotus",)
    sandy = sea and ("palm" in brief.things or stage.chance("sand") < 0.35)
    if meadow or subjects.needs_ground(brief) or sandy:
        if meadow:
            bank = stage.height * 0.70
        bank = stage.height * stage.settle("bank", round(bank / stage.height * 1000)) / 1000
        tone: Colour = (232, 206, 158) if sea and not setting.snowy and not meadow else near_tone
        if sea and not meadow:
            with stage.part("foam at the bank"):
                water.paint_foam(stage, bank - stage.unit * 0.05, 7)
        with stage.part("bank"):
            land.ground(stage, bank, tone, mix(tone, (255, 240, 214), 0.15), rough=0.25, roll=0.08)
        return bank
    if sea:
        with stage.part("foam"):
            water.paint_foam(stage, stage.horizon + stage.unit * 0.10, 9)
    return float(stage.height) * 0.98


def _before_water(stage: Stage, brief: Brief, setting: Setting) -> None:
    """Objects on the far shore, with their reflection."""
    y = stage.horizon + stage.unit * 0.004
    if setting.has("village") or "house" in brief.things:
        paint_houses(stage, brief, setting, y, 0.42, 5)
    if "pagoda" in brief.things:
        landmarks.pagoda(stage, stage.width * (0.2 + 0.6 * stage.chance("pagoda")), y, stage.unit * 0.24, 0.44)
    if "castle" in brief.things:
        landmarks.castle(stage, stage.width * (0.3 + 0.4 * stage.chance("castle")), y, stage.unit * 0.26, 0.44)
    if "lighthouse" in brief.things:
        x = stage.width * (0.16 if stage.chance("lighthouse") < 0.5 else 0.84)
        rock = [
            (x - stage.unit * 0.20, y + stage.unit * 0.012),
            (x - stage.unit * 0.10, y - stage.unit * 0.035),
            (x + stage.unit * 0.05, y - stage.unit * 0.045),
            (x + stage.unit * 0.18, y + stage.unit * 0.012),
        ]
        stage.fill(
            soft_outline(rock, 2),
            (104, 98, 96),
            0.55,
            volume=stage.unit * 0.02,
            grain=0.5,
            grain_cell=stage.unit * 0.02,
        )
        landmarks.lighthouse(stage, x, y - stage.unit * 0.03, stage.unit * 0.34, 0.62)
    if "bridge" in brief.things:
        landmarks.bridge(stage, stage.width * (0.35 + 0.3 * stage.chance("bridge")), y, stage.unit * 0.5, 0.5)
    if "torii" in brief.things:
        landmarks.torii(stage, stage.width * 0.5, stage.horizon + stage.unit * 0.02, stage.unit * 0.24, 0.6)


def _river(stage: Stage, brief: Brief) -> None:
    """A winding river cut out of a plane of water."""
    dry_rgb, dry_near, dry_shapes = stage.rgb.copy(), stage.near.copy(), stage.shapes.copy()
    top = stage.horizon + stage.unit * 0.012
    with stage.part("river"):
        water.paint_water(stage, top, _WATER["river"], calm=0.8)
    turn, x0 = stage.chance("turn") * 6.28, stage.width * (0.4 + 0.2 * stage.chance("river's x"))
    left, right = [], []
    for k in range(60):
        t = k / 59
        y = top + (stage.height * 1.03 - top) * t**1.5
        centre = x0 + math.sin(turn + 5.2 * t) * stage.width * 0.20 * (0.25 + 0.75 * t)
        half = stage.width * (0.012 + 0.30 * t**1.25)
        left.append((centre - half * (1 + 0.08 * math.sin(k * 0.41)), y))
        right.append((centre + half * (1 + 0.08 * math.sin(k * 0.53 + 1)), y))
    mask = np.zeros((stage.height, stage.width), np.uint8)
    piece, px, py = stage.polygon(soft_outline(left + right[::-1], 2))
    mask[py : py + piece.shape[0], px : px + piece.shape[1]] = piece
    stage.wet = mask
    stage.rgb = blend(dry_rgb, stage.rgb, mask)
    stage.near = np.where(mask > 127, stage.near, dry_near)
    stage.shapes = np.where(mask > 127, stage.shapes, dry_shapes)
    if "boat" in brief.things or brief.animals.keys() & {"swan", "fish"}:
        flyers_and_floaters.paint_floaters(stage, brief, top, float(stage.height))
    if "bridge" in brief.things:
        k = 30
        y = left[k][1]
        with stage.part("bridge"), stage.mirrored(y, 0.45):
            landmarks.bridge(stage, (left[k][0] + right[k][0]) / 2, y, (right[k][0] - left[k][0]) * 1.75, 0.62)


def _city_ground(stage: Stage, brief: Brief, setting: Setting) -> float:
    top = stage.horizon + stage.unit * 0.015
    wet, at_water = bool(brief.weather & {"rain", "storm"}), 0
    if not setting.water:
        on_land = subjects.needs_ground(brief) or wet or "car" in brief.things
        at_water = stage.settle("water in the city", not on_land and stage.chance("water in the city") < 0.5)
    if setting.water or at_water:
        with stage.part("water"):
            water.paint_water(stage, top, (34, 64, 92), calm=0.62)
        flyers_and_floaters.paint_floaters(stage, brief, top, stage.height * 0.92)
        if subjects.needs_ground(brief) or "car" in brief.things:
            with stage.part("quay"):
                land.ground(stage, stage.height * 0.84, (120, 120, 128), (92, 92, 100), rough=0.1, roll=0.0)
            return stage.height * 0.84
        return float(stage.height) * 0.98
    with stage.part("ground"):
        land.ground(stage, top, (112, 114, 122), (84, 86, 94), rough=0.12, roll=0.0)
    vanish = stage.width * (0.42 + 0.16 * stage.chance("street"))
    with stage.part("street"):
        city.street(stage, vanish, top, wet=wet)
    stone: Colour = (74, 78, 94) if stage.light.lamps else (150, 152, 160)
    with stage.part("street walls"):
        city.street_walls(stage, vanish, top, stone, neon=stage.light.lamps)
    if wet:
        with stage.part("puddles"):
            water.paint_water(stage, top + stage.unit * 0.05, (40, 44, 56), calm=0.75)
    return top + stage.unit * 0.08


def paint_houses(
    stage: Stage, brief: Brief, setting: Setting, y: float, near: float, count: int, scale: float = 1.0
) -> None:
    eastern = stage.settle("eastern houses", setting.has("river") or "pagoda" in brief.things)
    eastern = eastern or stage.look.shading == "ink"
    start = 0.08 + 0.2 * stage.chance("houses")
    first, scale = stage.settle("houses", count), stage.settle("size of houses", round(scale * 100)) / 100
    for i in range(count):
        with stage.part("house", i) as rng:
            # Houses that came later stand between the first ones.
            at = (i + 0.4 * rng.random()) / first if i < first else (i * 0.618 + 0.35) % 1.0
            x = stage.width * (start + 0.72 * at)
            size = stage.unit * (0.075 + 0.035 * rng.random()) * scale
            foot, smokes = y + stage.unit * 0.012 * rng.random(), rng.random() < 0.4
            wall = brief.painted.get("house")
            houses.house(stage, x, foot, size, near, wall=wall, eastern=bool(eastern), snow=setting.snowy)
            if not eastern and smokes:
                houses.smoke(stage, x, y - size * 0.9, size)
