"""Outdoor scenes, drawn from back to front."""

from dataclasses import replace

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, mix
from studio.painter.scene import (
    boats_and_lights,
    city,
    flowers,
    flyers_and_floaters,
    land,
    landmarks,
    other_scenes,
    trees,
    water,
)
from studio.painter.scene.ground import paint_houses
from studio.painter.scene.location import Setting
from studio.painter.scene.woods import paint_trees, settled_kind, tree_kinds
from studio.painter.stage import Stage


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
        kind = settled_kind(stage, "kind of wood", tree_kinds(brief))
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
            paint_houses(stage, brief, setting, ground + depth * 0.10, 0.5, min(9, count), scale)
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
            paint_trees(stage, brief, setting, ground)


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
    count = flyers_and_floaters.shown_number(stage, "lantern", brief.things["lantern"])
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
