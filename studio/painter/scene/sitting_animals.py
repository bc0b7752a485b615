"""Sitting animals that face the viewer: one body with different coats."""

import math
from dataclasses import dataclass

from studio.painter.deterministic import Colour, chosen, mix
from studio.painter.pen import INK, Pen, outline

HEAD = outline(
    "-0.1,0.165 -0.2,0.08 -0.225,-0.04 -0.15,-0.15 0,-0.185 0.15,-0.15 0.225,-0.04 0.2,0.08 0.1,0.165 0,0.175"
)


@dataclass(frozen=True, slots=True)
class Fur:
    """Features that differ between sitting animals."""

    coats: tuple[Colour, ...]
    belly: Colour
    ears: str
    eye: Colour = (92, 72, 40)
    muzzle: float = 0.5
    tail: str = "long"
    marks: str = ""
    whiskers: bool = False
    head: float = 1.0


SITTING: dict[str, Fur] = {
    "cat": Fur(
        ((226, 148, 74), (120, 120, 128), (62, 58, 62), (236, 226, 212), (178, 136, 98)),
        (250, 240, 226),
        "pointed",
        (122, 168, 70),
        0.42,
        "long",
        "stripes",
        True,
    ),
    "dog": Fur(
        ((206, 156, 96), (150, 104, 66), (232, 214, 184)), (252, 244, 230), "floppy", (70, 44, 26), 0.85, "short"
    ),
    "fox": Fur(((222, 108, 42),), (252, 246, 238), "pointed", (92, 62, 20), 0.70, "brush", "mask"),
    "rabbit": Fur(
        ((234, 226, 218), (176, 150, 126), (250, 248, 246)),
        (255, 252, 250),
        "long",
        (90, 40, 40),
        0.36,
        "none",
        whiskers=True,
    ),
    "bear": Fur(((134, 92, 58), (110, 76, 52)), (186, 146, 104), "round", (30, 22, 20), 0.72, "none", head=1.05),
    "panda": Fur(((246, 244, 240),), (250, 248, 244), "round", (24, 22, 24), 0.6, "none", "panda", head=1.14),
    "tiger": Fur(((232, 142, 48),), (252, 244, 232), "round", (176, 146, 40), 0.66, "long", "tiger", True, head=1.08),
}


def sitting(pen: Pen, kind: str, painted: Colour | None = None) -> None:
    """A cat, dog, fox, rabbit, bear, panda or tiger, sitting and facing the viewer."""
    fur = SITTING[kind]
    rng = pen.stage.rng
    coat = chosen(painted, fur.coats, rng)
    dark = mix(coat, (20, 14, 16), 0.32)
    limbs = (38, 36, 40) if fur.marks == "panda" else coat
    with pen.stage.one_shape():
        _tail(pen, fur, coat, dark)
        pen.shape(
            outline("-0.13,0.56 -0.2,0.4 -0.27,0.16 -0.22,0.01 0.22,0.01 0.27,0.16 0.2,0.4 0.13,0.56"),
            coat,
            round_by=3,
            volume=0.08,
            grain=0.20,
        )
        for side in (-1, 1):
            pen.oval(side * 0.19, 0.12, 0.095, 0.135, limbs, turn=side * 0.03, volume=0.05, grain=0.18)
            pen.oval(side * 0.20, 0.025, 0.085, 0.032, mix(limbs, fur.belly, 0.25), volume=0.02)
        pen.oval(0.0, 0.32, 0.105, 0.20, fur.belly, volume=0.06, grain=0.12)
        for side in (-1, 1):
            pen.limb(
                [(side * 0.085, 0.44), (side * 0.082, 0.22), (side * 0.075, 0.03)],
                [0.12, 0.095, 0.085],
                limbs,
                volume=0.03,
                grain=0.18,
            )
            pen.oval(side * 0.078, 0.028, 0.058, 0.032, mix(limbs, fur.belly, 0.35), volume=0.02)
            for k in (-1, 1):
                pen.line([(side * 0.078 + k * 0.018, 0.01), (side * 0.078 + k * 0.018, 0.032)], 0.006, dark)
    head = pen.moved(0.0, 0.68, fur.head)
    with pen.stage.one_shape():
        _ears(head, fur, coat, dark)
        head.shape(HEAD, coat, round_by=3, volume=0.09, grain=0.18)
        _marks(head, pen, fur, dark)
        _face(head, fur)


def face_of(pen: Pen, kind: str, painted: Colour | None = None) -> None:
    """Only the head, centred at the pen's origin, for a badge."""
    fur = SITTING[kind]
    coat = painted or fur.coats[0]
    dark = mix(coat, (20, 14, 16), 0.32)
    with pen.stage.one_shape():
        _ears(pen, fur, coat, dark)
        pen.shape(HEAD, coat, round_by=3, volume=0.09)
        _marks(pen, pen.moved(0, -9), fur, dark)
        _face(pen, fur)


def curled(pen: Pen, kind: str, painted: Colour | None = None) -> None:
    """A sleeping animal: curled up, the head on the paws, the eyes shut."""
    fur = SITTING[kind]
    coat = chosen(painted, fur.coats, pen.stage.rng)
    dark = mix(coat, (20, 14, 16), 0.32)
    with pen.stage.one_shape():
        pen.shape(
            outline("-0.42,0.02 -0.5,0.16 -0.44,0.34 -0.24,0.45 0.06,0.45 0.32,0.36 0.46,0.2 0.42,0.02"),
            coat,
            round_by=3,
            volume=0.10,
            grain=0.2,
        )
        pen.shape(
            outline("0.44,0.16 0.3,0.4 0.16,0.36 0.3,0.22 0.32,0.06"),
            mix(coat, (20, 14, 16), 0.10),
            round_by=3,
            volume=0.06,
            grain=0.2,
        )
        if fur.marks in ("stripes", "tiger"):
            for x in (-0.05, 0.05, 0.15, 0.25):
                pen.line([(x, 0.44 - abs(x) * 0.2), (x + 0.02, 0.32 - abs(x) * 0.2)], 0.022, dark)
        if fur.tail != "none":
            pen.limb(
                outline("0.42,0.1 0.3,0.02 0.06,0.01 -0.12,0.05"),
                [0.08, 0.09, 0.085, 0.05],
                mix(coat, dark, 0.3),
                volume=0.04,
                grain=0.2,
            )
        for x in (-0.20, -0.36):
            pen.oval(x, 0.035, 0.085, 0.036, mix(coat, fur.belly, 0.4), volume=0.02)
    head = pen.moved(-0.28, 0.22, 0.92)
    with pen.stage.one_shape():
        _ears(head, fur, coat, dark)
        head.shape(HEAD, coat, round_by=3, volume=0.09, grain=0.18)
        _marks(head, pen.moved(0, -9), fur, dark)
        _face(head, fur, shut=True)


def _tail(pen: Pen, fur: Fur, coat: Colour, dark: Colour) -> None:
    if fur.tail == "long":
        pen.limb(
            outline("0.18,0.06 0.34,0.07 0.41,0.18 0.37,0.34 0.43,0.44"),
            [0.07, 0.07, 0.065, 0.06, 0.04],
            coat,
            volume=0.03,
            grain=0.2,
        )
        pen.limb([(0.385, 0.33), (0.40, 0.40), (0.43, 0.44)], [0.058, 0.055, 0.04], dark, volume=0.03)
    elif fur.tail == "brush":
        pen.limb(
            [(0.16, 0.08), (0.34, 0.10), (0.44, 0.26), (0.40, 0.46)],
            [0.08, 0.15, 0.18, 0.06],
            coat,
            volume=0.06,
            grain=0.3,
        )
        pen.limb([(0.435, 0.34), (0.425, 0.42), (0.40, 0.49)], [0.14, 0.10, 0.02], fur.belly, volume=0.04, grain=0.2)
    elif fur.tail == "short":
        pen.limb([(0.2, 0.08), (0.31, 0.16), (0.34, 0.28)], [0.08, 0.07, 0.05], coat, volume=0.04, grain=0.2)


def _ears(head: Pen, fur: Fur, coat: Colour, dark: Colour) -> None:
    inner: Colour = (232, 170, 166)
    for side in (-1, 1):
        if fur.ears == "pointed":
            head.shape(
                [(side * 0.055, 0.14), (side * 0.165, 0.315), (side * 0.215, 0.05)],
                coat,
                round_by=1,
                volume=0.04,
                grain=0.15,
            )
            head.shape(
                [(side * 0.095, 0.14), (side * 0.158, 0.265), (side * 0.188, 0.09)], inner, round_by=1, volume=0.02
            )
        elif fur.ears == "long":
            lean = 0.06 if side > 0 else 0.10
            head.limb(
                [(side * 0.08, 0.12), (side * (0.10 + lean * 0.4), 0.32), (side * (0.09 + lean), 0.52)],
                [0.09, 0.12, 0.03],
                coat,
                volume=0.04,
                grain=0.12,
            )
            head.limb(
                [(side * 0.085, 0.16), (side * (0.10 + lean * 0.4), 0.32), (side * (0.09 + lean), 0.47)],
                [0.03, 0.06, 0.015],
                inner,
                volume=0.02,
            )
        elif fur.ears == "round":
            ear = (38, 36, 40) if fur.marks == "panda" else coat
            head.oval(side * 0.155, 0.145, 0.075, 0.075, ear, volume=0.04, grain=0.12)
            head.oval(side * 0.152, 0.138, 0.040, 0.042, mix(ear, inner, 0.4), volume=0.02)


def _floppy(head: Pen, coat: Colour) -> None:
    for side in (-1, 1):
        head.limb(
            [(side * 0.12, 0.14), (side * 0.225, 0.06), (side * 0.235, -0.10)],
            [0.08, 0.12, 0.05],
            mix(coat, (60, 36, 24), 0.35),
            volume=0.04,
            grain=0.15,
        )


def _marks(head: Pen, body: Pen, fur: Fur, dark: Colour) -> None:
    if fur.marks in ("stripes", "tiger"):
        ink = INK if fur.marks == "tiger" else dark
        for k, tall in ((-1, 0.055), (0, 0.075), (1, 0.055)):
            head.line([(k * 0.045, 0.165), (k * 0.038, 0.165 - tall)], 0.018, ink)
        for side in (-1, 1):
            for k in range(3):
                head.line([(side * 0.215, -0.005 - k * 0.04), (side * 0.155, -0.012 - k * 0.034)], 0.014, ink)
                body.line(
                    [(side * (0.235 - 0.02 * k), 0.22 + k * 0.09), (side * (0.165 - 0.02 * k), 0.235 + k * 0.09)],
                    0.020,
                    ink,
                )
    if fur.marks in ("mask", "tiger"):
        for side in (-1, 1):
            head.shape(
                [(0.0, -0.03), (side * 0.10, -0.02), (side * 0.21, -0.075), (side * 0.13, -0.155), (0.0, -0.18)],
                fur.belly,
                round_by=2,
                volume=0.04,
            )
    if fur.marks == "panda":
        for side in (-1, 1):
            head.oval(side * 0.088, 0.012, 0.050, 0.064, (38, 36, 40), turn=side * -0.08, volume=0.01)
    if fur.ears == "floppy":
        _floppy(head, dark)


def _face(head: Pen, fur: Fur, *, shut: bool = False) -> None:
    m = fur.muzzle
    head.oval(0.0, -0.085, 0.075 + 0.035 * m, 0.055 + 0.025 * m, mix(fur.belly, fur.coats[0], 0.12), volume=0.05)
    for side in (-1, 1):
        radius = 0.040
        if shut:
            lid = [
                (side * 0.088 + 0.042 * (t - 0.5) * 2, 0.010 - 0.022 * math.sin(math.pi * t))
                for t in (k / 8 for k in range(9))
            ]
            head.line(lid, 0.012, INK)
            continue
        head.oval(side * 0.088, 0.015, radius * 1.02, radius * 1.12, INK)
        head.oval(side * 0.088, 0.013, radius * 0.86, radius * 0.95, fur.eye)
        slit = 0.42 if fur.ears == "pointed" and fur.whiskers else 0.68
        head.oval(side * 0.088, 0.013, radius * slit, radius * 0.86, (16, 14, 16))
        head.oval(side * 0.088 + 0.014, 0.032, radius * 0.30, radius * 0.30, (255, 255, 255), glow=True)
        head.oval(side * 0.088 - 0.012, 0.000, radius * 0.15, radius * 0.15, (255, 255, 255), glow=True)
    nose = (214, 120, 118) if fur.whiskers else INK
    head.shape([(-0.028, -0.050), (0.028, -0.050), (0.010, -0.078), (-0.010, -0.078)], nose, round_by=2, volume=0.01)
    head.line([(0.0, -0.078), (0.0, -0.100)], 0.007, INK)
    for side in (-1, 1):
        arc = [
            (side * 0.048 * math.sin(a), -0.088 - 0.022 * math.sin(2 * a) * 0.6 - 0.012)
            for a in (k * 0.26 for k in range(7))
        ]
        head.line(arc, 0.007, INK)
        if fur.whiskers:
            for k in range(3):
                head.line(
                    [(side * 0.075, -0.078 - 0.014 * k), (side * 0.235, -0.050 - 0.034 * k)], 0.0035, (250, 248, 244)
                )


def penguin(pen: Pen) -> None:
    with pen.stage.one_shape():
        pen.shape(
            outline("0,0.98 -0.15,0.86 -0.24,0.5 -0.22,0.08 0,0.02 0.22,0.08 0.24,0.5 0.15,0.86"),
            (44, 48, 62),
            round_by=3,
            volume=0.08,
        )
        pen.shape(
            outline("0,0.7 -0.12,0.62 -0.17,0.36 -0.14,0.09 0.14,0.09 0.17,0.36 0.12,0.62"),
            (250, 248, 242),
            round_by=3,
            volume=0.07,
        )
        for side in (-1, 1):
            pen.oval(side * 0.065, 0.80, 0.062, 0.070, (250, 248, 242), volume=0.02)
            pen.oval(side * 0.060, 0.81, 0.020, 0.024, INK)
            pen.limb(
                [(side * 0.19, 0.64), (side * 0.29, 0.42), (side * 0.27, 0.26)],
                [0.05, 0.09, 0.02],
                (44, 48, 62),
                volume=0.03,
            )
            pen.oval(side * 0.09, 0.02, 0.075, 0.026, (240, 150, 50), volume=0.01)
        pen.shape([(-0.035, 0.755), (0.035, 0.755), (0.0, 0.70)], (244, 160, 50), round_by=1)


def owl(pen: Pen) -> None:
    with pen.stage.one_shape():
        pen.shape(
            outline("-0.16,0.95 -0.24,0.7 -0.24,0.3 -0.1,0.05 0.1,0.05 0.24,0.3 0.24,0.7 0.16,0.95 0,0.87"),
            (142, 104, 70),
            round_by=2,
            volume=0.08,
            grain=0.5,
        )
        pen.oval(0, 0.36, 0.14, 0.24, (216, 186, 142), volume=0.06, grain=0.5)
        for side in (-1, 1):
            pen.oval(side * 0.095, 0.72, 0.105, 0.110, (226, 202, 164), volume=0.03)
            pen.oval(side * 0.090, 0.72, 0.062, 0.064, (246, 190, 52))
            pen.oval(side * 0.085, 0.72, 0.036, 0.040, (18, 14, 14))
            pen.oval(side * 0.085 + 0.014, 0.74, 0.012, 0.012, (255, 255, 255), glow=True)
        pen.shape([(-0.03, 0.68), (0.03, 0.68), (0, 0.60)], (226, 160, 60), round_by=1)
