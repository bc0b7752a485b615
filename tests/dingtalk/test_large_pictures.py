"""Sets, transparent pictures, and those over DingTalk's limits, in messages and on cards."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from studio.server import Studio
from tests.dingtalk.conftest import Environment, environment
from tests.dingtalk.test_cards import TEMPLATE
from tests.pictures import huge_png, is_chequered, megabytes


@pytest.fixture
async def cards(studio: Studio, tmp_path: Path) -> AsyncIterator[Environment]:
    async with environment(studio, tmp_path, dingtalk={"card_template_id": "shenbi.schema"}) as made:
        made.dd.add_template(TEMPLATE)
        yield made
        assert not made.dd.violations


async def agree(env: Environment) -> None:
    """Press the button of the question that is asked before what is dear or much."""
    asked = await env.chat.wait_for(lambda message: any(b.label == "画吧" for b in message.buttons), 80.0)
    if asked.card:
        await env.li.press_card(asked, "画吧")
    else:
        env.li.press(asked, "画吧")


async def test_large_picture__comes_as_a_jpeg_of_the_same_size_and_that_is_said(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.server.references.canned_png", lambda *_, **__: huge_png())
    env.li.say(env.chat, "/画 一只猫 --模型 wan2.7-image-pro --4k")
    await agree(env)
    shown = await env.picture(env.chat)
    assert f"原图有 {megabytes(huge_png())}，这里最多能发 21 MB" in shown.text
    env.li.press(shown, next(button.label for button in shown.buttons if "原图" in button.label))
    original = await env.picture(env.chat, 2)
    assert original.kind == "image"
    with Image.open(io.BytesIO(original.pictures[0])) as image:
        assert (image.format, image.size) == ("JPEG", (4096, 4096))


async def test_transparent_picture__is_shown_chequered_and_sent_as_a_file(env: Environment) -> None:
    env.li.say(env.chat, "/画 一只猫 --模型 qwen-image-2.1-turbo --透明")
    shown = await env.picture(env.chat)
    assert is_chequered(shown.pictures[0])
    assert "棋盘格" in shown.text
    env.li.press(shown, next(button.label for button in shown.buttons if "原图" in button.label))
    file = await env.chat.wait_for(lambda message: message.kind == "file", 80.0)
    upload = env.dd.media.uploads[max(env.dd.media.uploads, key=list(env.dd.media.uploads).index)]
    assert file.from_bot
    with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
        (name,) = archive.namelist()
        with Image.open(io.BytesIO(archive.read(name))) as original:
            assert original.format == "PNG"
            assert original.has_transparency_data


async def test_set__of_twelve_in_messages_says_what_to_type_for_one(env: Environment, studio: Studio) -> None:
    studio.change_settings(set_pictures=12)
    env.li.say(env.chat, "/画 小狗 --模型 wan2.7-image --组图 12")
    await agree(env)
    shown = await env.picture(env.chat)
    assert "/原图 1.2" in shown.text
    env.li.say(env.chat, "/原图 1.12")
    assert (await env.picture(env.chat, 2)).kind == "image"


async def test_set__of_twelve_on_a_card_opens_the_numbers(cards: Environment, studio: Studio) -> None:
    studio.change_settings(set_pictures=12)
    cards.li.say(cards.chat, "/画 小狗 --模型 wan2.7-image --组图 12")
    await agree(cards)
    shown = await cards.picture(cards.chat)
    await cards.li.press_card(shown, "📎 其中一张…")
    await cards.chat.wait_for(lambda message: any(b.label == "📎 12" for b in message.buttons), 80.0)
    await cards.li.press_card(shown, "📎 12")
    assert (await cards.picture(cards.chat, 2)).kind == "image"
