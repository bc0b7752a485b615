"""Changes of the light, the weather, the season and the place of a painted scene."""

from __future__ import annotations

from dataclasses import replace

from studio.painter.brief import Brief
from studio.painter.change_words import Change
from studio.painter.grading import stepped
from studio.painter.painted_scene import PaintedScene
from studio.painter.settled import Settled

_PRECIPITATION = frozenset({"rain", "storm", "snow"})
_FOUL = frozenset({"rain", "storm", "snow", "fog", "cloudy", "overcast"})


def in_state(scene: PaintedScene, state: str) -> PaintedScene:
    kind, name = state.split(":", 1)
    brief = scene.brief
    match kind:
        case "hour":
            return replace(scene, brief=_at_hour(brief, name))
        case "season":
            white = frozenset({"white", "snow"}) if name != "winter" else frozenset()
            unwanted = brief.unwanted - {"weather:snow"} if name == "winter" else brief.unwanted
            brief = replace(brief, season=name, weather=brief.weather - white, unwanted=unwanted)
        case "weather":
            brief = _in_weather(brief, name)
        case "fair":
            hour = "day" if _hour(brief) in ("night", "dusk") else brief.hour
            brief = replace(_at_hour(brief, hour) if hour else brief, weather=brief.weather - _FOUL)
        case "mood":
            opposite = {"vivid": {"pale"}, "pale": {"vivid"}, "warm": {"sad", "dark"}, "sad": {"warm"}}
            brief = replace(brief, moods=(brief.moods - opposite.get(name, set())) | {name})
        case "pose":
            brief = replace(brief, poses=frozenset({name}))
        case "surface":
            brief = replace(brief, surfaces=(name,))
        case "style":
            return replace(scene, style=name)
        case "grade":
            return replace(scene, grade=stepped(scene.grade, name))
    return replace(scene, brief=brief)


def winterly(scene: PaintedScene) -> PaintedScene:
    """A winter that shows where there is no land for snow to lie on: it falls."""
    return scene if scene.brief.weather & {"white", *_PRECIPITATION} else in_state(scene, "weather:snow")


def without_states(scene: PaintedScene, change: Change) -> PaintedScene | None:
    """Without a weather, a season, a mood, a pose or a place; None if it is something else that words want to be gone."""
    brief = scene.brief
    for state in change.states:
        kind, name = state.split(":", 1)
        if kind not in ("weather", "season", "mood", "pose"):
            return None
        brief = replace(
            brief,
            weather=brief.weather - {name} if kind == "weather" else brief.weather,
            season="" if kind == "season" else brief.season,
            moods=brief.moods - {name} if kind == "mood" else brief.moods,
            poses=brief.poses - {name} if kind == "pose" else brief.poses,
            unwanted=brief.unwanted | {state},
        )
    gone = set(change.places)
    brief = replace(
        brief,
        places=tuple(name for name in brief.places if name not in gone),
        unwanted=brief.unwanted | {f"place:{name}" for name in gone},
        settled=_settled_places(brief, [name for name in _places(brief) if name not in gone]),
    )
    return replace(scene, brief=brief)


def _hour(brief: Brief) -> str:
    return brief.hour or (brief.settled.hour if brief.settled else "")


def _at_hour(brief: Brief, hour: str) -> Brief:
    """At another hour, without the lights of the sky that do not belong to it."""
    if hour == _hour(brief):
        return replace(brief, hour=hour)
    gone = {"sun"} if hour == "night" else {"stars"} if hour == "dusk" else {"stars", "moon"}
    things = {name: count for name, count in brief.things.items() if name not in gone}
    kept = {f"thing:{name}" for name in ("moon", "stars", "sun")} if hour == "night" else set()
    return replace(brief, hour=hour, things=things, unwanted=brief.unwanted - {f"hour:{hour}"} - kept)


def _in_weather(brief: Brief, name: str) -> Brief:
    weather = brief.weather
    if name in _PRECIPITATION:
        weather = weather - (_PRECIPITATION - {name})
    if name in _FOUL:
        weather = weather - {"clear"}
    if name == "clear":
        weather = weather - _FOUL
    return replace(brief, weather=weather | {name}, unwanted=brief.unwanted - {f"weather:{name}"})


def _places(brief: Brief) -> tuple[str, ...]:
    return brief.settled.places if brief.settled else brief.places


def _settled_places(brief: Brief, places: list[str]) -> Settled | None:
    return replace(brief.settled, places=tuple(places)) if brief.settled else None


def at_places(scene: PaintedScene, places: tuple[str, ...], *, also: bool) -> PaintedScene:
    """At other places, or at these in addition."""
    brief = scene.brief
    if also and set(places) <= set(_places(brief)):
        return scene
    unwanted = brief.unwanted - {f"place:{name}" for name in places}
    settled = brief.settled
    assert settled is not None
    if also:
        named = tuple(dict.fromkeys((*brief.places, *places)))
        settled = replace(settled, places=tuple(dict.fromkeys((*settled.places, *places))))
        return replace(scene, brief=replace(brief, places=named, unwanted=unwanted, settled=settled))
    kind = settled.kind if settled.kind in ("still life", "sheet") else ""
    settled = replace(settled, places=(), kind=kind, choices={})
    return replace(scene, brief=replace(brief, places=places, unwanted=unwanted, settled=settled))
