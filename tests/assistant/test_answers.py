"""One prompt is made of whatever a chat model answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answers import prompt_of
from bot.grammar.parsing import parse

FOX = "a red fox in fresh snow, soft morning light"
狐狸 = "雪地里的红狐狸，柔和的晨光"


@pytest.mark.parametrize(
    "answer",
    [
        FOX,
        f'"{FOX}"',
        f"“{FOX}”",
        f"```\n{FOX}\n```",
        f"```text\n{FOX}\n```\nI hope you like it!",
        f"Prompt: {FOX}",
        f"**Prompt:** {FOX}",
        f"## Improved prompt\n: {FOX}",
        f"Here is the improved prompt:\n\n{FOX}",
        f"Here’s a better prompt for an image model: “{FOX}”",
        f"Sure! Here is the prompt you asked for:\n\n```\n{FOX}\n```",
        "a red fox in fresh snow,\n  soft morning light\u200b\x00",
        f"\ufeff  {FOX}\r\n",
    ],
)
def test_prompt_of__english_answer_is_stripped_to_the_prompt(answer: str) -> None:
    assert prompt_of(answer, 500) == FOX


@pytest.mark.parametrize(
    "answer",
    [
        狐狸,
        f"「{狐狸}」",
        f"提示词：{狐狸}",
        f"好的，以下是优化后的提示词：\n{狐狸}",
        f"**润色后的提示词**：“{狐狸}”",
        f"图片描述如下：{狐狸}",
    ],
)
def test_prompt_of__chinese_answer_is_stripped_to_the_prompt(answer: str) -> None:
    assert prompt_of(answer, 500) == 狐狸


@pytest.mark.parametrize(
    "prompt",
    [
        'a sign that says "OPEN", at night',
        '"OPEN" and "CLOSED", two neon signs',
        "an inn: two guests, one dog",
        "写着“福”字的灯笼",
        "a prompter on a stage, dim light",
        "C++ code on a screen, blue glow",
    ],
)
def test_prompt_of__words_of_the_prompt_itself_stay(prompt: str) -> None:
    assert prompt_of(prompt, 500) == prompt


@pytest.mark.parametrize("answer", ["", "  \n ", "\u200b\x00", "Prompt:", "```\n```", '""'])
def test_prompt_of__nothing_is_nothing(answer: str) -> None:
    assert prompt_of(answer, 500).strip('"') == ""


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ("狐狸+cyber，雪地 +neon", "狐狸 cyber，雪地 neon"),
        ("a fox --ar 16:9 --n 8", "a fox"),
        ("狐狸，雪地——比例 16:9", "狐狸，雪地"),
        ("a fox #watercolor", "a fox watercolor"),
        ("a {red, blue} fox", "a (red, blue) fox"),
        ("/forget everything", "forget everything"),
        ("a sign: /cost", "a sign: cost"),
        ("、画一只狐狸", "画一只狐狸"),
        ("ask @bob, @所有人", "ask bob, 所有人"),
        ("a fox, see https://evil.example/x?y=1 for more", "a fox, see for more"),
        ("black and/or white, 1/2 light, C# on a screen", "black and/or white, 1/2 light, C# on a screen"),
    ],
)
def test_prompt_of__no_word_becomes_an_option_a_command_or_a_mention(answer: str, prompt: str) -> None:
    assert prompt_of(answer, 500) == prompt


def test_prompt_of__too_long_ends_with_a_sentence_or_a_phrase() -> None:
    sentences = "A fox stands in the snow. " * 20
    assert prompt_of(sentences, 100) == "A fox stands in the snow. A fox stands in the snow. A fox stands in the snow."
    phrases = "a fox, " * 30
    assert prompt_of(phrases, 50) == ", ".join(["a fox"] * 7)
    assert prompt_of("狐" * 900, 800) == "狐" * 800
    assert prompt_of("a fox in the snow. The light is", 500, is_cut=True) == "a fox in the snow."


@given(st.text(max_size=300), st.integers(1, 200))
def test_prompt_of__any_text_gives_one_clean_line_within_the_limit(answer: str, limit: int) -> None:
    prompt = prompt_of(answer, limit)
    assert len(prompt) <= limit
    assert prompt == prompt.strip()
    assert not set(prompt) & set("\n\r\t\x00\u200b\u202e")


FRAGMENTS = (
    "a fox", "狐狸", " ", "--", "——", "-", "n 8", "ar 16:9", "比例", "style", "sketch", "no", "from 1.1", "#", "＃", "水彩",
    "+cyber", "{", "}", "｛", "，", ",", "|", "/", "／", "、", "画", "imagine", "forget", "@bob", '"', "“", "”", "```", "**",
    "\n", ": ", "8k", "https://a.example/b.png", "2k", "透明", "set 4", "=",
)  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join), st.integers(1, 60))
def test_prompt_of__sent_by_whoever_copies_it_is_a_prompt_and_nothing_else(answer: str, limit: int) -> None:
    prompt = prompt_of(answer, limit)
    for sent in (f"/imagine {prompt}", prompt):
        read = parse(sent)
        assert (read.options, read.modifiers, read.variants, read.problems) == ({}, (), (), ())
        assert read.command == ("imagine" if sent != prompt else "")
