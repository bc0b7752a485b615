"""The people and animals of a picture: their place and size."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import U8, Colour, blend, chosen, mix, rng_for
from studio.painter.pen import Pen
from studio.painter.scene import birds_and_fish, boats_and_lights, people, posed_people, quadrupeds, sitting_animals
from studio.painter.scene.trees import shade_under
from studio.painter.settled import Figure
from studio.painter.stage import Stage

Drawing = ParamSpec("Drawing")
_FLYING = {"bird", "butterfly", "firefly", "dragon", "jellyfish"}
_AFLOAT = {"swan", "whale", "fish"}
LOW = {
    "cat": 0.72,
    "dog": 0.76,
    "fox": 0.74,
    "rabbit": 0.60,
    "bear": 1.0,
    "panda": 0.9,
    "tiger": 0.85,
    "owl": 0.6,
    "penguin": 0.7,
    "horse": 1.15,
    "deer": 1.15,
    "sheep": 0.62,
    "cow": 0.85,
    "camel": 1.2,
    "elephant": 1.3,
    "crane": 0.8,
}


def _as_subject(draw: Callable[Concatenate[Stage, Drawing], None]) -> Callable[Concatenate[Stage, Drawing], None]:
    """What the function draws is the picture's subject."""

    @wraps(draw)
    def drawn(stage: Stage, /, *rest: Drawing.args, **options: Drawing.kwargs) -> None:
        with stage.subject():
            draw(stage, *rest, **options)

    return drawn


def has_walkers(brief: Brief) -> bool:
    """Whether a subject needs solid ground."""
    walking = set(brief.animals) - _FLYING - _AFLOAT
    return bool(walking or brief.people)


def needs_ground(brief: Brief) -> bool:
    """Whether there must be ground for figures: also where some stood before the picture was changed."""
    return has_walkers(brief) or bool(brief.settled and brief.settled.grounded)


@_as_subject
def paint_flyers(stage: Stage, brief: Brief) -> None:
    """Birds and a dragon: subjects in the sky, drawn before the land."""
    if "dragon" in brief.animals:
        flip = 1 if stage.chance("dragon") < 0.5 else -1
        with stage.identity("dragon") as own:
            colour = chosen(brief.painted.get("dragon"), ((196, 52, 40), (46, 130, 92)), own)
            size = stage.unit * 0.40
            pen = Pen(stage, stage.width * 0.5, stage.horizon * 0.62 + size * 0.3, size, 0.62, flip)
            birds_and_fish.dragon(pen, colour)
    if "bird" in brief.animals:
        with stage.part("birds"):
            _flock(stage, shown_number(stage, "bird", brief.animals["bird"]), brief.painted.get("bird"))


def _flock(stage: Stage, count: int, painted: Colour | None) -> None:
    rng = stage.rng
    dark = stage.light.hour in ("night", "dusk")
    colour: Colour = painted or ((214, 220, 232) if dark else (58, 60, 74))
    cx, cy = stage.width * (0.25 + 0.5 * rng.random()), stage.horizon * (0.28 + 0.2 * rng.random())
    alone = stage.settle("one bird", count == 1)
    for number in range(min(14, max(1, count if count < 8 else 13))):
        size = stage.unit * (0.030 + 0.035 * rng.random()) * (1.8 if alone and not number else 1.0)
        x, y = cx + stage.unit * (rng.random() - 0.5) * 0.6, cy + stage.unit * (rng.random() - 0.5) * 0.28
        birds_and_fish.flying_bird(Pen(stage, x, y, size, 0.45), colour, rng.random() * 2 - 1)


def paint_floaters(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    """Boats, swans, whales, fish: on and in the water between two y."""
    if "boat" in brief.things:
        _boats(stage, brief, top, bottom)
    for i in range(min(5, shown_number(stage, "swan", brief.animals["swan"])) if "swan" in brief.animals else 0):
        y = top + (bottom - top) * (0.40 + 0.12 * i)
        x = stage.width * (0.25 + 0.5 * ((i * 0.618 + stage.chance("swan", i) * 0.2) % 1.0))
        with stage.part("swan's mirror", i), stage.mirrored(y, 0.5):
            birds_and_fish.swan(Pen(stage, x, y, stage.unit * (0.15 + 0.03 * i), 0.85, 1 if i % 2 else -1))
    if "whale" in brief.animals:
        y = top + (bottom - top) * 0.26
        calm = stage.rgb.copy()
        x, flip = stage.width * (0.4 + 0.2 * stage.chance("whale", "x")), 1 if stage.chance("whale") < 0.5 else -1
        with stage.part("whale itself"):
            birds_and_fish.whale(Pen(stage, x, y, stage.unit * 0.26, 0.8, flip))
        _sink(stage, calm, y)
    if "fish" in brief.animals:
        with stage.part("carp"):
            _carp(stage, brief, top, bottom)


def _boats(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    """Each boat has its own place, whatever the others do; those far away are drawn first."""
    eastern = stage.settle("eastern boats", "river" in brief.places) or stage.look.shading == "ink"
    places = []
    for i in range(min(6, shown_number(stage, "boat", brief.things["boat"]))):
        t = 0.16 + 0.40 * ((0.55 * stage.chance("boat", i, "t") + 0.382 * i) % 1.0)
        x = stage.width * (0.18 + 0.64 * ((i * 0.618 + stage.chance("boat", i, "x") * 0.3) % 1.0))
        places.append((t, x, i))
    for t, x, i in sorted(places):
        y = top + (bottom - top) * t
        size = stage.unit * (0.09 + 0.22 * t) * (1.25 if i == 0 else 1.0) * (0.75 if eastern else 1.0)
        paint = brief.painted.get("boat")
        with stage.part("boat", i), stage.mirrored(y, 0.55):
            if eastern:
                canopy = stage.chance("boat", i, "canopy") < 0.6
                boats_and_lights.rowboat(stage, x, y, size * 1.3, 0.5 + 0.4 * t, paint, canopy=canopy)
            else:
                boats_and_lights.sailboat(stage, x, y, size, 0.5 + 0.4 * t, paint)


def _sink(stage: Stage, water: U8, y: float) -> None:
    """Submerge what was drawn after the copy `water` was made: cover it with that copy, 80 % opaque, below the line y."""
    line = int(y + stage.unit * 0.005)
    veil = np.full((stage.height - line, stage.width), 205, np.uint8)
    stage.rgb[line:] = blend(stage.rgb[line:], water[line:], veil)


def _carp(stage: Stage, brief: Brief, top: float, bottom: float) -> None:
    rng = stage.rng
    for i in range(min(9, brief.animals["fish"] or 5)):
        t = 0.25 + 0.6 * rng.random()
        tint = brief.painted.get("fish") or ((236, 92, 40), (244, 236, 226), (230, 150, 40))[i % 3]
        pen = Pen(
            stage,
            stage.width * (0.1 + 0.8 * rng.random()),
            top + (bottom - top) * t,
            stage.unit * (0.04 + 0.07 * t),
            0.8,
            1 if i % 2 else -1,
        )
        birds_and_fish.fish(pen, tint)


@_as_subject
def paint_walkers(stage: Stage, brief: Brief, *, ground: float, roomy: bool) -> None:
    """Subjects on the ground; `ground` is the y of the farthest solid ground. If the words name no place, the named
    figures are the main subject and drawn large. Those of a picture that is changed stay where they are."""
    before = list(brief.settled.figures) if brief.settled else []
    cast = _cast(brief)
    kept = [_take(before, sort, kind) for sort, kind in cast]
    if not any(kept):
        kept = list(_in_a_row(stage, brief, cast, ground=ground, roomy=roomy))
    numbers: Counter[str] = Counter()
    for (sort, kind), there in zip(cast, kept, strict=True):
        figure = there or _beside(stage, stage.figures + [one for one in kept if one], sort, kind, roomy=roomy)
        stage.figures.append(figure)
        foot = max(stage.height * figure.foot, ground + (stage.height - ground) * 0.25)
        x, size = stage.width * figure.x, stage.unit * figure.size
        shade_under(stage, x, foot, size * 0.30)
        with stage.identity(kind, numbers[kind]):
            one(Pen(stage, x, foot, size, 0.92, figure.flip), sort, kind, brief)
        numbers[kind] += 1


def _cast(brief: Brief) -> list[tuple[str, str]]:
    """The people and animals on the ground, one entry each: sort and kind."""
    who: list[tuple[str, str, int]] = []
    for kind, count in brief.animals.items():
        if kind not in _FLYING and kind not in _AFLOAT:
            who.append(("animal", kind, count))
    for kind, count in brief.people.items():
        if kind == "newlyweds" or (kind == "couple" and "wedding" in brief.poses):
            who.append(("person", "newlyweds", 1))
        elif kind == "couple" or (kind == "person" and count == 2 and "embrace" in brief.poses):
            who += [("person", "person", 1), ("person", "woman", 1)]
        else:
            who.append(("person", kind, count))
    if _mounted(brief):
        who = [entry for entry in who if entry[0] != "person"]
    return [(sort, kind) for sort, kind, count in who for _ in range(min(8, max(1, count)))]


def _take(before: list[Figure], sort: str, kind: str) -> Figure | None:
    """The first of the figures that is of this kind; it is removed from the list."""
    there = next((figure for figure in before if (figure.sort, figure.kind) == (sort, kind)), None)
    if there is not None:
        before.remove(there)
    return there


def _size(stage: Stage, kind: str, depth: float, *, few: bool, roomy: bool) -> float:
    """A figure's size in pixels, by its depth 0..1 on the ground."""
    scale = (0.42 if not roomy else 0.32) * stage.look.subject * (1.0 if few else 0.72) * (0.45 + 0.55 * depth)
    low = LOW.get(kind, 1.0) if roomy else max(0.8, LOW.get(kind, 1.0))
    size = min(stage.height * 0.62, stage.unit * scale * 1.45 * low * stage.zoom)
    if kind in quadrupeds.FOUR_LEGGED:
        size = min(size, stage.width * 0.5 / quadrupeds.reach(kind))
    return size


def _in_a_row(
    stage: Stage, brief: Brief, cast: Sequence[tuple[str, str]], *, ground: float, roomy: bool
) -> Iterator[Figure]:
    """Places for all figures of a new picture."""
    with stage.part("figures") as rng:
        side = rng.random()
        for number, (sort, kind) in enumerate(cast):
            few = len(cast) < 3
            depth = 0.86 + 0.09 * rng.random() if few else 0.62 + 0.34 * rng.random()
            foot = ground + (stage.height - ground) * depth
            size = _size(stage, kind, depth, few=few, roomy=roomy)
            spread = 0.14 + 0.72 * (number + 0.5) / len(cast) + 0.04 * (rng.random() - 0.5)
            x = stage.width * (0.30 + 0.40 * side if len(cast) == 1 else spread)
            if ("couple" in brief.people or "embrace" in brief.poses) and len(cast) == 2:
                # Drawn close together.
                x = stage.width * (0.36 + 0.28 * side) + size * (0.17 if number else -0.17)
            flip = 1 if rng.random() < 0.5 else -1
            if kind in quadrupeds.FOUR_LEGGED:
                reach = quadrupeds.reach(kind) * size
                x = min(max(x, reach), stage.width - reach)
            yield Figure(sort, kind, x / stage.width, foot / stage.height, size / stage.unit, flip)


def _beside(stage: Stage, others: Sequence[Figure], sort: str, kind: str, *, roomy: bool) -> Figure:
    """A place for a figure that joins others: where there is most room."""
    taken = [figure.x for figure in others]
    x = max((0.14 + 0.04 * step for step in range(19)), key=lambda share: min(abs(share - at) for at in taken))
    number = sum(figure.kind == kind for figure in others)
    depth = 0.80 + 0.12 * stage.chance("figure", kind, number)
    size = _size(stage, kind, depth, few=len(others) < 2, roomy=roomy)
    if kind in quadrupeds.FOUR_LEGGED:
        reach = quadrupeds.reach(kind) * size / stage.width
        x = min(max(x, reach), 1 - reach)
    near = min(others, key=lambda figure: abs(figure.x - x))
    return Figure(sort, kind, x, min(0.985, near.foot + 0.01), size / stage.unit, -1 if x > near.x else 1)


def one(pen: Pen, sort: str, kind: str, brief: Brief) -> None:
    """Draw one animal or person with the pen."""
    painted = brief.painted.get(kind) or (brief.painted.get("clothes") if sort == "person" else None)
    if sort == "person" and kind == "newlyweds":
        posed_people.bridal_couple(pen, close="embrace" in brief.poses)
    elif sort == "person" and kind == "ballerina":
        posed_people.ballerina(pen, leaping="leaping" in brief.poses)
    elif sort == "person" and (kind == "elder" or "bench" in brief.things):
        posed_people.on_bench(
            pen, kind, newspaper="reading" in brief.poses or "newspaper" in brief.things, painted=painted
        )
    elif sort == "person" and "running" in brief.poses and kind not in ("astronaut", "robot"):
        posed_people.running(pen, painted, small=kind in ("child", "boy"))
    elif sort == "person":
        people.standing(pen, "person" if kind == "face" else kind, umbrella="umbrella" in brief.things, painted=painted)
    elif kind in sitting_animals.SITTING and "asleep" in brief.poses:
        sitting_animals.curled(pen, kind, painted)
    elif kind in sitting_animals.SITTING:
        sitting_animals.sitting(pen, kind, painted)
    elif kind in quadrupeds.FOUR_LEGGED:
        quadrupeds.four_legged(pen, kind, painted)
        if _mounted(brief):
            back = quadrupeds.FOUR_LEGGED[kind].back
            suit = next((kind for kind in ("astronaut", "robot") if kind in brief.people), "")
            posed_people.rider(pen.moved(-0.06, back, 0.50), armour="knight" in brief.poses, suit=suit)
    elif kind == "penguin":
        sitting_animals.penguin(pen)
    elif kind == "owl":
        sitting_animals.owl(pen)
    else:
        birds_and_fish.crane(pen, flying=False)


def _mounted(brief: Brief) -> bool:
    """Whether one of the animals is ridden."""
    return (
        "riding" in brief.poses and bool(brief.people) and bool(brief.animals.keys() & {"horse", "camel", "elephant"})
    )


@_as_subject
def paint_sitter(stage: Stage, brief: Brief) -> None:
    """The subject of a portrait, large and in the foreground: the named animal or person, else any person."""
    # As with a photographer's lamp: a face is lit at any hour.
    light = stage.light
    stage.light = replace(
        light, ambient=mix(light.ambient, (0.80, 0.78, 0.82), 0.55), key=mix(light.key, (1.10, 1.03, 0.94), 0.62)
    )
    x = stage.width * (0.44 + 0.12 * stage.chance("sitter"))
    sitters = [
        k
        for k in brief.animals
        if k in sitting_animals.SITTING or k in quadrupeds.FOUR_LEGGED or k in ("owl", "penguin", "crane")
    ]
    if sitters and not brief.people:
        kind = sitters[0]
        if kind in quadrupeds.FOUR_LEGGED:
            # Head and shoulders: the muzzle a little past the middle, the legs below the frame.
            size, flip = min(stage.height, stage.width) * 1.2, 1 if stage.chance("sitter's side") < 0.5 else -1
            middle = stage.width * 0.5 - flip * (quadrupeds.reach(kind) - 0.16) * size
            with stage.identity(kind, 0):
                quadrupeds.four_legged(
                    Pen(stage, middle, stage.height * 0.22 + size, size, 1.0, flip), kind, brief.painted.get(kind)
                )
            return
        size = min(stage.height * 0.98, stage.width * 1.15)
        with stage.identity(kind, 0):
            one(Pen(stage, x, stage.height * 1.10, size, 1.0), "animal", kind, brief)
        return
    with stage.identity("sitter") as rng:
        somebody = "woman" if rng.random() < 0.6 else "person"
    kind = next((who for who in brief.people if who != "face"), somebody)
    size = min(stage.height * 0.80, stage.width * 0.95)
    with stage.identity(kind, 0):
        if kind in ("astronaut", "robot"):
            people.standing(Pen(stage, x, stage.height * 1.45, size * 1.6, 1.0), kind)
        else:
            people.bust(Pen(stage, x, stage.height * 0.965, size, 1.0), kind, brief.painted.get(kind))


@_as_subject
def paint_small_flyers(stage: Stage, brief: Brief, top: float) -> None:
    """Butterflies and cranes in front of the land."""
    if "butterfly" in brief.animals:
        with stage.part("butterflies"):
            _butterflies(stage, brief, top)
    if "crane" in brief.animals:
        with stage.part("cranes") as rng:
            for i in range(min(6, max(2, brief.animals["crane"]))):
                size = stage.unit * (0.12 + 0.05 * rng.random())
                x, y = stage.width * (0.2 + 0.5 * rng.random()), stage.horizon * (0.30 + 0.12 * i)
                birds_and_fish.crane(Pen(stage, x, y, size, 0.9, 1 if rng.random() < 0.5 else -1), flying=True)


def _butterflies(stage: Stage, brief: Brief, top: float) -> None:
    rng = stage.rng
    alone = stage.settle("one butterfly", brief.animals["butterfly"] == 1)
    for i in range(min(12, brief.animals["butterfly"] or 5)):
        colour = brief.painted.get("butterfly") or ((240, 150, 50), (96, 150, 230), (236, 110, 170))[i % 3]
        size = stage.unit * (0.04 + 0.05 * rng.random()) * (2.2 if alone and not i else 1)
        x, y = stage.width * (0.1 + 0.8 * rng.random()), top + (stage.height - top) * (0.7 * rng.random() - 0.15)
        birds_and_fish.butterfly(Pen(stage, x, y, size, 0.95), colour)


UNCOUNTED = {"bird": 7, "swan": 2, "fish": 5, "butterfly": 5, "crane": 2, "balloon": 3, "lantern": 14}
"""How many there are of what the words do not count; of anything else one."""


def shown_number(stage: Stage, kind: str, count: int) -> int:
    """How many of a kind a picture has, if the words say `count` (0: nothing)."""
    return count or (boats_at_will(stage.seed) if kind == "boat" else UNCOUNTED.get(kind, 1))


def boats_at_will(seed: int) -> int:
    """How many boats a picture has, if its words only say that there are some."""
    return 1 if rng_for("scene", seed, "boats").random() < 0.6 else 3
