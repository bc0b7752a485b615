"""A room: walls, a window that shows the time of day, light on the floor, furniture."""

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, Rng, mix, noise
from studio.painter.outlines import Point, rectangle, soft_outline
from studio.painter.pen import Pen
from studio.painter.scene import flowers, subjects
from studio.painter.stage import Stage

_WALLS: tuple[Colour, ...] = ((226, 206, 182), (196, 208, 204), (222, 198, 186), (206, 204, 218), (188, 202, 182))


def room(stage: Stage, brief: Brief) -> None:
    """Draw the room around the sky and the land that are already on the stage and visible through the window."""
    rng = stage.rng
    w, h, u = float(stage.width), float(stage.height), stage.unit
    wall = mix(_WALLS[int(rng.integers(len(_WALLS)))], (60, 52, 70), 0.42 if stage.light.lamps else 0.0)
    if brief.colours:
        wall = mix(wall, (float(brief.colours[0][0]), float(brief.colours[0][1]), float(brief.colours[0][2])), 0.4)
    left = w * (0.10 + 0.12 * rng.random()) if rng.random() < 0.5 else w * (0.40 + 0.06 * rng.random())
    right, top, sill = left + w * 0.46, h * 0.12, h * 0.56
    floor = h * 0.72
    _wall(stage, wall, left, right, top, sill, floor)
    _window(stage, left, right, top, sill)
    _floor(stage, floor, rng)
    light: Colour = mix(stage.light.sun, stage.light.sky[3], 0.3)
    if not stage.light.lamps:
        shift = (0.5 - stage.light.sun_x) * w * 0.5
        beam: list[Point] = [
            (left + shift, floor + h * 0.04),
            (right + shift, floor + h * 0.04),
            (right + shift * 2 + u * 0.06, h * 0.97),
            (left + shift * 2 - u * 0.06, h * 0.97),
        ]
        stage.fill(beam, light, 0.9, alpha=0.22, glow=True, solid=False)
    with stage.part("furniture"):
        _furniture(stage, brief, left, right, floor)
    if stage.light.lamps or "lamp" in brief.things:
        x = w * (0.88 if left < w * 0.3 else 0.12)
        _lamp(stage, x, floor + h * 0.06)
    _sill_life(stage, brief, left, right, sill)
    subjects.paint_walkers(stage, brief, ground=floor, roomy=False)


def _wall(stage: Stage, wall: Colour, left: float, right: float, top: float, sill: float, floor: float) -> None:
    w = float(stage.width)
    outer: list[Point] = rectangle(-2, -2, w + 2, floor + 2)
    hole: list[Point] = rectangle(left, top, right, sill)
    mask, x0, y0 = stage.hollow(outer, hole)
    stage.put((mask, x0, y0), wall, 0.62, grain=0.06, grain_cell=stage.unit * 0.25, fall=0.10)
    stage.fill(
        rectangle(-2, floor - stage.unit * 0.03, w + 2, floor),
        mix(wall, (255, 255, 255), 0.45),
        0.64,
    )


def _window(stage: Stage, left: float, right: float, top: float, sill: float) -> None:
    u = stage.unit
    frame: Colour = (244, 240, 232)
    bar = u * 0.014
    with stage.one_shape():
        for x in (left, (left + right) / 2, right):
            stage.line([(x, top), (x, sill)], bar, frame, 0.66)
        for y in (top, top + (sill - top) * 0.36, sill):
            stage.line([(left, y), (right, y)], bar, frame, 0.66)
        stage.fill(
            [
                (left - u * 0.04, sill),
                (right + u * 0.04, sill),
                (right + u * 0.05, sill + u * 0.03),
                (left - u * 0.05, sill + u * 0.03),
            ],
            frame,
            0.7,
            fall=0.3,
        )
    cloth: Colour = ((214, 120, 104), (120, 150, 176), (232, 208, 160), (150, 164, 128))[int(stage.rng.integers(4))]
    for side, edge in ((-1, left), (1, right)):
        for k in range(4):
            a = edge + side * u * (0.015 + 0.030 * k) - side * u * 0.05
            ring = [
                (a, top - u * 0.04),
                (a + side * u * 0.034, top - u * 0.04),
                (a + side * u * 0.040, sill + u * 0.10),
                (a - side * u * 0.004, sill + u * 0.10),
            ]
            stage.fill(
                soft_outline(ring, 1), mix(cloth, (255, 255, 255), 0.06 * (k % 2)), 0.70, volume=u * 0.016, grain=0.06
            )
    stage.line(
        [(left - u * 0.09, top - u * 0.045), (right + u * 0.09, top - u * 0.045)], u * 0.010, (110, 78, 56), 0.72
    )


def _floor(stage: Stage, floor: float, rng: Rng) -> None:
    w, h = float(stage.width), float(stage.height)
    wood = mix((178, 128, 84), (80, 56, 40), 0.6 * rng.random())
    stage.fill(
        rectangle(-2, floor, w + 2, h + 2),
        wood,
        0.8,
        grain=0.12,
        grain_cell=stage.unit * 0.03,
        fall=-0.1,
    )
    vanish = (w * 0.5, floor - h * 0.5)
    for k in range(-12, 13):
        x = w * 0.5 + k * w * 0.11
        t = (floor - vanish[1]) / (h - vanish[1])
        stage.hair(
            [(vanish[0] + (x - vanish[0]) * t, floor), (x, h)],
            max(1.0, stage.unit / 700),
            stage.lit(mix(wood, (30, 16, 10), 0.4), 0.8, -0.3),
        )
    rug: Colour = ((170, 74, 70), (84, 112, 140), (190, 160, 110))[int(rng.integers(3))]
    stage.ellipse(w * 0.5, h * 0.90, w * 0.34, h * 0.075, rug, 0.84, grain=0.15)
    stage.ellipse(w * 0.5, h * 0.90, w * 0.28, h * 0.058, mix(rug, (250, 240, 220), 0.4), 0.84, grain=0.15)


def _furniture(stage: Stage, brief: Brief, left: float, right: float, floor: float) -> None:
    rng, w, h, u = stage.rng, float(stage.width), float(stage.height), stage.unit
    other = w * 0.80 if left < w * 0.3 else w * 0.20
    if "books" in brief.things:
        near = min(left - u * 0.20, w * 0.2) if left > w * 0.3 else max(right + u * 0.20, w * 0.8)
        for x in (near, near + (u * 0.36 if near > w / 2 else -u * 0.36)):
            _shelf(stage, x, floor, u * 0.40)
        _shelf(stage, (left + right) / 2, floor, u * 0.20)
        return
    if "cafe" in brief.things:
        for x, foot, size in (
            (other, floor + h * 0.06, 0.30),
            (w * 0.5 + (w * 0.5 - other) * 0.25, floor + h * 0.17, 0.42),
        ):
            _cafe_table(stage, x, foot, u * size)
        return
    if rng.random() < 0.55:
        _shelf(stage, other, floor, u * 0.34)
    else:
        x0, y0, pw, ph = other - u * 0.11, h * 0.22, u * 0.22, u * 0.16
        stage.fill(rectangle(x0, y0, x0 + pw, y0 + ph), (96, 66, 48), 0.66)
        tones = noise(rng, 8, 8, 4.0, 2)
        for k in range(3):
            tint = mix((224, 170, 110), (80, 120, 150), float(tones[k, k]))
            a, b = y0 + ph * (0.1 + 0.27 * k), y0 + ph * 0.9
            stage.fill(
                [(x0 + pw * 0.08, a), (x0 + pw * 0.92, a + ph * 0.06), (x0 + pw * 0.92, b), (x0 + pw * 0.08, b)],
                tint,
                0.66,
            )
        _sofa(stage, other, floor + h * 0.10, u * 0.42)
    _plant(stage, left - u * 0.10 if left > w * 0.3 else right + u * 0.10, floor + h * 0.06, u * 0.34)


def _cafe_table(stage: Stage, x: float, foot: float, size: float) -> None:
    """A round table with two cups, a stool on either side, a lamp above."""
    wood: Colour = (128, 84, 56)
    iron: Colour = (62, 56, 54)
    pen = Pen(stage, x, foot, size, 0.9)
    pen.line([(0, 1.35), (0, 3.2)], 0.012, iron)
    pen.shape([(-0.07, 1.42), (0.07, 1.42), (0.24, 1.18), (-0.24, 1.18)], (190, 96, 60), round_by=1, volume=0.04)
    pen.oval(0, 1.17, 0.15, 0.03, (255, 226, 160), glow=True)
    stage.gleam(x, foot - size * 1.1, size * 1.1, (255, 190, 100), 0.5)
    with stage.one_shape():
        for side in (-1, 1):
            pen.limb([(side * 0.62, 0.0), (side * 0.60, 0.36)], [0.05, 0.05], iron)
            pen.oval(side * 0.60, 0.38, 0.19, 0.06, mix(wood, (200, 150, 100), 0.3), volume=0.03)
        pen.limb([(0, 0.0), (0, 0.66)], [0.07, 0.06], iron)
        pen.oval(0, 0.0, 0.26, 0.05, iron)
        pen.oval(0, 0.70, 0.56, 0.12, wood, volume=0.04, grain=0.1)
        pen.oval(0, 0.72, 0.54, 0.11, mix(wood, (220, 170, 120), 0.35), grain=0.1)
        for cup in (-0.22, 0.18):
            pen.oval(cup, 0.73, 0.13, 0.03, (226, 226, 224))
            pen.shape([(cup - 0.08, 0.86), (cup + 0.08, 0.86), (cup + 0.055, 0.73), (cup - 0.055, 0.73)], (244, 242, 238),
                      round_by=1, volume=0.03)  # fmt: skip
            pen.oval(cup, 0.86, 0.08, 0.022, (98, 62, 40))


def _shelf(stage: Stage, x: float, foot: float, size: float) -> None:
    rng = stage.rng
    wood: Colour = (122, 86, 58)
    tall = size * 1.5
    half = size * 0.46
    stage.fill(
        [(x - half, foot), (x - half, foot - tall), (x + half, foot - tall), (x + half, foot)],
        mix(wood, (20, 12, 8), 0.45),
        0.66,
    )
    spines: tuple[Colour, ...] = (
        (176, 62, 56),
        (70, 104, 140),
        (214, 170, 90),
        (96, 128, 96),
        (226, 216, 196),
        (120, 80, 120),
    )
    for row in range(4):
        y = foot - tall * row / 4
        px = x - half * 0.92
        while px < x + half * 0.84:
            thick, height = size * (0.03 + 0.03 * rng.random()), tall / 4 * (0.58 + 0.28 * rng.random())
            if rng.random() < 0.88:
                stage.fill(
                    [(px, y), (px, y - height), (px + thick, y - height), (px + thick, y)],
                    spines[int(rng.integers(6))],
                    0.68,
                    volume=thick * 0.3,
                )
            px += thick * 1.06
        stage.fill(rectangle(x - half, y, x + half, y - size * 0.03), wood, 0.68)


def _sofa(stage: Stage, x: float, foot: float, size: float) -> None:
    cloth: Colour = ((104, 130, 120), (196, 140, 96), (120, 116, 150))[int(stage.rng.integers(3))]
    pen = Pen(stage, x, foot, size, 0.82)
    with stage.one_shape():
        pen.shape([(-0.62, 0.62), (0.62, 0.62), (0.64, 0.2), (-0.64, 0.2)], cloth, round_by=2, volume=0.06, grain=0.08)
        pen.shape(
            [(-0.66, 0.32), (0.66, 0.32), (0.68, 0.06), (-0.68, 0.06)],
            mix(cloth, (255, 255, 255), 0.10),
            round_by=2,
            volume=0.06,
            grain=0.08,
        )
        for side in (-1, 1):
            pen.shape(
                rectangle(side * 0.56, 0.46, side * 0.74, 0.03),
                mix(cloth, (20, 20, 30), 0.12),
                round_by=2,
                volume=0.05,
                grain=0.08,
            )
        pen.shape(rectangle(-0.42, 0.56, -0.16, 0.30), (236, 200, 120), round_by=2, volume=0.05)


def _plant(stage: Stage, x: float, foot: float, size: float) -> None:
    pen = Pen(stage, x, foot, size, 0.86)
    with stage.one_shape():
        for k in range(9):
            a = -0.62 + 0.155 * k
            tip = (a * 0.75, 1.0 - abs(a) * 0.5)
            mid = (a * 0.30, 0.62)
            pen.limb(
                [(0, 0.30), mid, tip],
                [0.03, 0.16, 0.01],
                mix((66, 128, 74), (140, 180, 90), (k % 3) * 0.3),
                volume=0.03,
            )
        pen.shape([(-0.17, 0.32), (0.17, 0.32), (0.13, 0.0), (-0.13, 0.0)], (190, 108, 76), round_by=1, volume=0.06)


def _lamp(stage: Stage, x: float, foot: float) -> None:
    pen = Pen(stage, x, foot, stage.unit * 0.44, 0.86)
    with stage.one_shape():
        pen.line([(0, 0), (0, 0.8)], 0.016, (80, 64, 54))
        pen.oval(0, 0.01, 0.12, 0.025, (80, 64, 54))
        pen.shape([(-0.10, 1.0), (0.10, 1.0), (0.18, 0.72), (-0.18, 0.72)], (255, 226, 160), glow=True)
    stage.gleam(x, foot - stage.unit * 0.36, stage.unit * 0.55, (255, 190, 100), 0.6)


def _sill_life(stage: Stage, brief: Brief, left: float, right: float, sill: float) -> None:
    """A pot of the named flowers, or of some, on the window sill."""
    rng, u = stage.rng, stage.unit
    kind = next((k for k in brief.flowers if k != "lotus"), "wild")
    x = left + (right - left) * (0.2 if rng.random() < 0.5 else 0.8)
    for _ in range(9):
        px, py = x + u * 0.10 * (rng.random() - 0.5), sill - u * (0.07 + 0.07 * rng.random())
        tint = brief.painted.get(kind)
        flowers.bloom(stage, px, py, u * (0.014 + 0.012 * rng.random()), kind, 0.9,
                      flowers.tint_of(kind, (float(tint[0]), float(tint[1]), float(tint[2])) if tint else None, rng))  # fmt: skip
    Pen(stage, x, sill, u * 0.10, 0.9).shape(
        [(-0.42, 0.60), (0.42, 0.60), (0.30, 0.0), (-0.30, 0.0)], (206, 214, 222), round_by=1, volume=0.2
    )
