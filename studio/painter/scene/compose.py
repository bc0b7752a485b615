"""Compose the scene of a brief: choose the kind of scene, then draw its parts from back to front."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from studio.painter.brief import Brief
from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import rng_for
from studio.painter.lighting import inked, light_for
from studio.painter.pen import Pen
from studio.painter.scene import (
    birds_and_fish,
    flyers_and_floaters,
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
from studio.painter.scene.ground import paint_ground
from studio.painter.scene.location import Setting, setting_for
from studio.painter.settled import Settled, View
from studio.painter.stage import Stage


def compose(
    brief: Brief, look: Look, width: int, height: int, seed: int, *, portrait: bool = False, cut: bool = False,
    view: View | None = None,
) -> Canvas:  # fmt: skip
    """Draw the scene of a brief; the seed chooses what the words do not say. A portrait has one large figure
    in front of the scene. `cut`: the canvas has a mask of the subject. `view`: of a set, which picture it is."""
    if "umbrella" in brief.things and not brief.people and "person:woman" not in brief.unwanted:
        # An umbrella needs a person who holds it.
        brief = replace(brief, people={"woman": 1})
    subject_seed = seed if view is None else view.subject_seed
    light = light_for(brief, rng_for("scene", subject_seed, "light"))
    setting = setting_for(brief, rng_for("scene", subject_seed, "place"))
    hour = light.hour
    if look.shading == "ink":
        light = inked(light)
    before = brief.settled
    stage = Stage(
        width, height, light, look, rng_for("scene", seed), seed=seed, subject_seed=subject_seed,
        choices=before.choices if before else None, origins=before.origins if before else None,
    )  # fmt: skip
    stage.zoom = 1.0 if view is None else view.zoom
    stage.hair_of = brief.painted.get("hair")
    if cut:
        stage.cut = np.zeros((height, width), np.uint8)
    portrait = portrait or "face" in brief.people
    kind = _kind_of(brief, setting, portrait=portrait)
    with stage.part(kind):
        _draw(stage, brief, setting, kind, portrait=portrait)
    if portrait:
        subjects.paint_sitter(stage, brief)
    elif kind in ("space", "underwater"):
        subjects.paint_walkers(stage, brief, ground=stage.height * 0.6, roomy=True)
    settled = Settled(
        kind, hour, tuple(sorted(setting.places)), _is_roomy(brief), brief.tints, brief.omen, tuple(stage.figures),
        grounded=subjects.needs_ground(brief), objects=tuple(stage.objects), choices=stage.choices, origins=stage.origins,
    )  # fmt: skip
    return replace(stage.canvas(), settled=settled)


def _is_roomy(brief: Brief) -> bool:
    return brief.settled.roomy if brief.settled else bool(brief.places)


def _kind_of(brief: Brief, setting: Setting, *, portrait: bool) -> str:
    """What kind of picture it is."""
    if brief.settled is not None and brief.settled.kind:
        return brief.settled.kind
    if signs.is_sheet(brief) and not portrait:
        return "sheet"
    if tabletop.is_still_life(brief) and not portrait:
        return "still life"
    if "stage" in brief.places and not portrait:
        return "theatre"
    if "abstract" in brief.places and not (brief.people or brief.animals or portrait):
        return "abstract"
    for kind in ("space", "underwater"):
        if setting.has(kind):
            return kind
    return "dream" if _says_nothing(brief) else "outside"


def _draw(stage: Stage, brief: Brief, setting: Setting, kind: str, *, portrait: bool) -> None:
    if kind == "sheet":
        if "sign" in brief.sheets and "logo" not in brief.sheets:
            outside = replace(brief, animals={}, objects={}, sheets=())
            _under_the_sky(stage, outside, setting, portrait=True)
        signs.sheet(stage, brief)
    elif kind == "outside":
        _under_the_sky(stage, brief, setting, portrait=portrait)
    else:
        _SCENES[kind](stage, brief)


_SCENES: Mapping[str, Callable[[Stage, Brief], None]] = {
    "still life": tabletop.still_life,
    "theatre": other_scenes.theatre,
    "abstract": other_scenes.flow,
    "space": special_scenes.space,
    "underwater": special_scenes.underwater,
    "dream": special_scenes.dream,
}
SCENE_KINDS = frozenset({"sheet", "outside", *_SCENES})


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
    low = setting.has("meadow", "sea", "desert") and not setting.has("mountain", "city")
    share = (0.42 if low else 0.50) + 0.14 * stage.chance("horizon")
    if setting.has("city"):
        share = 0.56 + 0.08 * stage.chance("horizon")
    stage.horizon = stage.height * stage.settle("horizon", round(share * 1000)) / 1000
    stage.aim_sun()
    sky_objects.paint_heavens(stage, brief)
    if setting.has("cloudsea"):
        with stage.part("sea of clouds"):
            special_scenes.cloud_sea(stage, brief)
        if "whale" in brief.animals:
            birds_and_fish.whale(Pen(stage, stage.width * 0.52, stage.horizon * 0.66, stage.unit * 0.24, 0.7))
        flyers_and_floaters.paint_small_flyers(stage, brief, stage.horizon)
        return
    outdoors.paint_far(stage, brief, setting)
    if "fog" in brief.weather and stage.look.clouds != "mist":
        with stage.part("fog far away"):
            weather.fog(stage, 0.6)
    ground = paint_ground(stage, brief, setting)
    outdoors.paint_middle(stage, brief, setting, ground)
    if "fog" in brief.weather:
        with stage.part("fog"):
            weather.fog(stage)
    if setting.has("interior"):
        _fall_outside(stage, brief)
        with stage.part("room"):
            indoors.room(stage, brief)
        return
    outdoors.paint_near(stage, brief, setting, ground)
    if brief.things.keys() & {"car", "road"} and not setting.has("city"):
        with stage.identity("car"):
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
        subjects.paint_walkers(stage, brief, ground=ground, roomy=_is_roomy(brief))
    flyers_and_floaters.paint_small_flyers(stage, brief, ground)
    _fill_the_air(stage, brief, setting)


def _fall_outside(stage: Stage, brief: Brief) -> None:
    """Rain and snow; in a room they are visible only through the window."""
    with stage.part("rain"):
        if brief.weather & {"rain", "storm"}:
            weather.rain(stage, heavy=True)
    with stage.part("snow"):
        if "snow" in brief.weather:
            weather.snowfall(stage)


def _fill_the_air(stage: Stage, brief: Brief, setting: Setting) -> None:
    if "storm" in brief.weather and "thing:lightning" not in brief.unwanted:
        with stage.part("lightning"):
            weather.lightning(stage)
    with stage.part("rain"):
        if brief.weather & {"rain", "storm"}:
            weather.rain(stage, heavy="storm" in brief.weather)
    with stage.part("snow"):
        if "snow" in brief.weather:
            weather.snowfall(stage)
    with stage.part("fireflies"):
        if "firefly" in brief.animals:
            weather.fireflies(stage)
    with stage.part("petals"):
        if "cherry" in brief.things or "petals" in brief.things:
            weather.petals(stage, trees.KIND_LEAVES["cherry"])
        elif setting.season == "autumn" or "maple" in brief.things:
            weather.petals(stage, trees.LEAVES["autumn"], 60)
