"""Compose the scene of a brief: choose the kind of scene, then draw its parts from back to front."""

from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import rng_for
from studio.painter.lighting import inked, light_for
from studio.painter.pen import Pen
from studio.painter.scene import (
    birds_and_fish,
    indoors,
    other_scenes,
    outdoors,
    posed_people,
    signs,
    sky_objects,
    special_scenes,
    subjects,
    tabletop,
    trees,
    weather,
)
from studio.painter.scene.location import Setting, setting_for
from studio.painter.stage import Canvas, Look, Stage


def compose(
    brief: Brief, look: Look, width: int, height: int, seed: int, *, portrait: bool = False, cut: bool = False
) -> Canvas:
    """Draw the scene of a brief; the seed chooses what the words do not say. A portrait has one large figure
    in front of the scene. `cut`: the canvas has a mask of the subject."""
    rng = rng_for("scene", seed)
    if "umbrella" in brief.things and not brief.people and "person:woman" not in brief.unwanted:
        # An umbrella needs a person who holds it.
        brief = replace(brief, people={"woman": 1})
    light = light_for(brief, rng)
    if look.shading == "ink":
        light = inked(light)
    stage = Stage(width, height, light, look, rng)
    stage.hair_of = brief.painted.get("hair")
    if cut:
        stage.cut = np.zeros((height, width), np.uint8)
    setting = setting_for(brief, rng)
    portrait = portrait or "face" in brief.people
    if signs.is_sheet(brief) and not portrait:
        if "sign" in brief.sheets and "logo" not in brief.sheets:
            outside = replace(brief, animals={}, objects={}, sheets=())
            _under_the_sky(stage, outside, setting, portrait=True)
        signs.sheet(stage, brief)
    elif tabletop.is_still_life(brief) and not portrait:
        tabletop.still_life(stage, brief)
    elif "stage" in brief.places and not portrait:
        other_scenes.theatre(stage, brief)
    elif "abstract" in brief.places and not (brief.people or brief.animals or portrait):
        other_scenes.flow(stage, brief)
    elif setting.has("space"):
        special_scenes.space(stage, brief)
    elif setting.has("underwater"):
        special_scenes.underwater(stage, brief)
    elif _says_nothing(brief):
        special_scenes.dream(stage, brief)
    else:
        _under_the_sky(stage, brief, setting, portrait=portrait)
    if portrait:
        subjects.paint_sitter(stage, brief)
    elif setting.has("space", "underwater"):
        subjects.paint_walkers(stage, brief, ground=stage.height * 0.6, roomy=True)
    return stage.canvas()


def _says_nothing(brief: Brief) -> bool:
    """Whether there are words, but none that names anything visible."""
    seen = (
        brief.places
        or brief.things
        or brief.animals
        or brief.people
        or brief.flowers
        or brief.weather
        or brief.objects
        or brief.sheets
    )
    return not seen and not brief.hour and not brief.season and bool(brief.unknown_words)


def _under_the_sky(stage: Stage, brief: Brief, setting: Setting, *, portrait: bool) -> None:
    rng = stage.rng
    low = setting.has("meadow", "sea", "desert") and not setting.has("mountain", "city")
    stage.horizon = stage.height * ((0.42 if low else 0.50) + 0.14 * rng.random())
    if setting.has("city"):
        stage.horizon = stage.height * (0.56 + 0.08 * rng.random())
    stage.aim_sun()
    sky_objects.paint_heavens(stage, brief)
    if setting.has("cloudsea"):
        special_scenes.cloud_sea(stage, brief)
        if "whale" in brief.animals:
            birds_and_fish.whale(Pen(stage, stage.width * 0.52, stage.horizon * 0.66, stage.unit * 0.24, 0.7))
        subjects.paint_small_flyers(stage, brief, stage.horizon)
        return
    outdoors.paint_far(stage, brief, setting)
    if "fog" in brief.weather and stage.look.clouds != "mist":
        weather.fog(stage, 0.6)
    ground = outdoors.paint_ground(stage, brief, setting)
    outdoors.paint_middle(stage, brief, setting, ground)
    if "fog" in brief.weather:
        weather.fog(stage)
    if setting.has("interior"):
        _fall_outside(stage, brief)
        indoors.room(stage, brief)
        return
    outdoors.paint_near(stage, brief, setting, ground)
    if brief.things.keys() & {"car", "road"} and not setting.has("city"):
        other_scenes.road(stage, brief)
    elif "car" in brief.things:
        other_scenes.car(
            Pen(stage, stage.width * 0.5, stage.height * 0.93, stage.unit * 0.5, 0.95),
            brief.painted.get("car", (206, 40, 42)),
        )
    if "bench" in brief.things and not brief.people:
        posed_people.bench(Pen(stage, stage.width * 0.5, stage.height * 0.9, stage.unit * 0.42, 0.92))
    if "bicycle" in brief.objects and not portrait:
        side = 0.70 if brief.people or brief.animals else 0.50
        tabletop.bicycle(stage, brief, stage.width * side, stage.height * 0.92, stage.unit * 0.46)
    if not portrait:
        subjects.paint_walkers(stage, brief, ground=ground, roomy=bool(brief.places))
    subjects.paint_small_flyers(stage, brief, ground)
    _fill_the_air(stage, brief, setting)


def _fall_outside(stage: Stage, brief: Brief) -> None:
    """Rain and snow; in a room they are visible only through the window."""
    if brief.weather & {"rain", "storm"}:
        weather.rain(stage, heavy=True)
    if "snow" in brief.weather:
        weather.snowfall(stage)


def _fill_the_air(stage: Stage, brief: Brief, setting: Setting) -> None:
    if "storm" in brief.weather and "thing:lightning" not in brief.unwanted:
        weather.lightning(stage)
    if brief.weather & {"rain", "storm"}:
        weather.rain(stage, heavy="storm" in brief.weather)
    if "snow" in brief.weather:
        weather.snowfall(stage)
    if "firefly" in brief.animals:
        weather.fireflies(stage)
    if "cherry" in brief.things or "petals" in brief.things:
        weather.petals(stage, trees.KIND_LEAVES["cherry"])
    elif setting.season == "autumn" or "maple" in brief.things:
        weather.petals(stage, trees.LEAVES["autumn"], 60)
