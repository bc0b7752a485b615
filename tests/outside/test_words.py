"""What people type, from public reports about programs of this kind. The ids are those of the collection of cases (section B)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter_api import Size
from bot.grammar.option_tokens import HEAD, LONG_DASHES, SHORT_DASHES
from bot.grammar.option_values import STOPS
from bot.grammar.options import _MODIFIERS
from bot.grammar.parsing import parse
from bot.grammar.text_cleaning import cleaned
from bot.grammar.vocabulary import OPTION_BY_WORD, nearest

WIDE: dict[str, Any] = {"ratio": 16 / 9}
LIST = "a room:\n-red sofa\n-blue carpet"
NAMES = "a room:\n-no people\n-style modern"
CASES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "AstrBotDevs/AstrBot#2650 T1": ("/画一只猫", "imagine", "一只猫", {}),
    "AstrBotDevs/AstrBot#2650 T1b": ("/imagine一只猫", "imagine", "一只猫", {}),
    "AstrBotDevs/AstrBot#2650 T1c": ("/画：一只猫", "imagine", "一只猫", {}),
    "restyle without spaces": ("/重绘水彩", "restyle", "水彩", {}),
    "the longest name": ("/画廊", "gallery", "", {}),
    "a number without a space": ("/取消42", "cancel", "42", {}),
    "Arondight/Adachi-BOT#334 T2": ("、画 一只猫", "imagine", "一只猫", {}),
    "Arondight/Adachi-BOT#334 T2 without a space": ("、画一只猫", "imagine", "一只猫", {}),
    "T2: words may begin with it, too": ("、你好", "", "、你好", {}),
    "xintaofei/codeg#597 T3": ("/画 一只猫--比例 16:9", "imagine", "一只猫", WIDE),
    "xintaofei/codeg#597 T3c": ("/imagine a cat--ar 16:9", "imagine", "a cat", WIDE),
    "xintaofei/codeg#597 T3d": ("/画 一只猫，--比例 16:9，--n 2", "imagine", "一只猫", {**WIDE, "n": 2}),
    "toeverything/blocksuite#2416 T3e": ("/imagine a cat --ar 16:9, --n 2", "imagine", "a cat", {**WIDE, "n": 2}),
    "values without spaces": ("/画 猫 --风格水彩 --比例16:9", "imagine", "猫", {"style": "watercolor", **WIDE}),
    "Chinese numbers": ("/画 猫 --数量 两张", "imagine", "猫", {"n": 2}),
    "a glued style": ("/画 一只猫#水彩", "imagine", "一只猫", {"style": "watercolor"}),
    "a glued style before more words": ("/画 一只猫#水彩在树上", "imagine", "一只猫 在树上", {"style": "watercolor"}),
    "a glued size": ("海边——尺寸1280x720", "", "海边", {"size": Size(1280, 720)}),
    "SillyTavern/SillyTavern-Extras#52 T4": (f"/imagine {LIST}", "imagine", LIST, {}),
    "T4: a list of options' names": (f"/imagine {NAMES}", "imagine", NAMES, {}),
    "T4b": ("/画 海边日落 ——致敬莫奈", "imagine", "海边日落 ——致敬莫奈", {}),
    "T4c": ("/imagine a woman —smiling softly", "imagine", "a woman —smiling softly", {}),
    "a Chinese dash before a word that begins like an option": ("/画 她 ——大小姐", "imagine", "她 ——大小姐", {}),
    "a Chinese dash before an option's name": ("/画 大海——风格独特的画", "imagine", "大海——风格独特的画", {}),
    "earendil-works/pi#7269 T5": ("\u200e/imagine a cat", "imagine", "a cat", {}),
    "earendil-works/pi#7269 T5b": ("/imagine a cat --ar \u200e16:9", "imagine", "a cat", WIDE),
    "earendil-works/pi#7269 T5c": ("/imagine\u200e a cat", "imagine", "a cat", {}),
    "T5 in Arabic": ("\u061c/imagine\u200f a cat", "imagine", "a cat", {}),
    "NousResearch/hermes-agent#12826 T6": ("/imagine \u3164", "imagine", "", {}),
    "NousResearch/hermes-agent#12826 T6, Braille": ("/imagine \u2800\u2800", "imagine", "", {}),
    "T6: nothing but joiners": ("\u200d\ufe0f", "", "", {}),
    "pfrankov/obsidian-colored-tags#46 T8": ("/imagine a logo, background #ff8800", "imagine", "a logo, background #ff8800", {}),
    "T8: a tag": ("a beach #sunset", "", "a beach #sunset", {}),
    "damian0815/compel#34 T9": ('/imagine a sign that says "OPEN 24 HOURS"', "imagine", 'a sign that says "OPEN 24 HOURS"', {}),
    "T9, curly": ("/画 木牌上写着“欢迎光临”", "imagine", "木牌上写着“欢迎光临”", {}),
    "FlowiseAI/Flowise#968 T11": ("/imagine cat --style=oil painting", "imagine", "cat", {"style": "oil painting"}),
    "NousResearch/hermes-agent#16269 T12": ("/imagine a cat \u2011\u2011ar 16:9", "imagine", "a cat", WIDE),
    "T12, horizontal bar": ("/imagine a cat \u2015\u2015ar 16:9", "imagine", "a cat", WIDE),
    "T12, box drawing": ("/imagine a cat \u2500\u2500ar 16:9", "imagine", "a cat", WIDE),
    "T12, figure dash": ("/imagine a cat \u2012\u2012ar 16:9", "imagine", "a cat", WIDE),
    "a path": ("/home/ann/cat.png", "", "/home/ann/cat.png", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_words__what_is_meant(case: str) -> None:
    text, command, words, options = CASES[case]
    parsed = parse(text)
    assert (parsed.command, parsed.text, parsed.options, parsed.problems) == (command, words, options, ())


JSON = '{"subject": "a red fox", "background": "snowy forest", "style": "oil painting", "mood": "calm"}'


@pytest.mark.parametrize("text", [JSON, "{color: red, size: big}", "{主体：狐狸，背景：雪}", f'{{"a": {JSON}}}'])
def test_words__properties_are_no_choice(text: str) -> None:
    """NousResearch/hermes-agent#60848 (T7): four pictures of JSON's lines were painted unasked."""
    parsed = parse(f"/imagine {text}")
    assert (parsed.text, parsed.variants, parsed.problems) == (text, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "/imagine a cat\n/imagine a dog",
        "/画 猫\n/画 狗",
        "/imagine a cat /imagine a dog",
        "a cat\n/imagine a dog",
        "/画猫\n/取消",
    ],
)
def test_words__two_commands_in_one_message_are_told_to_come_alone(text: str) -> None:
    """ChatGPTNextWeb/NextChat#5175 (T10): one picture of both was painted."""
    assert [problem.text_id for problem in parse(text).problems] == ["one-command"]


@pytest.mark.parametrize(
    ("text", "problem", "near"),
    [
        ("/imagine a cat --zzyx bar", "unknown-option", ""),
        ("/imagine a cat --styel watercolor", "unknown-option-near", "style"),
        ("/imagine a cat -styl watercolor", "unknown-option-near", "style"),
        ("/画 猫 ——比列 16:9", "unknown-option-near", "比例"),
        ("/imagine a cat #watercolr", "unknown-style-near", "watercolor"),
        ("/imagine a cat--ar banana", "bad-ratio", None),
    ],
)
def test_words__what_is_nearly_an_option_is_asked_about(text: str, problem: str, near: str | None) -> None:
    (found,) = parse(text).problems
    assert found.text_id == problem
    assert near is None or found.arguments["near"] == near


# --- properties

SIGNS = st.sampled_from(
    [
        *"-—–,.:;!?'\"“”()[]#/&%*@ \n0123456789",
        "，",
        "。",
        "：",
        "——",
        "-red ",
        "一只猫",
        "a fox",
        "é",
        "🦊",
        "#ff8800 ",
        "“写”",
    ]
)
TEXTS = st.one_of(st.lists(SIGNS, max_size=30).map("".join), st.text(max_size=80))


def has_a_documented_form(text: str) -> bool:
    """Whether anything in a text could be a command, an option, a style, a modifier or a choice: judged coarsely, on purpose."""
    folded = text.casefold()
    if any(sign in text for sign in "{｛+＋/／、\\"):
        return True
    if "#" in text or "＃" in text:
        return True
    dashes = set(SHORT_DASHES + LONG_DASHES)
    for place, sign in enumerate(folded):
        if sign in dashes and HEAD.match(folded[place:]) and _looks_like_an_option(folded[place:], dashes):
            return True
    return _MODIFIERS.match(text) is not None


def _looks_like_an_option(text: str, dashes: set[str]) -> bool:
    body = text.lstrip("".join(dashes))
    hyphens = len(text) - len(body) == 2 and text[0] in SHORT_DASHES and text[1] in SHORT_DASHES
    letters = "".join(sign for sign in body.split()[0] if sign.isalnum()) if body.split() else ""
    return (
        hyphens or any(body.startswith(name) for name in OPTION_BY_WORD) or nearest(letters, OPTION_BY_WORD) is not None
    )


@given(TEXTS, st.sampled_from(["", "/imagine ", "/画 "]))
def test_words__text_without_a_documented_form_arrives_unchanged(text: str, command: str) -> None:
    if has_a_documented_form(text):
        text = text.translate({ord(sign): None for sign in "{｛+＋/／、\\#＃" + SHORT_DASHES + LONG_DASHES})
    parsed = parse(command + text)
    assert (parsed.text, parsed.options, parsed.problems, parsed.variants) == (cleaned(text), {}, (), ())


FORMS = [
    ("--ar 16:9", WIDE),
    ("--n 2", {"n": 2}),
    ("——风格 水彩", {"style": "watercolor"}),
    ("#油画", {"style": "oil painting"}),
    ("--尺寸1280x720", {"size": Size(1280, 720)}),
    ("--seed=7", {"seed": 7}),
]


@given(TEXTS, TEXTS, st.sampled_from(FORMS))
def test_words__option_is_found_in_any_position(before: str, after: str, form: tuple[str, dict[str, Any]]) -> None:
    drop = {ord(sign): None for sign in '{｛+＋/／、\\#＃"“”' + SHORT_DASHES + LONG_DASHES}
    before, after = before.translate(drop), after.translate(drop)
    parsed = parse(f"/imagine {before} {form[0]} {after}")
    assert parsed.problems == ()
    assert parsed.options == form[1]
    # A stop behind a value belongs to the option, as documented.
    wanted = {"".join(cleaned(f"{before} {rest}").split()) for rest in (after, after.lstrip(STOPS + " \n\t"))}
    # And so do stops before it: of stops alone nothing is left.
    only_stops = not cleaned(before + after).strip(STOPS + "、 \n\t")
    assert "".join(parsed.text.split()) in wanted or not cleaned(after) or only_stops


@pytest.mark.parametrize(
    "words", ["anime-style watercolor cat", "an art-deco-style house", "a low-size room", "a no-parking sign"]
)
def test_words__compound_with_the_name_of_an_option_is_prose(words: str) -> None:
    """One hyphen between Latin letters: `anime-style watercolor cat` had lost its `-style`."""
    assert (parse(f"/imagine {words}").text, parse(words).text) == (words, words)
