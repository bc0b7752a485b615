"""From a brief to a scene: what stands where, from the sky forward."""

from ..brief import Brief
from ..exact import rng_for
from ..light import light_for
from ..stage import Canvas, Look, Stage
from . import land, sky, water


def compose(brief: Brief, look: Look, width: int, height: int, seed: int) -> Canvas:
    """Put up the scene a brief asks for; the seed decides what the words leave open."""
    rng = rng_for("scene", seed)
    stage = Stage(width, height, light_for(brief, rng), look, rng)
    stage.horizon = height * (0.48 + 0.12 * rng.random())
    sky.paint_sky(stage)
    if brief.wants("stars") or stage.light.hour == "night":
        sky.paint_stars(stage, brief.wants("stars"))
    if brief.wants("moon"):
        sky.paint_moon(stage)
    elif stage.light.hour in ("dawn", "sunset"):
        sky.paint_sun(stage)
    sky.paint_clouds(stage, 0.5)
    if brief.wants("mountain") or not brief.places:
        land.mountains(stage, (84, 104, 120), snow=0.4 if "snow" in brief.weather else 0.0)
    if {"sea", "lake", "river"} & set(brief.places):
        water.paint_water(stage, stage.horizon, (26, 92, 128), calm=0.2 if "sea" in brief.places else 0.7)
    elif "desert" in brief.places:
        land.dunes(stage, stage.horizon, (224, 170, 104))
    else:
        green, near = ((236, 240, 246), (250, 252, 255)) if "snow" in brief.weather else ((112, 146, 78), (62, 112, 46))
        land.ground(stage, stage.horizon, green, near)
    return stage.canvas()
