"""Whole conversations: a running Shenbi, its users, and everything between."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.dingtalk import tables
from bot.store import StoreUnavailable, Tx
from bot.store.rows import PictureRow
from tests.conftest import photo
from tests.dingtalk.conftest import WAIT_S, Scene
from tests.emulators.dingtalk import QuoteShape


async def test_a_picture_sent_one_to_one_is_asked_about_and_restyled_by_a_press(scene: Scene) -> None:
    scene.li.send_picture(scene.chat, photo())
    asked = await scene.says(scene.chat, "什么风格")
    pressed = scene.li.press(asked, "水彩")
    assert pressed is not None
    assert pressed.text == "/restyle watercolor"
    shown = await scene.picture(scene.chat)
    assert "水彩" in shown.text
    assert '"repaint"' in (await scene.jobs())[0].request


async def test_text_and_picture_in_one_message_in_a_group(scene: Scene) -> None:
    said = scene.li.rich_text(scene.group, ["照这张图画\n", photo(), "换成水彩"], at=True, mention_part=True)
    await said.acked(WAIT_S)
    shown = await scene.picture(scene.group)
    assert "@小李" in shown.text
    assert '"repaint"' in (await scene.jobs())[0].request


async def test_what_does_not_mention_the_robot_is_not_heard(scene: Scene) -> None:
    assert scene.li.say(scene.group, "/imagine 一只猫").push is None


@pytest.mark.parametrize("shape", [QuoteShape.FULL, QuoteShape.CONTENT_STRING])
async def test_somebodys_picture_is_quoted_in_a_group(scene: Scene, shape: QuoteShape) -> None:
    theirs = scene.wang.rich_text(scene.group, [photo()])
    assert theirs.push is None, "the robot never saw the original"
    scene.li.quote(scene.group, theirs, "/restyle 油画", at=True, shape=shape)
    shown = await scene.picture(scene.group)
    assert "油画" in shown.text


@pytest.mark.parametrize("shape", [QuoteShape.FULL, QuoteShape.ONLY_ID, QuoteShape.NO_BODY, QuoteShape.WITH_CODE])
async def test_the_bots_own_picture_is_quoted(scene: Scene, shape: QuoteShape) -> None:
    scene.li.say(scene.group, "/画 一只狐狸", at=True)
    first = await scene.picture(scene.group)
    await scene.settled()
    scene.wang.quote(scene.group, first, "/similar 一只熊", at=True, shape=shape)
    second = await scene.picture(scene.group, 2)
    assert "一只熊" in second.text
    requests = [job.request for job in await scene.jobs()]
    assert any('"refonly"' in request for request in requests)
    assert not scene.dd.recorder.of("robot.download"), "it is found in our own record"


async def test_a_quote_that_tells_nothing_is_answered(scene: Scene) -> None:
    theirs = scene.wang.rich_text(scene.group, [photo()])
    scene.li.quote(scene.group, theirs, "/restyle 油画", at=True, shape=QuoteShape.ONLY_ID)
    await scene.group.wait_for(lambda message: message.text, WAIT_S)


@pytest.mark.parametrize("adds_at", [True, False])
async def test_buttons_in_a_group_whether_or_not_a_press_mentions_us(scene: Scene, adds_at: bool) -> None:
    scene.dd.settings.dtmd_adds_at = adds_at
    scene.li.say(scene.group, "/画 一只猫", at=True)
    first = await scene.picture(scene.group)
    again = next(button.label for button in first.buttons if "再来" in button.label)
    pressed = scene.li.press(first, again)
    assert pressed is not None
    if not adds_at:
        # Nothing came to us: the words to type stand in the message.
        assert pressed.push is None
        assert pressed.text.strip() in first.text
        scene.li.say(scene.group, pressed.text, at=True)
    await scene.picture(scene.group, 2)


async def test_every_button_of_a_result_works(scene: Scene) -> None:
    scene.li.say(scene.chat, "/imagine 一只猫 --n 2")
    sheet = await scene.picture(scene.chat)

    def label(word: str) -> str:
        return next(button.label for button in sheet.buttons if word in button.label)

    scene.li.press(sheet, label("原图"))
    await scene.picture(scene.chat, 3)
    originals = scene.pictures(scene.chat)[1:]
    assert [message.kind for message in originals] == ["image", "image"]
    assert originals[0].pictures[0].startswith(b"\x89PNG")
    scene.li.press(sheet, label("换风格"))
    menu = await scene.says(scene.chat, "什么风格")
    scene.li.press(menu, "素描")
    await scene.picture(scene.chat, 4)
    scene.li.press(sheet, label("类似"))
    await scene.picture(scene.chat, 5)
    scene.li.press(sheet, label("删除"))
    question = await scene.says(scene.chat, "要删除")  # Somebody else's link could have sent the first press.
    scene.li.press(question, question.buttons[0].label)
    await scene.says(scene.chat, "已删除")
    await scene.dd.core.changed.wait_until(lambda: sheet.recalled_at is not None, WAIT_S, "a recall")


async def test_an_original_can_be_quoted(scene: Scene) -> None:
    scene.li.say(scene.chat, "/imagine 一只猫 --n 2")
    sheet = await scene.picture(scene.chat)
    scene.li.press(sheet, next(button.label for button in sheet.buttons if "原图" in button.label))
    second = await scene.picture(scene.chat, 3)
    await scene.settled()
    scene.li.quote(scene.chat, second, "/restyle 水彩", shape=QuoteShape.ONLY_ID)
    await scene.picture(scene.chat, 4)
    reference = (await scene.jobs())[0].request
    pictures = await scene.app.store.read(lambda tx: tx.all(PictureRow, "pictures.of_job", job_id=1))
    assert pictures[1].key in reference


async def test_somebody_from_outside_gets_a_picture(scene: Scene) -> None:
    stranger = scene.dd.add_person("外人", external=True)
    chat = scene.dd.one_to_one(scene.robot, stranger)
    stranger.say(chat, "/画 一只猫")
    shown = await scene.picture(chat)
    assert shown.via == "webhook"
    stranger.press(shown, shown.buttons[0].label)
    await scene.picture(chat, 2)


async def test_a_photo_sent_as_a_file_and_words_spoken(scene: Scene) -> None:
    scene.li.send_file(scene.chat, photo(), "IMG_1.JPG")
    await scene.says(scene.chat, "什么风格")
    scene.li.send_voice(scene.chat, b"ogg", "画一只会飞的猫")
    accepted = await scene.says(scene.chat, "会飞的猫")
    assert accepted.buttons


async def test_what_cannot_be_received_is_answered(scene: Scene) -> None:
    scene.li.send_unknown(scene.chat)
    await scene.says(scene.chat, "读不了")


async def test_a_repeated_message_is_one_job(scene: Scene) -> None:
    scene.dd.delivery.duplicates = 1
    scene.li.say(scene.chat, "/画 一只猫")
    await scene.picture(scene.chat)
    assert len(await scene.jobs()) == 1


async def test_an_expired_code_is_told(scene: Scene) -> None:
    scene.dd.settings.download_code_life_s = 0
    scene.li.send_picture(scene.chat, photo())
    await scene.says(scene.chat, "取不到")


async def test_calls_of_a_restyle(scene: Scene) -> None:
    scene.li.rich_text(scene.chat, [photo(), "/restyle 水彩"])
    await scene.picture(scene.chat)
    assert scene.dd.usage.api_calls == 4, scene.dd.recorder.counts()


async def test_what_was_sent_is_noted_when_the_database_is_back_and_not_sent_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, away = tables.save_sent_part, [StoreUnavailable("away")] * 2

    def noting(tx: Tx, *rest: Any) -> None:
        if away:
            raise away.pop()
        note(tx, *rest)

    monkeypatch.setattr(tables, "save_sent_part", noting)
    scene.li.say(scene.group, "/画 一只狐狸", at=True)
    await scene.picture(scene.group)
    await scene.settled()
    assert not away
    shown = [message.text for message in scene.group.messages if "一只狐狸" in message.text]
    assert len(shown) == len(set(shown))
