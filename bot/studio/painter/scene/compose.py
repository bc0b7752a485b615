"""From a brief to a scene: which kind of scene, then its parts from the farthest forward."""

from dataclasses import replace

from ..brief import Brief
from ..exact import rng_for
from ..light import inked, light_for
from ..stage import Canvas, Look, Stage
from . import air, cast, elsewhere, heavens, indoors, outdoors, trees
from .setting import Setting, setting_for


def compose(brief: Brief, look: Look, width: int, height: int, seed: int, *, portrait: bool = False) -> Canvas:
    """Put up the scene a brief asks for; the seed decides what the words leave open. A portrait has one large sitter
    before the scene."""
    rng = rng_for("scene", seed)
    if "umbrella" in brief.things and not brief.people and "person:woman" not in brief.unwanted:
        # An umbrella is held by somebody.
        brief = replace(brief, people={"woman": 1})
    light = light_for(brief, rng)
    if look.shading == "ink":
        light = inked(light)
    stage = Stage(width, height, light, look, rng)
    setting = setting_for(brief, rng)
    portrait = portrait or "face" in brief.people
    if setting.has("space"):
        elsewhere.space(stage, brief)
    elif setting.has("underwater"):
        elsewhere.underwater(stage, brief)
    elif _says_nothing(brief):
        elsewhere.dream(stage, brief)
    else:
        _under_the_sky(stage, brief, setting, portrait=portrait)
    if portrait:
        cast.paint_sitter(stage, brief)
    elif setting.has("space", "underwater"):
        cast.paint_walkers(stage, brief, ground=stage.height * 0.6, roomy=True)
    return stage.canvas()


def _says_nothing(brief: Brief) -> bool:
    """Whether the words name nothing one could see, yet say something."""
    seen = brief.places or brief.things or brief.animals or brief.people or brief.flowers or brief.weather
    return not seen and not brief.hour and not brief.season and bool(brief.strange)


def _under_the_sky(stage: Stage, brief: Brief, setting: Setting, *, portrait: bool) -> None:
    rng = stage.rng
    low = setting.has("meadow", "sea", "desert") and not setting.has("mountain", "city")
    stage.horizon = stage.height * ((0.42 if low else 0.50) + 0.14 * rng.random())
    if setting.has("city"):
        stage.horizon = stage.height * (0.56 + 0.08 * rng.random())
    stage.aim_sun()
    heavens.paint_heavens(stage, brief)
    if setting.has("cloudsea"):
        elsewhere.cloud_sea(stage, brief)
        cast.paint_small_flyers(stage, brief, stage.horizon)
        return
    outdoors.paint_far(stage, brief, setting)
    if "fog" in brief.weather and stage.look.clouds != "mist":
        air.fog(stage, 0.6)
    ground = outdoors.paint_ground(stage, brief, setting)
    outdoors.paint_middle(stage, brief, setting, ground)
    if "fog" in brief.weather:
        air.fog(stage)
    if setting.has("interior"):
        indoors.room(stage, brief)
        return
    outdoors.paint_near(stage, brief, setting, ground)
    if not portrait:
        cast.paint_walkers(stage, brief, ground=ground, roomy=bool(brief.places))
    cast.paint_small_flyers(stage, brief, ground)
    _fill_the_air(stage, brief, setting)


def _fill_the_air(stage: Stage, brief: Brief, setting: Setting) -> None:
    if "storm" in brief.weather and "thing:lightning" not in brief.unwanted:
        air.lightning(stage)
    if brief.weather & {"rain", "storm"}:
        air.rain(stage, heavy="storm" in brief.weather)
    if "snow" in brief.weather:
        air.snowfall(stage)
    if "firefly" in brief.animals:
        air.fireflies(stage)
    if "cherry" in brief.things:
        air.petals(stage, trees.KIND_LEAVES["cherry"])
    elif setting.season == "autumn" or "maple" in brief.things:
        air.petals(stage, trees.LEAVES["autumn"], 60)
