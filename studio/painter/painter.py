"""One order, one picture: words -> brief -> scene or photo -> style -> file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image

from studio.look import look_of
from studio.painter import reference as ref
from studio.painter import sets
from studio.painter.blends import Blend, blended
from studio.painter.brief import Brief, read_brief
from studio.painter.canvas import Canvas
from studio.painter.change_words import read_wish
from studio.painter.changes import changed_scene, without_hidden
from studio.painter.cut_out import cut_of, enlarge
from studio.painter.deterministic import U8, blend, rng_for
from studio.painter.grading import graded
from studio.painter.own_pictures import own_scene
from studio.painter.paint_order import PaintOrder
from studio.painter.painted_scene import PaintedScene, carried, with_settled
from studio.painter.palette import take_colours, take_texture
from studio.painter.photo_changes import changed_photo, tinted
from studio.painter.scene.compose import compose
from studio.painter.scene.signs import can_write
from studio.painter.scene_words import Words, colour_name, scene_words
from studio.painter.styles import BY_NAME
from studio.painter.tokens import meanings_in
from studio.painter.watermark import COMMENT, EDITED_COMMENT, MARK_TEXT, Label, add_mark, to_png

_MARKS = {"edit": f"{MARK_TEXT} EDIT", "blend": f"{MARK_TEXT} BLEND"}
"""Simple answers to what an image model does far better are labelled as such."""
_MOST_UNREAD = 12
_UNREAD_CHARACTERS = 40
_ALIKE_RATIO = 0.12
"""A changed scene is painted in the shape that it had, and cut, if the shape asked for differs by no more than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """A finished picture: its file and pixels, (height, width, 3 or 4); the words of its order that it does not follow; what it
    shows in English and Chinese words, and as the text that its file carries (both empty for a photo); its fingerprint."""

    data: bytes
    pixels: U8
    unread: tuple[str, ...]
    words: tuple[Words, ...]
    scene: str
    look: str


def paint(order: PaintOrder) -> bytes:
    """Paint the order: PNG bytes of width x height, with text metadata and a visible watermark.

    Synchronous and single-threaded; run it in a thread or a process. Raises PaintError for a value out of range or an
    unreadable reference.
    """
    return painted(order).data


def painted(order: PaintOrder) -> Painting:
    """The painting of an order. See `paint`."""
    order.check()
    # One thread: the caller decides how many pictures are painted at once. No IPP: its results differ by CPU.
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(False)
    drawn = _drawn(order)
    rgb, comment = drawn.rgb, COMMENT
    if order.transparent:
        rgb = np.dstack((rgb, cut_of(drawn.canvas)))
    picture = enlarge(rgb, order.width, order.height)
    mark = _MARKS.get(order.ref_mode, MARK_TEXT) if order.reference is not None else MARK_TEXT
    if drawn.scene is None and order.ref_mode in _MARKS and order.reference is not None:
        comment = EDITED_COMMENT
    picture = add_mark(picture, mark)
    look = look_of(Image.fromarray(picture))
    words, text = _told(drawn)
    data = to_png(picture, Label(drawn.style, order.seed, comment, text, look))
    return Painting(data, picture, drawn.unread, words, text, look)


TRANSPARENT_WORDS = frozenset({"transparent", "透明"})
"""Words that ask for a transparent background, and are done where the order says so."""


def unread(order: PaintOrder) -> tuple[str, ...]:
    """The words of an order without an image to change that the painter does not know, in their order."""
    if order.reference is not None and order.ref_mode != "refonly":
        return ()
    return _unknown(order, read_brief(order.prompt, order.negative_prompt))


def scene(order: PaintOrder) -> tuple[Words, ...]:
    """What the picture of an order without an image to change shows, in English and Chinese words."""
    if order.reference is not None and order.ref_mode != "refonly":
        return ()
    brief = read_brief(order.prompt, order.negative_prompt)
    return scene_words(brief, style_for(order.style, brief))


def style_for(asked: str, brief: Brief, *, photo: bool = False) -> str:
    """The style's name; for 'auto' the one that the prompt names, or one that suits its subject. A photo that is edited stays
    one."""
    if asked != "auto":
        return asked
    if brief.styles:
        return brief.styles[0]
    if photo:
        return "photography"
    if "face" in brief.people:
        return "portrait"
    if brief.animals.keys() & {"dragon", "crane"} or brief.things.keys() & {"pagoda", "bamboo"}:
        return "chinese painting"
    if "dream" in brief.moods:
        return "anime"
    if brief.flowers and not brief.animals and not brief.people:
        return "watercolor"
    return "photography"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The pixels in the canvas's size, the canvas below the style, and the scene, if there is one."""

    rgb: U8
    canvas: Canvas
    style: str
    unread: tuple[str, ...] = ()
    scene: PaintedScene | None = None
    words: tuple[Words, ...] = ()


def _drawn(order: PaintOrder) -> _Drawn:
    if order.reference is None or order.ref_mode == "refonly":
        return _from_words(order)
    if order.ref_mode == "repaint":
        return _repainted(order)
    images = (order.reference, *order.more)
    scenes = [own_scene(data, text) for data, text in zip(images, _texts(order, len(images)), strict=True)]
    if len(images) > 1:
        blend_of = blended([ref.read_reference(data) for data in images], scenes, order)
        return _finish_blend(order, blend_of)
    if scenes[0] is not None:
        return _changed(order, scenes[0])
    return _changed_photo(order, ref.cover(ref.read_reference(images[0]), *order.canvas_size), order.prompt)


def _texts(order: PaintOrder, number: int) -> tuple[str, ...]:
    return (*order.scenes, *("",) * number)[:number]


def _told(drawn: _Drawn) -> tuple[tuple[Words, ...], str]:
    """What a picture shows, in words and as the text that it carries."""
    if drawn.scene is None or drawn.canvas.settled is None:
        return drawn.words, ""
    settled = with_settled(drawn.scene, drawn.canvas.settled)
    return scene_words(settled.brief, settled.style, _effects(settled)), carried(settled)


def _effects(scene: PaintedScene) -> tuple[Words, ...]:
    """What was done to the whole picture, in words."""
    words: list[Words] = []
    if scene.backdrop is not None:
        english, chinese = colour_name(scene.backdrop)
        words.append((f"{english} background", f"{chinese}背景"))
    if scene.grade.grey:
        words.append(("black and white", "黑白"))
    return tuple(words)


def _from_words(order: PaintOrder) -> _Drawn:
    brief = read_brief(order.prompt, order.negative_prompt)
    style = style_for(order.style, brief)
    view = None
    if order.view is not None:
        brief, view = sets.in_view(brief, order.prompt, order.view), sets.view_of(order.seed, order.view)
    width, height = order.canvas_size
    missing = _unknown(order, brief)
    portrait = style == "portrait"
    look = BY_NAME[style].look
    canvas = compose(brief, look, width, height, order.seed, portrait=portrait, cut=order.transparent, view=view)
    if order.reference is not None:
        rgb = _in_colours_of(ref.read_reference(order.reference), canvas, order, style)
        return _Drawn(rgb, canvas, style, missing, words=scene_words(brief, style))
    painted_scene = without_hidden(PaintedScene(brief, style, order.seed, width, height, view=view))
    return _Drawn(_rendered(canvas, style, order.seed), canvas, style, missing, painted_scene)


def _unknown(order: PaintOrder, brief: Brief) -> tuple[str, ...]:
    known = TRANSPARENT_WORDS if order.transparent else frozenset()
    if order.view is not None:
        known |= sets.KNOWN_WORDS
    words = (word for word in brief.unknown_words if word.lower() not in known)
    return (*words, *(text for text in brief.quoted if not (brief.sheets and can_write(text))))


def _rendered(canvas: Canvas, style: str, seed: int) -> U8:
    return BY_NAME[style].render(canvas, rng_for("style", style, seed))


def _in_colours_of(reference: U8, canvas: Canvas, order: PaintOrder, style: str) -> U8:
    """A scene in the colours of a reference."""
    # Before the style, so that strokes and washes are in the reference's colours; after it, because styles shift colours.
    share = 0.45 + 0.5 * order.ref_strength
    recoloured = take_colours(canvas.rgb, reference, share)
    if style == "portrait":
        # The person in a portrait keeps most of their colours: a reference must not turn a face green.
        sitter = np.asarray(np.where(canvas.near >= 254, np.uint8(150), np.uint8(0)), np.uint8)
        recoloured = blend(recoloured, canvas.rgb, sitter)
        share *= 0.5
    rgb = take_colours(_rendered(canvas.with_rgb(recoloured), style, order.seed), reference, share * 0.85)
    return take_texture(rgb, reference, 0.2 + 0.5 * order.ref_strength)


def _repainted(order: PaintOrder) -> _Drawn:
    assert order.reference is not None
    brief = read_brief(order.prompt, order.negative_prompt)
    style = style_for(order.style, brief)
    photo = ref.cover(ref.read_reference(order.reference), *order.canvas_size)
    canvas = ref.repaint_canvas(photo, brief, BY_NAME[style].look, order.seed, order.ref_strength)
    return _Drawn(_rendered(canvas, style, order.seed), canvas, style)


def _changed(order: PaintOrder, before: PaintedScene) -> _Drawn:
    """A scene of our own, changed by words."""
    wish = read_wish(order.prompt)
    after, undone = changed_scene(before, wish)
    known = TRANSPARENT_WORDS if order.transparent else frozenset()
    missing = [word for word in (*wish.unread, *undone) if word.lower() not in known]
    if after == before and not missing and not wish.changes and order.prompt.strip() and not order.transparent:
        missing.append(order.prompt.strip())  # Nothing was understood.
    return _of_scene(order, after, _few(missing))


def _of_scene(order: PaintOrder, after: PaintedScene, missing: tuple[str, ...]) -> _Drawn:
    """The picture of a scene, in its own size if the shape asked for is about the same."""
    unwanted = meanings_in(order.negative_prompt)
    after = replace(after, brief=replace(after.brief, unwanted=after.brief.unwanted | unwanted))
    if order.style != "auto":
        after = replace(after, style=order.style)
    width, height = order.canvas_size
    if abs(width * after.height / (height * after.width) - 1) > _ALIKE_RATIO:
        after = replace(after, width=width, height=height)
    portrait, look = after.style == "portrait", BY_NAME[after.style].look
    canvas = compose(
        after.brief, look, after.width, after.height, after.seed,
        portrait=portrait, cut=order.transparent or after.backdrop is not None, view=after.view,
    )  # fmt: skip
    if after.backdrop is not None and canvas.cut is not None:
        canvas = canvas.with_rgb(tinted(canvas.rgb, after.backdrop, np.asarray(255 - canvas.cut, np.uint8), 0.82))
    rgb = graded(_rendered(canvas, after.style, after.seed), after.grade)
    return _Drawn(rgb, canvas, after.style, missing, after)


def _changed_photo(order: PaintOrder, photo: U8, prompt: str, unread_before: tuple[str, ...] = ()) -> _Drawn:
    """A photo, or a picture that is not known here, in another light."""
    wish = read_wish(prompt)
    rgb, undone = changed_photo(photo, wish, order.seed)
    named = next((state[6:] for change in wish.changes for state in change.states if state.startswith("style:")), "")
    style = order.style if order.style != "auto" else named or "photography"
    canvas = ref.photo_canvas(rgb)
    if style != "photography":
        rgb = _rendered(canvas, style, order.seed)
    known = TRANSPARENT_WORDS if order.transparent else frozenset()
    missing = [word for word in (*unread_before, *wish.unread, *undone) if word.lower() not in known]
    if not missing and not wish.changes and not order.transparent and len(order.more) == 0:
        missing = [prompt.strip()]
    return _Drawn(rgb, canvas, style, _few(missing))


def _finish_blend(order: PaintOrder, made: Blend) -> _Drawn:
    if made.scene is not None:
        return _of_scene(order, made.scene, _few(list(made.unread)))
    assert made.montage is not None
    return _changed_photo(order, made.montage, made.rest, made.unread)


def _few(words: list[str]) -> tuple[str, ...]:
    cut = (word if len(word) <= _UNREAD_CHARACTERS else word[: _UNREAD_CHARACTERS - 1] + "…" for word in words if word)
    return tuple(dict.fromkeys(cut))[:_MOST_UNREAD]
