"""Trees of several kinds, and a distant wood."""

import math

import cv2
import numpy as np

from studio.painter.deterministic import U8, Colour, Rng, mix, ridge_line
from studio.painter.outlines import Point, oval, soft_outline
from studio.painter.scene.land import below
from studio.painter.stage import Stage

BARK: Colour = (92, 68, 50)

#: Leaf colours by season, for trees whose kind has none of its own.
LEAVES: dict[str, tuple[Colour, ...]] = {
    "spring": ((126, 176, 78), (156, 192, 96)),
    "summer": ((62, 124, 56), (84, 140, 62)),
    "autumn": ((212, 118, 38), (196, 78, 36), (228, 168, 56)),
    "winter": ((120, 118, 116),),
    "": ((78, 132, 60), (102, 148, 70)),
}
KIND_LEAVES: dict[str, tuple[Colour, ...]] = {
    "cherry": ((248, 188, 206), (242, 160, 188), (252, 214, 224)),
    "maple": ((206, 62, 34), (226, 110, 40), (184, 44, 36)),
    "pine": ((42, 88, 62), (52, 98, 66)),
    "willow": ((132, 168, 76), (112, 152, 70)),
    "bamboo": ((92, 152, 74), (70, 130, 66)),
    "palm": ((70, 138, 66),),
}


def leaves_of(kind: str, season: str, rng: Rng) -> Colour:
    choice = KIND_LEAVES.get(kind) or LEAVES[season]
    return choice[int(rng.integers(len(choice)))]


def tree(
    stage: Stage, x: float, foot: float, size: float, kind: str, near: float, leaves: Colour, *, snow: bool = False
) -> None:
    """One tree at (x, foot), `size` pixels tall."""
    with stage.one_shape():
        if kind == "pine":
            _pine(stage, x, foot, size, near, leaves, snow)
        elif kind == "palm":
            _palm(stage, x, foot, size, near, leaves)
        elif kind == "bamboo":
            _bamboo(stage, x, foot, size, near, leaves)
        elif kind == "bare":
            _branches(stage, x, foot, size, near, snow)
        else:
            _broadleaf(stage, x, foot, size, near, leaves, kind, snow)


def _trunk(stage: Stage, x: float, foot: float, top: float, half: float, near: float, lean: float = 0.0) -> None:
    mid = (foot + top) / 2
    left = [(x - half * 1.7, foot), (x - half * 0.9 + lean * 0.4, mid), (x - half * 0.45 + lean, top)]
    right = [(x + half * 0.45 + lean, top), (x + half * 0.9 + lean * 0.4, mid), (x + half * 1.7, foot)]
    stage.fill(left + right, BARK, near, volume=half * 0.9, grain=0.35, grain_cell=max(2.0, half))


def _broadleaf(
    stage: Stage, x: float, foot: float, size: float, near: float, leaves: Colour, kind: str, snow: bool
) -> None:
    rng = stage.rng
    lean = size * 0.10 * (rng.random() - 0.5)
    crown_y = foot - size * 0.66
    _trunk(stage, x, foot, foot - size * 0.56, size * 0.028, near, lean)
    for side in (-1, 1):
        bough = [(x + lean * 0.6, foot - size * 0.36), (x + lean + side * size * 0.16, foot - size * 0.56)]
        stage.line(bough, size * 0.026, BARK, near)
    wide = 0.36 if kind != "willow" else 0.40
    clumps = []
    for _ in range(26):
        angle, reach = rng.random() * 2 * math.pi, math.sqrt(rng.random())
        px = x + lean + math.cos(angle) * reach * size * wide
        py = crown_y + math.sin(angle) * reach * size * 0.27
        clumps.append((px, py, size * (0.075 + 0.07 * rng.random())))
    dark: Colour = (leaves[0] * 0.74, leaves[1] * 0.76, leaves[2] * 0.82)
    _clumped(stage, clumps, dark, near, size * 0.05, jag=size * 0.012)
    sunward = -1.0 if stage.light.sun_x < 0.5 else 1.0
    upper = [(px + sunward * r * 0.25, py - r * 0.4, r * 0.72) for px, py, r in clumps if rng.random() < 0.8]
    _clumped(stage, upper, leaves, near, size * 0.03, jag=size * 0.010)
    bright = mix(leaves, (255, 250, 214), 0.30)
    top = [(px + sunward * r * 0.5, py - r * 0.55, r * 0.40) for px, py, r in upper if rng.random() < 0.55]
    _clumped(stage, top, bright if not snow else (240, 246, 252), near, size * 0.02, jag=size * 0.008)
    if kind == "willow":
        _strands(stage, clumps, size, near, leaves)


def _clumped(
    stage: Stage, clumps: list[tuple[float, float, float]], colour: Colour, near: float, volume: float, jag: float
) -> None:
    """Foliage as one mask of many overlapping lumps, with a ragged edge."""
    if not clumps:
        return
    pad = max(r for _, _, r in clumps) * 1.4 + 3
    x0, y0 = max(0, int(min(c[0] for c in clumps) - pad)), max(0, int(min(c[1] for c in clumps) - pad))
    x1 = min(stage.width, int(max(c[0] for c in clumps) + pad))
    y1 = min(stage.height, int(max(c[1] for c in clumps) + pad))
    if x1 <= x0 or y1 <= y0:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    rng = stage.rng
    if stage.look.shading == "ink":
        stage.put((_dotted(mask, clumps, x0, y0, rng), x0, y0), colour, near, alpha=0.9)
        return
    fringe = 0 if stage.look.shading == "flat" else 7
    for px, py, r in clumps:
        centre = (round((px - x0) * 16), round((py - y0) * 16))
        cv2.circle(mask, centre, max(8, round(r * 16)), 255, -1, cv2.LINE_AA, 4)
        if r < 3 or not fringe:
            continue
        for angle in rng.random(fringe) * (2 * math.pi):
            at = (round((px + math.cos(angle) * r - x0) * 16), round((py + math.sin(angle) * r - y0) * 16))
            cv2.circle(mask, at, max(8, round((r * 0.22 + jag) * 16)), 255, -1, cv2.LINE_AA, 4)
    stage.put((mask, x0, y0), colour, near, volume=volume, grain=0.5, grain_cell=max(3.0, jag * 2.4))


def _dotted(mask: U8, clumps: list[tuple[float, float, float]], x0: int, y0: int, rng: Rng) -> U8:
    """Foliage as in ink painting: brush dots, dense in the middle of each lump."""
    for px, py, r in clumps:
        for _ in range(26):
            angle, reach = rng.random() * 2 * math.pi, rng.random() * r * 1.15
            at = (round(px + math.cos(angle) * reach - x0), round(py + math.sin(angle) * reach - y0))
            axes = (max(1, round(r * (0.10 + 0.10 * rng.random()))), max(1, round(r * 0.075)))
            cv2.ellipse(
                mask, at, axes, float(int(rng.integers(-30, 30))), 0, 360, int(rng.integers(120, 255)), -1, cv2.LINE_AA
            )
    return mask


def _strands(stage: Stage, clumps: list[tuple[float, float, float]], size: float, near: float, leaves: Colour) -> None:
    rng = stage.rng
    for px, py, r in clumps:
        for _ in range(4):
            sx = px + (rng.random() - 0.5) * r * 2
            length = size * (0.22 + 0.26 * rng.random())
            sway = size * 0.03 * (rng.random() - 0.3)
            line = [(sx + sway * (k / 5) ** 2, py + length * k / 5) for k in range(6)]
            tone = stage.lit(leaves, near, rng.random() * 1.4 - 0.5)
            stage.hair(line, max(1.0, size * 0.006), tone)


def _pine(stage: Stage, x: float, foot: float, size: float, near: float, leaves: Colour, snow: bool) -> None:
    rng = stage.rng
    _trunk(stage, x, foot, foot - size * 0.3, size * 0.022, near)
    tiers = 7 if size > stage.unit * 0.08 else 5
    for i in range(tiers):
        t = i / (tiers - 1)
        base = foot - size * (0.12 + 0.64 * t)
        tall, half = size * (0.30 - 0.06 * t), size * (0.23 - 0.165 * t)
        teeth = 7
        ring: list[Point] = [(x, base - tall)]
        for side in (1, -1):
            steps = range(teeth + 1) if side == 1 else range(teeth, -1, -1)
            if side == 1:
                ring += [(x + half * 0.55, base - tall * 0.30)]
            for k in steps:
                if side == -1:
                    break
                f = 1 - 2 * k / teeth
                drop = size * 0.022 * (1.6 if k % 2 else 0.2) * (0.6 + 0.8 * rng.random())
                ring.append((x + half * f, base + drop - abs(f) * size * 0.015))
        ring.append((x - half * 0.55, base - tall * 0.30))
        shade = 0.80 + 0.28 * t
        body: Colour = (leaves[0] * shade, leaves[1] * shade, leaves[2] * shade)
        stage.fill(ring, body, near, volume=size * 0.03, grain=0.45, grain_cell=max(2.0, size * 0.02), fall=0.25)
        if snow:
            cap = [
                (x, base - tall),
                (x + half * 0.52, base - tall * 0.30),
                (x + half * 0.2, base - tall * 0.42),
                (x, base - tall * 0.26),
                (x - half * 0.24, base - tall * 0.40),
                (x - half * 0.52, base - tall * 0.28),
            ]
            stage.fill(cap, (240, 245, 252), near, volume=size * 0.02)


def _palm(stage: Stage, x: float, foot: float, size: float, near: float, leaves: Colour) -> None:
    rng = stage.rng
    lean = size * (0.14 + 0.14 * rng.random()) * (1 if rng.random() < 0.5 else -1)
    spine = [(x + lean * (k / 8) ** 2, foot - size * 0.78 * k / 8) for k in range(9)]
    stage.line(spine, size * 0.034, (128, 98, 70), near, volume=size * 0.012, grain=0.3, grain_cell=4)
    top = spine[-1]
    for k in range(11):
        angle = math.pi * (-0.12 + 1.24 * k / 10) + 0.15 * (rng.random() - 0.5)
        reach = size * (0.30 + 0.08 * rng.random())
        upper, lower = [], []
        for j in range(9):
            f = j / 8
            px = top[0] + math.cos(angle) * reach * f
            py = top[1] - math.sin(angle) * reach * f * 0.75 + size * 0.24 * f * f
            wide = size * 0.030 * (1 - (2 * f - 0.8) ** 2 * 0.5) * (1.0 if j % 2 else 0.72)
            upper.append((px, py - wide * 0.5))
            lower.append((px, py + wide))
        stage.fill(upper + lower[::-1], leaves, near, volume=size * 0.012, grain=0.2, grain_cell=4)


def _bamboo(stage: Stage, x: float, foot: float, size: float, near: float, leaves: Colour) -> None:
    rng = stage.rng
    half = size * 0.011
    lean = size * 0.05 * (rng.random() - 0.5)
    joints = 9
    for k in range(joints):
        a, b = k / joints, (k + 1) / joints
        ax, bx = x + lean * a * a, x + lean * b * b
        ay, by = foot - size * a, foot - size * b
        ring = [(ax - half, ay - 1), (ax + half, ay - 1), (bx + half, by + 1), (bx - half, by + 1)]
        stage.fill(ring, leaves, near, volume=half)
    for k in range(3, joints):
        px, py = x + lean * (k / joints) ** 2, foot - size * k / joints
        for _ in range(5):
            reach, drop = size * (0.05 + 0.06 * rng.random()), size * (0.01 + 0.05 * rng.random())
            side = 1 if rng.random() < 0.5 else -1
            tip = (px + side * reach, py + drop)
            mid = ((px + tip[0]) / 2, (py + tip[1]) / 2)
            blade = [(px, py), (mid[0], mid[1] - size * 0.010), tip, (mid[0], mid[1] + size * 0.006)]
            stage.dab(blade, stage.lit(leaves, near, rng.random() * 1.4 - 0.6))


def _branches(stage: Stage, x: float, foot: float, size: float, near: float, snow: bool) -> None:
    rng = stage.rng

    def grow(px: float, py: float, angle: float, length: float, thick: float, depth: int) -> None:
        ex, ey = px + math.cos(angle) * length, py - math.sin(angle) * length
        stage.line([(px, py), (ex, ey)], thick, (74, 60, 52), near, volume=thick * 0.3)
        if snow and thick > 1.2:
            stage.hair(
                [(px, py - thick * 0.5), (ex, ey - thick * 0.4)],
                max(1.0, thick * 0.4),
                stage.lit((244, 248, 255), near),
            )
        if depth == 0:
            return
        for turn in (0.42, -0.42, 0.08):
            if depth > 1 or turn:
                swing = turn + 0.3 * (rng.random() - 0.5)
                grow(ex, ey, angle + swing, length * (0.62 + 0.16 * rng.random()), thick * 0.62, depth - 1)

    grow(
        x,
        foot,
        math.pi / 2 + 0.08 * (rng.random() - 0.5),
        size * 0.30,
        max(1.5, size * 0.05),
        5 if size > stage.unit * 0.15 else 4,
    )


def treeline(stage: Stage, y: float, tall: float, near: float, leaves: Colour, kind: str) -> None:
    """The treetops of a distant wood, down to the lower edge of the stage."""
    rng = stage.rng
    line = ridge_line(rng, stage.width, stage.width * 0.4, 3, 0.5)
    line = np.float32(y) - (line - np.float32(0.4)) * np.float32(tall * 0.8)
    step = max(2.0, tall * (0.16 if kind == "pine" else 0.30))
    x = -step
    columns = np.arange(stage.width, dtype=np.float32)
    while x < stage.width + step:
        height = tall * (0.35 + 0.65 * rng.random())
        half = height * (0.20 if kind == "pine" else 0.48)
        a, b = max(0, int(x - half)), min(stage.width, int(x + half) + 1)
        if b > a:
            away = np.abs(columns[a:b] - np.float32(x)) / np.float32(half)
            lump = 1 - away if kind == "pine" else np.sqrt(np.clip(1 - away * away, 0, 1)) * np.float32(0.6)
            line[a:b] = np.minimum(line[a:b], np.float32(y) - lump * np.float32(height))
        x += step * (0.5 + rng.random())
    jag = ridge_line(rng, stage.width, max(3.0, tall * 0.08), 2, 0.6) - np.float32(0.5)
    if stage.look.shading != "flat":
        line = line - jag * np.float32(tall * 0.10)
    stage.put(below(stage, line), leaves, near, volume=tall * 0.12, grain=0.55, grain_cell=max(3.0, tall * 0.16))


def shade_under(stage: Stage, x: float, foot: float, half: float) -> None:
    """The shadow of an object on the ground below it."""
    stage.put(stage.polygon(oval(x, foot, half, half * 0.16)), (18, 22, 34), 1.0, alpha=0.30, solid=False, glow=True)


def cactus(stage: Stage, x: float, foot: float, size: float, near: float) -> None:
    green: Colour = (84, 136, 84)
    with stage.one_shape():
        for side, low in ((-1, 0.42), (1, 0.55)):
            arm = [
                (x, foot - size * low),
                (x + side * size * 0.22, foot - size * low),
                (x + side * size * 0.24, foot - size * (low + 0.28)),
            ]
            stage.line(soft_outline(arm, 2, closed=False), size * 0.11, green, near, volume=size * 0.04)
        stage.line([(x, foot), (x, foot - size * 0.94)], size * 0.17, green, near, volume=size * 0.06)
