"""Change a painted scene by what a request wants: each change alone, so that what has no effect is known and said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.painter.canvas import Canvas
from studio.painter.change_clauses import Noun
from studio.painter.change_words import Change, Wish
from studio.painter.deterministic import U8
from studio.painter.light_changes import at_places, in_state, winterly, without_states
from studio.painter.painted_scene import PaintedScene, with_settled
from studio.painter.scene.compose import compose
from studio.painter.scene.woods import TREE_KINDS
from studio.painter.styles import BY_NAME
from studio.painter.thing_changes import GROUPS, coloured, replaced, subject_meant, with_thing, without

_TRIAL_PX = 256
_MOST_TRIALS = 8


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
        if number < _MOST_TRIALS and there == replace(scene, brief=there.brief):
            before = trial(scene).rgb if shown is None else shown
            after = trial(there)
            if change.states == ("season:winter",) and np.array_equal(before, after.rgb):
                there = winterly(there)
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
    moved = any(change.places for change in wish.changes)
    return without_hidden(scene) if moved else scene, tuple(undone)


def _is_there(scene: PaintedScene, change: Change, shown: U8) -> bool:
    """Whether a picture that looks the same has what the change adds, because it was painted unasked: without it, it would look
    different."""
    if change.action == "remove" or not change.values:
        return change.states == ("season:winter",) and "white" in scene.brief.weather
    fewer = [without(scene, noun) for noun in change.values]
    return all(less is not None and not np.array_equal(trial(less).rgb, shown) for less in fewer)


def trial(scene: PaintedScene) -> Canvas:
    """The scene, small and without its style."""
    scale = _TRIAL_PX / min(scene.width, scene.height)
    look, portrait = BY_NAME[scene.style].look, scene.style == "portrait"
    width, height = round(scene.width * scale), round(scene.height * scale)
    return compose(scene.brief, look, width, height, scene.seed, portrait=portrait, view=scene.view)


def without_hidden(scene: PaintedScene) -> PaintedScene:
    """The scene without the things that cannot be seen in it, such as a boat in a desert, or a moon in deep space."""
    whole: U8 | None = None
    for kind, group in GROUPS.items():
        for name in list(getattr(scene.brief, group))[:_MOST_TRIALS]:
            # The trees of a wood keep their kind, named or not; a portrait has somebody in any case.
            if name in TREE_KINDS or (group, scene.style) == ("people", "portrait"):
                continue
            less = without(scene, Noun(kind, name))
            whole = trial(scene).rgb if whole is None else whole
            if less is not None and np.array_equal(trial(less).rgb, whole):
                # It may come unasked, if the picture is changed to one where it would be seen.
                scene = replace(scene, brief=replace(less.brief, unwanted=scene.brief.unwanted))
    return scene


def applied(scene: PaintedScene, change: Change) -> PaintedScene | None:
    """The scene with one change, whether it can be seen or not; None if there is nothing to which it could be done."""
    if change.action == "remove":
        return _removed(scene, change)
    for state in change.states:
        scene = in_state(scene, state)
    if change.places:
        scene = at_places(scene, change.places, also=change.action == "add")
    if change.colour is not None:
        return coloured(scene, change)
    targets = [noun for noun in change.targets if noun.kind in NOUNS_IN_SCENES]
    if change.it and not targets and change.action == "set" and change.values:
        meant = subject_meant(scene, change.values[0])
        if meant is None:
            return None
        targets = [meant]
    if targets and change.values:
        return replaced(scene, targets, change.values)
    for noun in change.values:
        there = with_thing(scene, noun, change)
        if there is None:
            return None
        scene = there
    return scene


def _removed(scene: PaintedScene, change: Change) -> PaintedScene | None:
    for noun in change.targets:
        there = without(scene, noun)
        if there is None:
            return None
        scene = there
    return scene if change.targets else without_states(scene, change)


NOUNS_IN_SCENES = frozenset({*GROUPS, "flower", "people"})
