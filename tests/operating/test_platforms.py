"""The panel of `/admin` on Telegram, where it is edited in place, and on DingTalk, where a press is a text; in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs import pauses
from bot.store import Tx
from studio.server import Studio
from tests.dingtalk.conftest import Environment, environment
from tests.telegram.conftest import RunningBot, emulated, running_bot
from tests.waiting import all_posted


@pytest.fixture
async def telegram(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningBot]:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as ready:
        yield ready


@pytest.fixture
async def dingtalk(studio: Studio, tmp_path: Path) -> AsyncIterator[Environment]:
    async with environment(studio, tmp_path) as made:
        yield made
        assert not made.dd.violations


def appoint(tx: Tx) -> int:
    """Everybody who has spoken so far becomes an admin."""
    return int(tx._run("UPDATE person SET rank = 'admin'", {}).rowcount)


async def test_telegram__panel_is_edited_and_an_act_is_asked_about(telegram: RunningBot) -> None:
    telegram.ann.say(telegram.chat, "/imagine a fox")
    await telegram.picture()
    assert await telegram.app.store.write(appoint) == 1
    telegram.ann.say(telegram.chat, "/admin")
    panel = await telegram.words("0 waiting · 0 being painted")
    assert [button.text for button in panel.buttons] == ["Queue", "Held", "⏸ Pause…", "Reports", "Audit"]
    telegram.ann.press(panel, "Held")
    assert (await telegram.words("Nothing is held")) is panel
    telegram.ann.say(telegram.chat, "/admin job 1")
    story = await telegram.words("reserved ¥0.16")
    telegram.ann.press(story, "Refund")
    asked = await telegram.words("Refund #1?")
    telegram.ann.press(asked, "Yes, do it")
    await telegram.words("✓ Refund #1")
    telegram.ann.press(panel, "⌂ Overview")
    assert (await telegram.words("0 waiting · 0 being painted")) is panel
    telegram.ann.press(panel, "Audit")
    assert (await telegram.words(": Refund #1")) is panel


async def test_telegram__group_member_cannot_answer_an_admins_question(telegram: RunningBot) -> None:
    telegram.ann.say(telegram.chat, "/imagine a fox")
    await telegram.picture()
    await telegram.app.store.write(appoint)
    chat = telegram.tg.supergroup("Painters", [telegram.ann, telegram.bob, telegram.bot])
    telegram.ann.say(chat, "/admin@shenbi_bot pause all")
    await telegram.words("read along", chat)
    telegram.ann.say(telegram.chat, "/admin pause all")
    asked = await telegram.words("Pause all painting?")
    telegram.ann.press(asked, "No")
    await telegram.words("nothing was done")
    assert await telegram.app.store.read(pauses.paused) == frozenset()


async def test_telegram__announcement_is_in_each_readers_language_within_the_rates_and_skips_who_blocked_us(
    telegram: RunningBot,
) -> None:
    """The emulator counts a message that comes too soon as a violation, which the fixture asserts there are none of."""
    crowd = [telegram.tg.add_person(f"P{number}", language_code="en") for number in range(6)]
    quiet, gone = (
        telegram.tg.add_person("Quiet", language_code="en"),
        telegram.tg.add_person("Gone", language_code="en"),
    )
    people = {
        each: telegram.tg.private_chat(telegram.bot, each) for each in (telegram.ann, telegram.bob, *crowd, quiet, gone)
    }
    for each, chat in people.items():
        each.say(chat, "/imagine a fox")
    for chat in people.values():
        await telegram.picture(chat)
    quiet.say(people[quiet], "/settings announcements off")
    await telegram.words("Announcements of the admins: no", people[quiet])
    gone.block(telegram.bot)
    await telegram.app.store.write(appoint)
    telegram.ann.say(people[telegram.ann], "/admin announce 今晚八点维护")
    asked = await telegram.words("Announce to all", people[telegram.ann])
    assert "(1 more want no announcements)" in asked.words
    telegram.ann.press(asked, "Yes, do it")
    for each, chat in people.items():
        if each not in (quiet, gone):
            shown = await telegram.words("📢 今晚八点维护", chat)
            assert ("不想再收到" in shown.words) == (each is telegram.bob)
    await all_posted(telegram.app.store)
    for each in (quiet, gone):
        assert not [message for message in people[each].messages.by(telegram.bot) if "📢" in message.words]


async def test_dingtalk__presses_are_words_and_an_act_needs_its_code(dingtalk: Environment) -> None:
    dingtalk.li.say(dingtalk.chat, "/帮助")
    await dingtalk.says(dingtalk.chat, "/画")
    assert await dingtalk.app.store.write(appoint) == 1
    dingtalk.li.say(dingtalk.chat, "/管理")
    panel = await dingtalk.says(dingtalk.chat, "0 张排队")
    pressed = dingtalk.li.press(panel, "队列")
    assert pressed is not None
    assert pressed.text.strip() == "/admin queue"
    await dingtalk.says(dingtalk.chat, "没有排队")
    dingtalk.li.say(dingtalk.chat, "/管理 暂停 全部")
    asked = await dingtalk.says(dingtalk.chat, "暂停全部作画？")
    dingtalk.li.say(dingtalk.chat, "/admin yes 4")
    await dingtalk.says(dingtalk.chat, "这个问题")
    assert await dingtalk.app.store.read(pauses.paused) == frozenset()
    dingtalk.li.press(asked, "确定")
    await dingtalk.says(dingtalk.chat, "✓ 暂停全部作画")
    assert await dingtalk.app.store.read(pauses.paused) == {"all"}


async def test_dingtalk__announcement_reaches_the_chat_in_english(dingtalk: Environment) -> None:
    dingtalk.li.say(dingtalk.chat, "/lang en")
    await dingtalk.says(dingtalk.chat, "English")
    dingtalk.li.say(dingtalk.chat, "/imagine a sailing boat")
    await dingtalk.picture(dingtalk.chat)
    await dingtalk.app.store.write(appoint)
    dingtalk.li.say(dingtalk.chat, "/admin announce Down tonight")
    asked = await dingtalk.says(dingtalk.chat, "Announce to all")
    assert "1 conversation " in asked.text
    dingtalk.li.press(asked, "Yes, do it")
    await dingtalk.says(dingtalk.chat, "📢 Down tonight")
