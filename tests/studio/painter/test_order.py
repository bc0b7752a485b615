"""The painted file: size, deterministic bytes, mark."""

import io
import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.painter import PaintError, PaintOrder, paint, unread
from studio.painter.paint_order import REF_MODES, STYLES
from studio.painter.watermark import COMMENT, SOFTWARE, mark_bitmap, mark_box
from tests.examples import examples
from tests.studio.painter.image_metrics import pixels

_IN_A_FRESH_PROCESS = """
import hashlib
from studio.painter import PaintOrder, paint
from studio.painter.paint_order import STYLES
from tests.examples import examples
prompts = "night city, rain|a cat in a room|storm at sea|dunes|autumn forest, deer|a galaxy|a reef|荷花|flonk".split("|")
reference = paint(PaintOrder("a lake at sunset", width=256, height=256))
for style, prompt in zip(STYLES[1:], prompts, strict=True):
    mode = "repaint" if len(style) % 2 else "refonly"
    for order in (
        PaintOrder(prompt, style=style, width=256, height=288, seed=7),
        PaintOrder(prompt, style=style, width=256, height=288, seed=7, reference=reference, ref_mode=mode),
    ):
        print(hashlib.sha256(paint(order)).hexdigest())
"""


def _painted_with(**environment: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", _IN_A_FRESH_PROCESS],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    return run.stdout.split()


@pytest.mark.long
def test_order__same_order_gives_the_same_bytes_whatever_the_cpu_can_do() -> None:
    """NumPy and OpenCV choose their code by CPU; without the newer instructions they stand for another machine."""
    here = _painted_with(PYTHONHASHSEED="1")
    plain = _painted_with(
        PYTHONHASHSEED="2",
        NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR X86_V3" if _is_x86() else "",
        OPENCV_CPU_DISABLE="AVX512-SKX,AVX2,FMA3,FP16,AVX,SSE4.2,SSE4.1" if _is_x86() else "",
        OPENCV_IPP="disabled",
        OMP_NUM_THREADS="1",
    )
    assert len(here) == 2 * (len(STYLES) - 1)
    assert here == plain


def _is_x86() -> bool:
    return os.uname().machine == "x86_64"


def test_order__same_order_gives_the_same_bytes_again() -> None:
    order = PaintOrder("two boats at sunset", style="watercolor", width=300, height=260, seed=3)
    assert paint(order) == paint(order)


@pytest.mark.parametrize(
    "change", [{"seed": 1}, {"prompt": "a cat"}, {"style": "sketch"}, {"negative_prompt": "boats"}, {"width": 320}]
)
def test_order__anything_that_changes_in_an_order_changes_the_picture(change: dict[str, Any]) -> None:
    order: dict[str, Any] = {"prompt": "boats at sunset", "style": "anime", "width": 256, "height": 256, "seed": 0}
    assert paint(PaintOrder(**order)) != paint(PaintOrder(**{**order, **change}))


@pytest.mark.parametrize(
    "size", [(1024, 1024), (720, 1280), (1280, 720), (768, 1152), (1440, 512), (256, 256), (511, 1439), (1440, 1440)]
)
def test_order__sizes_are_exact(size: tuple[int, int]) -> None:
    png = paint(PaintOrder("a lake", style="flat illustration", width=size[0], height=size[1]))
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", size)


@pytest.mark.drawn
@settings(max_examples=examples(25), deadline=None)
@given(
    prompt=st.text(max_size=60),
    negative=st.text(max_size=20),
    style=st.sampled_from(STYLES),
    width=st.integers(256, 340),
    height=st.integers(256, 340),
    seed=st.integers(0, 2**31 + 3),
)
def test_order__any_words_can_be_painted(
    prompt: str, negative: str, style: str, width: int, height: int, seed: int
) -> None:
    assert pixels(paint(PaintOrder(prompt, negative, style, width, height, seed))).shape == (height, width, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"style": "<anime>"},
        {"style": ""},
        {"ref_mode": "copy"},
        {"width": 127},
        {"height": 12_001},
        {"width": 4097, "height": 4096},
        {"ref_strength": 1.5},
        {"ref_strength": float("nan")},
        {"seed": -1},
    ],
)
def test_order__what_cannot_be_painted_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(PaintError):
        paint(PaintOrder(**{"prompt": "a cat", **wrong}))


def test_order__file_says_who_painted_it_and_not_what_was_asked() -> None:
    png = paint(PaintOrder("a secret wish 秘密", style="oil painting", width=256, height=256, seed=42))
    with Image.open(io.BytesIO(png)) as image:
        info = dict(image.info)
    assert json.loads(info.pop("Scene"))["seed"] == 42
    assert info.pop("Look")
    assert info == {"Software": SOFTWARE, "Comment": COMMENT, "Style": "oil painting", "Seed": "42"}
    assert b"secret" not in png and "秘密".encode() not in png


@pytest.mark.parametrize("style", STYLES[1:])
@pytest.mark.parametrize("prompt", ["snow at noon", "a dark night"])
def test_order__mark_can_be_read_on_any_ground(style: str, prompt: str) -> None:
    rgb = pixels(paint(PaintOrder(prompt, style=style, width=512, height=512)))
    x, y, width, height = mark_box(512, 512)
    corner = rgb[y : y + height, x : x + width].astype(float).mean(axis=2)
    dot = height // 5
    ink = np.kron(mark_bitmap(), np.ones((dot, dot))) > 0
    assert corner[ink].mean() > corner[~ink].mean() + 45


def test_order__ref_modes_are_the_services_and_those_of_messages() -> None:
    assert REF_MODES == ("repaint", "refonly", "edit", "blend")


@pytest.mark.parametrize("prompt", ["a red fox, transparent background", "一只红狐狸，透明背景"])
def test_unread__transparent_background_is_done_where_it_is_asked_for(prompt: str) -> None:
    assert unread(PaintOrder(prompt, transparent=True)) == ()
    assert unread(PaintOrder(prompt))
