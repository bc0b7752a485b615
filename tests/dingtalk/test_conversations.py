"""Whole conversations: a running Shenbi, its users, and everything between."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.dingtalk import tables
from bot.store import StoreUnavailable, Tx
from bot.store.rows import PictureRow
from tests.conftest import photo
from tests.dingtalk.conftest import WAIT_S, Environment
from tests.emulators.dingtalk import QuoteShape


async def test_conversation__picture_sent_one_to_one_is_asked_about_and_restyled_by_a_press(env: Environment) -> None:
    env.li.send_picture(env.chat, photo())
    asked = await env.says(env.chat, "什么风格")
    pressed = env.li.press(asked, "水彩")
    assert pressed is not None
    assert pressed.text == "/restyle watercolor"
    shown = await env.picture(env.chat)
    assert "水彩" in shown.text
    assert '"repaint"' in (await env.jobs())[0].request


async def test_conversation__text_and_picture_in_one_message_in_a_group(env: Environment) -> None:
    said = env.li.rich_text(env.group, ["照这张图画\n", photo(), "换成水彩"], at=True, mention_part=True)
    await said.acked(WAIT_S)
    shown = await env.picture(env.group)
    assert "@小李" in shown.text
    assert '"repaint"' in (await env.jobs())[0].request


async def test_conversation__what_does_not_mention_the_robot_is_not_heard(env: Environment) -> None:
    assert env.li.say(env.group, "/imagine 一只猫").push is None


@pytest.mark.parametrize("shape", [QuoteShape.FULL, QuoteShape.CONTENT_STRING])
async def test_conversation__somebodys_picture_is_quoted_in_a_group(env: Environment, shape: QuoteShape) -> None:
    theirs = env.wang.rich_text(env.group, [photo()])
    assert theirs.push is None, "the robot never saw the original"
    env.li.quote(env.group, theirs, "/restyle 油画", at=True, shape=shape)
    shown = await env.picture(env.group)
    assert "油画" in shown.text


@pytest.mark.parametrize("shape", [QuoteShape.FULL, QuoteShape.ONLY_ID, QuoteShape.NO_BODY, QuoteShape.WITH_CODE])
async def test_conversation__bots_own_picture_is_quoted(env: Environment, shape: QuoteShape) -> None:
    env.li.say(env.group, "/画 一只狐狸", at=True)
    first = await env.picture(env.group)
    await env.settled()
    env.wang.quote(env.group, first, "/similar 一只熊", at=True, shape=shape)
    second = await env.picture(env.group, 2)
    assert "一只熊" in second.text
    requests = [job.request for job in await env.jobs()]
    assert any('"refonly"' in request for request in requests)
    assert not env.dd.recorder.of("robot.download"), "it is found in our own record"


async def test_conversation__quote_that_tells_nothing_is_answered(env: Environment) -> None:
    theirs = env.wang.rich_text(env.group, [photo()])
    env.li.quote(env.group, theirs, "/restyle 油画", at=True, shape=QuoteShape.ONLY_ID)
    await env.group.wait_for(lambda message: message.text, WAIT_S)


@pytest.mark.parametrize("adds_at", [True, False])
async def test_conversation__buttons_in_a_group_whether_or_not_a_press_mentions_us(
    env: Environment, adds_at: bool
) -> None:
    env.dd.settings.dtmd_adds_at = adds_at
    env.li.say(env.group, "/画 一只猫", at=True)
    first = await env.picture(env.group)
    again = next(button.label for button in first.buttons if "再来" in button.label)
    pressed = env.li.press(first, again)
    assert pressed is not None
    if not adds_at:
        # Nothing came to us: the words to type stand in the message.
        assert pressed.push is None
        assert pressed.text.strip() in first.text
        env.li.say(env.group, pressed.text, at=True)
    await env.picture(env.group, 2)


async def test_conversation__every_button_of_a_result_works(env: Environment) -> None:
    env.li.say(env.chat, "/imagine 一只猫 --n 2")
    sheet = await env.picture(env.chat)

    def label(word: str) -> str:
        return next(button.label for button in sheet.buttons if word in button.label)

    env.li.press(sheet, label("原图"))
    await env.picture(env.chat, 3)
    originals = env.pictures(env.chat)[1:]
    assert [message.kind for message in originals] == ["image", "image"]
    assert originals[0].pictures[0].startswith(b"\x89PNG")
    env.li.press(sheet, label("换风格"))
    menu = await env.says(env.chat, "什么风格")
    env.li.press(menu, "素描")
    await env.picture(env.chat, 4)
    env.li.press(sheet, label("类似"))
    await env.picture(env.chat, 5)
    env.li.press(sheet, label("删除"))
    question = await env.says(env.chat, "要删除")  # Another person's link could have sent the first press.
    env.li.press(question, question.buttons[0].label)
    await env.says(env.chat, "已删除")
    await env.dd.core.changed.wait_until(lambda: sheet.recalled_at is not None, WAIT_S, "a recall")


async def test_conversation__original_can_be_quoted(env: Environment) -> None:
    env.li.say(env.chat, "/imagine 一只猫 --n 2")
    sheet = await env.picture(env.chat)
    env.li.press(sheet, next(button.label for button in sheet.buttons if "原图" in button.label))
    second = await env.picture(env.chat, 3)
    await env.settled()
    env.li.quote(env.chat, second, "/restyle 水彩", shape=QuoteShape.ONLY_ID)
    await env.picture(env.chat, 4)
    reference = (await env.jobs())[0].request
    pictures = await env.app.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=1))
    assert pictures[1].key in reference


async def test_conversation__somebody_from_outside_gets_a_picture(env: Environment) -> None:
    stranger = env.dd.add_person("外人", external=True)
    chat = env.dd.one_to_one(env.robot, stranger)
    stranger.say(chat, "/画 一只猫")
    shown = await env.picture(chat)
    assert shown.via == "webhook"
    stranger.press(shown, shown.buttons[0].label)
    await env.picture(chat, 2)


async def test_conversation__photo_sent_as_a_file_and_words_spoken(env: Environment) -> None:
    env.li.send_file(env.chat, photo(), "IMG_1.JPG")
    await env.says(env.chat, "什么风格")
    env.li.send_voice(env.chat, b"ogg", "画一只会飞的猫")
    accepted = await env.says(env.chat, "会飞的猫")
    assert accepted.buttons


async def test_conversation__what_cannot_be_received_is_answered(env: Environment) -> None:
    env.li.send_unknown(env.chat)
    await env.says(env.chat, "读不了")


async def test_conversation__repeated_message_is_one_job(env: Environment) -> None:
    env.dd.delivery.duplicates = 1
    env.li.say(env.chat, "/画 一只猫")
    await env.picture(env.chat)
    assert len(await env.jobs()) == 1


async def test_conversation__expired_code_is_told(env: Environment) -> None:
    env.dd.settings.download_code_life_s = 0
    env.li.send_picture(env.chat, photo())
    await env.says(env.chat, "取不到")


async def test_conversation__calls_of_a_restyle(env: Environment) -> None:
    env.li.rich_text(env.chat, [photo(), "/restyle 水彩"])
    await env.picture(env.chat)
    assert env.dd.usage.api_calls == 4, env.dd.recorder.counts()


async def test_conversation__what_was_sent_is_noted_when_the_database_is_back_and_not_sent_again(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, away = tables.save_sent_part, [StoreUnavailable("away")] * 2

    def noting(tx: Tx, *rest: Any) -> None:
        if away:
            raise away.pop()
        note(tx, *rest)

    monkeypatch.setattr(tables, "save_sent_part", noting)
    env.li.say(env.group, "/画 一只狐狸", at=True)
    await env.picture(env.group)
    await env.settled()
    assert not away
    shown = [message.text for message in env.group.messages if "一只狐狸" in message.text]
    assert len(shown) == len(set(shown))
