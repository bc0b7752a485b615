"""The number of messages of a round on DingTalk, which has a monthly quota; and that no late vote becomes a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.server import Studio
from tests.dingtalk.test_cards import TEMPLATE
from tests.sessions.platforms import DingTalkGroup, dingtalk_group

START = "/创作 开始 海 --点子 2小时 --投票 2小时 --轮数 2 --每轮 2"


async def play(at: DingTalkGroup) -> None:
    """Play two rounds with two people."""
    people, group = (at.env.li, at.env.wang), at.env.group
    at.say(people[0], START)
    for round_ in (1, 2):
        await at.env.says(group, f"第 {round_} 轮，共 2 轮 · 点子截止")
        for person, idea in zip(people, ("鲸鱼", "狐狸"), strict=True):
            at.say(person, f"/点子 {idea}")
        await at.ideas(2)
        await at.phase("voting", round_)
        await at.env.says(group, f"第 {round_} 轮，共 2 轮 · 投票截止")
        for person in people:
            at.say(person, "投 2")
        await at.until(lambda s, n=round_: len(s.rounds[n - 1].votes) == 2)  # type: ignore[misc]
    await at.phase("ended", 2)
    await at.env.says(group, "到此结束")


async def test_dingtalk_posts__without_cards_a_round_is_at_most_four_messages(tmp_path: Path, studio: Studio) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        await play(at)
        said = [m for m in at.env.group.answers if "画册。" not in m.text]
        kinds = ("点子截止", "点子已截止，开始画 2 张", "投票截止")
        expected = [f"第 {n} 轮，共 2 轮 · {kind}" for n in (1, 2) for kind in kinds]
        shown = [m for m in said if "到此结束" not in m.text and m.kind != "file"]
        assert len(shown) == len(expected), "and the note that says which ideas are in, where there is time for more"
        for message, words in zip(shown, expected, strict=True):
            assert words in message.text
        second, last = shown[3], next(m for m in said if "到此结束" in m.text)
        for number, message in ((1, second), (2, last)):
            assert f"第 {number} 轮揭晓" in message.text
            assert "🏆 2 · 狐狸 —— 小王，2 票" in message.text
            assert "1 · 鲸鱼 —— 小李，0 票" in message.text
            assert len(message.pictures) == 1, "the winner stands on the card that comes next"
        assert "从胜出的这张接着画" in second.text
        jobs = len(await at.env.jobs())
        at.say(at.env.wang, "投 1")
        await at.env.says(at.env.group, "那一轮投票已经截止")
        at.env.wang.say(at.env.dd.one_to_one(at.env.robot, at.env.wang), "投2")
        await at.env.says(at.env.dd.one_to_one(at.env.robot, at.env.wang), "这里没有正在进行的一起画")
        assert len(await at.env.jobs()) == jobs, "a vote that came too late was painted, and charged"


async def test_dingtalk_posts__with_cards_a_round_is_at_most_four_messages(tmp_path: Path, studio: Studio) -> None:
    async with dingtalk_group(tmp_path, studio, dingtalk={"card_template_id": "shenbi.schema"}) as at:
        at.env.dd.add_template(TEMPLATE)
        await play(at)
        winners = await at.env.group.wait_for(
            lambda _: (won := [m for m in at.env.group.answers if m.text.startswith("🏆 2 · 狐狸")])[1:] and won[0],
            60,
        )
        assert winners
        said = [m for m in at.env.group.answers if "画册。" not in m.text and m.kind != "file"]
        assert len(said) <= 2 * 4 + 1, [m.text for m in said]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_dingtalk_posts__later_round_does_not_explain_itself_again(
    tmp_path: Path, studio: Studio, language: str
) -> None:
    async with dingtalk_group(tmp_path, studio, language=language) as at:
        zh = language == "zh"
        at.say(at.env.li, "/创作 开始 海 --点子 2小时" if zh else "/session start a sea --ideas 2h")
        first = await at.env.says(at.env.group, "收到就算数" if zh else "What you write counts")
        at.say(at.env.li, "/创作 跳过" if zh else "/session skip")
        second = await at.env.says(at.env.group, "第 1 轮跳过了" if zh else "Round 1 was skipped")
        assert len(second.text) < len(first.text)
