"""The scene that a file carries: the same picture again, and no harm from one that somebody has made up."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from studio.painter import PaintOrder, painted
from studio.painter.own_pictures import own_scene
from studio.painter.painted_scene import MAX_TEXT_CHARACTERS, carried, read_carried
from tests.studio.painter.test_changes import SIDE_PX, apart, changed, painting

PROMPTS = [
    "two dogs and a black cat by a lake at sunset, boats, birds",
    "an apple and a cup of coffee on a table",
    "portrait of an old man in a blue sweater",
    "一座有七座房子的村庄，下雪",
    'a sign that says "HELLO"',
    "a city at night, rain",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_scene__text_is_the_scene(prompt: str) -> None:
    before = painting(prompt)
    scene = read_carried(before.scene)
    assert scene is not None
    assert carried(scene) == before.scene
    assert len(before.scene) < MAX_TEXT_CHARACTERS / 2


@pytest.mark.parametrize("prompt", PROMPTS)
def test_scene__picture_changed_by_nothing_is_the_picture(prompt: str) -> None:
    before = painting(prompt)
    assert not apart(before, changed(before, "please")).any()


def wrong() -> list[tuple[str, Any]]:
    return [
        ("seed", -1),
        ("seed", 1.5),
        ("seed", 2**63),
        ("size", [10, 10]),
        ("size", [100_000, 256]),
        ("size", 5),
        ("style", "../../etc"),
        ("hour", "never"),
        ("animals", {"basilisk": 1}),
        ("animals", {"cat": 10**9}),
        ("animals", ["cat"]),
        ("things", {str(number): 1 for number in range(50)}),
        ("painted", {"cat": [0, 0, 999]}),
        ("backdrop", [1, 2]),
        ("grade", {"light": 99}),
        ("view", [1, float("nan")]),
        ("quoted", ["x" * 1000]),
        ("unwanted", ["everything"]),
        ("settled", None),
        ("settled", {"kind": "outside", "hour": "day", "figures": [["animal", "cat", float("inf"), 0, 0, 1]]}),
        ("settled", {"kind": "outside", "hour": "day", "choices": {"horizon": 10**12}}),
        ("settled", {"kind": "outside", "hour": "day", "choices": {"A" * 99: 1}}),
        ("settled", {"kind": "outside", "hour": "day", "origins": {"cat": -4}}),
        ("settled", {"kind": "still life", "hour": "day", "objects": [["cup", 0.5]]}),
    ]


@pytest.mark.parametrize(("field", "value"), wrong())
def test_scene__value_out_of_range_is_no_scene(field: str, value: Any) -> None:
    data = json.loads(painting(PROMPTS[0]).scene)
    assert read_carried(json.dumps(data | {field: value})) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", '"x"', "[" * 4000, "{}", "x" * (MAX_TEXT_CHARACTERS + 1)])
def test_scene__other_text_is_none(text: str) -> None:
    assert read_carried(text) is None


def test_scene__strangest_one_allowed_can_be_painted() -> None:
    data = json.loads(painting(PROMPTS[0]).scene)
    data["animals"] = dict.fromkeys(("cat", "dog", "elephant", "bird", "whale", "butterfly"), 8)
    data["things"] = dict.fromkeys(("house", "tree", "boat", "lantern", "pine", "balloon"), 8)
    data["painted"] = {"cat": [1, 2, 3]}
    data["settled"] |= {
        "figures": [["animal", "elephant", 3.0, -1.0, 3.0, 1]] * 40,
        "choices": {"horizon": 1000, "bank": 0, "houses": 0, "size of houses": 1000, "kind of trees": 999},
    }
    scene = read_carried(json.dumps(data))
    assert scene is not None
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Scene", carried(scene))
    info.add_text("Look", painting(PROMPTS[0]).look)
    forged = io.BytesIO()
    Image.fromarray(painting(PROMPTS[0]).pixels).save(forged, "PNG", pnginfo=info)
    order = PaintOrder("make it rain", width=SIDE_PX, height=SIDE_PX, reference=forged.getvalue(), ref_mode="edit")
    assert painted(order).pixels.shape == (SIDE_PX, SIDE_PX, 3)


def test_scene__of_a_file_counts_only_if_the_picture_still_looks_so() -> None:
    before = painting(PROMPTS[0])
    with Image.open(io.BytesIO(before.data)) as image:
        info = PngImagePlugin.PngInfo()
        for name in ("Scene", "Look"):
            info.add_itxt(name, image.info[name])
    over = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(before.pixels[::-1])).save(over, "PNG", pnginfo=info)
    assert own_scene(before.data) is not None
    assert own_scene(over.getvalue()) is None
    assert own_scene(over.getvalue(), before.scene) is not None, "the caller knows it"


def test_scene__carries_no_word_that_was_not_painted() -> None:
    order = PaintOrder("a secret wish 秘密, a cat", width=SIDE_PX, height=SIDE_PX, seed=1)
    made = painted(order)
    after = painted(replace(order, prompt="add my private hat 隐私", reference=made.data, ref_mode="edit"))
    for one in (made, after):
        assert not any(word in one.data for word in (b"secret", b"private", "秘密".encode(), "隐私".encode()))
