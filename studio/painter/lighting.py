"""Lighting by hour and weather: the colours of sky, sun, shadows and haze."""

from dataclasses import dataclass, replace

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, Rng, mix

#: If the words name no hour, the seed chooses one, most often day.
_HOURS_AT_WILL = ("day", "day", "dawn", "sunset", "day")


@dataclass(frozen=True, slots=True)
class Light:
    """Colours are 0..255; `key` and `ambient` multiply a surface's own colour."""

    hour: str
    sky: tuple[Colour, Colour, Colour, Colour]
    """From the zenith to the horizon."""
    sun: Colour
    key: Colour
    ambient: Colour
    haze: Colour
    thickness: float
    """Haze: how much the air hides the farthest objects, 0..1."""
    sun_x: float = 0.5
    sun_y: float = 0.1
    """Height of the sun above the horizon, as a share of the sky."""
    lamps: bool = False
    overcast: float = 0.0


_LIGHTS = {
    "dawn": Light(
        "dawn",
        ((92, 128, 186), (164, 168, 204), (248, 188, 164), (255, 224, 168)),
        (255, 244, 206), (1.12, 0.92, 0.78), (0.80, 0.76, 0.86), (250, 208, 178), 0.72, sun_y=0.14,
    ),
    "day": Light(
        "day",
        ((44, 112, 200), (92, 160, 226), (158, 206, 240), (222, 238, 244)),
        (255, 252, 236), (1.10, 1.06, 0.98), (0.80, 0.86, 0.96), (198, 220, 238), 0.60, sun_y=0.80,
    ),
    "sunset": Light(
        "sunset",
        ((56, 60, 128), (152, 84, 138), (240, 116, 82), (255, 190, 92)),
        (255, 236, 170), (1.16, 0.80, 0.58), (0.66, 0.56, 0.68), (246, 150, 100), 0.70, sun_y=0.10,
    ),
    "dusk": Light(
        "dusk",
        ((24, 34, 84), (58, 62, 126), (140, 96, 144), (230, 148, 128)),
        (255, 206, 160), (0.78, 0.62, 0.68), (0.46, 0.46, 0.66), (136, 104, 146), 0.66, sun_y=-0.06, lamps=True,
    ),
    "night": Light(
        "night",
        ((8, 12, 36), (14, 26, 62), (30, 50, 98), (56, 82, 130)),
        (238, 240, 226), (0.56, 0.62, 0.80), (0.24, 0.29, 0.46), (46, 66, 110), 0.66, sun_y=0.66, lamps=True,
    ),
}  # fmt: skip


def light_for(brief: Brief, rng: Rng) -> Light:
    """The lighting for a brief; the seed chooses what the brief does not say."""
    at_will = _HOURS_AT_WILL[int(rng.integers(len(_HOURS_AT_WILL)))]
    hour = brief.hour or (brief.settled.hour if brief.settled else "")
    if not hour:
        hour = at_will
        if brief.weather & {"rain", "storm", "fog", "snow"}:
            hour = "day"
        if "city" in brief.places or "moon" in brief.things or "stars" in brief.things or "dark" in brief.moods:
            hour = "night"
        if {"fireworks", "firefly"} & {*brief.things, *brief.animals} or "aurora" in brief.weather:
            hour = "night"
        if f"hour:{hour}" in brief.unwanted:
            hour = "day" if hour != "day" else "dusk"
    light = _LIGHTS[hour]
    side = rng.random()
    light = replace(light, sun_x=0.2 + 0.6 * side, sun_y=light.sun_y + 0.06 * (rng.random() - 0.5))
    light = _weathered(light, brief)
    return _in_the_mood(light, brief)


def inked(light: Light) -> Light:
    """The same hour for styles on paper: haze and sky are left white, and colours are neutral."""
    bare: Colour = (250, 248, 242)
    dim = 0.30 if light.hour == "night" else 0.12 if light.hour == "dusk" else 0.0
    bare = mix(bare, (150, 158, 172), dim)
    even = (light.key[0] + light.key[1] + light.key[2]) / 3
    return replace(
        light,
        sky=_each(light.sky, bare, 0.86),
        haze=mix(light.haze, bare, 0.90),
        key=mix(light.key, (even, even, even), 0.8),
        ambient=mix(light.ambient, (0.74, 0.74, 0.76), 0.8),
        sun=mix(light.sun, (214, 70, 48), 0.85) if light.hour != "night" else light.sun,
        lamps=False,
    )


def _weathered(light: Light, brief: Brief) -> Light:
    overcast = 0.0
    if "cloudy" in brief.weather:
        overcast = 0.08
    if "overcast" in brief.weather:
        overcast = 0.55
    if brief.weather & {"rain", "snow", "fog"}:
        overcast = 0.65
    if "storm" in brief.weather:
        overcast = 0.9
    if light.hour in ("dawn", "sunset"):
        overcast *= 0.6
    lights = brief.things.keys() & {"stars", "moon", "fireworks"}
    if brief.weather & {"aurora", "rainbow", "clear"} or (lights and not brief.weather & {"rain", "storm"}):
        overcast *= 0.2
    if overcast == 0.0:
        return light
    grey = _grey(light, 0.50 if "storm" in brief.weather else 0.94 if "rain" in brief.weather else 1.06)
    fog = 0.34 if "fog" in brief.weather else 0.16
    return replace(
        light,
        sky=_each(light.sky, grey, overcast),
        haze=mix(light.haze, grey, overcast),
        key=mix(light.key, light.ambient, overcast * 0.8),
        thickness=min(0.95, light.thickness + fog * overcast / 0.65),
        overcast=overcast,
        ambient=mix(light.ambient, (0.42, 0.47, 0.56), 0.55) if "storm" in brief.weather else light.ambient,
    )


def _grey(light: Light, brightness: float) -> Colour:
    r, g, b = light.haze
    level = (r * 0.3 + g * 0.55 + b * 0.15) * brightness
    return min(255.0, level * 0.98), min(255.0, level), min(255.0, level * 1.05)


def _each(sky: tuple[Colour, ...], towards: Colour, amount: float) -> tuple[Colour, Colour, Colour, Colour]:
    a, b, c, d = (mix(colour, towards, amount) for colour in sky)
    return a, b, c, d


def _in_the_mood(light: Light, brief: Brief) -> Light:
    """Shift sky and haze towards the named colours and moods; for unknown words, by their hash."""
    leaning: list[tuple[Colour, float]] = [(colour, 0.42) for colour in brief.colours[:2]]
    leaning += [(colour, 0.06) for colour in brief.tints]
    if "sad" in brief.moods:
        leaning.append(((96, 116, 142), 0.30))
    if "warm" in brief.moods:
        leaning.append(((255, 196, 120), 0.22))
    if "dream" in brief.moods:
        leaning.append(((206, 150, 226), 0.30))
    if "dark" in brief.moods:
        leaning.append(((22, 22, 30), 0.50))
    if brief.omen is not None:
        hue, strength = brief.omen
        leaning.append((wheel(hue, 0.55, 0.86), 0.12 + 0.16 * strength))
    if "sky" in brief.painted:
        dark = 0.55 if light.hour == "night" else 0.0
        light = replace(light, sky=_each(light.sky, mix(brief.painted["sky"], (8, 10, 28), dark), 0.76))
    for colour, amount in leaning:
        if light.hour == "night":
            colour = mix((0, 0, 0), colour, 0.62)
        light = replace(
            light,
            sky=_each(light.sky, colour, amount),
            haze=mix(light.haze, colour, amount),
            key=_tinted(light.key, colour, amount),
            ambient=_tinted(light.ambient, colour, amount),
        )
    return light


def _tinted(multiplier: Colour, colour: Colour, amount: float) -> Colour:
    level = max(60.0, (colour[0] + colour[1] + colour[2]) / 3)
    r, g, b = (m * (1 + (c / level - 1) * amount * 0.8) for m, c in zip(multiplier, colour, strict=True))
    return r, g, b


def wheel(hue: float, saturation: float, value: float) -> Colour:
    """HSV (each 0..1) to a colour 0..255."""
    sector = (hue % 1.0) * 6
    f = sector - int(sector)
    p, q, t = value * (1 - saturation), value * (1 - saturation * f), value * (1 - saturation * (1 - f))
    r, g, b = (
        (value, t, p), (q, value, p), (p, value, t), (p, q, value), (t, p, value), (value, p, q),
    )[int(sector) % 6]  # fmt: skip
    return r * 255, g * 255, b * 255
