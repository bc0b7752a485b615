"""What people write behind /session, and votes in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.parsing import parse
from bot.grammar.session_words import action_of, nearest_action, take_options, vote_in
from bot.grammar.vocabulary import latin_commands


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("vote 2", 2),
        ("Vote #3", 3),
        ("投 2", 2),
        ("投2", 2),
        ("/投2", 2),
        ("／vote 2", 2),
        ("投２号", 2),
        ("投第 4 张", 4),
        (" 投 12 ", 12),
        ("投", None),
        ("vote for the fox", None),
        ("投 2 张多少钱", None),
        ("devote 2", None),
        ("vote 2 3", None),
        ("投资 2", None),
    ],
)
def test_session_words__votes_in_plain_words(text: str, number: int | None) -> None:
    assert vote_in(text) == number


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("start a sea", ("start", "a sea")),
        ("开始 城里的秋天", ("start", "城里的秋天")),
        ("", ("", "")),
        ("ＰＡＵＳＥ", ("pause", "")),
        ("dance", ("?", "")),
        ("移出 小明", ("kick", "小明")),
        ("画册", ("album", "")),
    ],
)
def test_session_words__actions(text: str, action: tuple[str, str]) -> None:
    assert action_of(text) == action


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("--vote 60s", {"vote_s": 60}),
        ("--投票 1.5分钟", {"vote_s": 90}),
        ("--ideas=2h", {"ideas_s": 7200}),
        ("——预算 0.5元", {"budget_li": 500}),
        ("--budget ¥20", {"budget_li": 20_000}),
        ("--keep 风格", {"keep": "style"}),
        ("--strict", {"strict": True}),
        ("--rounds 3轮 --per-round 6", {"rounds": 3, "per_round": 6}),
    ],
)
def test_session_words__options(text: str, options: dict[str, object]) -> None:
    assert take_options(text) == ("", options, [])


@pytest.mark.parametrize(
    "text",
    [
        "--rounds 0",
        "--rounds 11",
        "--rounds -1",
        "--per-round 13",
        "--vote 5",
        "--vote 25h",
        "--vote soon",
        "--ideas 1e9",
        "--budget nan",
        "--budget 0",
        "--budget 1e9",
        "--keep everything",
        "--vote",
        "--rounds --strict",
    ],
)
def test_session_words__options_that_cannot_be_meant(text: str) -> None:
    _, options, wrong = take_options(text)
    assert len(wrong) == 1
    assert set(options) <= {"strict"}


def test_session_words__options_of_painting_stay_what_they_are() -> None:
    parsed = parse(
        '/session start "a sea" at dusk --rounds 2 --style oil painting --ar 16:9 --seed 7 --no people, boats --strict'
    )
    assert parsed.command == "session"
    assert parsed.text == 'start "a sea" at dusk'
    assert not parsed.problems
    assert parsed.options["rounds"] == 2
    assert parsed.options["style"] == "oil painting"
    assert parsed.options["seed"] == 7
    assert parsed.options["no"] == "people, boats"
    assert parsed.options["strict"] is True


def test_session_words__painting_does_not_know_the_options_of_sessions() -> None:
    assert [p.text_id for p in parse("/imagine a fox --rounds 3").problems] == ["unknown-option"]


def test_session_words__idea_is_taken_as_it_stands() -> None:
    parsed = parse("/点子 {red, blue} fox --no rain #1 +cyber")
    assert (parsed.command, parsed.text, parsed.problems) == ("idea", "{red, blue} fox --no rain #1 +cyber", ())


@given(st.text(max_size=200))
def test_session_words__nothing_that_is_written_raises(text: str) -> None:
    take_options(text)
    vote_in(text)
    parse(f"/session {text}")
    parse(f"/idea {text}")


@pytest.mark.parametrize(
    ("text", "theme", "options"),
    [
        ("开始 海——轮数：2 ——每轮 3", "开始 海", {"rounds": 2, "per_round": 3}),
        ("开始 海--轮数2 --投票60秒 --预算¥20", "开始 海", {"rounds": 2, "vote_s": 60, "budget_li": 20_000}),
        ("start a well-known sea --rounds 2", "start a well-known sea", {"rounds": 2}),
        ("开始 海——很大 --轮数 3", "开始 海——很大", {"rounds": 3}),
    ],
)
def test_session_words__options_without_a_space_before_them(text: str, theme: str, options: dict[str, object]) -> None:
    assert take_options(text) == (theme, options, [])


@pytest.mark.parametrize(
    ("text", "action"),
    [("开使 海", "开始"), ("strat sea", "start"), ("截至", "截止"), ("autumn in the city", ""), ("城里的秋天", "")],
)
def test_session_words__which_action_was_meant(text: str, action: str) -> None:
    assert nearest_action(text) == action


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("写“/点子 收回”，或 /创作 继续。", "写“/idea 收回”，或 /session 继续。"),
        ("先/画 一张，/画廊 看看", "先/imagine 一张，/gallery 看看"),
        ("http://a.example/画 和 /画家", "http://a.example/画 和 /画家"),
    ],
)
def test_session_words__commands_in_latin_letters(text: str, latin: str) -> None:
    assert latin_commands(text) == latin
