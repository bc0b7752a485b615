"""Changes of the things, animals and people of a painted scene, and of their colours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from studio.painter.brief import Brief
from studio.painter.change_clauses import Noun
from studio.painter.change_words import Change
from studio.painter.lexicon import Rgb
from studio.painter.painted_scene import PaintedScene
from studio.painter.scene.flyers_and_floaters import UNCOUNTED, boats_at_will
from studio.painter.scene.subjects import LOW, is_mounted
from studio.painter.settled import Figure

GROUPS = {"thing": "things", "animal": "animals", "person": "people", "object": "objects"}


def has(brief: Brief, noun: Noun) -> bool:
    if noun.kind == "people":
        return bool(brief.people)
    if noun.kind == "flower":
        return noun.name in brief.flowers
    return noun.kind in GROUPS and noun.name in getattr(brief, GROUPS[noun.kind])


def with_thing(scene: PaintedScene, noun: Noun, change: Change) -> PaintedScene | None:
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


def without(scene: PaintedScene, noun: Noun) -> PaintedScene | None:
    brief = scene.brief
    if noun.kind == "people":
        people = brief.people
        for name in people:
            scene = without(scene, Noun("person", name)) or scene
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
        if not is_mounted(brief):
            brief = replace(brief, poses=brief.poses - {"riding", "knight"})
    else:
        return None
    return replace(scene, brief=replace(brief, unwanted=brief.unwanted | {noun.meaning}))


def replaced(scene: PaintedScene, targets: list[Noun], values: tuple[Noun, ...]) -> PaintedScene | None:
    """Other things where the targets were."""
    here = [noun for noun in targets if has(scene.brief, noun)]
    if not here:
        return None
    for gone in here:
        names = [gone.name] if gone.kind != "people" else list(scene.brief.people)
        count = 0 if gone.kind not in GROUPS else getattr(scene.brief, GROUPS[gone.kind])[gone.name]
        scene = without(scene, replace(gone, count=0)) or scene
        for noun in values:
            come = replace(noun, count=noun.count or count)
            if come.kind == "people":
                come = replace(come, kind="person", name="person")
            scene = with_thing(scene, come, Change("set")) or scene
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


def coloured(scene: PaintedScene, change: Change) -> PaintedScene | None:
    """A colour that no noun stands beside: for what was named before it, for the only subject, or for the whole picture."""
    colour = change.colour
    assert colour is not None
    if change.targets:
        return _painted(scene, list(change.targets), colour)
    brief, subjects = scene.brief, _subjects(scene)
    if change.background:
        if brief.settled is not None and brief.settled.kind == "still life":
            return replace(scene, brief=replace(brief, colours=(colour,)))
        return replace(scene, backdrop=colour)
    if len(subjects) == 1 and not change.whole:
        return _painted(scene, subjects, colour)
    return replace(scene, brief=replace(brief, colours=(colour,)))


def _subjects(scene: PaintedScene) -> list[Noun]:
    return [
        Noun(kind, name)
        for kind in ("animal", "person", "object", "thing")
        for name in getattr(scene.brief, GROUPS[kind])
        if name not in ("sun", "moon", "stars", "sky", "face")
    ]


def subject_meant(scene: PaintedScene, becomes: Noun) -> Noun | None:
    """What 'it' is that is to become something: the only subject, or the only one of the same kind; None if that is not clear."""
    subjects, kind = _subjects(scene), "person" if becomes.kind == "people" else becomes.kind
    alike = [noun for noun in subjects if noun.kind == kind]
    return next((those[0] for those in (subjects, alike) if len(those) == 1), None)


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
        elif has(brief, noun):
            names.append(noun.name)
    if not names or colour is None:
        return None
    fruits = brief.fruits
    if "fruit" in names:
        words = {noun.word for noun in nouns}
        fruits = tuple((word, colour if word in words else own, count) for word, own, count in fruits)
    painted = {**brief.painted, **dict.fromkeys(names, colour)}
    return replace(scene, brief=replace(brief, painted=painted, fruits=fruits))
