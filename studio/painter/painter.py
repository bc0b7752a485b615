"""One order, one picture: words -> brief -> scene or photo -> style -> file."""

from dataclasses import replace

import cv2
import numpy as np

from studio.painter import reference as ref
from studio.painter.brief import Brief, read_brief
from studio.painter.cut_out import cut_of, enlarge
from studio.painter.deterministic import U8, blend, rng_for
from studio.painter.paint_order import PaintOrder
from studio.painter.palette import take_colours, take_texture
from studio.painter.scene.compose import compose
from studio.painter.scene.signs import can_write
from studio.painter.scene_words import Words, scene_words
from studio.painter.stage import Canvas
from studio.painter.styles import BY_NAME
from studio.painter.watermark import MARK_TEXT, add_mark, to_png

_EDIT_STRENGTH = 0.72
_MARKS = {"edit": f"{MARK_TEXT} EDIT", "blend": f"{MARK_TEXT} BLEND"}
"""Simple answers to what an image model does far better are labelled as such."""


def paint(order: PaintOrder) -> bytes:
    """Paint the order: PNG bytes of width x height, with text metadata and a visible watermark.

    Synchronous and single-threaded; run it in a thread or a process. Raises PaintError for a value out of range or an
    unreadable reference.
    """
    return painted(order)[0]


def painted(order: PaintOrder) -> tuple[bytes, U8]:
    """The file of an order, and its pixels, (height, width, 3 or 4). See `paint`."""
    order.check()
    # One thread: the caller decides how many pictures are painted at once. No IPP: its results differ by CPU.
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(False)
    brief = read_brief(order.prompt, order.negative_prompt)
    style = style_for(order.style, brief, photo=order.reference is not None and order.ref_mode in _MARKS)
    width, height = order.canvas_size
    rgb, canvas = _colours(replace(order, width=width, height=height), brief, style)
    if order.transparent:
        rgb = np.dstack((rgb, cut_of(canvas)))
    picture = enlarge(rgb, order.width, order.height)
    mark = _MARKS.get(order.ref_mode, MARK_TEXT) if order.reference is not None else MARK_TEXT
    picture = add_mark(picture, mark)
    return to_png(picture, style, order.seed), picture


TRANSPARENT_WORDS = frozenset({"transparent", "透明"})
"""Words that ask for a transparent background, and are done where the order says so."""


def unread(order: PaintOrder) -> tuple[str, ...]:
    """The words of an order that the painter does not know, in their order. Empty for a repainted photo."""
    if order.reference is not None and order.ref_mode != "refonly":
        return ()
    brief = read_brief(order.prompt, order.negative_prompt)
    known = TRANSPARENT_WORDS if order.transparent else frozenset()
    words = (word for word in brief.unknown_words if word.lower() not in known)
    return (*words, *(text for text in brief.quoted if not (brief.sheets and can_write(text))))


def scene(order: PaintOrder) -> tuple[Words, ...]:
    """What the picture of an order shows, in English and Chinese words. Empty where a photo was changed: nobody knows."""
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


def _colours(order: PaintOrder, brief: Brief, style_name: str) -> tuple[U8, Canvas]:
    """The pixels in the canvas's size, and the canvas below the style."""
    style = BY_NAME[style_name]
    rng = rng_for("style", style_name, order.seed)
    width, height = order.width, order.height
    reference = ref.read_reference(order.reference) if order.reference is not None else None
    if reference is not None and order.ref_mode != "refonly":
        photos = [reference, *(ref.read_reference(image) for image in order.more)]
        photo = ref.side_by_side(photos, width, height) if order.more else ref.cover(reference, width, height)
        strength = order.ref_strength if order.ref_mode == "repaint" else _EDIT_STRENGTH
        canvas = ref.repaint_canvas(photo, brief, style.look, order.seed, strength)
        return style.render(canvas, rng), canvas
    portrait = style_name == "portrait"
    canvas = compose(brief, style.look, width, height, order.seed, portrait=portrait, cut=order.transparent)
    if reference is None:
        return style.render(canvas, rng), canvas
    # Before the style, so that strokes and washes are in the reference's colours; after it, because styles shift colours.
    share = 0.45 + 0.5 * order.ref_strength
    recoloured = take_colours(canvas.rgb, reference, share)
    if portrait:
        # The person in a portrait keeps most of their colours: a reference must not turn a face green.
        sitter = np.asarray(np.where(canvas.near >= 254, np.uint8(150), np.uint8(0)), np.uint8)
        recoloured = blend(recoloured, canvas.rgb, sitter)
        share *= 0.5
    rgb = take_colours(style.render(canvas.with_rgb(recoloured), rng), reference, share * 0.85)
    return take_texture(rgb, reference, 0.2 + 0.5 * order.ref_strength), canvas
