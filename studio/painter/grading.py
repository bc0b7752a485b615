"""Light, warmth and strength of colour of a whole picture, in steps."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import cv2
import numpy as np

from studio.painter.deterministic import U8, curve, saturate, to_u8
from studio.painter.painted_scene import Grade

_LIGHTER = curve([(0, 6), (64, 88), (128, 160), (200, 222), (255, 255)])
_DARKER = curve([(0, 0), (64, 44), (128, 92), (200, 158), (255, 222)])

_STEPS: Mapping[str, Callable[[Grade], Grade]] = {
    "light": lambda grade: replace(grade, light=grade.light + 1),
    "dark": lambda grade: replace(grade, light=grade.light - 1),
    "warm": lambda grade: replace(grade, warmth=grade.warmth + 1),
    "cold": lambda grade: replace(grade, warmth=grade.warmth - 1),
    "grey": lambda grade: replace(grade, grey=True),
    "coloured": lambda grade: replace(grade, grey=False),
    "rich": lambda grade: replace(grade, colour=grade.colour + 1),
    "pale": lambda grade: replace(grade, colour=grade.colour - 1),
}


def stepped(grade: Grade, name: str) -> Grade:
    """The grade after a step that words ask for (`grade:name` of the lexicon)."""
    return _STEPS[name](grade).limited()


def graded(rgb: U8, grade: Grade) -> U8:
    """The picture with its steps of light, warmth and colour."""
    for _ in range(abs(grade.light)):
        rgb = np.asarray(cv2.LUT(rgb, _LIGHTER if grade.light > 0 else _DARKER), np.uint8)
    if grade.warmth:
        step = np.float32(grade.warmth)
        rgb = to_u8(rgb.astype(np.float32) * (1 + step * np.array((0.07, 0.005, -0.09), np.float32)))
    for _ in range(abs(grade.colour)):
        rgb = saturate(rgb, 1.3 if grade.colour > 0 else 0.68)
    return saturate(rgb, 0.0) if grade.grey else rgb
