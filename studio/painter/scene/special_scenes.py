"""Special scenes: space, under water, above the clouds, and an abstract one for unknown words."""

import math

import numpy as np

from studio.painter.brief import Brief
from studio.painter.deterministic import Colour, blend, mix, noise, ridge_line, smooth, to_u8, wave
from studio.painter.lighting import wheel
from studio.painter.outlines import oval
from studio.painter.pen import Pen
from studio.painter.scene import birds_and_fish, land, landmarks, people, sky, subjects
from studio.painter.stage import Stage


def space(stage: Stage, brief: Brief) -> None:
    """Stars, a nebula, planets."""
    rng = stage.rng
    stage.horizon = float(stage.height) * 1.3
    hue = rng.random()
    stage.rgb[:] = (6, 8, 22)
    glow = np.zeros(stage.rgb.shape, np.float32)
    own: list[Colour] = [*brief.colours[:2]]
    for k in range(3):
        tint = own[k % len(own)] if own else wheel(hue + 0.17 * k, 0.72, 0.95)
        cloud = noise(rng, stage.height, stage.width, stage.unit * 0.45, 6, 0.58)
        glow += smooth(cloud, 0.46, 0.80)[..., None] * np.array(tint, np.float32) * np.float32(0.75)
    dust = smooth(noise(rng, stage.height, stage.width, stage.unit * 0.3, 5, 0.6), 0.42, 0.66)
    glow *= (np.float32(0.25) + np.float32(0.75) * dust)[..., None]
    under = stage.rgb.astype(np.float32)
    stage.rgb = to_u8(under + (255 - under) * np.clip(glow / 255, 0, 1))
    sky.paint_stars(stage, many=True)
    for i in range(3):
        r = stage.unit * (0.17, 0.06, 0.03)[i] * (0.8 + 0.5 * rng.random())
        x, y = stage.width * (0.15 + 0.7 * rng.random()), stage.height * (0.12 + 0.6 * rng.random())
        _planet(stage, x, y, r, wheel(hue + 0.3 + 0.2 * i, 0.55, 0.92), ringed=i == 0 and rng.random() < 0.7)


def _planet(stage: Stage, x: float, y: float, r: float, colour: Colour, *, ringed: bool) -> None:
    rng = stage.rng
    stage.gleam(x, y, r * 1.7, colour, 0.3)
    ring_colour = mix(colour, (255, 244, 220), 0.55)
    outer, inner = oval(x, y, r * 2.1, r * 0.52, -0.04, 96), oval(x, y, r * 1.45, r * 0.34, -0.04, 96)
    if ringed:
        stage.put(stage.hollow(outer, inner), ring_colour, 0.4, glow=True, alpha=0.8)
    mask, x0, y0 = stage.polygon(oval(x, y, r, r, points=96))
    if mask.size == 0:
        return
    bands = noise(rng, mask.shape[0], mask.shape[1], r * 0.35, 4, 0.55, 5.0)
    yy = (np.arange(mask.shape[0], dtype=np.float32)[:, None] + np.float32(y0 - y)) / np.float32(r)
    xx = (np.arange(mask.shape[1], dtype=np.float32)[None, :] + np.float32(x0 - x)) / np.float32(r)
    lit = smooth(-(xx * np.float32(0.75) + yy * np.float32(0.55)) + np.float32(0.35), -0.3, 1.1)
    tone = (np.float32(0.70) + bands * np.float32(0.6)) * (np.float32(0.10) + np.float32(0.95) * lit)
    stage.put((mask, x0, y0), np.array(colour, np.float32) * tone[..., None], 0.5, glow=True)
    if ringed:
        front = [p for p in outer if p[1] >= y - (p[0] - x) * 0.25]
        back = [p for p in inner if p[1] >= y - (p[0] - x) * 0.25]
        if len(front) > 3 and len(back) > 3:
            front.sort()
            back.sort(reverse=True)
            stage.put(stage.polygon(front + back), ring_colour, 0.6, glow=True, alpha=0.85)


def underwater(stage: Stage, brief: Brief) -> None:
    """Under water: blue gradient, shafts of light, sand, seaweed, corals and fish."""
    rng = stage.rng
    stage.horizon = stage.height * 0.78
    lead: Colour = mix((28, 128, 168), brief.colours[0], 0.35) if brief.colours else (28, 128, 168)
    t = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None, None]
    dark = 0.45 if stage.light.hour == "night" else 1.0
    top, low = (
        np.array(mix(lead, (214, 246, 250), 0.62), np.float32),
        np.array(mix(lead, (6, 26, 60), 0.62), np.float32),
    )
    stage.rgb = to_u8(np.broadcast_to((top + (low - top) * np.sqrt(t)) * np.float32(dark), stage.rgb.shape))
    x = np.arange(stage.width, dtype=np.float32)[None, :] / np.float32(stage.width)
    y = np.arange(stage.height, dtype=np.float32)[:, None] / np.float32(stage.height)
    beams = noise(rng, 1, 2048, 90, 4, 0.6)[0]
    at = ((x + np.float32(0.25) * y * (x - np.float32(0.5)) * 2 + np.float32(0.3)) / np.float32(1.8) * 1500).astype(
        np.int64
    ) % 2048
    shafts = smooth(beams[at], 0.50, 0.74) * np.clip(1 - y * np.float32(1.15), 0, 1) * np.float32(120 * dark)
    stage.rgb = blend(stage.rgb, np.full_like(stage.rgb, 255), to_u8(shafts))
    haze = mix(lead, (10, 40, 80), 0.2)
    for i in range(3):
        line = ridge_line(rng, stage.width, stage.width * 0.4, 5, 0.5, 0.5)
        crest = np.float32(stage.height * (0.74 + 0.09 * i)) - (line - np.float32(0.4)) * np.float32(
            stage.unit * 0.3 / (1 + i)
        )
        tone = mix(haze, (226, 204, 158), 0.15 + 0.35 * i)
        stage.put(
            land.below(stage, crest),
            tone,
            0.4 + 0.25 * i,
            volume=stage.unit * 0.03,
            grain=0.3,
            grain_cell=stage.unit * 0.02,
        )
    _reef(stage)
    with stage.part("jellyfish"):
        _jellyfish(stage, brief)
    if "whale" in brief.animals:
        flip = 1 if stage.chance("whale") < 0.5 else -1
        birds_and_fish.whale(Pen(stage, stage.width * 0.5, stage.height * 0.42, stage.unit * 0.30, 0.75, flip))
    with stage.part("shoal"):
        _shoal(stage, brief)
    with stage.part("bubbles") as rng:
        for _ in range(40):
            bx, by, r = (
                stage.width * rng.random(),
                stage.height * rng.random(),
                stage.unit * (0.002 + 0.007 * rng.random() ** 2),
            )
            stage.put(stage.polygon(oval(bx, by, r, r)), (220, 246, 255), 0.9, alpha=0.4, glow=True, solid=False)


def _jellyfish(stage: Stage, brief: Brief) -> None:
    rng = stage.rng
    if "jellyfish" in brief.animals:
        for i in range(min(9, brief.animals["jellyfish"] or 5)):
            tint = brief.painted.get("jellyfish") or ((236, 150, 220), (150, 190, 255), (180, 240, 230))[i % 3]
            pen = Pen(
                stage,
                stage.width * (0.12 + 0.76 * ((i * 0.618 + rng.random() * 0.2) % 1)),
                stage.height * (0.35 + 0.4 * rng.random()),
                stage.unit * (0.14 + 0.16 * rng.random()),
                0.8,
            )
            birds_and_fish.jellyfish(pen, tint)


def _shoal(stage: Stage, brief: Brief) -> None:
    rng = stage.rng
    if "animal:fish" not in brief.unwanted and "jellyfish" not in brief.animals:
        count = brief.animals.get("fish", 0) or 12
        for i in range(min(14, count)):
            tint = brief.painted.get("fish") or ((246, 150, 50), (250, 214, 80), (90, 170, 240), (240, 110, 120))[i % 4]
            size = stage.unit * (0.022 + 0.05 * rng.random() ** 2) * (2.0 if count < 4 else 1)
            birds_and_fish.fish(
                Pen(
                    stage,
                    stage.width * rng.random(),
                    stage.height * (0.18 + 0.55 * rng.random()),
                    size,
                    0.7,
                    1 if rng.random() < 0.6 else -1,
                ),
                tint,
            )


def _reef(stage: Stage) -> None:
    rng = stage.rng
    corals: tuple[Colour, ...] = ((238, 96, 110), (250, 160, 90), (190, 110, 210), (250, 206, 110))
    for i in range(16):
        x, y = stage.width * rng.random(), stage.height * (0.84 + 0.16 * rng.random())
        size, colour = stage.unit * (0.06 + 0.12 * rng.random()), corals[i % 4]
        pen = Pen(stage, x, y, size, 0.85)
        with stage.one_shape():
            if i % 3 == 0:
                for k in range(5):
                    sway = 0.1 * math.sin(i + k)
                    px = -0.3 + 0.15 * k
                    pen.limb(
                        [(px, 0), (px + sway, 0.7), (px - sway, 1.3), (px + sway * 1.5, 1.9)],
                        [0.08, 0.10, 0.08, 0.02],
                        (54, 140, 96),
                        volume=0.03,
                    )
            else:
                for k in range(7):
                    a = math.pi * (0.14 + 0.12 * k)
                    tip = (math.cos(a) * (0.7 + 0.2 * rng.random()), math.sin(a) * (0.7 + 0.2 * rng.random()))
                    pen.limb([(0, 0), (tip[0] * 0.5, tip[1] * 0.6), tip], [0.16, 0.12, 0.10], colour, volume=0.05)


def cloud_sea(stage: Stage, brief: Brief) -> None:
    """Peaks above a sea of clouds, with the named people, animals and buildings."""
    land.mountains(stage, (84, 92, 112), 3, 0.30, foot=stage.horizon + stage.unit * 0.08, near_to=0.5)
    bright, dark = sky.cloud_colours(stage)
    rng = stage.rng
    for i in range(7):
        t = i / 6
        if i == 3:
            x, y = stage.width * (0.35 + 0.3 * rng.random()), stage.horizon + stage.unit * 0.14
            if "castle" in brief.things:
                landmarks.castle(stage, x, y, stage.unit * 0.44, 0.6)
            if "pagoda" in brief.things:
                landmarks.pagoda(stage, x, y, stage.unit * 0.44, 0.6)
        if i == 5:
            subjects.paint_walkers(stage, brief, ground=stage.height * 0.6, roomy=True)
        line = ridge_line(rng, stage.width, stage.unit * (0.16 + 0.3 * t), 5, 0.55)
        crest = np.float32(stage.horizon + (stage.height - stage.horizon) * (t**1.3) * 0.86) - np.sqrt(
            np.clip(line - 0.25, 0, 1)
        ) * np.float32(stage.unit * (0.05 + 0.13 * t))
        mask, x0, y0 = land.below(stage, crest)
        if mask.size == 0:
            continue
        rows = mask.shape[0]
        fade = np.clip(
            np.arange(rows, dtype=np.float32)[:, None] + np.float32(y0) - crest[None, :], 0, None
        ) / np.float32(stage.unit * (0.10 + 0.12 * t))
        tone = (
            np.array(bright, np.float32)
            + (np.array(dark, np.float32) - np.array(bright, np.float32)) * smooth(fade, 0.0, 1.3)[..., None]
        )
        lumps = noise(rng, rows, mask.shape[1], stage.unit * 0.06, 4, 0.55, 2.2)
        tone = tone * (1 + (lumps - np.float32(0.5)) * np.float32(0.18 * stage.look.grain))[..., None]
        stage.put((mask, x0, y0), tone, 0.35 + 0.6 * t, glow=True, alpha=0.94)


def dream(stage: Stage, brief: Brief) -> None:
    """An abstract picture for words that name nothing visible: ribbons over hills, in hues hashed from the words."""
    hue, spread = brief.omen or (0.0, 0.0)
    own: list[Colour] = [*brief.colours]
    tones: list[Colour] = []
    for k in range(6):
        tone = wheel(hue + (0.10 + 0.14 * spread) * (k - 2), 0.42 + 0.30 * ((k * 0.37 + spread) % 1), 0.94 - 0.10 * k)
        tones.append(mix(tone, own[k % len(own)], 0.55) if own else tone)
    rng = stage.rng
    y = np.arange(stage.height, dtype=np.float32)[:, None] / np.float32(stage.height)
    x = np.arange(stage.width, dtype=np.float32)[None, :] / np.float32(stage.width)
    warp = noise(rng, stage.height, stage.width, stage.unit * 0.7, 3, 0.5, 1.6) - np.float32(0.5)
    flow = (
        y * np.float32(1.3)
        + warp * np.float32(0.9)
        + np.float32(0.08) * wave(x * np.float32(0.7 + spread) + np.float32(rng.random()))
    )
    at = np.clip(flow * np.float32(4.2), 0, 5)
    under = np.stack([np.interp(at, range(6), [t[c] for t in tones]) for c in range(3)], axis=2)
    bands = wave(flow * np.float32(3.0 + 3 * spread))
    stage.rgb = to_u8(under * (1 + bands * np.float32(0.06))[..., None])
    stage.gleam(
        stage.width * (0.25 + 0.5 * rng.random()),
        stage.height * (0.2 + 0.25 * rng.random()),
        stage.unit * 0.55,
        mix(tones[0], (255, 255, 255), 0.6),
        0.75,
    )
    for i in range(7):
        r = stage.unit * (0.02 + 0.09 * rng.random() ** 2)
        px, py = stage.width * rng.random(), stage.height * (0.1 + 0.55 * rng.random())
        stage.ellipse(px, py, r, r, mix(tones[i % 6], (255, 255, 255), 0.25), 0.3 + 0.08 * i, volume=r * 0.5)
    for i in range(4):
        line = ridge_line(rng, stage.width, stage.width * 0.5, 4, 0.42)
        crest = np.float32(stage.height * (0.62 + 0.11 * i)) - (line - np.float32(0.4)) * np.float32(stage.unit * 0.30)
        stage.put(
            land.below(stage, crest),
            mix(tones[(i + 3) % 6], (30, 24, 54), 0.16 * i),
            0.45 + 0.16 * i,
            volume=stage.unit * 0.04,
            grain=0.12,
        )
    stage.horizon = stage.height * 0.6
    if brief.people or brief.animals:
        subjects.paint_walkers(stage, brief, ground=stage.height * 0.8, roomy=False)
    elif rng.random() < 0.5:
        people.standing(
            Pen(stage, stage.width * (0.3 + 0.4 * rng.random()), stage.height * 0.93, stage.unit * 0.16, 0.95), "person"
        )
