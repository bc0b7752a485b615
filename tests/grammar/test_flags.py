"""Options without a value (`--4k`, `--transparent`) and sets; the same words in prose stay words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapter_api import Size
from bot.grammar.option_values import Problem, ratio_text, read_option, resolution_text
from bot.grammar.parsing import parse

K1, K2, K4 = 1024**2, 2048**2, 4096**2


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("/imagine a fox --2k", "a fox", {"area": K2}),
        ("/imagine a fox --4K, --ar 21:9", "a fox", {"area": K4, "ratio": 21 / 9}),
        ("--1k a fox", "a fox", {"area": K1}),
        ("/画 一只猫--4k", "一只猫", {"area": K4}),
        ("/画 一只猫 --高清 --比例 16：9", "一只猫", {"area": K2, "ratio": 16 / 9}),
        ("/画 一只猫 --超清", "一只猫", {"area": K4}),
        ("--4k一只猫", "一只猫", {"area": K4}),
        ("a fox --size 2k", "a fox", {"area": K2}),
        ("一只猫 --尺寸4Ｋ", "一只猫", {"area": K4}),
        ("a fox --size 1280x720 --2k", "a fox", {"size": Size(1280, 720), "area": K2}),
        ("a fox --2k --4k", "a fox", {"area": K4}),
        # Phones make one dash of two hyphens: at the beginning and at the end of the words it is meant as an option.
        ("a fox —4k", "a fox", {"area": K4}),
        ("—4k a fox", "a fox", {"area": K4}),
        ("大海 ——4K", "大海", {"area": K4}),
        ("a fox —4k —ar 16:9", "a fox", {"area": K4, "ratio": 16 / 9}),
        ("a cat —transparent", "a cat", {"transparent": True}),
        ("a cat --transparent --n 2", "a cat", {"transparent": True, "n": 2}),
        ("一只猫--透明，坐着", "一只猫 坐着", {"transparent": True}),
        ("--透明背景的猫", "猫", {"transparent": True}),
        ("a cat --transparent=no", "a cat", {}),
        ("a cat --transparent=yes", "a cat", {"transparent": True}),
        ("six foxes --set 6", "six foxes", {"set": 6}),
        ("six foxes --set=6,", "six foxes", {"set": 6}),
        ("/画 小狗 --组图 6张", "小狗", {"set": 6}),
        ("/画 小狗 --一组6张", "小狗", {"set": 6}),
        ("/画 小狗 --一组 6 张", "小狗", {"set": 6}),
        ("/画 小狗 --套图 六张", "小狗", {"set": 6}),
        ("a dinner —set 6", "a dinner", {"set": 6}),
        ("a fox --no people --4k", "a fox", {"no": "people", "area": K4}),
    ],
)
def test_flags__options(text: str, words: str, options: dict[str, Any]) -> None:
    parsed = parse(text)
    assert (parsed.text, parsed.options, parsed.problems) == (words, options, ())


@pytest.mark.parametrize(
    "text",
    [
        "a 4k wallpaper, 8k, hd, transparent glass, a set of 6",
        "一张4k高清的壁纸，透明玻璃",
        "画中有一组6张的小狗表情包",
        "a TV —4k resolution",
        "壁纸——4K",
        "一片海——透明",
        "ultra-4k wallpaper",
        "a drop of -4k",
        "a woman —transparent veil",
        "a dinner —set 6 plates",
        "tea-set 6",
        "--4k-hdr cat",
        "--2kg of sugar",
    ],
)
def test_flags__prose(text: str) -> None:
    parsed = parse(text)
    assert (parsed.text, parsed.options, parsed.problems) == (text, {}, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a fox --8k", "unknown-option-near"),
        ("a fox --transparnt", "unknown-option-near"),
        ("a fox --2k=maybe", "bad-flag"),
        ("a fox --set", "option-without-value"),
        ("a fox --set 1", "bad-set"),
        ("a fox --set many", "bad-set"),
        ("a fox --size 8k", "bad-size"),
    ],
)
def test_flags__mistakes(text: str, problem: str) -> None:
    assert [each.text_id for each in parse(text).problems] == [problem]


@pytest.mark.parametrize("ratio", ["16:9", "21:9", "9:21", "1:1", "3:2", "2:3", "8:1", "5:4", "9:16"])
def test_ratio_text__is_read_as_the_same_ratio(ratio: str) -> None:
    read = read_option("ar", ratio)
    assert not isinstance(read, Problem)
    assert ratio_text(read["ratio"]) == ratio


def test_ratio_text__that_has_no_small_terms() -> None:
    assert ratio_text(1.8512) == "1.85:1"


def test_resolution_text__nearest_name() -> None:
    assert [resolution_text(area) for area in (K1, K2, K4, 2688 * 1536)] == ["1K", "2K", "4K", "2K"]
