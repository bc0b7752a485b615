"""Draws what a brief names in the sky, from back to front."""

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour
from studio.painter.scene import boats_and_lights, flyers_and_floaters, sky
from studio.painter.stage import Stage


def paint_heavens(stage: Stage, brief: Brief) -> None:
    """Everything that belongs to the sky."""
    light, words = stage.light, brief.unwanted
    night = light.hour == "night"
    dry = not brief.weather & {"rain", "storm"}
    wants_moon = "moon" in brief.things or (night and dry and stage.chance("moon") < 0.45)
    if "sun" in brief.things and light.hour in ("dawn", "sunset"):
        # If the prompt names the sun, it must be visible: above anything along the horizon.
        stage.sun = (
            stage.sun[0],
            min(stage.sun[1], stage.horizon * 0.86 - stage.unit * (0.16 if "mountain" in brief.places else 0.08)),
        )
    with stage.part("sky"):
        sky.paint_sky(stage)
    clear_night = night and light.overcast < 0.4
    if (
        "stars" in brief.things or clear_night or (light.hour == "dusk" and light.overcast < 0.3)
    ) and "thing:stars" not in words:
        with stage.part("stars"):
            sky.paint_stars(stage, "stars" in brief.things)
    if "aurora" in brief.weather:
        with stage.part("aurora"):
            sky.paint_aurora(stage)
    sun_at = stage.sun
    if wants_moon and "thing:moon" not in words:
        crescent = stage.chance("crescent") < 0.3 and "moon" not in brief.things
        with stage.part("moon itself"):
            sky.paint_moon(stage, crescent=crescent)
    if not night and light.hour != "dusk":
        stage.sun = sun_at  # The moon lights nothing while the sun is up.
    starry = "aurora" in brief.weather or "stars" in brief.things
    if "weather:cloudy" not in words and "clear" not in brief.weather and (not starry or "cloudy" in brief.weather):
        at_will = 0.20 + 0.4 * stage.chance("clouds")
        cover = 0.95 if light.overcast > 0.4 else 0.75 if "cloudy" in brief.weather else at_will
        with stage.part("clouds themselves"):
            sky.paint_clouds(stage, cover * (0.6 if night and light.overcast < 0.3 else 1.0))
    low_sun = light.hour in ("dawn", "sunset") and light.overcast < 0.5
    if not night and "thing:sun" not in words and ("sun" in brief.things or low_sun):
        sky.paint_sun(stage)
    if "rainbow" in brief.weather:
        sky.paint_rainbow(stage)
    _in_the_sky(stage, brief)
    flyers_and_floaters.paint_flyers(stage, brief)


def _in_the_sky(stage: Stage, brief: Brief) -> None:
    if "fireworks" in brief.things:
        tints: tuple[Colour, ...] = (
            (255, 120, 100),
            (255, 210, 110),
            (130, 220, 255),
            (240, 140, 240),
            (150, 255, 170),
        )
        with stage.part("fireworks") as rng:
            for i in range(5):
                x, y = (
                    stage.width * (0.1 + 0.8 * ((i * 0.618 + rng.random() * 0.2) % 1)),
                    stage.horizon * (0.16 + 0.45 * rng.random()),
                )
                boats_and_lights.firework(stage, x, y, stage.unit * (0.10 + 0.10 * rng.random()), tints[i])
    if "balloon" in brief.things:
        tints = ((222, 70, 60), (244, 176, 60), (70, 130, 200), (140, 90, 180))
        count = flyers_and_floaters.shown_number(stage, "balloon", brief.things["balloon"])
        with stage.part("balloons") as rng:
            for i in range(min(9, count)):
                size = stage.unit * (0.030 + 0.075 * rng.random()) * (1.5 if i == 0 else 1.0)
                boats_and_lights.balloon(
                    stage,
                    stage.width * (0.12 + 0.76 * ((i * 0.618 + rng.random() * 0.2) % 1)),
                    stage.horizon * (0.2 + 0.5 * rng.random()),
                    size,
                    0.35 + size / stage.unit * 4,
                    brief.painted.get("balloon", tints[i % 4]),
                )
    if "kite" in brief.things:
        x, y, s = stage.width * (0.3 + 0.4 * stage.chance("kite")), stage.horizon * 0.35, stage.unit * 0.06
        stage.fill(
            [(x, y - s), (x + s * 0.7, y), (x, y + s * 1.2), (x - s * 0.7, y)],
            brief.painted.get("kite", (226, 66, 56)),
            0.8,
            volume=s * 0.2,
        )
        stage.line([(x, y + s), (x + s, y + s * 3), (x + s * 0.4, y + s * 5)], max(1.0, s * 0.04), (240, 236, 226), 0.8)
