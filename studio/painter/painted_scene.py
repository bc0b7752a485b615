"""The scene of a finished picture as a value, and as the text that its file carries: what a later edit begins with.

The text names what can be seen, never the words of the prompt: pictures are passed on to people who must not read those.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from studio.painter.brief import Brief
from studio.painter.lexicon import MEANINGS, Rgb
from studio.painter.paint_order import MAX_CANVAS_PX, MIN_CANVAS_PX, STYLES
from studio.painter.scene.compose import SCENE_KINDS
from studio.painter.scene.signs import can_write
from studio.painter.settled import Figure, Settled, Spot, View
from studio.painter.tokens import meanings_in

MAX_TEXT_CHARACTERS = 8_000
MAX_SEED = 2**62
_MOST = 40
_CHOICE = re.compile(r"[a-z ]{1,30}")
_HOURS = frozenset({"dawn", "day", "sunset", "dusk", "night"})
_SETS = {"weather": "weather", "poses": "pose", "moods": "mood"}
_TUPLES = {"places": "place", "flowers": "flower", "surfaces": "surface", "sheets": "sheet"}
_NUMBERED = {"things": "thing", "animals": "animal", "people": "person", "objects": "object"}
_PARTS = frozenset({"hair", "sky", "clothes"})
_AT_WILL = frozenset(
    {
        "thing:moon", "thing:stars", "thing:sun", "thing:tree", "thing:path", "thing:lightning", "weather:cloudy", "weather:snow",
        "flower:wild", "animal:fish", "person:woman", "place:mountain",
    }
)  # fmt: skip
"""What the painter adds unasked, so that a scene must say if it may not."""


@dataclass(frozen=True, slots=True)
class Grade:
    """Light, warmth and strength of colour of the whole picture, in steps; `grey`: black and white."""

    light: int = 0
    warmth: int = 0
    colour: int = 0
    grey: bool = False

    def limited(self) -> Grade:
        """The same within three steps."""
        light, warmth, colour = (max(-3, min(3, step)) for step in (self.light, self.warmth, self.colour))
        return Grade(light, warmth, colour, self.grey)


@dataclass(frozen=True, slots=True)
class PaintedScene:
    """A picture's scene: with its seed, style and size the same picture can be painted again, and a changed one like it."""

    brief: Brief
    style: str
    seed: int
    width: int
    height: int
    grade: Grade = field(default_factory=Grade)
    view: View | None = None
    """Of a set, which picture it is."""
    backdrop: Rgb | None = None
    """The colour of all but the subject, if words gave it one."""


def carried(scene: PaintedScene) -> str:
    """The text for a scene."""
    brief = scene.brief
    settled = brief.settled
    assert settled is not None, "a scene is carried when it is painted"
    shown = {
        name: getattr(brief, name) for name in ("hour", "season", *_NUMBERED, *_TUPLES, "fruits", "colours", "painted")
    }
    shown |= {name: sorted(getattr(brief, name)) for name in _SETS}
    shown["quoted"] = [text for text in brief.quoted if settled.kind == "sheet" and can_write(text)]
    shown["unwanted"] = sorted(brief.unwanted & _AT_WILL)
    kept = {
        **{name: value for name, value in shown.items() if value},
        "settled": {name: value for name, value in asdict(settled).items() if value},
        "style": scene.style,
        "seed": scene.seed,
        "size": [scene.width, scene.height],
    }
    grade = {name: value for name, value in asdict(scene.grade).items() if value}
    if scene.view is not None:
        kept["view"] = [scene.view.subject_seed, scene.view.zoom]
    if scene.backdrop is not None:
        kept["backdrop"] = scene.backdrop
    return json.dumps(kept | ({"grade": grade} if grade else {}), ensure_ascii=False, separators=(",", ":"))


def read_carried(text: str) -> PaintedScene | None:
    """The scene of a text; None if it is no such text. Anybody can write one into a file, so nothing is taken unchecked."""
    if not 0 < len(text) <= MAX_TEXT_CHARACTERS:
        return None
    try:
        return _scene(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _scene(data: dict[str, Any]) -> PaintedScene:
    width, height = (_integer(side, MIN_CANVAS_PX, MAX_CANVAS_PX) for side in data["size"])
    style = _one_of(data["style"], STYLES[1:])
    kinds: dict[str, Any] = {
        **{name: frozenset(_names(kind, data.get(name, ()))) for name, kind in _SETS.items()},
        **{name: _names(kind, data.get(name, ())) for name, kind in _TUPLES.items()},
        **{name: _counted(kind, data.get(name, {})) for name, kind in _NUMBERED.items()},
    }
    brief = Brief(
        **kinds,
        hour=_one_of(data.get("hour", ""), {"", *_HOURS}),
        season=_known("season", data["season"]) if data.get("season") else "",
        fruits=tuple(_fruit(*each) for each in _few(data.get("fruits", ()))),
        quoted=tuple(_written(each) for each in _few(data.get("quoted", ()))),
        colours=tuple(_rgb(each) for each in _few(data.get("colours", ()))),
        painted={_paintable(name): _rgb(colour) for name, colour in _few(data.get("painted", {}).items())},
        unwanted=frozenset(_one_of(each, _AT_WILL) for each in _few(data.get("unwanted", ()))),
        settled=_settled(data["settled"]),
    )
    grade = data.get("grade", {})
    steps = {name: _integer(grade.get(name, 0), -3, 3) for name in ("light", "warmth", "colour")}
    seed = _integer(data["seed"], 0, MAX_SEED)
    view = None
    if "view" in data:
        view = View(_integer(data["view"][0], 0, MAX_SEED), _share(data["view"][1]))
    backdrop = _rgb(data["backdrop"]) if "backdrop" in data else None
    graded = Grade(**steps, grey=grade.get("grey") is True)
    return PaintedScene(brief, style, seed, width, height, graded, view, backdrop)


def _settled(data: dict[str, Any]) -> Settled:
    omen = data.get("omen")
    return Settled(
        kind=_one_of(data["kind"], SCENE_KINDS),
        hour=_one_of(data["hour"], _HOURS),
        places=_names("place", data.get("places", ())),
        roomy=data.get("roomy") is True,
        tints=tuple(_rgb(each) for each in _few(data.get("tints", ()))),
        omen=None if omen is None else (_share(omen[0]), _share(omen[1])),
        figures=tuple(_figure(*each) for each in _few(data.get("figures", ()))),
        grounded=data.get("grounded") is True,
        objects=tuple(_spot(*each) for each in _few(data.get("objects", ()))),
        choices={_choice(name): _integer(value, 0, 1000) for name, value in _few(data.get("choices", {}).items())},
        origins={_choice(name): _integer(seed, 0, MAX_SEED) for name, seed in _few(data.get("origins", {}).items())},
    )


def _figure(sort: str, kind: str, x: float, foot: float, size: float, flip: int) -> Figure:
    kind = _known(_one_of(sort, {"animal", "person"}), kind)
    return Figure(sort, kind, _share(x), _share(foot), _share(size), 1 if flip == 1 else -1)


def _spot(name: str, x: float, foot: float, size: float) -> Spot:
    return Spot(name and _known("object", name), _share(x), _share(foot), _share(size))


def _choice(name: Any) -> str:
    if not isinstance(name, str) or not _CHOICE.fullmatch(name):
        raise ValueError("not a name")
    return name


def _few(values: Any) -> list[Any]:
    taken: list[Any] = list(values)
    if len(taken) > _MOST:
        raise ValueError("too many")
    return taken


def _one_of(value: Any, allowed: Any) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise ValueError("unknown")
    return value


def _known(kind: str, name: Any) -> str:
    _one_of(f"{kind}:{name}", MEANINGS)
    return str(name)


def _names(kind: str, values: Any) -> tuple[str, ...]:
    return tuple(_known(kind, each) for each in _few(values))


def _counted(kind: str, values: dict[str, Any]) -> dict[str, int]:
    return {_known(kind, name): _integer(count, 0, 8) for name, count in _few(values.items())}


def _integer(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("not such a number")
    return value


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or not -1.0 <= value <= 3.0:  # NaN is not between them.
        raise ValueError("not a share")
    return float(value)


def _rgb(value: Any) -> Rgb:
    r, g, b = (_integer(part, 0, 255) for part in value)
    return r, g, b


def _paintable(name: Any) -> str:
    kinds = (*_NUMBERED.values(), "flower")
    if name not in _PARTS and not any(f"{kind}:{name}" in MEANINGS for kind in kinds):
        raise ValueError("unknown")
    return str(name)


def _fruit(word: Any, colour: Any, count: Any) -> tuple[str, Rgb | None, int]:
    if not isinstance(word, str) or len(word) > _MOST or "object:fruit" not in meanings_in(word):
        raise ValueError("no fruit")
    return word, None if colour is None else _rgb(colour), _integer(count, 0, 8)


def _written(text: Any) -> str:
    if not isinstance(text, str) or len(text) > 60 or not can_write(text):
        raise ValueError("cannot be written")
    return text


def with_settled(scene: PaintedScene, settled: Settled) -> PaintedScene:
    """The scene as it was painted: with the choices made then."""
    return replace(scene, brief=replace(scene.brief, settled=settled, unknown_words=()))


assert {*_SETS, *_TUPLES, *_NUMBERED} < {each.name for each in fields(Brief)}
