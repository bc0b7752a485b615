"""Sessions end to end on a scripted platform: starting, ideas, refusals, money, votes, leaving, erasure."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from pathlib import Path

from bot.adapter_api import RateLimits
from bot.sessions.erasure import erase_from_sessions
from bot.store.rows import JobRow, SessionRow
from studio.server import Studio
from tests.conftest import photo
from tests.scripted import EDITABLE, ScriptedPlatform
from tests.sessions.group import CHAT, group

START = "/session start autumn in the city --ideas 2h --vote 2h --early no"


async def test_session__started_twice_at_the_same_moment_is_one_session(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await asyncio.gather(*(at.say(user, f"/session start {user}'s theme") for user in ("ann", "bob", "cat")))
        await at.until(lambda s: True)
        await at.chat.until(lambda: sum("A session is running" in m.view.text for m in at.chat.visible(CHAT)) == 2)
        count = await at.app.store.read(lambda tx: tx.values("sessions.due", now=1e18, limit=10))
        assert len(count) == 1


async def test_session__chinese_words_a_picture_a_change_and_a_reply_to_the_card(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say(
            "ann", "／创作 开始 城里的秋天 --轮数 2轮 --每轮=3 --投票 5分钟 --点子：90秒 --预算 20元 --保留 风格 --严格 "
            "--提前 否 #水彩",
            language="zh",
        )  # fmt: skip
        session = await at.phase("gathering")
        rules = session.rules
        assert (rules.rounds, rules.per_round, rules.vote_s, rules.ideas_s) == (2, 3, 300, 90)
        assert (rules.budget_li, rules.keep, rules.strict, rules.style) == (20_000, "style", True, "watercolor")
        assert session.language == "zh"
        card = await at.card()
        await at.say("ann", "/点子 灯笼", language="zh")
        await at.say("bob", "a fox", reply_to=card.id)
        await at.say("cat", "/idea", image=photo())
        await at.until(lambda s: len(s.current_round.ideas) == 3)
        await at.say("ann", "/点子 红灯笼", language="zh")
        await at.say("bob", "/idea take back")
        session = await at.until(lambda s: [i.text for i in s.current_round.ideas] == ["红灯笼", ""])
        assert session.current_round.ideas[1].image
        await at.chat.until(lambda: "红灯笼" in card.view.text)
        assert "一张图" in card.view.text
        await at.chat.press(card, "开画", user="bob")
        await at.text("Only the host (Ann)")
        await at.chat.press(card, "开画", user="ann")
        session = await at.phase("voting")
        await at.say("ann", "投1", language="zh")
        await at.text("自己的点子")
        await at.say("ann", "投 3 号", language="zh")  # all of us: not hers alone
        session = await at.until(lambda s: len(s.current_round.votes) == 1)
        assert [session.name_of(person) for person in session.current_round.candidates[2].authors] == ["Ann", "Cat"]
        jobs = await at.app.store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000))
        assert not jobs
        assert not [m for m in at.chat.visible(CHAT) if m.view.text.startswith("#")], (
            "its jobs have no posts of their own"
        )


async def test_session__refused_idea_is_told_to_its_author_and_the_round_goes_on(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.chat.say("/imagine a boat", user="bob")  # bob has a private chat with the bot, cat has not
        await at.chat.picture("bob")
        await at.say("ann", f"{START} --per-round 1")
        await at.say("ann", "/idea a fox")
        await at.say("bob", "/idea gore and a fox")
        said = await at.say("cat", "/idea nude fox")
        await at.say("dan", "/idea a bear")
        await at.until(lambda s: len(s.current_round.ideas) == 4)
        await at.say("ann", "/session paint")
        session = await at.phase("voting")
        assert [c.parts[-1] for c in session.current_round.candidates] == ["a fox", "a bear"]
        private = await at.text("gore and a fox", "bob")
        assert "could not be painted" in private.view.text
        public = await at.shown(lambda m: "nude fox" in m.view.text and "could not be painted" in m.view.text)
        assert public.view.reply_to == said
        assert public.view.mention is not None
        assert public.view.mention.user_id == "cat"
        assert not [m for m in at.chat.visible(CHAT) if "gore" in m.view.text and "could not" in m.view.text]


async def test_session__with_every_idea_refused_ideas_are_asked_for_once_more(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --per-round 1")
        for _ in range(2):
            await at.say("ann", "/idea gore")
            await at.until(lambda s: len(s.current_round.ideas) == 1)
            await at.say("ann", "/session paint")
            await at.until(lambda s: not s.current_round.ideas and s.phase in ("gathering", "resting"))
        session = await at.phase("resting")
        assert session.reason == "session-rests-nothing-painted"
        await at.say("bob", "/idea a fox")
        await at.phase("gathering")


async def test_session__budget_that_ends_in_the_middle_of_a_round(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --budget 0.40 --per-round 4")
        await at.say("ann", "/idea a fox")
        await at.say("bob", "/idea a bear")
        await at.until(lambda s: len(s.current_round.ideas) == 2)
        await at.say("ann", "/session paint")
        session = await at.phase("voting")
        assert len(session.current_round.candidates) == 2, "two pictures at 0.16 are what 0.40 pays for"
        await at.vote("bob", 2)
        await at.until(lambda s: len(s.current_round.votes) == 1)
        await at.say("ann", "/session close")
        session = await at.phase("ended")
        assert session.reason == "session-ended-budget"
        assert session.cost_li == 320
        album = await at.shown(lambda m: "the album" in m.view.text and m.view.picture is not None)
        assert album.view.picture is not None
        assert (await at.app.pictures.get(album.view.picture.key))[:2] == b"\xff\xd8"
        await at.text("Ann ¥0.16")
        await at.say("cat", "/session album", language="zh")
        await at.text("画册")
        page = await at.shown(lambda m: bool(m.view.files) and "网页" in m.view.text)
        html = (await at.app.pictures.get(page.view.files[0].key)).decode()
        assert "data:image/jpeg;base64," in html
        assert "胜出" in html


async def test_session__host_who_leaves_hands_over_and_the_last_one_lets_it_rest(
    tmp_path: Path, studio: Studio
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", START)
        await at.say("bob", "/idea a fox")
        await at.until(lambda s: len(s.people) == 2)
        await at.say("ann", "/session leave")
        session = await at.until(lambda s: s.name_of(s.host) == "Bob")
        await at.say("ann", "/session pause")
        await at.text("Only the host (Bob)")
        await at.say("bob", "/session pause")
        await at.phase("paused")
        await at.say("bob", "/session leave")
        session = await at.phase("resting")
        assert session.reason == "session-rests-host-left"
        await at.say("cat", "/session resume")
        session = await at.phase("gathering")
        assert session.name_of(session.host) == "Cat"
        await at.say("dan", "/session end", admin=True)
        await at.phase("ended")


async def test_session__settings_kick_skip_status_and_what_cannot_be_meant(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", "/session status")
        await at.text("There is no session here")
        await at.say("ann", "/session start x --rounds 30 --vote 5 --budget nothing --keep both --per-round 40")
        for part in ("number of rounds", "time to vote", "budget in yuan", "cannot be kept"):
            await at.text(part)
        await at.say("ann", "/session start a sea --style no-such-style")
        await at.text("no-such-style")
        await at.say("ann", "/session dance")
        await at.text("Paint together: everyone gives an idea")
        await at.say("ann", START)
        await at.say("bob", "/idea a fox")
        await at.until(lambda s: len(s.current_round.ideas) == 1)
        first = await at.card()
        await at.say("ann", "/session settings --rounds 2 --strict")
        await at.text("strict: no vote")
        await at.say("ann", "/session kick bo")
        await at.text("Bob is out")
        await at.say("bob", "/idea again")
        await at.text("You were removed")
        await at.say("ann", "/session status")
        moved = await at.shown(lambda m: bool(m.view.title) and m.id != first.id)
        await at.chat.until(lambda: "goes on below" in first.view.text)
        assert "Round 1 of 2" in moved.view.text
        await at.say("ann", "/session skip")
        await at.phase("gathering", 2)
        await at.say("ann", "/session skip")
        session = await at.phase("ended", 2)
        assert session.reason == "session-ended-rounds"
        await at.say("ann", "/session album")
        await at.text("no album yet")


async def test_session__two_hundred_people_vote_at_once(tmp_path: Path, studio: Studio) -> None:
    """Every vote counts once, the tally is right, and the platform's edit rate is kept."""
    rates = RateLimits(chat_interval_s=1.0, chat_per_minute=20, platform_per_s=30)
    chat = ScriptedPlatform(capabilities=dataclasses.replace(EDITABLE, rates=rates))
    async with group(tmp_path, studio, chat) as at:
        await at.say("ann", f"{START} --per-round 4 --rounds 1")
        await at.say("ann", "/idea a fox")
        await at.until(lambda s: len(s.current_round.ideas) == 1)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        calls = len(chat.calls)
        first = {f"person-{n}": 1 + n % 4 for n in range(200)}
        await asyncio.gather(*(at.vote(user, number) for user, number in first.items()))
        changed = {user: 4 for user, number in first.items() if number == 1}
        await asyncio.gather(*(at.vote(user, number) for user, number in changed.items()))
        wanted = Counter((first | changed).values())
        session = await at.until(lambda s: s.current_round.tally() == {1: 0, **wanted}, "the tally that was voted")
        assert len(session.current_round.votes) == 200
        # Four seconds of voting at most: one call a second.
        assert len(chat.calls) - calls <= 20
        await at.say("ann", "/session close")
        session = await at.phase("ended")
        assert session.current_round.winner == 4


async def test_session__who_is_forgotten_is_in_no_session_and_no_album(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", f"{START} --rounds 1 --per-round 2")
        await at.say("ann", "/idea a fox")
        await at.say("bob", "/idea the blue umbrella of Bob")
        await at.until(lambda s: len(s.current_round.ideas) == 2)
        await at.say("ann", "/session paint")
        await at.phase("voting")
        await at.vote("bob", 2)
        await at.until(lambda s: len(s.current_round.votes) == 1)
        await at.say("ann", "/session close")
        await at.phase("ended")
        page = await at.shown(lambda m: bool(m.view.files))
        picture = await at.shown(lambda m: "the album" in m.view.text and m.view.picture is not None)
        session = await at.session()
        bob = next(p.id for p in session.people if p.name == "Bob")
        await at.app.store.write(erase_from_sessions, bob)
        await at.chat.until(lambda: page.gone and picture.gone)
        kept = await at.app.store.read(lambda tx: tx.get(SessionRow, "sessions.get", id=session.id).document)
        assert "umbrella" not in kept
        assert "Bob" not in kept
        after = await at.session()
        assert after.current_round.tally() == session.current_round.tally()
        await at.say("ann", "/session album")
        anew = await at.shown(lambda m: bool(m.view.files))
        html = (await at.app.pictures.get(anew.view.files[0].key)).decode()
        assert "umbrella" not in html
        assert "somebody" in html
