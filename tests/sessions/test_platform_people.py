"""Problems in a session on the emulated platforms: simultaneous starts, refused ideas, a used-up budget, a host who leaves."""

from __future__ import annotations

from pathlib import Path

from studio.server import Studio
from tests.dingtalk.test_cards import TEMPLATE
from tests.sessions.platforms import dingtalk_group, telegram_group

START = "/session start a sea --ideas 2h --vote 2h --early no"
START_ZH = "/创作 开始 海 --点子 2小时 --投票 2小时 --提前 否"


async def test_session_on_platform__telegram_started_twice_at_the_same_moment(tmp_path: Path, studio: Studio) -> None:
    async with telegram_group(tmp_path, studio) as at:
        for person in at.people:
            at.say(person, f"/session start {person.first_name}'s theme")
        session = await at.phase("gathering")
        await at.words(f"A session is running here: “{session.theme}”")
        await at.chat.wait_for(lambda ms: len([m for m in ms.by(at.bot) if "is running here" in m.words]) == 2)
        assert len(at.cards) == 1


async def test_session_on_platform__dingtalk_started_twice_at_the_same_moment(tmp_path: Path, studio: Studio) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        at.say(at.env.li, "/创作 开始 海")
        at.say(at.env.wang, "/创作 开始 山")
        session = await at.phase("gathering")
        await at.env.says(at.env.group, f"已经开了一场：“{session.theme}”")
        assert len([text for text in at.texts if "点子截止" in text]) == 1


async def test_session_on_platform__telegram_a_refused_idea_is_told_privately_where_a_private_chat_is_known(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, cat = at.people
        own = at.tg.private_chat(at.bot, bob)
        bob.start(at.bot)  # Bob has spoken to the bot, that is all; Cat never has.
        await at.words("/imagine", own)
        at.say(ann, f"{START} --per-round 1")
        await at.card()
        for person, words in ((ann, "a fox"), (bob, "gore and a fox"), (cat, "nude fox"), (ann, "a calm fox")):
            at.say(person, f"/idea {words}")
        await at.until(lambda s: len(s.current_round.ideas) == 3 and s.current_round.ideas[0].text == "a calm fox")
        assert "nude" not in (await at.card("3 ideas are in: Ann, Bob, Cat")).words, (
            "nobody sees ideas before they are painted"
        )
        at.say(ann, "/session paint")
        private = await at.words("gore and a fox", own)
        assert "could not be painted" in private.words
        public = await at.words("“nude fox” could not be painted")
        assert public.reply_to is not None
        assert public.reply_to.sender is cat
        session = await at.phase("gathering", 2)  # the only one that was painted leads on
        assert session.rounds[0].candidates[0].parts[-1] == "a calm fox"
        assert not [m for m in at.chat.messages.by(at.bot) if "“gore" in m.words]


async def test_session_on_platform__dingtalk_a_refused_idea_is_told_privately_where_a_private_chat_is_known(
    tmp_path: Path, studio: Studio
) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        li, wang, group = at.env.li, at.env.wang, at.env.group
        wang.say(at.env.dd.one_to_one(at.env.robot, wang), "/帮助")
        await at.env.says(at.env.dd.one_to_one(at.env.robot, wang), "/画")
        at.say(li, f"{START_ZH} --每轮 1")
        await at.env.says(group, "点子截止")
        at.say(li, "/点子 血腥 狐狸")
        at.say(wang, "/点子 裸体 狐狸")
        await at.ideas(2)
        at.say(li, "/创作 开画")
        told = await at.env.says(group, "血腥 狐狸”没有画成")
        assert "小李" in told.text or "小李" in told.content.at, "in a group it says whose idea it is"
        await at.env.says(at.env.dd.one_to_one(at.env.robot, wang), "裸体 狐狸”没有画成")
        assert not [text for text in at.texts if "裸体 狐狸”没有画成" in text]
        await at.until(lambda s: s.phase == "gathering" and not s.current_round.ideas, "asked once more")


async def test_session_on_platform__telegram_a_budget_that_ends_in_the_middle_of_a_round(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, _ = at.people
        at.say(ann, f"{START} --budget 0.40 --per-round 4")
        await at.card("of ¥0.4")
        at.say(bob, "/idea a bear")
        await at.ideas(1)
        await at.card("1 idea is in: Bob")
        at.say(ann, "/session paint")
        await at.phase("voting")
        card = await at.card("vote until")
        assert card.rows == [["1", "2"], ["⚑ Report"]], "it counts no votes, and the host's buttons are nobody else's"
        at.press(bob, card, "2")
        await at.card("1 of 1 have voted")
        at.say(ann, "/session close")
        session = await at.phase("ended")
        assert session.reason == "session-ended-budget"
        await at.words("budget is used up")
        await at.words("the album")


async def test_session_on_platform__dingtalk_a_budget_that_ends_in_the_middle_of_a_round(
    tmp_path: Path, studio: Studio
) -> None:
    async with dingtalk_group(tmp_path, studio) as at:
        at.say(at.env.li, f"{START_ZH} --预算 0.40 --每轮 4")
        asked = await at.env.says(at.env.group, "点子截止")
        assert "@我" in asked.text, "without a mention no idea would reach it"
        at.say(at.env.wang, "/点子 熊")
        await at.ideas(1)
        at.say(at.env.li, "/创作 开画")
        await at.phase("voting")
        shown = await at.env.says(at.env.group, "投 2")
        assert [b.label for b in shown.buttons][:2] == ["1", "2"], "it counts no votes"
        at.say(at.env.wang, "投2")
        await at.until(lambda s: len(s.current_round.votes) == 1)
        at.say(at.env.li, "/创作 截止")
        await at.env.says(at.env.group, "预算用完了")
        await at.env.says(at.env.group, "的画册")


async def test_session_on_platform__telegram_a_host_who_leaves_the_group_hands_over(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, cat = at.people
        at.say(ann, START)
        await at.card()
        for person, words in ((ann, "a whale"), (bob, "a fox"), (cat, "a bear")):
            at.say(person, f"/idea {words}")
        await at.ideas(3)
        at.tg.remove_member(at.chat, ann, ann)
        session = await at.until(lambda s: s.name_of(s.host) == "Bob", "Bob is the host")
        assert [idea.text for idea in session.current_round.ideas] == ["a fox", "a bear"]
        await at.card("Bob (host)")
        at.tg.remove_member(at.chat, cat, bob)  # thrown out
        await at.ideas(1)
        at.say(bob, "/session pause")
        await at.phase("paused")
        at.tg.remove_member(at.chat, bob, bob)
        session = await at.phase("resting")
        assert session.reason == "session-rests-host-left"
        at.tg.add_member(at.chat, ann, ann)
        at.say(ann, "/session resume")
        session = await at.phase("gathering")
        assert session.name_of(session.host) == "Ann"
        await at.card("Ann (host)")


async def test_session_on_platform__telegram_a_chinese_card_names_commands_that_reach_a_bot_in_a_group(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio, language="zh-hans") as at:
        ann, bob, _ = at.people
        at.say(ann, "/session 开始 海——轮数1 --点子 2小时 --投票 2小时 --每轮 1 --提前 否")
        card = await at.card("点子截止")
        assert "在这里写 /idea 也行" in card.words
        assert "/session 开画" in card.words
        assert ["💡 出点子"] in card.rows
        at.say(bob, "/idea 狐狸")
        at.say(ann, "/idea 熊")
        await at.ideas(2)
        at.say(ann, "/session 开画")
        card = await at.card("点一个数字")
        at.press(bob, card, "1")
        await at.until(lambda s: len(s.current_round.votes) == 1)
        at.say(ann, "/session 截止")
        await at.words("再看画册：/session 画册")
        at.say(bob, "/help")
        assert "/imagine 日出时的玫瑰花海" in (await at.words("玫瑰花海")).words


async def test_session_on_platform__dingtalk_a_card_says_that_ideas_need_a_mention_and_votes_a_press(
    tmp_path: Path, studio: Studio
) -> None:
    async with dingtalk_group(tmp_path, studio, dingtalk={"card_template_id": TEMPLATE.template_id}) as at:
        at.env.dd.add_template(TEMPLATE)
        li, group = at.env.li, at.env.group
        at.say(li, f"{START_ZH} --每轮 2")
        asked = await at.env.says(group, "点子截止")
        assert "@我" in asked.text
        at.say(li, "/点子 狐狸")
        await at.ideas(1)
        at.say(li, "/创作 开画")
        voting = await at.env.says(group, "点一个数字")
        assert "@我" not in voting.text
