"""Going on from the winner's picture on the emulated platforms: by a button on Telegram, in words on DingTalk."""

from __future__ import annotations

import json
from pathlib import Path

from bot.adapter_api import GenerationRequest, Reference
from bot.store.rows import JobRow
from studio.server import Studio
from tests.conftest import photo
from tests.emulators.telegram import FloodLimits
from tests.sessions.platforms import PlatformSession, dingtalk_group, telegram_group


async def references(at: PlatformSession, job: int) -> tuple[str, Reference | None]:
    """The kind of a job, and what its request refers to."""
    row = await at.app.store.read(lambda tx: tx.get(JobRow, "jobs.get", id=job))
    return row.kind, GenerationRequest.from_json(json.loads(row.request)).reference


async def test_session_on_platform__telegram_host_changes_the_winner_by_a_button(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio, language="zh") as at:
        ann, bob, _ = at.people
        at.say(ann, "/session 开始 海 --点子 2小时 --投票 2小时 --提前 否 --每轮 1 --轮数 2")
        await at.card("点子截止")
        at.say(ann, "/idea 鲸鱼")
        await at.ideas(1)
        at.say(ann, "/session 开画")
        first = await at.phase("gathering", 2)
        card = await at.card("第 2 轮")
        assert "/session 修改（点子用来改这张图）" in card.words
        at.press(bob, card, "按话修改")
        await at.words("只有主持人（Ann）")
        at.press(ann, card, "按话修改")
        await at.card("这一轮每个点子都是对这张图的修改")
        at.say(bob, "/idea 改成夜晚")
        await at.ideas(1)
        at.say(ann, "/session 开画")
        voting = await at.phase("voting", 2)
        night = voting.current_round.candidates[0]
        kind, reference = await references(at, night.job)
        assert reference is not None
        assert (kind, reference.mode, reference.image) == ("edit", "edit", first.current_round.reference)
        card = await at.card("2 · 原来的样子")
        at.press(bob, card, "1")
        await at.until(lambda s: len(s.current_round.votes) == 1)
        at.say(ann, "/session 截止")
        await at.phase("ended", 2)
        await at.words("一路画来：鲸鱼 → 改成夜晚")


async def test_session_on_platform__dingtalk_host_blends_winners_that_tied_in_words(
    tmp_path: Path, studio: Studio
) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        li, wang, group = at.env.li, at.env.wang, at.env.group
        at.say(li, "/创作 开始 海 --点子 2小时 --投票 2小时 --轮数 2 --每轮 2")
        await at.env.says(group, "点子截止")
        at.say(li, "/点子 鲸鱼")
        at.say(wang, "/点子 狐狸")
        await at.phase("voting")
        await at.env.says(group, "投票截止")
        at.say(li, "投 2")
        at.say(wang, "投 1")
        before = await at.phase("gathering", 2)
        card = await at.env.says(group, "第 2 轮，共 2 轮 · 点子截止")
        assert "主持人对胜出的图还可以：/创作 修改（点子用来改这张图） · /创作 融合 1 2（几张合成一张）" in card.text
        at.say(li, "/创作 融合")
        after = await at.phase("ended", 2)
        (blend,) = after.rounds[1].candidates
        kind, reference = await references(at, blend.job)
        assert reference is not None
        assert (kind, reference.images) == ("blend", tuple(c.picture for c in before.rounds[0].candidates))
        await at.env.says(group, "🏆 鲸鱼 + 狐狸 合成一张")


async def test_session_on_platform__telegram_album_in_reply_to_the_card_is_one_idea_with_all_its_pictures(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio, limits=FloodLimits.off()) as at:
        ann, bob, _ = at.people
        at.say(ann, "/session start the sea --ideas 2h --vote 2h --early no --per-round 1 --rounds 2")
        await at.card("ideas until")
        at.say(ann, "/idea a whale")
        await at.ideas(1)
        at.say(ann, "/session paint")
        first = await at.phase("gathering", 2)
        at.press(ann, await at.card("Round 2"), "Change it by words")
        card = await at.card("each idea changes that picture")
        pictures = [photo(colour=colour) for colour in ("red", "blue")]
        bob.send_album(at.chat, pictures, "put pictures 2 and 3 on the beach", to=card)
        idea = (await at.ideas(1)).current_round.ideas[0]
        at.say(ann, "/session paint")
        voting = await at.phase("voting", 2)
        kind, reference = await references(at, voting.current_round.candidates[0].job)
        assert reference is not None
        assert (kind, reference.images) == ("edit", (first.current_round.reference, *idea.images))
        assert len(reference.images) == 3
        assert not at.tg.violations


async def test_session_on_platform__dingtalk_host_changes_the_winner_and_takes_it_back_in_words(
    tmp_path: Path, studio: Studio
) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        li, wang, group = at.env.li, at.env.wang, at.env.group
        at.say(li, "/创作 开始 海 --点子 2小时 --投票 2小时 --轮数 3 --每轮 1 --提前 否")
        await at.env.says(group, "点子截止")
        at.say(li, "/点子 鲸鱼")
        await at.ideas(1)
        at.say(li, "/创作 开画")
        first = await at.phase("gathering", 2)
        at.say(wang, "/创作 修改")
        await at.env.says(group, "只有主持人")
        at.say(li, "/创作 修改 改成夜晚")
        await at.ideas(1)
        at.say(wang, "/点子 把图3放进来")
        await at.env.says(group, "上次投票里没有图 3")
        at.say(li, "/创作 开画")
        await at.phase("voting", 2)
        await at.env.says(group, "2 · 原来的样子")
        at.say(wang, "投 1")
        await at.until(lambda s: len(s.current_round.votes) == 1)
        at.say(li, "/创作 截止")
        await at.phase("gathering", 3)
        at.say(li, "/创作 撤销")
        after = await at.until(lambda s: s.current_round.reference == first.current_round.reference)
        assert [each.undone for each in after.rounds] == [0, 3, 0]
        at.say(li, "/创作 结束")
        await at.phase("ended", 3)
        await at.env.says(group, "最后一张：鲸鱼")
