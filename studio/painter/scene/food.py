"""Food and drink on a table: bowls, plates, cups, fruit."""

import math

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blur, mix
from studio.painter.outlines import rectangle
from studio.painter.pen import Pen
from studio.painter.scene import fruits


def _bowl(pen: Pen, colour: Colour) -> None:
    """A bowl from the side and a little above; its mouth is an ellipse around (0, 0.42)."""
    wall = [(0.50 * math.cos(a), 0.42 + 0.40 * math.sin(a)) for a in (math.pi + math.pi * k / 24 for k in range(25))]
    wall = [(x, max(y, 0.03)) for x, y in wall]
    pen.shape([*wall, (0.50, 0.44), (-0.50, 0.44)], colour, volume=0.10)
    pen.oval(0, 0.035, 0.20, 0.035, mix(colour, (30, 30, 40), 0.25))
    band = mix(colour, (50, 80, 150), 0.7)
    pen.line(
        [
            (0.47 * math.cos(a), 0.40 + 0.36 * math.sin(a))
            for a in (math.pi * (1.06 + 0.88 * k / 20) for k in range(21))
        ],
        0.012,
        band,
    )
    pen.oval(0, 0.43, 0.51, 0.185, mix(colour, (255, 255, 255), 0.25))


def _plate(pen: Pen, colour: Colour = (240, 238, 232)) -> None:
    pen.oval(0, 0.07, 0.56, 0.15, mix(colour, (30, 30, 40), 0.22))
    pen.oval(0, 0.095, 0.56, 0.15, colour, volume=0.02)
    pen.oval(0, 0.10, 0.40, 0.10, mix(colour, (120, 120, 130), 0.12))


def _steam(pen: Pen, top: float) -> None:
    for k in range(4):
        x = -0.21 + 0.14 * k
        path = [(x + 0.045 * math.sin(2.2 * t * math.pi + k), top + 0.42 * t) for t in (i / 14 for i in range(15))]
        stage = pen.stage
        for thick, alpha in ((0.05, 0.10), (0.025, 0.16)):
            stroke = stage.stroke([pen.at(px, py) for px, py in path], thick * pen.size)
            stage.put(
                (blur(stroke[0], pen.size / 60), stroke[1], stroke[2]),
                (255, 255, 255),
                pen.near,
                glow=True,
                alpha=alpha,
                solid=False,
            )


def noodles(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (236, 236, 232))
    broth: Colour = (150, 78, 34)
    pen.oval(0, 0.43, 0.47, 0.160, broth, grain=0.1)
    for _ in range(46):
        a, r = rng.random() * 2 * math.pi, 0.36 * math.sqrt(rng.random())
        cx, cy = r * math.cos(a), 0.43 + 0.33 * r * math.sin(a)
        bend = rng.random() * math.pi
        strand = [
            (
                cx + 0.12 * (t - 0.5) * math.cos(bend) * 2,
                cy + 0.05 * math.sin(t * math.pi * 2 + a) * 0.6 + 0.03 * (t - 0.5) * math.sin(bend),
            )
            for t in (i / 8 for i in range(9))
        ]
        inside = [(x, y) for x, y in strand if (x / 0.45) ** 2 + ((y - 0.43) / 0.150) ** 2 < 1]
        if len(inside) > 2:
            pen.line(inside, 0.017, mix((244, 214, 140), (214, 172, 96), rng.random()), volume=0.006)
    for dx, dy in ((-0.20, 0.02), (-0.10, -0.045), (-0.28, -0.02)):
        pen.oval(dx, 0.45 + dy, 0.085, 0.040, (112, 62, 44), turn=0.04, volume=0.02, grain=0.25)
        pen.line([(dx - 0.05, 0.455 + dy), (dx + 0.05, 0.450 + dy)], 0.008, (170, 112, 86))
    pen.oval(0.22, 0.455, 0.085, 0.050, (250, 246, 236), volume=0.02)
    pen.oval(0.22, 0.458, 0.045, 0.027, (246, 168, 44), volume=0.01)
    for _ in range(26):
        a, r = rng.random() * 2 * math.pi, 0.40 * math.sqrt(rng.random())
        pen.oval(
            r * math.cos(a),
            0.44 + 0.32 * r * math.sin(a),
            0.016,
            0.010,
            mix((64, 148, 56), (150, 206, 96), rng.random()),
        )
    for dx in (0.0, 0.05):
        pen.line([(0.18 + dx, 0.52), (0.72 + dx, 0.80)], 0.016, (96, 54, 34), volume=0.005)
    _steam(pen, 0.52)


def soup(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (226, 222, 214))
    pen.oval(0, 0.43, 0.47, 0.160, (206, 112, 48), grain=0.1)
    for _ in range(16):
        a, r = rng.random() * 2 * math.pi, 0.36 * math.sqrt(rng.random())
        tint: Colour = ((236, 140, 50), (96, 150, 60), (240, 220, 170))[int(rng.integers(3))]
        pen.oval(r * math.cos(a), 0.43 + 0.32 * r * math.sin(a), 0.035, 0.020, tint, volume=0.01)
    _steam(pen, 0.52)


def rice(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _bowl(pen, painted or (70, 92, 132))
    pen.shape(
        [(-0.45, 0.43), (-0.30, 0.60), (0.0, 0.66), (0.30, 0.60), (0.45, 0.43), (0.0, 0.34)],
        (246, 244, 236),
        round_by=3,
        volume=0.06,
    )
    for _ in range(120):
        x = (rng.random() - 0.5) * 0.74
        y = 0.44 + rng.random() * 0.17 * (1 - abs(x) / 0.42)
        pen.oval(x, y, 0.014, 0.008, mix((255, 255, 252), (220, 216, 204), rng.random()), turn=rng.random())
    for _ in range(10):
        pen.oval((rng.random() - 0.5) * 0.4, 0.55 + 0.05 * rng.random(), 0.012, 0.008, (70, 150, 60))
    _steam(pen, 0.66)


def dumplings(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    _plate(pen)
    for row, (count, y) in enumerate(((4, 0.17), (3, 0.115))):
        for i in range(count):
            x = (i - (count - 1) / 2) * 0.20
            half = [
                (x + 0.105 * math.cos(a), y + 0.10 * max(-0.25, math.sin(a)))
                for a in (2 * math.pi * k / 26 for k in range(26))
            ]
            pen.shape(half, (246, 232, 206), volume=0.05)
            for k in range(5):
                a = math.pi * (0.18 + 0.16 * k)
                pen.line(
                    [
                        (x + 0.10 * math.cos(a), y + 0.096 * math.sin(a)),
                        (x + 0.07 * math.cos(a), y + 0.06 * math.sin(a)),
                    ],
                    0.007,
                    (206, 182, 146),
                )
        del row
    _steam(pen, 0.26)


def pancakes(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    rng = pen.stage.rng
    _plate(pen)
    top = 0.10
    for k in range(6):
        dx = (rng.random() - 0.5) * 0.04
        pen.oval(dx, top + 0.012, 0.36, 0.098, (164, 96, 44))
        pen.oval(dx, top + 0.030, 0.36, 0.098, (238, 200, 136), volume=0.01)
        pen.oval(dx, top + 0.050, 0.355, 0.095, (206, 138, 66), grain=0.12, volume=0.02)
        top += 0.062
        del k
    syrup: Colour = (128, 58, 12)
    pool = [
        (0.26 * math.cos(a) * (1 + 0.10 * math.sin(3 * a)), top - 0.012 + 0.066 * math.sin(a))
        for a in (2 * math.pi * k / 40 for k in range(40))
    ]
    pen.shape(pool, syrup, volume=0.02)
    for x, length in ((-0.25, 0.22), (-0.08, 0.30), (0.12, 0.26), (0.27, 0.17)):
        pen.limb(
            [(x, top - 0.04), (x * 1.12, top - 0.06 - length * 0.5), (x * 1.16, top - 0.06 - length)],
            [0.06, 0.040, 0.045],
            syrup,
            volume=0.015,
        )
    pen.shape(
        [(-0.09, top + 0.01), (0.07, top - 0.01), (0.09, top + 0.05), (-0.06, top + 0.07)],
        (252, 232, 150),
        round_by=1,
        volume=0.02,
    )
    if "fruit" in brief.objects or "berries" in brief.objects or rng.random() < 0.4:
        for k in range(9):
            a = 2 * math.pi * k / 9 + 0.3
            x, y = (
                (0.19 * math.cos(a), top + 0.015 + 0.045 * math.sin(a))
                if k < 5
                else (0.46 * math.cos(a), 0.10 + 0.10 * math.sin(a) * 0.5)
            )
            _berry(pen, x, y, brief)


def _berry(pen: Pen, x: float, y: float, brief: Brief) -> None:
    colour = brief.painted.get("berries")
    if colour and colour[0] > 150 > colour[2]:  # Strawberries and raspberries say so in the lexicon.
        pen.shape([(x - 0.042, y + 0.05), (x + 0.042, y + 0.05), (x, y - 0.02)], colour, round_by=2, volume=0.03)
        pen.oval(x, y + 0.056, 0.030, 0.010, (86, 150, 70))
        return
    pen.oval(x, y + 0.025, 0.040, 0.038, (58, 66, 128), volume=0.03)
    pen.oval(x, y + 0.045, 0.012, 0.006, (30, 34, 76))
    pen.oval(x - 0.012, y + 0.036, 0.008, 0.006, (170, 180, 222), glow=True, alpha=0.7)


def berries(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    _bowl(pen, (240, 240, 238))
    for row in range(4):
        for i in range(9 - 2 * row):
            _berry(pen, (i - (8 - 2 * row) / 2) * 0.085, 0.42 + row * 0.045, brief)


def cake(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    cream: Colour = painted or (252, 238, 226)
    _plate(pen)
    pen.shape(rectangle(-0.36, 0.10, 0.36, 0.42), cream, volume=0.06)
    pen.oval(0, 0.10, 0.36, 0.09, mix(cream, (120, 60, 40), 0.25))
    pen.shape(rectangle(-0.36, 0.10, 0.36, 0.42), cream, volume=0.06)
    pen.oval(0, 0.42, 0.36, 0.10, mix(cream, (255, 255, 255), 0.4), volume=0.02)
    glaze: Colour = (226, 96, 130)
    for k in range(13):
        x = -0.345 + 0.0575 * k
        drop = 0.08 + 0.05 * ((k * 7) % 4)
        pen.limb([(x, 0.40 - 0.05 * (1 - (x / 0.36) ** 2)), (x, 0.38 - drop)], [0.060, 0.048], glaze, volume=0.015)
    pen.oval(0, 0.42, 0.345, 0.090, glaze, volume=0.02)
    for k in range(5):
        x, y = -0.22 + 0.11 * k, 0.43 + 0.02 * (k % 2)
        pen.line([(x, y), (x, y + 0.20)], 0.022, ((250, 220, 110), (120, 180, 230), (250, 250, 250))[k % 3])
        px, py = pen.at(x, y + 0.235)
        pen.stage.gleam(px, py, pen.size * 0.16, (255, 190, 90), 0.6)
        pen.oval(x, y + 0.235, 0.013, 0.030, (255, 214, 110), glow=True)
    for k in range(8):
        a = 2 * math.pi * k / 8
        pen.oval(0.30 * math.cos(a), 0.425 + 0.075 * math.sin(a), 0.03, 0.025, (255, 250, 244), volume=0.02)


def cup(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    china: Colour = painted or (238, 236, 230)
    pen.oval(0, 0.05, 0.52, 0.13, mix(china, (30, 30, 40), 0.2))
    pen.oval(0, 0.07, 0.52, 0.13, china, volume=0.02)
    handle = [(0.30 + 0.20 * math.sin(a), 0.36 + 0.13 * math.cos(a)) for a in (math.pi * k / 12 for k in range(13))]
    pen.line(handle, 0.050, mix(china, (60, 60, 70), 0.10), volume=0.02)
    wall = [(-0.36, 0.56), (-0.34, 0.30), (-0.24, 0.12), (0.24, 0.12), (0.34, 0.30), (0.36, 0.56)]
    pen.shape(wall, china, round_by=2, volume=0.10)
    pen.oval(0, 0.56, 0.36, 0.115, mix(china, (255, 255, 255), 0.3))
    pen.oval(0, 0.55, 0.325, 0.098, (96, 56, 32))
    foam: Colour = (236, 208, 168)
    pen.oval(0, 0.55, 0.29, 0.084, (176, 116, 66))
    heart = [
        (
            0.0105 * 16 * math.sin(t) ** 3,
            0.55 + 0.0036 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
        )
        for t in (2 * math.pi * k / 40 for k in range(40))
    ]
    pen.shape(heart, foam)
    _steam(pen, 0.62)


def fruit(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    if one_by_one := fruits.named(brief):
        fruits.row(pen, one_by_one)
        return
    tints: tuple[Colour, ...] = ((206, 44, 44), (240, 150, 40), (150, 184, 60), (236, 200, 70))
    _bowl(pen, (226, 220, 208))
    for i, (x, y) in enumerate(((-0.28, 0.46), (0.02, 0.44), (0.29, 0.47), (-0.14, 0.60), (0.15, 0.61))):
        tint = painted or tints[i % 4]
        pen.oval(x, y + 0.06, 0.17, 0.16, tint, volume=0.09, grain=0.06)
        pen.line([(x, y + 0.20), (x + 0.02, y + 0.25)], 0.014, (96, 66, 40))
        pen.oval(x + 0.05, y + 0.245, 0.045, 0.018, (88, 150, 62), turn=0.07)


def wine(pen: Pen, painted: Colour | None, brief: Brief) -> None:
    glass: Colour = (34, 62, 44)
    label: Colour = painted or (238, 230, 208)
    body = [(-0.15, 0.02), (0.15, 0.02), (0.155, 0.66), (0.06, 0.86), (0.055, 1.16), (-0.055, 1.16), (-0.06, 0.86)]
    pen.shape([*body, (-0.155, 0.66)], glass, round_by=2, volume=0.07)
    pen.shape(rectangle(-0.062, 0.98, 0.062, 1.18), (120, 24, 40), round_by=1, volume=0.03)
    pen.shape(rectangle(-0.15, 0.20, 0.15, 0.52), label, volume=0.02)
    for y, half in ((0.44, 0.09), (0.38, 0.06), (0.28, 0.08)):
        pen.line([(-half, y), (half, y)], 0.012, (120, 30, 44))
    pen.line([(-0.11, 0.10), (-0.11, 0.62)], 0.018, (150, 180, 150))
    pen.oval(0.42, 0.04, 0.13, 0.030, (226, 230, 236), alpha=0.8)
    pen.line([(0.42, 0.05), (0.42, 0.30)], 0.018, (226, 230, 236))
    pen.shape(
        [(0.29, 0.58), (0.28, 0.44), (0.34, 0.32), (0.50, 0.32), (0.56, 0.44), (0.55, 0.58)],
        (214, 220, 228),
        round_by=2,
        alpha=0.7,
    )
    wine = (236, 206, 120) if "white" in brief.unknown_words else (132, 18, 40)
    pen.shape(
        [(0.285, 0.48), (0.285, 0.42), (0.345, 0.325), (0.495, 0.325), (0.555, 0.42), (0.555, 0.48)],
        wine,
        round_by=2,
        volume=0.03,
    )
