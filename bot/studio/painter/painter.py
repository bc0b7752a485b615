"""One order, one picture: words -> brief -> scene or photo -> style -> file."""

import cv2

from . import reference as ref
from .brief import Brief, read
from .exact import U8, rng_for
from .finish import signed, to_png
from .light import light_for
from .order import PaintOrder
from .scene.compose import compose
from .styles import BY_NAME


def paint(order: PaintOrder) -> bytes:
    """Paint the order: PNG bytes of width x height, the same for the same order, with text metadata and a mark.

    Synchronous and of one core; run it in a thread or a process. Raises PaintError for a value out of range or an
    unreadable reference.
    """
    order.check()
    # One thread: the caller decides how many pictures are painted at once, and IPP's results differ by CPU.
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(False)
    brief = read(order.prompt, order.negative_prompt)
    style = style_for(order.style, brief)
    return to_png(signed(_colours(order, brief, style)), style, order.seed)


def style_for(asked: str, brief: Brief) -> str:
    """The style's name; 'auto' takes the one the words name, or suits what they are about."""
    if asked != "auto":
        return asked
    if brief.styles:
        return brief.styles[0]
    if brief.people and "face" in brief.people:
        return "portrait"
    return "photography"


def _colours(order: PaintOrder, brief: Brief, style_name: str) -> U8:
    style = BY_NAME[style_name]
    rng = rng_for("style", style_name, order.seed)
    photo = ref.read_reference(order.reference) if order.reference is not None else None
    if photo is not None and order.ref_mode == "repaint":
        photo = ref.cover(photo, order.width, order.height)
        light = light_for(brief, rng_for("scene", order.seed))
        return style.render(ref.repaint_canvas(photo, light, order.ref_strength), rng)
    canvas = compose(brief, style.look, order.width, order.height, order.seed, portrait=style_name == "portrait")
    painted = style.render(canvas, rng)
    return painted if photo is None else ref.take_colours(painted, photo, order.ref_strength)
