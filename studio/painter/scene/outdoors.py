"""Outdoor scenes, drawn from back to front."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blend, mix
from studio.painter.scene import (
    boats_and_lights,
    city,
    flowers,
    houses,
    land,
    landmarks,
    other_scenes,
    subjects,
    trees,
    water,
)
from studio.painter.scene.location import Setting
from studio.painter.stage import Stage, soft_outline

TREE_KINDS = ("pine", "willow", "palm", "cherry", "bamboo", "maple")
_WATER: dict[str, Colour] = {"sea": (22, 96, 136), "lake": (46, 110, 126), "river": (62, 124, 128), "": (40, 100, 130)}


def paint_far(stage: Stage, brief: Brief, setting: Setting) -> None:
    """Mountains, hills, woods or a skyline along the horizon."""
    capped = stage.chance("snow on mountains") < 0.5 and brief.season != "summer"
    snow = 0.75 if setting.snowy else 0.42 if capped else 0.0
    rock: Colour = mix((92, 102, 122), setting.grass, 0.18 if setting.snowy else 0.25)
    # If the prompt asks for the sun, mountains that it does not name must not hide it.
    low = stage.settle("low mountains", "sun" in brief.things and stage.light.hour in ("dawn", "sunset"))
    modest = 0.5 if low else 1.0
    hilly = setting.has("meadow") and stage.chance("hills") < 0.6
    islands = setting.has("sea") and stage.chance("islands") < 0.55
    small = 2 if setting.has("lake", "river", "village", "forest") or hilly else 1 if islands else 0
    with stage.part("mountains"):
        if setting.has("mountain"):
            land.mountains(stage, rock, 5, 0.36, snow=snow)
        elif "place:mountain" in brief.unwanted:
            pass
        elif (far := stage.settle("far mountains", small)) == 2:
            land.mountains(stage, rock, 3, 0.20 * modest, snow=snow * 0.8, near_to=0.4)
        elif far == 1:
            land.mountains(stage, rock, 2, 0.10, near_to=0.26, snow=snow * 0.5)
    if setting.has("city"):
        tall = stage.unit * 0.34
        neon = "cyberpunk" in brief.unknown_words or stage.light.hour == "night"
        stone: Colour = (120, 118, 142) if stage.light.lamps else (168, 172, 182)
        if stage.light.lamps and stage.look.shading != "ink":
            with stage.part("glow"):
                _city_glow(stage, neon=neon)
        for near, share in ((0.14, 1.0), (0.36, 0.86), (0.58, 0.62)):
            with stage.part("skyline", near):
                city.skyline(stage, stage.horizon + stage.unit * 0.02, tall * share, near, stone, neon=neon)
    if setting.has("forest") and not setting.has("city"):
        kind = _settled_kind(stage, "kind of wood", _tree_kinds(brief))
        leaf_kind = "pine" if kind in ("pine", "") and stage.chance("wood") < (0.95 if kind else 0.5) else kind
        for i in range(3):
            with stage.part("leaves of the wood", i) as rng:
                tint = trees.leaves_of(leaf_kind, setting.season, rng)
            tint = mix(tint, (236, 242, 250), 0.35) if setting.snowy else tint
            with stage.part("wood", i):
                trees.treeline(
                    stage,
                    stage.horizon + stage.unit * (0.01 + 0.025 * i),
                    stage.unit * (0.12 + 0.05 * i),
                    0.25 + 0.16 * i,
                    tint,
                    leaf_kind,
                )
    elif setting.has("lake", "river", "meadow", "village") and not setting.has("city", "sea", "desert"):
        with stage.part("leaves far away") as rng:
            tint = trees.leaves_of("", setting.season, rng)
        tint = mix(tint, (236, 242, 250), 0.45) if setting.snowy else mix(tint, (60, 90, 70), 0.3)
        with stage.part("trees far away"):
            trees.treeline(stage, stage.horizon + stage.unit * 0.006, stage.unit * 0.045, 0.34, tint, "round")
    if setting.has("waterfall"):
        with stage.part("waterfall"):
            water.paint_waterfall(stage, stage.horizon + stage.unit * 0.012)


def _city_glow(stage: Stage, *, neon: bool) -> None:
    """The glow of a city on the night sky."""
    tints: tuple[Colour, ...] = ((220, 60, 190), (60, 130, 240), (150, 70, 230)) if neon else ((250, 190, 110),)
    for i in range(4):
        x = stage.width * (0.1 + 0.27 * i + 0.1 * stage.rng.random())
        stage.gleam(x, stage.horizon, stage.unit * (0.42 + 0.2 * stage.rng.random()), tints[i % len(tints)], 0.42)


def _settled_kind(stage: Stage, name: str, named: Sequence[str]) -> str:
    """The kind of trees that was named when the picture was first painted: trees stay as they are when words add others."""
    kinds = ("", *TREE_KINDS)
    return kinds[stage.settle(name, kinds.index(named[0]) if named else 0) % len(kinds)]


def _tree_kinds(brief: Brief) -> list[str]:
    return [kind for kind in TREE_KINDS if kind in brief.things]


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
    subjects.paint_floaters(stage, brief, stage.horizon, stage.height * 0.80)
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
        _houses(stage, brief, setting, y, 0.42, 5)
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
        subjects.paint_floaters(stage, brief, top, float(stage.height))
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
        subjects.paint_floaters(stage, brief, top, stage.height * 0.92)
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


def _houses(
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


def paint_middle(stage: Stage, brief: Brief, setting: Setting, ground: float) -> None:
    """Houses, landmarks and trees on the land."""
    depth = stage.height - ground
    ashore = setting.water not in ("sea", "lake") and not setting.has("city")
    if ashore and depth > stage.unit * 0.2:
        if setting.has("village") or "house" in brief.things:
            count = brief.things.get("house", 0) or (7 if setting.has("village") else 1)
            lit = "litwindow" in brief.places
            before = stage.light
            stage.light = replace(before, lamps=before.lamps or lit)
            scale = 2.6 if count == 1 else 1.7 if lit else 1.2
            _houses(stage, brief, setting, ground + depth * 0.10, 0.5, min(9, count), scale)
            stage.light = before
        for name, draw, size, down in (
            ("castle", landmarks.castle, 0.40, 0.06),
            ("pagoda", landmarks.pagoda, 0.40, 0.10),
            ("windmill", landmarks.windmill, 0.30, 0.12),
            ("torii", landmarks.torii, 0.34, 0.34),
        ):
            if name in brief.things:
                with stage.part(name) as rng:
                    x = stage.width * (0.24 + 0.5 * rng.random())
                    draw(stage, x, ground + depth * down, stage.unit * size, 0.55)
    if "church" in brief.things:
        other_scenes.church(stage, stage.width * 0.5, ground + depth * 0.16, stage.unit * 0.36)
    if setting.has("desert") and "cactus" in brief.things:
        with stage.part("cacti") as rng:
            for _ in range(4):
                x, y = stage.width * rng.random(), ground + depth * (0.3 + 0.5 * rng.random())
                trees.cactus(stage, x, y, stage.unit * (0.08 + 0.12 * (y - ground) / depth), 0.8)
    if "thing:tree" not in brief.unwanted:
        with stage.part("trees"):
            _trees(stage, brief, setting, ground)


def _trees(stage: Stage, brief: Brief, setting: Setting, ground: float) -> None:
    rng = stage.rng
    depth = stage.height - ground
    named = _tree_kinds(brief)
    kind = named[0] if named else ""
    wanted = bool(kind) or "tree" in brief.things
    if setting.has("city", "desert") and not wanted:
        return
    bare = setting.season == "winter"
    kind = kind or ("bare" if bare else "")
    snow = setting.snowy
    if setting.has("forest"):
        usual = "pine" if rng.random() < 0.5 else ""
        first = _settled_kind(stage, "kind of wood", named) or ("bare" if bare else usual)
        count = int((30 if first == "bamboo" else 9) * max(0.7, stage.look.crowd))
        more = [other for other in named if other != first for _ in range(max(1, brief.things[other]))][:8]
        for i, standing in enumerate([first] * count + more):
            t, least = (i / count, 0.0) if i < count else (0.86, 0.14)
            # The middle is left open, wider towards the viewer; behind it bamboo fills the background.
            side = 0.5 * rng.random() if standing == "bamboo" and t < 0.4 else least + rng.random() * (0.36 - least)
            x = stage.width * (side if i % 2 else 1 - side)
            tall = (0.55 + 0.45 * t) if standing == "bamboo" else 0.22 + 0.34 * t
            with stage.part("tree", i) as own:
                leaves, foot = trees.leaves_of(standing, setting.season, own), ground + depth * (0.02 + 0.52 * t)
                trees.tree(stage, x, foot, stage.unit * tall, standing, 0.38 + 0.52 * t, leaves, snow=snow)
        return
    some, one_in_front = rng.random() < 0.8, rng.random() < 0.45
    at_will = stage.settle("trees at will", setting.has("meadow", "village", "river") and some)
    if not wanted and not at_will:
        return
    count = brief.things.get("tree", 0) or (3 if not wanted else 2)
    if depth > stage.unit * 0.25:
        before = stage.settle("trees of its own", 0 if wanted else count + 1)
        first = _settled_kind(stage, "kind of trees", named)
        kind = next((other for other in named if other != first), kind)
        far_kind = first or ("bare" if bare else "")
        for i in range(max(before, min(6, count + 1))):
            with stage.part("tree", i) as own:
                foot, x = ground + depth * (0.04 + 0.16 * own.random()), stage.width * own.random()
                size, leaves = stage.unit * (0.10 + 0.10 * own.random()), trees.leaves_of(far_kind, setting.season, own)
                trees.tree(stage, x, foot, size, far_kind, 0.45, leaves, snow=snow)
    if wanted or one_in_front:
        side = 0.10 + 0.12 * stage.chance("tree in front")
        # Away from where the sun is by day, whatever shines now.
        x = stage.width * (side if stage.light.sun_x > 0.5 else 1 - side)
        size = stage.unit * (0.62 if kind != "bamboo" else 0.80)
        stems = 6 if kind == "bamboo" else 1
        for k in range(stems):
            with stage.part("tree in front", k) as own:
                tall, leaves = size * (0.8 + 0.2 * own.random()), trees.leaves_of(kind, setting.season, own)
                foot = max(ground + depth * 0.40, stage.height * 0.86)
                trees.tree(stage, x + stage.unit * 0.05 * (k - stems / 2), foot, tall, kind, 0.86, leaves, snow=snow)


def paint_near(stage: Stage, brief: Brief, setting: Setting, ground: float) -> None:
    """Foreground: flowers, grass, lanterns, lamps."""
    depth = stage.height - ground
    kinds = tuple(k for k in brief.flowers if k != "lotus")
    if (
        setting.has("meadow", "village", "forest", "river", "lake")
        and depth > stage.unit * 0.08
        and not setting.has("city", "desert")
    ):
        if not setting.snowy:
            with stage.part("grass"):
                blades, green = int(520 * depth / stage.unit), mix(setting.grass, (50, 90, 30), 0.2)
                flowers.grass(stage, ground + depth * 0.12, green, blades, 0.06)
        if (
            not kinds
            and setting.season in ("spring", "summer", "")
            and not setting.snowy
            and setting.has("meadow")
            and "flower:wild" not in brief.unwanted
        ):
            with stage.part("wild flowers"):
                flowers.field(stage, ground + depth * 0.1, ("wild",), {}, 0.28)
    if kinds:
        painted: dict[str, Colour] = {k: brief.painted[k] for k in kinds if k in brief.painted}
        with stage.part("flowers"):
            flowers.field(stage, ground + depth * 0.02, kinds, painted, 1.0 * stage.look.crowd)
    if "lantern" in brief.things:
        with stage.part("lanterns"):
            _lanterns(stage, brief)
    if "lamp" in brief.things and not setting.has("interior"):
        for k in (0.14, 0.86):
            city.street_lamp(stage, stage.width * k, stage.height * 0.94, stage.unit * 0.5, 0.9)


def _lanterns(stage: Stage, brief: Brief) -> None:
    rng = stage.rng
    count = subjects.shown_number(stage, "lantern", brief.things["lantern"])
    at_will = rng.random() < 0.6
    aloft = stage.settle("lanterns aloft", stage.light.lamps and at_will and "place:city" not in brief.unwanted)
    colour = brief.painted.get("lantern", (250, 150, 64) if aloft else (222, 44, 36))
    for i in range(min(26, count if count < 8 else 24)):
        t = rng.random() ** 2
        size = stage.unit * (0.009 + 0.036 * t)
        if aloft:
            boats_and_lights.lantern(
                stage,
                stage.width * rng.random(),
                stage.horizon * (1.1 - 1.0 * rng.random()),
                size,
                0.4 + 0.6 * t,
                colour,
                sky=True,
            )
        else:
            size = stage.unit * (0.026 + 0.02 * (i % 3))
            x = stage.width * (i + 0.5) / min(26, count if count < 8 else 9) if i < 9 else -100.0
            boats_and_lights.lantern(
                stage, x, stage.height * (0.08 + 0.03 * (i % 3)) + size, size, 0.95, colour, sky=False
            )
