"""The people and animals of a picture: their place and size."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from studio.painter.brief import Brief
from studio.painter.deterministic import mix
from studio.painter.pen import Pen
from studio.painter.scene import birds_and_fish, people, posed_people, quadrupeds, sitting_animals
from studio.painter.scene.flyers_and_floaters import flies
from studio.painter.scene.subject_mask import as_subject
from studio.painter.scene.trees import shade_under
from studio.painter.settled import Figure
from studio.painter.stage import Stage

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


def has_walkers(brief: Brief) -> bool:
    """Whether a subject needs solid ground."""
    walking = {kind for kind, count in brief.animals.items() if not flies(kind, count)} - _FLYING - _AFLOAT
    return bool(walking or brief.people)


def needs_ground(brief: Brief) -> bool:
    """Whether there must be ground for figures: also where some stood before the picture was changed."""
    return has_walkers(brief) or bool(brief.settled and brief.settled.grounded)


@as_subject
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
        if kind not in _FLYING and kind not in _AFLOAT and not flies(kind, count):
            who.append(("animal", kind, count))
    for kind, count in brief.people.items():
        if kind == "newlyweds" or (kind == "couple" and "wedding" in brief.poses):
            who.append(("person", "newlyweds", 1))
        elif kind == "couple" or (kind == "person" and count == 2 and "embrace" in brief.poses):
            who += [("person", "person", 1), ("person", "woman", 1)]
        else:
            who.append(("person", kind, count))
    if is_mounted(brief):
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
        if is_mounted(brief):
            back = quadrupeds.FOUR_LEGGED[kind].back
            suit = next((kind for kind in ("astronaut", "robot") if kind in brief.people), "")
            posed_people.rider(pen.moved(-0.06, back, 0.50), armour="knight" in brief.poses, suit=suit)
    elif kind == "penguin":
        sitting_animals.penguin(pen)
    elif kind == "owl":
        sitting_animals.owl(pen)
    else:
        birds_and_fish.crane(pen, flying=False)


def is_mounted(brief: Brief) -> bool:
    """Whether one of the animals is ridden."""
    return (
        "riding" in brief.poses and bool(brief.people) and bool(brief.animals.keys() & {"horse", "camel", "elephant"})
    )


@as_subject
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
