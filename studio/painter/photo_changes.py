"""Change a photo: its light, its colours, its weather. What is on it, nobody here knows, so nothing else can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from studio.painter.brief import Brief
from studio.painter.canvas import Look
from studio.painter.change_words import Change, Wish
from studio.painter.deterministic import U8, Rng, blend, blur, luma, mix, rng_for, saturate, smooth, to_u8
from studio.painter.grading import graded, stepped
from studio.painter.lexicon import Rgb
from studio.painter.lighting import Light, light_for
from studio.painter.painted_scene import Grade
from studio.painter.scene import weather
from studio.painter.stage import Stage

_CASTS: Mapping[str, tuple[tuple[float, float, float], float, tuple[float, float, float] | None]] = {
    "night": ((0.34, 0.42, 0.62), 0.72, (14, 24, 58)),
    "dusk": ((0.62, 0.56, 0.78), 0.85, (96, 70, 126)),
    "sunset": ((1.08, 0.84, 0.62), 1.05, (250, 136, 76)),
    "dawn": ((1.06, 0.93, 0.84), 0.92, (255, 196, 160)),
    "day": ((1.06, 1.06, 1.04), 1.06, None),
}
"""By hour: what colours are multiplied by, their saturation, and the colour that the upper part takes on."""
_GREYER = {"rain": 0.70, "storm": 0.55, "snow": 0.74, "fog": 0.66, "overcast": 0.62, "cloudy": 0.80}
_MOODS = {"warm": "warm", "sad": "dark", "dark": "dark", "vivid": "rich", "pale": "pale"}
_SKY_LEAST, _SKY_MOST = 0.06, 0.85
_LOOK = Look()


def changed_photo(photo: U8, wish: Wish, seed: int) -> tuple[U8, tuple[str, ...]]:
    """The photo with what can be done of a wish, and the words of the rest. Styles are left to the caller."""
    undone: list[str] = []
    grade = Grade()
    falling: list[str] = []
    hours = {word for change in wish.changes if _names_hour(change) for word in change.words}
    for change in wish.changes:
        if hours.issuperset(change.words) and not _names_hour(change) and _is_lights(change):
            continue  # The sun of 'sunset' comes with the hour.
        if change.places:
            undone += change.words
            continue
        done = False
        for state in change.states if change.action != "remove" else ():
            kind, name = state.split(":", 1)
            if kind == "style":
                done = True
            elif kind == "grade" or (kind == "mood" and name in _MOODS):
                grade, done = stepped(grade, name if kind == "grade" else _MOODS[name]), name != "coloured"
            elif kind == "hour":
                photo, done = _at_hour(photo, name), True
            elif kind == "fair":
                grade, done = replace(grade, light=grade.light + 1, warmth=grade.warmth + 1), True
            elif kind == "weather" and (name in _GREYER or name == "white"):
                falling.append(name)
                done = True
            elif kind == "season" and name in ("winter", "autumn"):
                photo, done = (_autumn(photo), True) if name == "autumn" else (photo, True)
                falling += ["white"] if name == "winter" else []
        there = _coloured(photo, change)
        photo, done = (there, True) if there is not None else (photo, done)
        things = any(noun.meaning != "thing:sky" for noun in (*change.targets, *change.values))
        if not done or things:
            undone += change.words
    photo = graded(photo, grade)
    return _weathered(photo, falling, seed), tuple(undone)


def _names_hour(change: Change) -> bool:
    return any(state.startswith("hour:") for state in change.states)


def _is_lights(change: Change) -> bool:
    nouns = (*change.targets, *change.values)
    return bool(nouns) and all(noun.meaning in ("thing:sun", "thing:moon", "thing:stars") for noun in nouns)


def _at_hour(photo: U8, hour: str) -> U8:
    """The photo in the light of an hour, its sky most of all."""
    cast, colour, above = _CASTS[hour]
    lit = saturate(photo, colour).astype(np.float32)
    out = lit * np.array(cast, np.float32)
    sky = sky_of(photo)
    share = sky.astype(np.float32) / 255 if sky is not None else np.zeros(photo.shape[:2], np.float32)
    if hour == "night" and sky is not None:
        # Lamps and lit windows, known by their warm colour, stay bright.
        warm = smooth(photo[..., 0].astype(np.float32) - photo[..., 2], 40.0, 90.0)
        bright = (smooth(luma(photo), 204.0, 240.0) * warm * (1 - share))[..., None] * np.float32(0.85)
        out += (lit * np.array((1.0, 0.84, 0.56), np.float32) - out) * bright
    if above is not None:
        level = luma(photo).astype(np.float32)[..., None] / 255
        tone = np.array(above, np.float32) * (np.float32(0.55) + level * np.float32(0.6))
        out += (tone - out) * (share * np.float32(0.72))[..., None]
    return to_u8(out)


def _coloured(photo: U8, change: Change) -> U8 | None:
    """The sky, or all of the photo, in a colour; None if the words do not ask for that, or there is no sky to be found."""
    if change.action == "remove":
        return None
    nouns = (*change.targets, *change.values)
    of_sky = [noun for noun in nouns if noun.meaning == "thing:sky"]
    colour = change.colour or next((noun.colour for noun in of_sky if noun.colour), None)
    if colour is None:
        return None
    if of_sky:
        sky = sky_of(photo)
        return None if sky is None else tinted(photo, colour, sky, 0.82)
    return None if nouns else tinted(photo, colour, np.full(photo.shape[:2], 255, np.uint8), 0.38)


def tinted(photo: U8, colour: Rgb, where: U8, share: float) -> U8:
    """The photo with a share of a colour where the mask is."""
    grey = luma(photo).astype(np.float32)[..., None]
    level = np.float32(max(60.0, sum(colour) / 3))
    tone = grey * (np.array(colour, np.float32) / level)
    alpha = where.astype(np.float32)[..., None] / 255 * np.float32(share)
    return to_u8(photo + (tone - photo) * alpha)


def sky_of(photo: U8) -> U8 | None:
    """A soft mask of the sky: the smooth area that touches the upper edge. None if there is none, or it is all of the photo."""
    height, width = photo.shape[:2]
    scale = max(1, min(height, width) // 240)
    small = blur(np.ascontiguousarray(photo[::scale, ::scale]), 1.6)
    rows, columns = small.shape[:2]
    mask = np.zeros((rows + 2, columns + 2), np.uint8)
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    for share in (0.04, 0.2, 0.35, 0.5, 0.65, 0.8, 0.96):
        at = (min(columns - 1, int(columns * share)), 1)
        if not mask[at[1] + 1, at[0] + 1]:
            cv2.floodFill(small, mask, at, (0, 0, 0), (3, 3, 3), (3, 3, 3), flags)
    found = mask[1:-1, 1:-1]
    upper = found[: rows // 3]
    share = np.count_nonzero(found) / found.size
    if not _SKY_LEAST <= share <= _SKY_MOST or np.count_nonzero(upper) < 0.4 * upper.size:
        return None
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
    found = np.asarray(cv2.dilate(found, np.ones((5, 5), np.uint8)), np.uint8)  # The small copy is blurred at its edge.
    full = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR_EXACT)
    return blur(np.asarray(full, np.uint8), min(width, height) / 300)


def _autumn(photo: U8) -> U8:
    """Green leaves turn orange."""
    r, g, b = (photo[..., c].astype(np.float32) for c in range(3))
    green = smooth(g - np.maximum(r, b), 4.0, 36.0)[..., None]
    turned = np.stack((g * np.float32(1.18), g * np.float32(0.66), b * np.float32(0.5)), axis=2)
    return to_u8(photo + (turned - photo) * green)


def _weathered(photo: U8, names: list[str], seed: int) -> U8:
    """Rain, snow or fog over the photo, in greyer light."""
    if not names:
        return photo
    height, width = photo.shape[:2]
    photo = saturate(photo, min((_GREYER[name] for name in names if name in _GREYER), default=1.0))
    if "storm" in names or "rain" in names or "overcast" in names:
        photo = to_u8(photo.astype(np.float32) * np.array((0.80, 0.83, 0.88), np.float32))
    rng = rng_for("photo", seed)
    stage = Stage(width, height, _daylight(rng), _LOOK, rng, seed=seed)
    stage.rgb = photo.copy()
    stage.near = np.repeat(np.linspace(30, 235, height).astype(np.uint8)[:, None], width, axis=1)
    if "white" in names:
        _snow_on_surfaces(stage)
    if "fog" in names:
        with stage.part("fog"):
            weather.fog(stage)
    with stage.part("fall"):
        if "snow" in names:
            weather.snowfall(stage)
        elif {"rain", "storm"} & set(names):
            weather.rain(stage, heavy="storm" in names)
    return stage.rgb


def _daylight(rng: Rng) -> Light:
    light = light_for(Brief(hour="day"), rng)
    return replace(light, haze=mix(light.haze, (214, 218, 222), 0.7))


def _snow_on_surfaces(stage: Stage) -> None:
    """White on what faces up: where brightness decreases downwards; more of it in the lower part, where the ground is."""
    height, width = stage.rgb.shape[:2]
    soft = blur(luma(stage.rgb), min(width, height) / 200).astype(np.int16)
    facing = np.zeros_like(soft)
    facing[2:-2] = soft[:-4] - soft[4:]
    floor = smooth(np.linspace(0, 1, height, dtype=np.float32)[:, None], 0.45, 0.9) * np.float32(110)
    cover = to_u8(np.clip(facing.astype(np.float32) * 3 + 26 + floor, 0, 205))
    level = np.clip(luma(stage.rgb).astype(np.float32) * np.float32(0.35) + np.float32(160), 0, 250)
    white = to_u8(np.stack((level, level + 3, level + 8), axis=2))
    stage.rgb = blend(stage.rgb, white, cover)
