"""During a session the bot is removed from the group and added again, or the group migrates to a supergroup."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sessions.model import Session
from studio.server import Studio
from tests.emulators.telegram import Call
from tests.sessions.platforms import dingtalk_group, telegram_group

START = "/session start autumn in the city --ideas 2h --vote 2h --early no"


def writes(calls: list[Call], chat_id: int) -> list[Call]:
    """The messages posted to a chat or edited in it."""
    posting = ("send", "edit", "delete", "setMessageReaction")
    return [c for c in calls if c.method.startswith(posting) and str(c.params.get("chat_id")) == str(chat_id)]


@pytest.mark.parametrize("basic", [False, True], ids=["supergroup", "basic group"])
async def test_session_of_removed_bot__removed_while_ideas_are_gathered(
    tmp_path: Path, studio: Studio, basic: bool
) -> None:
    async with telegram_group(tmp_path, studio, basic=basic) as at:
        ann, bob, _ = at.people
        at.say(ann, START)
        await at.card()
        at.say(bob, "/idea a fox")
        await at.ideas(1)
        await at.card("1 idea is in")
        at.tg.remove_member(at.chat, at.bot, ann)
        session = await at.phase("resting")
        assert session.reason == "session-rests-barred"
        assert (await at.place()).blocked_reason
        asked = len(at.tg.requests)
        await at.app.store.write(lambda tx: tx.run("posts.mark_dirty", subject=session.card, importance=2, now=tx.now))
        at.tg.add_member(at.chat, at.bot, bob)
        again = await at.card("could not write here")
        assert "on hold" in again.words
        assert "1 idea is in: Bob" in again.words
        assert not (await at.place()).blocked_reason
        first = next(iter(writes(at.tg.requests[asked:], at.chat.id)))
        assert first.method == "sendMessage", "nothing was edited before it was back"
        at.press(bob, again, "Resume")
        session = await at.phase("gathering")
        assert [idea.text for idea in session.current_round.ideas] == ["a fox"]
        await at.card("ideas until")
        assert not [c for c in at.tg.requests if c.status == 403]


async def test_session_of_removed_bot__removed_while_people_vote_and_noticed_by_a_refused_edit(
    tmp_path: Path, studio: Studio
) -> None:
    """The update that tells it may be late: then it is the refusal that says so."""
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, cat = at.people
        at.say(ann, f"{START} --per-round 2")
        await at.card()
        at.say(ann, "/idea a fox")
        await at.ideas(1)
        at.say(ann, "/session paint")
        await at.phase("voting")
        card = await at.card("vote until")
        at.press(bob, card, "2")
        await at.card("1 of")  # Shown, so that the next edit is the one of the next vote.
        at.chat.members[at.bot.id].status = "kicked"  # and nobody is told
        at.press(cat, card, "2")
        session = await at.phase("resting")
        assert session.current_round.tally() == {1: 0, 2: 2}
        assert [c for c in writes(at.tg.requests, at.chat.id) if c.status == 403]
        at.chat.members[at.bot.id].status = "left"
        at.tg.add_member(at.chat, at.bot, ann)
        again = await at.card("could not write here")
        assert again.id != card.id
        at.press(bob, again, "Resume")
        session = await at.phase("voting")
        assert session.current_round.tally() == {1: 0, 2: 2}
        await at.card("vote until")
        at.say(ann, "/session close")
        session = await at.phase("gathering", 2)
        assert session.rounds[0].winner == 2


def states(session: Session) -> list[str]:
    return [c.state for c in session.current_round.candidates]


async def test_session_of_removed_bot__what_waits_is_not_painted_for_a_group_that_is_closed_and_what_runs_is_kept(
    tmp_path: Path, studio: Studio
) -> None:
    studio.change_settings(min_task_s=3.0)
    async with telegram_group(tmp_path, studio) as at:
        ann, bob, cat = at.people
        own = at.tg.private_chat(at.bot, cat)
        at.say(ann, f"{START} --per-round 4")
        await at.card()
        for person, words in ((ann, "a fox"), (bob, "a bear"), (cat, "an owl")):
            at.say(person, f"/idea {words}")
        await at.ideas(3)
        at.say(cat, "/imagine my own boat")
        await at.words("#1")
        at.say(ann, "/session paint")
        await at.phase("painting")
        at.tg.remove_member(at.chat, at.bot, ann)
        session = await at.phase("resting")
        assert "wanted" in states(session), "what waited was taken out of the queue"
        open_jobs = [c.job for c in session.current_round.candidates if c.state == "ordered"]
        assert len(open_jobs) <= 2, "a pool runs one and keeps a spare"
        studio.change_settings(min_task_s=0.05)
        await at.until(lambda s: "ordered" not in states(s), "what was under way is painted and noted")
        painted = states(await at.until(lambda s: True)).count("done")
        await at.painted(1)  # What `/show` says of a job under way is said once.
        cat.say(own, "/show 1")  # her own picture, that could not come to the group
        await own.wait_for(lambda messages: messages.by(at.bot).pictures(), 60.0, "her picture")
        assert states(await at.until(lambda s: True)).count("done") == painted
        at.tg.add_member(at.chat, at.bot, ann)
        at.press(cat, await at.card("could not write here"), "Resume")
        session = await at.phase("voting")
        assert len(session.current_round.candidates) == 4
        jobs = [c.job for c in session.current_round.candidates]
        assert len(set(jobs)) == 4
        assert session.cost_li == 4 * 160, "nothing was paid twice"


async def test_session_of_removed_bot__group_that_becomes_a_supergroup_keeps_its_session(
    tmp_path: Path, studio: Studio
) -> None:
    async with telegram_group(tmp_path, studio, basic=True) as at:
        ann, bob, _ = at.people
        at.say(ann, START)
        await at.card()
        at.say(bob, "/idea a fox")
        await at.ideas(1)
        old = at.chat
        at.chat = at.tg.upgrade(old, ann)
        at.chat_id = str(at.chat.id)
        await at.card("1 idea is in")
        at.say(ann, "/idea a bear")
        session = await at.ideas(2)
        await at.card("2 ideas are in")
        at.say(ann, "/session paint")
        await at.phase("voting")
        at.press(bob, await at.card("vote until"), "2")
        await at.until(lambda s: len(s.current_round.votes) == 1)
        assert session.id == (await at.until(lambda s: True)).id


async def test_session_of_removed_bot__what_is_kept_under_both_addresses_of_a_group_comes_together(
    tmp_path: Path, studio: Studio
) -> None:
    """A person speaks in the supergroup before we are told where it comes from."""
    async with telegram_group(tmp_path, studio, basic=True) as at:
        ann, bob, _ = at.people
        at.say(ann, START)
        await at.card()
        first = await at.phase("gathering")
        other = at.tg.supergroup("Painters", [*at.people, at.bot])
        bob.say(other, "/styles@shenbi_bot")
        await at.words("The ten styles", other)
        old, new = {"id": at.chat.id, "type": "group", "title": "Painters"}, str(other.id)
        note = {
            "message_id": 900, "date": at.tg.world.date(), "chat": old,
            "from": {"id": ann.id, "is_bot": False, "first_name": "Ann"}, "migrate_to_chat_id": other.id,
        }  # fmt: skip
        at.bot.queue.push("message", note, "x")
        at.chat, at.chat_id = other, new
        await at.card("autumn")
        session = await at.phase("gathering")
        assert session.id == first.id
        bob.say(other, "/idea@shenbi_bot a fox")
        await at.ideas(1)


async def test_session_of_removed_bot__robot_that_is_taken_out_of_a_dingtalk_group_learns_it_by_a_refusal(
    tmp_path: Path, studio: Studio
) -> None:
    """DingTalk tells a robot nothing of this: what is refused says so, and what a person says to it there."""
    async with dingtalk_group(tmp_path, studio) as at:
        li, wang, group = at.env.li, at.env.wang, at.env.group
        at.say(li, "/创作 开始 城里的秋天 --点子 2小时 --投票 2小时 --每轮 2")
        await at.env.says(group, "点子截止")
        at.say(wang, "/点子 狐狸")
        await at.ideas(1)
        at.say(li, "/画 一只船")  # hers alone; it goes on
        at.say(li, "/创作 开画")
        await at.phase("painting")
        robot, stood = group.apps.pop(), len(group.answers)
        session = await at.phase("resting")
        assert session.reason == "session-rests-barred"
        assert (await at.place()).blocked_reason
        assert len(group.answers) == stood
        group.apps.append(robot)
        at.say(wang, "/创作 继续")
        session = await at.phase("voting")
        assert [idea.text for idea in session.current_round.ideas] == ["狐狸"]
        await at.env.says(group, "投票")
        assert not (await at.place()).blocked_reason
        at.env.li.say(at.env.chat, "/看 1")
        await at.env.picture(at.env.chat)
