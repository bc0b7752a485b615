"""Several images as one picture: the subjects of our own scenes in one scene, cut-outs of them on a photo, or photos that flow
into each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from studio.painter.change_clauses import Noun
from studio.painter.change_words import Change, read_wish
from studio.painter.changes import applied, changed_scene, trial
from studio.painter.deterministic import U8, blend, blur, resize, smooth, to_u8
from studio.painter.paint_order import PaintOrder
from studio.painter.painted_scene import PaintedScene, with_settled
from studio.painter.palette import take_colours
from studio.painter.reference import cover
from studio.painter.scene.compose import compose
from studio.painter.scene_words import word_for
from studio.painter.styles import BY_NAME
from studio.painter.thing_changes import GROUPS, shown_count

_FIRST_IN_TWO_ROWS = 5
_SCENERY = frozenset({"sky", "sun", "moon", "stars", "path", "road", "tree"})
"""Things that are part of a place: they do not move into another picture unless words name them."""
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_HAN_NUMBERS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"(?:图片?|第|pictures?|images?|photos?|#)\s*(?P<digits>\d{1,2})(?:张图?|幅图?|个)?"
    r"|(?:图|第)(?P<han>[一二三四五六七八九])(?:张图?片?|幅图?|个)?"
    rf"|(?:the\s+)?(?P<word>{'|'.join(_ORDINALS)})\s+(?:picture|image|photo|one)",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"(?:into|in|to|on|onto|inside|with|放到|放进|放在|放入|加到|移到|到|进|在|背景用|以)\s*(?:the\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Blend:
    """A scene, or a montage; `unread` are the words that it does not follow, `rest` those still to be done to a montage."""

    scene: PaintedScene | None = None
    montage: U8 | None = None
    unread: tuple[str, ...] = ()
    rest: str = ""


def blended(photos: Sequence[U8], scenes: Sequence[PaintedScene | None], order: PaintOrder) -> Blend:
    """The blend of images; `scenes` are those of the images that are our own pictures."""
    base, rest = _base_of(order.prompt, scenes)
    sources = [scene for number, scene in enumerate(scenes) if scene is not None and number != base]
    ground = scenes[base]
    if ground is not None and len(sources) == len(scenes) - 1:
        together = _one_scene(ground, sources, rest)
        if together is not None:
            return together
    if ground is None and sources and len(sources) == len(scenes) - 1:
        pasted = _on_a_photo(photos[base], sources, order, rest)
        if pasted is not None:
            return Blend(montage=pasted, rest=_without_nouns(rest, sources))
    return Blend(montage=montage(photos, *order.canvas_size), rest=rest)


def _base_of(prompt: str, scenes: Sequence[PaintedScene | None]) -> tuple[int, str]:
    """Which image the others come into, and the words without the numbers of pictures. It is the one that words say ('into
    picture 2'), or that shows the place which they name ('in this room'), or else the first."""
    base = None
    for found in _NUMBER.finditer(prompt):
        named = _number(found) - 1
        if 0 <= named < len(scenes) and _INTO.search(prompt[: found.start()]):
            base = named
    words = _NUMBER.sub(" ", prompt)
    if base is None:
        places = {place for change in read_wish(words).changes for place in change.places}
        shown = [number for number, scene in enumerate(scenes) if scene is not None and places & _places(scene)]
        base = shown[0] if len(shown) == 1 else 0
    return base, words


def _places(scene: PaintedScene) -> set[str]:
    settled = scene.brief.settled
    return {*scene.brief.places, *(settled.places if settled else ())}


def _number(found: re.Match[str]) -> int:
    if found["digits"]:
        return int(found["digits"])
    return _HAN_NUMBERS.index(found["han"]) + 1 if found["han"] else _ORDINALS.index(found["word"].lower()) + 1


# -- scenes -----------------------------------------------------------------------------------------------------


def _one_scene(ground: PaintedScene, sources: list[PaintedScene], words: str) -> Blend | None:
    """The scene `ground` with the subjects of the others, and the changes that words ask for; None if they have no subject that
    it could show."""
    named = {noun.meaning for change in read_wish(words).changes for noun in (*change.targets, *change.values)}
    scene, moved, missing = ground, set[str](), list[str]()
    before = trial(scene).rgb
    for source in sources:
        cast = list(_subjects(source))
        wanted = [noun for noun in cast if noun.meaning in named] or [n for n in cast if n.name not in _SCENERY]
        for noun in wanted:
            there = applied(scene, Change("add", values=(noun,)))
            after = trial(there).rgb if there is not None else before
            moved.add(noun.meaning)
            if there is None or np.array_equal(before, after):
                missing.append(word_for(noun.meaning)[0])
                continue
            scene, before = _looking_as_in(source, there, noun), after
    if scene == ground:
        return None
    wish = read_wish(words)
    known = moved | {noun.meaning for noun in _subjects(ground)}
    left = tuple(change for change in wish.changes if not _only_names(change, known, _places(ground)))
    scene, undone = changed_scene(scene, replace(wish, changes=left))
    return Blend(scene=scene, unread=(*wish.unread, *undone, *missing))


def _looking_as_in(source: PaintedScene, scene: PaintedScene, noun: Noun) -> PaintedScene:
    """The scene with a subject that looks as it does in the source; not if there is another of its kind already."""
    settled, theirs = scene.brief.settled, source.brief.settled
    if settled is None or theirs is None or noun.name in settled.origins:
        return scene
    if any(figure.kind == noun.name for figure in settled.figures):
        return scene
    own = source.seed if source.view is None else source.view.subject_seed
    origins = {**settled.origins, noun.name: theirs.origins.get(noun.name, own)}
    return with_settled(scene, replace(settled, origins=origins))


def _only_names(change: Change, known: set[str], places: set[str]) -> bool:
    """Whether a change only names what the blend has moved anyway, or where it is moved."""
    nouns = [*change.targets, *change.values]
    if change.action == "remove" or change.states or change.colour:
        return False
    if not places.issuperset(change.places):
        return False
    moved = all(noun.kind == "people" or noun.meaning in known for noun in nouns)
    return bool(nouns or change.places) and moved and not any(noun.colour for noun in nouns)


def _subjects(scene: PaintedScene) -> Iterator[Noun]:
    """The people, animals and things of a scene, in their numbers and colours."""
    brief = scene.brief
    for kind in ("person", "animal", "thing", "object"):
        for name, count in getattr(brief, GROUPS[kind]).items():
            yield Noun(kind, name, shown_count(scene, name, count), brief.painted.get(name))
    for name in brief.flowers:
        yield Noun("flower", name, 0, brief.painted.get(name))


def _without_nouns(words: str, sources: list[PaintedScene]) -> str:
    """The words without those for the subjects that were put on the photo."""
    known = {noun.meaning for source in sources for noun in _subjects(source)}
    for change in read_wish(words).changes:
        if _only_names(change, known, set()):
            for word in change.words:
                words = _without(word, words)
    return words


def _without(word: str, words: str) -> str:
    """The words with a space wherever this one stands, in capitals or not."""
    found = words.lower().split(word.lower())
    if sum(map(len, found)) + len(word) * (len(found) - 1) != len(words):
        return words.replace(word, " ")  # A letter whose small form is longer.
    starts = [0]
    for part in found:
        starts.append(starts[-1] + len(part) + len(word))
    return " ".join(words[start : start + len(part)] for start, part in zip(starts, found, strict=False))


# -- photos -----------------------------------------------------------------------------------------------------


def montage(photos: Sequence[U8], width: int, height: int) -> U8:
    """Images beside each other, from five on in two rows, each flowing into the next; their colours a little more alike."""
    rows = 1 if len(photos) < _FIRST_IN_TWO_ROWS else 2
    whole = np.zeros((height, width, 3), np.uint8)
    for row in range(rows):
        first, last = len(photos) * row // rows, len(photos) * (row + 1) // rows
        top, bottom = height * row // rows, height * (row + 1) // rows
        soft_y = max(2, height // 18) if row else 0
        strip = _strip([_harmonised(photo, photos[0]) for photo in photos[first:last]], width, bottom - top + soft_y)
        _lay(whole, strip, top - soft_y, 0, soft_y=soft_y, soft_x=0)
    return whole


def _harmonised(photo: U8, first: U8) -> U8:
    return photo if photo is first else take_colours(photo, first, 0.12)


def _strip(photos: Sequence[U8], width: int, height: int) -> U8:
    strip = np.zeros((height, width, 3), np.uint8)
    for column, photo in enumerate(photos):
        left, right = width * column // len(photos), width * (column + 1) // len(photos)
        soft_x = max(2, (right - left) // 5) if column else 0
        after = (right - left) // 10 if column + 1 < len(photos) else 0
        part = cover(photo, min(width, right + after) - max(0, left - soft_x // 2), height)
        _lay(strip, part, 0, max(0, left - soft_x // 2), soft_y=0, soft_x=soft_x)
    return strip


def _lay(whole: U8, part: U8, top: int, left: int, *, soft_y: int, soft_x: int) -> None:
    """Lay a part over the whole, with soft upper and left edges of so many pixels."""
    rows, columns = part.shape[:2]
    here = whole[top : top + rows, left : left + columns]
    alpha = np.ones(part.shape[:2], np.float32)
    if soft_x:
        alpha *= smooth(np.arange(columns, dtype=np.float32)[None, :], 0.0, float(soft_x))
    if soft_y:
        alpha *= smooth(np.arange(rows, dtype=np.float32)[:, None], 0.0, float(soft_y))
    here[:] = blend(here, part[: here.shape[0], : here.shape[1]], to_u8(alpha * 255))


def _on_a_photo(photo: U8, sources: list[PaintedScene], order: PaintOrder, words: str) -> U8 | None:
    """The subjects of our own scenes, cut out, on a photo; None if none has one."""
    width, height = order.canvas_size
    whole = cover(photo, width, height)
    any_there = False
    for number, source in enumerate(sources):
        figure = _cut_out(source)
        if figure is None:
            continue
        any_there = True
        rgb, alpha = figure
        tall = height * 0.46
        scale = min(tall / rgb.shape[0], width * 0.8 / len(sources) / rgb.shape[1])
        columns, rows = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
        middle = width * (number + 1) / (len(sources) + 1)
        left, top = round(middle - columns / 2), round(height * 0.94 - rows)
        _paste(whole, take_colours(resize(rgb, columns, rows), photo, 0.10), resize(alpha, columns, rows), top, left)
    return whole if any_there else None


def _cut_out(source: PaintedScene) -> tuple[U8, U8] | None:
    look, style = BY_NAME[source.style].look, source.style
    canvas = compose(
        replace(source.brief, weather=frozenset()), look, source.width, source.height, source.seed,
        portrait=style == "portrait", cut=True, view=source.view,
    )  # fmt: skip
    if canvas.cut is None or np.count_nonzero(canvas.cut) < 0.004 * canvas.cut.size:
        return None
    ys, xs = np.nonzero(canvas.cut)
    here = (slice(int(ys.min()), int(ys.max()) + 1), slice(int(xs.min()), int(xs.max()) + 1))
    return canvas.rgb[here], blur(canvas.cut, 0.9)[here]


def _paste(whole: U8, rgb: U8, alpha: U8, top: int, left: int) -> None:
    """Lay a cut-out over the whole, with a shadow at its foot."""
    rows, columns = alpha.shape
    y0, x0, y1, x1 = max(0, top), max(0, left), min(whole.shape[0], top + rows), min(whole.shape[1], left + columns)
    if y1 <= y0 or x1 <= x0:
        return
    shade = np.zeros(whole.shape[:2], np.uint8)
    depth = max(2, rows // 14)
    flat = resize(alpha, columns, depth)
    foot = min(whole.shape[0] - depth, top + rows - depth // 2)
    shade[foot : foot + depth, x0:x1] = flat[:, x0 - left : x1 - left]
    dark = to_u8(whole.astype(np.float32) * np.float32(0.45))
    whole[:] = blend(whole, dark, blur(shade, max(1.0, depth / 3)))
    here = whole[y0:y1, x0:x1]
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    here[:] = blend(here, rgb[part], alpha[part])
