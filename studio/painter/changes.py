"""Change a painted scene by what a request wants: each change alone, so that what has no effect is known and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from studio.painter.brief import Brief
from studio.painter.change_words import Change, Noun, Wish
from studio.painter.deterministic import U8
from studio.painter.lexicon import Rgb
from studio.painter.painted_scene import Grade, PaintedScene, with_settled
from studio.painter.scene.compose import compose
from studio.painter.scene.subjects import LOW, UNCOUNTED, boats_at_will
from studio.painter.settled import Figure, Settled
from studio.painter.stage import Canvas
from studio.painter.styles import BY_NAME

_TRIAL_PX = 256
_MOST_TRIALS = 8
GROUPS = {"thing": "things", "animal": "animals", "person": "people", "object": "objects"}
_PRECIPITATION = frozenset({"rain", "storm", "snow"})
_FOUL = frozenset({"rain", "storm", "snow", "fog", "cloudy", "overcast"})
_GRADES: Mapping[str, Callable[[Grade], Grade]] = {
    "light": lambda grade: replace(grade, light=grade.light + 1),
    "dark": lambda grade: replace(grade, light=grade.light - 1),
    "warm": lambda grade: replace(grade, warmth=grade.warmth + 1),
    "cold": lambda grade: replace(grade, warmth=grade.warmth - 1),
    "grey": lambda grade: replace(grade, grey=True),
    "coloured": lambda grade: replace(grade, grey=False),
    "rich": lambda grade: replace(grade, colour=grade.colour + 1),
    "pale": lambda grade: replace(grade, colour=grade.colour - 1),
}


def changed_scene(scene: PaintedScene, wish: Wish) -> tuple[PaintedScene, tuple[str, ...]]:
    """The scene with the changes, and the words of those that it cannot have. `scene` is as it was painted."""
    undone: list[str] = []
    shown: U8 | None = None
    for number, change in enumerate(wish.changes):
        there = applied(scene, change)
        if there is None:
            undone += change.words
            continue
        if there == scene:
            continue  # It is so already.
        if number < _MOST_TRIALS and (there.style, there.grade) == (scene.style, scene.grade):
            before = trial(scene).rgb if shown is None else shown
            after = trial(there)
            if np.array_equal(before, after.rgb) and not _is_there(there, change, before):
                undone += change.words
                continue
            shown = after.rgb
            assert after.settled is not None
            kept = after.settled if there.brief.settled is None or not there.brief.settled.kind else there.brief.settled
            there = with_settled(
                there, replace(kept, figures=there.brief.settled.figures if there.brief.settled else ())
            )
        else:
            shown = None
        scene = there
    return _without_what_is_hidden(scene, wish), tuple(undone)


def _is_there(scene: PaintedScene, change: Change, shown: U8) -> bool:
    """Whether a picture that looks the same has what the change adds, because it was painted unasked: without it, it would look
    different."""
    if change.action == "remove" or not change.values:
        return False
    without = [_without(scene, noun) for noun in change.values]
    return all(less is not None and not np.array_equal(trial(less).rgb, shown) for less in without)


def trial(scene: PaintedScene) -> Canvas:
    """The scene, small and without its style."""
    scale = _TRIAL_PX / min(scene.width, scene.height)
    look, portrait = BY_NAME[scene.style].look, scene.style == "portrait"
    width, height = round(scene.width * scale), round(scene.height * scale)
    return compose(scene.brief, look, width, height, scene.seed, portrait=portrait, view=scene.view)


def _without_what_is_hidden(scene: PaintedScene, wish: Wish) -> PaintedScene:
    """After a change of place: without the things that cannot be seen there, such as a boat in a desert."""
    if not any(change.places for change in wish.changes):
        return scene
    whole = trial(scene).rgb
    for kind, group in GROUPS.items():
        for name in getattr(scene.brief, group) if (group, scene.style) != ("people", "portrait") else ():
            less = _without(scene, Noun(kind, name))
            if less is not None and np.array_equal(trial(less).rgb, whole):
                scene = less
    return scene


def applied(scene: PaintedScene, change: Change) -> PaintedScene | None:
    """The scene with one change, whether it can be seen or not; None if there is nothing to which it could be done."""
    if change.action == "remove":
        return _removed(scene, change)
    for state in change.states:
        scene = _in_state(scene, state)
    if change.places:
        scene = _at(scene, change.places, also=change.action == "add")
    if change.colour is not None:
        return _coloured(scene, change)
    targets = [noun for noun in change.targets if noun.kind in NOUNS_IN_SCENES]
    if targets and change.values:
        return _replaced(scene, targets, change.values)
    for noun in change.values:
        there = _with(scene, noun, change)
        if there is None:
            return None
        scene = there
    return scene


NOUNS_IN_SCENES = frozenset({*GROUPS, "flower", "people"})


# -- things -----------------------------------------------------------------------------------------------------


def _has(brief: Brief, noun: Noun) -> bool:
    if noun.kind == "people":
        return bool(brief.people)
    if noun.kind == "flower":
        return noun.name in brief.flowers
    return noun.kind in GROUPS and noun.name in getattr(brief, GROUPS[noun.kind])


def _with(scene: PaintedScene, noun: Noun, change: Change) -> PaintedScene | None:
    """With a thing more, or the same in another colour or number."""
    brief = scene.brief
    if noun.kind in ("clothes", "fur", "part"):
        return _painted(scene, [noun], noun.colour) if noun.colour else None
    if noun.kind == "people":
        noun = replace(noun, kind="person", name="person")
    if noun.meaning == "thing:sky":
        return _painted(scene, [noun], noun.colour) if noun.colour else scene
    if noun.kind == "flower":
        brief = replace(brief, flowers=tuple(dict.fromkeys((*brief.flowers, noun.name))))
    else:
        group = GROUPS[noun.kind]
        numbers: dict[str, int] = getattr(brief, group)
        count = noun.count
        if noun.name in numbers and (change.more or (change.action == "add" and noun.count)):
            count = shown_count(scene, noun.name, numbers[noun.name]) + (noun.count or 1)
        elif noun.name in numbers:
            count = noun.count or numbers[noun.name]
        brief = _with_numbers(brief, group, {**numbers, noun.name: min(8, count)})
    brief = replace(brief, unwanted=brief.unwanted - {noun.meaning})
    if noun.meaning == "object:fruit":
        brief = replace(brief, fruits=(*brief.fruits, (noun.word, noun.colour, noun.count)))
    scene = replace(scene, brief=brief)
    return _painted(scene, [noun], noun.colour) if noun.colour else scene


def _with_numbers(brief: Brief, group: str, numbers: dict[str, int]) -> Brief:
    changes: dict[str, Any] = {group: numbers}
    return replace(brief, **changes)


def shown_count(scene: PaintedScene, name: str, count: int) -> int:
    """How many of a thing the picture shows, if its words say `count`."""
    return count or (boats_at_will(scene.seed) if name == "boat" else UNCOUNTED.get(name, 1))


def _without(scene: PaintedScene, noun: Noun) -> PaintedScene | None:
    brief = scene.brief
    if noun.kind == "people":
        people = brief.people
        for name in people:
            scene = _without(scene, Noun("person", name)) or scene
        return scene if people else None
    if noun.kind == "flower":
        brief = replace(brief, flowers=tuple(name for name in brief.flowers if name != noun.name))
        if noun.name == "wild":
            brief = replace(brief, flowers=())
    elif noun.kind in GROUPS:
        group = GROUPS[noun.kind]
        numbers: dict[str, int] = getattr(brief, group)
        left = shown_count(scene, noun.name, numbers[noun.name]) - noun.count if noun.name in numbers else 0
        fewer = {noun.name: left} if noun.count and left > 0 else {}
        rest = {name: count for name, count in numbers.items() if name != noun.name}
        brief = _with_numbers(brief, group, {**rest, **fewer})
        if fewer:
            return replace(scene, brief=brief)
        if noun.meaning == "object:fruit":
            brief = replace(brief, fruits=())
        brief = replace(brief, painted={name: rgb for name, rgb in brief.painted.items() if name != noun.name})
    else:
        return None
    return replace(scene, brief=replace(brief, unwanted=brief.unwanted | {noun.meaning}))


def _removed(scene: PaintedScene, change: Change) -> PaintedScene | None:
    brief = scene.brief
    for noun in change.targets:
        there = _without(scene, noun)
        if there is None:
            return None
        scene = there
    brief = scene.brief
    if not change.targets:
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


def _replaced(scene: PaintedScene, targets: list[Noun], values: tuple[Noun, ...]) -> PaintedScene | None:
    """Other things where the targets were."""
    here = [noun for noun in targets if _has(scene.brief, noun)]
    if not here:
        return None
    for gone in here:
        names = [gone.name] if gone.kind != "people" else list(scene.brief.people)
        count = 0 if gone.kind not in GROUPS else getattr(scene.brief, GROUPS[gone.kind])[gone.name]
        scene = _without(scene, replace(gone, count=0)) or scene
        for noun in values:
            come = replace(noun, count=noun.count or count)
            if come.kind == "people":
                come = replace(come, kind="person", name="person")
            scene = _with(scene, come, Change("set")) or scene
            scene = replace(scene, brief=_in_their_place(scene.brief, names, come))
    return scene


def _in_their_place(brief: Brief, names: list[str], come: Noun) -> Brief:
    """The figures of these names become `come`, in the size that it has beside them."""
    settled = brief.settled
    if settled is None or come.kind not in ("animal", "person"):
        return brief

    def moved(figure: Figure) -> Figure:
        if figure.kind not in names:
            return figure
        size = figure.size * LOW.get(come.name, 1.0) / LOW.get(figure.kind, 1.0)
        return figure._replace(sort=come.kind, kind=come.name, size=min(size, 0.9))

    return replace(brief, settled=replace(settled, figures=tuple(map(moved, settled.figures))))


# -- colours ----------------------------------------------------------------------------------------------------


def _coloured(scene: PaintedScene, change: Change) -> PaintedScene | None:
    """A colour that no noun stands beside: for what was named before it, for the only subject, or for the whole picture."""
    colour = change.colour
    assert colour is not None
    if change.targets:
        return _painted(scene, list(change.targets), colour)
    brief = scene.brief
    subjects = [
        Noun(kind, name)
        for kind in ("animal", "person", "object", "thing")
        for name in getattr(brief, GROUPS[kind])
        if name not in ("sun", "moon", "stars", "sky")
    ]
    if len(subjects) == 1 and not (change.whole or change.background):
        return _painted(scene, subjects, colour)
    return replace(scene, brief=replace(brief, colours=(colour,)))


def _painted(scene: PaintedScene, nouns: list[Noun], colour: Rgb | None) -> PaintedScene | None:
    """These things in a colour; None if the picture has none of them."""
    brief = scene.brief
    names: list[str] = []
    for noun in nouns:
        if noun.meaning == "thing:sky" or noun.kind == "part":
            names.append(noun.name)
        elif noun.kind in ("clothes", "people"):
            names += brief.people
        elif noun.kind == "fur":
            names += brief.animals
        elif _has(brief, noun):
            names.append(noun.name)
    if not names or colour is None:
        return None
    fruits = brief.fruits
    if "fruit" in names:
        words = {noun.word for noun in nouns}
        fruits = tuple((word, colour if word in words else own, count) for word, own, count in fruits)
    painted = {**brief.painted, **dict.fromkeys(names, colour)}
    return replace(scene, brief=replace(brief, painted=painted, fruits=fruits))


# -- light and places -------------------------------------------------------------------------------------------


def _in_state(scene: PaintedScene, state: str) -> PaintedScene:
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
            return replace(scene, grade=_GRADES[name](scene.grade).limited())
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


def _at(scene: PaintedScene, places: tuple[str, ...], *, also: bool) -> PaintedScene:
    """At other places, or at these in addition."""
    brief = scene.brief
    unwanted = brief.unwanted - {f"place:{name}" for name in places}
    settled = brief.settled
    assert settled is not None
    if also:
        named = tuple(dict.fromkeys((*brief.places, *places)))
        settled = replace(settled, places=tuple(dict.fromkeys((*settled.places, *places))))
        return replace(scene, brief=replace(brief, places=named, unwanted=unwanted, settled=settled))
    kind = settled.kind if settled.kind in ("still life", "sheet") else ""
    settled = replace(settled, places=(), kind=kind, at_water=None)
    return replace(scene, brief=replace(brief, places=places, unwanted=unwanted, settled=settled))
