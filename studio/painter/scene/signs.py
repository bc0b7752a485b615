"""Logos, cards, signs and neon signs, with the text that the prompt has in quotation marks."""

import math
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from studio.painter.brief import Brief
from studio.painter.deterministic import U8, Colour, blur, mix
from studio.painter.lighting import wheel
from studio.painter.outlines import oval, rectangle, soft_outline
from studio.painter.pen import Pen
from studio.painter.scene import quadrupeds, sitting_animals, subjects, tabletop
from studio.painter.stage import Stage

_FONTS = (
    "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc",
    "PingFang.ttc", "STHeiti Medium.ttc", "msyhbd.ttc", "msyh.ttc", "simhei.ttf",
)  # fmt: skip
_LINE_CHARACTERS = 12
_LINES = 3
_INK: Colour = (44, 40, 46)


def is_sheet(brief: Brief) -> bool:
    """Whether the words ask for a logo, or for letters on something."""
    return bool(brief.sheets) and ("logo" in brief.sheets or bool(brief.quoted) or not brief.people)


def can_write(text: str) -> bool:
    """Whether this text can be drawn: Latin letters always, others if an installed font has them."""
    return text.isascii() or _font(24) is not None


def sheet(stage: Stage, brief: Brief) -> None:
    """A sheet that fills the picture, or hangs on a plain background."""
    stage.light = replace(
        stage.light, key=(1.06, 1.04, 1.0), ambient=(0.86, 0.87, 0.90), thickness=0.0, lamps=False, hour="day"
    )
    stage.near[:] = 60
    if "logo" in brief.sheets:
        _logo(stage, brief)
    elif "neonsign" in brief.sheets:
        _neon(stage, brief)
    elif "card" in brief.sheets:
        _card(stage, brief)
    else:
        _board(stage, brief)


# -- letters ----------------------------------------------------------------------------------------------------


def _font(size: int) -> ImageFont.FreeTypeFont | None:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


def _lines(text: str) -> list[str]:
    """The text in at most three lines, broken between words if there are any."""
    if len(text) <= _LINE_CHARACTERS:
        return [text]
    wide = max(_LINE_CHARACTERS, -(-len(text) // _LINES))
    if " " not in text:
        return [text[at : at + wide] for at in range(0, len(text), wide)][:_LINES]
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > wide:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:_LINES]


def _letters(text: str, width: int, height: int) -> U8:
    """A mask of the text, centred, as large as fits. OpenCV draws Latin letters, the same on every machine."""
    mask = np.zeros((height, width), np.uint8)
    lines = _lines(text)
    if text.isascii():
        face, thick = cv2.FONT_HERSHEY_TRIPLEX, 2
        widest = max(cv2.getTextSize(line, face, 1.0, thick)[0][0] for line in lines)
        scale = min(width / max(1, widest), height / (34.0 * len(lines)))
        stroke = max(1, round(scale * 2.2))
        for i, line in enumerate(lines):
            (w, h), _ = cv2.getTextSize(line, face, scale, stroke)
            y = round(height / 2 + (i - (len(lines) - 1) / 2) * scale * 34 + h / 2)
            cv2.putText(mask, line, ((width - w) // 2, y), face, scale, 255, stroke, cv2.LINE_AA)
        return mask
    probe = _font(100)
    if probe is None:
        return mask
    widest_f = max(probe.getlength(line) for line in lines)
    size = max(8, int(min(width / max(1.0, widest_f) * 100, height / (1.25 * len(lines)))))
    font = _font(size)
    assert font is not None, "it was there a moment ago"
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        middle = height / 2 + (i - (len(lines) - 1) / 2) * size * 1.22
        draw.text((width / 2, middle), line, fill=255, font=font, anchor="mm")
    return np.asarray(image, np.uint8).copy()


def _write(
    stage: Stage, text: str, box: tuple[float, float, float, float], colour: Colour, *, glow: bool = False
) -> None:
    """Letters in a box of (left, top, right, bottom)."""
    left, top, right, bottom = (int(v) for v in box)
    left, top = max(0, left), max(0, top)
    right, bottom = min(stage.width, right), min(stage.height, bottom)
    if right - left < 8 or bottom - top < 8 or not text:
        return
    mask = _letters(text, right - left, bottom - top)
    if glow:
        halo = blur(mask, stage.unit / 40)
        stage.put((halo, left, top), colour, 0.9, glow=True, alpha=0.8, solid=False)
        stage.put((mask, left, top), mix(colour, (255, 255, 255), 0.72), 0.95, glow=True)
    else:
        stage.put((mask, left, top), colour, 0.97)


# -- sheets -----------------------------------------------------------------------------------------------------


def _plain(stage: Stage, brief: Brief, otherwise: Colour) -> Colour:
    own = brief.colours[0] if brief.colours else None
    tone: Colour = (float(own[0]), float(own[1]), float(own[2])) if own else otherwise
    stage.rgb[:] = [round(c) for c in tone]
    return tone


def _logo(stage: Stage, brief: Brief) -> None:
    """A round badge with the subject, the words below."""
    ground = _plain(stage, brief, (250, 249, 246))
    dark_ground = sum(ground) < 300
    own = brief.colours[1] if len(brief.colours) > 1 else None
    accent: Colour = (float(own[0]), float(own[1]), float(own[2])) if own else wheel(stage.rng.random(), 0.55, 0.62)
    cx, cy, r = stage.width * 0.5, stage.height * (0.44 if brief.quoted else 0.5), stage.unit * 0.33
    creature = next(
        (name for name in brief.animals if name in sitting_animals.SITTING or name in quadrupeds.FOUR_LEGGED), ""
    )
    thing = next((name for name in brief.objects if name in tabletop.DRAWN), "")
    disc = mix(accent, (255, 255, 255), 0.80) if not dark_ground else mix(accent, (255, 255, 255), 0.65)
    stage.ellipse(cx, cy, r, r, accent, 0.5)
    stage.ellipse(cx, cy, r * 0.93, r * 0.93, disc, 0.55)
    if creature in sitting_animals.SITTING:
        sitting_animals.face_of(Pen(stage, cx, cy + r * 0.08, r * 2.5, 0.97), creature, brief.painted.get(creature))
    elif creature:
        size = r * 1.15
        subjects.one(Pen(stage, cx - size * 0.18, cy + r * 0.55, size, 0.97), "animal", creature, brief)
    elif thing:
        with stage.one_shape():
            tabletop.DRAWN[thing](Pen(stage, cx, cy + r * 0.45, r * 1.15, 0.97), brief.painted.get(thing), brief)
    elif brief.flowers or "plant" in brief.things or "tree" in brief.things:
        _leaves(stage, cx, cy, r, accent)
    elif "mountain" in brief.places:
        for k, side in ((1.0, -0.28), (0.75, 0.30)):
            peak = [(cx + side * r - r * 0.55 * k, cy + r * 0.45), (cx + side * r, cy + r * 0.45 - r * 1.05 * k)]
            stage.fill([*peak, (cx + side * r + r * 0.55 * k, cy + r * 0.45)], mix(accent, (20, 24, 40), 0.3 * k), 0.97)
    else:
        for k in range(3):
            ring = oval(
                cx, cy, r * (0.62 - 0.17 * k), r * (0.62 - 0.17 * k), points=(3, 6, 4)[int(stage.rng.integers(3))] + k
            )
            stage.fill(ring, mix(accent, (255, 255, 255), 0.30 * k), 0.97)
    if brief.quoted:
        ink = (246, 244, 240) if dark_ground else mix(accent, _INK, 0.6)
        _write(stage, brief.quoted[0], (stage.width * 0.14, cy + r * 1.12, stage.width * 0.86, cy + r * 1.62), ink)


def _leaves(stage: Stage, cx: float, cy: float, r: float, accent: Colour) -> None:
    for k in range(5):
        a = math.pi * (0.14 + 0.18 * k)
        tip = (cx + r * 0.72 * math.cos(a), cy + r * 0.42 - r * 0.98 * math.sin(a))
        side = (math.sin(a) * r * 0.15, math.cos(a) * r * 0.15)
        mid = ((cx + tip[0]) / 2, (cy + r * 0.42 + tip[1]) / 2)
        leaf = [(cx, cy + r * 0.42), (mid[0] + side[0], mid[1] + side[1]), tip, (mid[0] - side[0], mid[1] - side[1])]
        stage.fill(soft_outline(leaf, 2), mix(accent, (30, 60, 40), 0.2 + 0.1 * (k % 2)), 0.97)


def _card(stage: Stage, brief: Brief) -> None:
    w, h, u, rng = float(stage.width), float(stage.height), stage.unit, stage.rng
    tone = _plain(stage, brief, wheel(rng.random(), 0.22, 0.88))
    paper: Colour = (253, 250, 243)
    inset = u * 0.12
    box = rectangle(inset, inset, w - inset, h - inset)
    stage.fill([(x + u * 0.012, y + u * 0.018) for x, y in box], mix(tone, (20, 20, 30), 0.4), 0.5, alpha=0.5)
    stage.fill(box, paper, 0.7)
    accent = mix(tone, (90, 40, 60), 0.4)
    for k in (0.030, 0.040):
        ring = [(inset + u * k, inset + u * k), (w - inset - u * k, inset + u * k)]
        ring += [(w - inset - u * k, h - inset - u * k), (inset + u * k, h - inset - u * k), ring[0]]
        stage.line(ring, u * 0.004, accent, 0.75)
    for i in range(26):
        side = 1 if i % 2 else -1
        x, y = (
            w / 2 + side * (w * 0.5 - inset * 1.9) * (0.55 + 0.45 * rng.random()),
            inset + u * (0.09 + 0.13 * rng.random()),
        )
        if i >= 13:
            y = h - y
        stage.ellipse(x, y, u * 0.012, u * 0.012, wheel(rng.random(), 0.6, 0.9), 0.8)
    if "cake" in brief.objects or not brief.animals:
        for k, x in enumerate((0.30, 0.42, 0.58, 0.70)):
            if k in (1, 2):
                continue
            stage.ellipse(
                w * x,
                h * 0.28,
                u * 0.045,
                u * 0.055,
                wheel(0.2 * k + rng.random() * 0.2, 0.6, 0.92),
                0.9,
                volume=u * 0.02,
            )
            stage.line([(w * x, h * 0.28 + u * 0.055), (w * x + u * 0.01, h * 0.28 + u * 0.14)], u * 0.003, _INK, 0.9)
    creature = next((name for name in brief.animals if name in sitting_animals.SITTING), "")
    if creature:
        sitting_animals.sitting(Pen(stage, w / 2, h * 0.84, u * 0.26, 0.97), creature, brief.painted.get(creature))
    text = brief.quoted[0] if brief.quoted else ""
    _write(stage, text, (w * 0.20, h * 0.37, w * 0.80, h * 0.63), mix(accent, _INK, 0.5))


def _board(stage: Stage, brief: Brief) -> None:
    """A wooden sign on two posts, in front of the scene that is already drawn, or of grass."""
    w, h, u = float(stage.width), float(stage.height), stage.unit
    wood: Colour = (150, 104, 62)
    left, right, top, bottom = w * 0.14, w * 0.86, h * 0.30, h * 0.62
    for x in (w * 0.26, w * 0.74):
        head, foot = top - u * 0.06, h * 0.93
        post = [(x - u * 0.025, head), (x + u * 0.025, head), (x + u * 0.028, foot), (x - u * 0.028, foot)]
        dark = mix(wood, (30, 20, 14), 0.35)
        stage.fill(post, dark, 0.93, volume=u * 0.01, grain=0.2, grain_cell=u * 0.02, grain_stretch=0.2)
    with stage.one_shape():
        for k in range(3):
            y0, y1 = top + (bottom - top) * k / 3, top + (bottom - top) * (k + 1) / 3 - u * 0.006
            stage.fill(
                rectangle(left, y0, right, y1), mix(wood, (255, 220, 170), 0.12 * (k % 2)), 0.96,
                grain=0.22, grain_cell=u * 0.025, grain_stretch=8.0, volume=u * 0.006,
            )  # fmt: skip
    for x in (left + u * 0.03, right - u * 0.03):
        for y in (top + u * 0.03, bottom - u * 0.04):
            stage.ellipse(x, y, u * 0.008, u * 0.008, (70, 66, 64), 0.97)
    text = brief.quoted[0] if brief.quoted else ""
    pad = u * 0.06
    _write(stage, text, (left + pad, top + pad * 0.6, right - pad, bottom - pad * 0.6), (250, 240, 216))


def _neon(stage: Stage, brief: Brief) -> None:
    """A neon sign on a brick wall at night."""
    w, h, u, rng = float(stage.width), float(stage.height), stage.unit, stage.rng
    stage.rgb[:] = (26, 22, 32)
    rows = 15
    for row in range(rows):
        y0, y1 = h * row / rows, h * (row + 0.9) / rows
        for k in range(-1, 8):
            x0 = w * (k + 0.5 * (row % 2)) / 7
            stage.dab(
                rectangle(x0, y0, x0 + w * 0.134, y1),
                mix((58, 38, 44), (40, 30, 40), rng.random()),
            )
    own = brief.colours[0] if brief.colours else None
    tint: Colour = (
        (float(own[0]), float(own[1]), float(own[2]))
        if own
        else ((255, 64, 150), (70, 190, 255), (255, 150, 60))[int(rng.integers(3))]
    )
    stage.gleam(w / 2, h * 0.48, u * 0.75, tint, 0.5)
    box = [(w * 0.12, h * 0.28), (w * 0.88, h * 0.28), (w * 0.88, h * 0.68), (w * 0.12, h * 0.68), (w * 0.12, h * 0.28)]
    other = wheel(rng.random(), 0.75, 1.0)
    halo, x0, y0 = stage.stroke(box, u * 0.02)
    stage.put((blur(halo, u / 60), x0, y0), other, 0.8, glow=True, alpha=0.8, solid=False)
    stage.line(box, u * 0.009, mix(other, (255, 255, 255), 0.6), 0.9, glow=True)
    text = brief.quoted[0] if brief.quoted else "OPEN"
    _write(stage, text, (w * 0.18, h * 0.33, w * 0.82, h * 0.63), tint, glow=True)
