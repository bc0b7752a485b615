"""One order, one picture: words -> brief -> scene or photo -> style -> file."""

import cv2
import numpy as np

from studio.painter import reference as ref
from studio.painter.brief import Brief, read_brief
from studio.painter.deterministic import U8, blend, rng_for
from studio.painter.paint_order import PaintOrder
from studio.painter.palette import take_colours, take_texture
from studio.painter.scene.compose import compose
from studio.painter.scene.signs import can_write
from studio.painter.styles import BY_NAME
from studio.painter.watermark import add_mark, to_png


def paint(order: PaintOrder) -> bytes:
    """Paint the order: PNG bytes of width x height, with text metadata and a visible watermark.

    Synchronous and single-threaded; run it in a thread or a process. Raises PaintError for a value out of range or an
    unreadable reference.
    """
    order.check()
    # One thread: the caller decides how many pictures are painted at once. No IPP: its results differ by CPU.
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(False)
    brief = read_brief(order.prompt, order.negative_prompt)
    style = style_for(order.style, brief)
    return to_png(add_mark(_colours(order, brief, style)), style, order.seed)


def unread(order: PaintOrder) -> tuple[str, ...]:
    """The words of an order that the painter does not know, in their order. Empty for a repainted photo."""
    if order.reference is not None and order.ref_mode == "repaint":
        return ()
    brief = read_brief(order.prompt, order.negative_prompt)
    return (*brief.unknown_words, *(text for text in brief.quoted if not (brief.sheets and can_write(text))))


def style_for(asked: str, brief: Brief) -> str:
    """The style's name; for 'auto' the one that the prompt names, or one that suits its subject."""
    if asked != "auto":
        return asked
    if brief.styles:
        return brief.styles[0]
    if "face" in brief.people:
        return "portrait"
    if brief.animals.keys() & {"dragon", "crane"} or brief.things.keys() & {"pagoda", "bamboo"}:
        return "chinese painting"
    if "dream" in brief.moods:
        return "anime"
    if brief.flowers and not brief.animals and not brief.people:
        return "watercolor"
    return "photography"


def _colours(order: PaintOrder, brief: Brief, style_name: str) -> U8:
    style = BY_NAME[style_name]
    rng = rng_for("style", style_name, order.seed)
    reference = ref.read_reference(order.reference) if order.reference is not None else None
    if reference is not None and order.ref_mode == "repaint":
        photo = ref.cover(reference, order.width, order.height)
        return style.render(ref.repaint_canvas(photo, brief, style.look, order.seed, order.ref_strength), rng)
    canvas = compose(brief, style.look, order.width, order.height, order.seed, portrait=style_name == "portrait")
    if reference is None:
        return style.render(canvas, rng)
    # Before the style, so that strokes and washes are in the reference's colours; after it, because styles shift colours.
    share = 0.45 + 0.5 * order.ref_strength
    recoloured = take_colours(canvas.rgb, reference, share)
    if style_name == "portrait":
        # The person in a portrait keeps most of their colours: a reference must not turn a face green.
        sitter = np.asarray(np.where(canvas.near >= 254, np.uint8(150), np.uint8(0)), np.uint8)
        recoloured = blend(recoloured, canvas.rgb, sitter)
        share *= 0.5
    painted = take_colours(style.render(canvas.with_rgb(recoloured), rng), reference, share * 0.85)
    return take_texture(painted, reference, 0.2 + 0.5 * order.ref_strength)
