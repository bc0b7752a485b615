"""Descriptions and better prompts on Telegram, DingTalk and in the room, in both languages; the studio is the real one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.web import WebAdapter
from bot.app import build
from config.settings import Settings
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import photo, running_app
from tests.databases import prepared
from tests.dingtalk.conftest import WAIT_S, Environment, environment
from tests.dingtalk.test_cards import TEMPLATE
from tests.scripted import ScriptedPlatform
from tests.sessions.group import CHAT, group
from tests.telegram.conftest import RunningBot, emulated, running_bot
from tests.web.visitor import Visitor, visiting

EN, ZH = "Under ¥0.01", "不到 ¥0.01"
POLL_S = 0.1


@pytest.fixture
async def telegram(tmp_path: Path, studio: Studio) -> AsyncIterator[RunningBot]:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as ready:
        yield ready


async def test_telegram__one_message_is_edited_and_its_buttons_paint(telegram: RunningBot) -> None:
    asked = telegram.ann.say(telegram.chat, "/improve a fox in the snow")
    shown = await telegram.words(EN)
    assert telegram.mine() == [shown]
    assert shown.reply_to is asked
    prompt = shown.words.partition("\n")[0]
    assert [button.text for button in shown.buttons][:3] == ["🖌 Paint", "🔁 Again", "My own words"]
    telegram.ann.press(shown, "🖌 Paint")
    assert prompt in (await telegram.picture()).words


async def test_telegram__in_a_group_a_reply_is_described_in_the_persons_language(telegram: RunningBot) -> None:
    chat = telegram.tg.supergroup("Painters", [telegram.ann, telegram.bob, telegram.bot])
    sent = telegram.ann.send_photo(chat, photo(900, 600))
    telegram.bob.reply(chat, sent, "/describe@shenbi_bot")
    shown = await telegram.words(ZH, chat)
    assert "900×600" in shown.words
    telegram.ann.press(shown, "🖌 画出来")
    await telegram.picture(chat)


@pytest.fixture
async def dingtalk(studio: Studio, tmp_path: Path) -> AsyncIterator[Environment]:
    async with environment(studio, tmp_path) as made:
        yield made
        assert not made.dd.violations


async def test_dingtalk__one_message_whose_buttons_send_words(dingtalk: Environment) -> None:
    dingtalk.li.say(dingtalk.chat, "/润色 一只狐狸")
    shown = await dingtalk.says(dingtalk.chat, ZH)
    assert len(dingtalk.chat.answers) == 1
    assert [button.label for button in shown.buttons] == ["🖌 就画这个", "🔁 重写一次", "画我的原文"]
    pressed = dingtalk.li.press(shown, "画我的原文")
    assert pressed is not None
    assert pressed.text == "/润色 原文 1"
    await dingtalk.picture(dingtalk.chat)
    [job] = await dingtalk.jobs()
    assert job.prompt == "一只狐狸"


async def test_dingtalk__in_a_group_in_english_and_a_quoted_picture(dingtalk: Environment) -> None:
    dingtalk.li.say(dingtalk.chat, "/lang en")
    await dingtalk.says(dingtalk.chat, "English")
    dingtalk.li.say(dingtalk.group, "/imagine a sailing boat", at=True)
    picture = await dingtalk.picture(dingtalk.group)
    dingtalk.li.quote(dingtalk.group, picture, "/describe", at=True)
    shown = await dingtalk.says(dingtalk.group, EN)
    pressed = dingtalk.li.press(shown, "🖌 Paint this", at=True)
    assert pressed is not None
    assert pressed.text.strip().endswith("/improve paint 1")
    await dingtalk.picture(dingtalk.group, 2)


async def test_dingtalk__card_is_updated_in_place(studio: Studio, tmp_path: Path) -> None:
    async with environment(studio, tmp_path, dingtalk={"card_template_id": "shenbi.schema"}) as env:
        env.dd.add_template(TEMPLATE)
        env.li.say(env.group, "/润色 一只狐狸", at=True)
        shown = await env.says(env.group, ZH)
        assert [message.kind for message in env.group.answers] == ["card"]
        assert await env.li.press_card(shown, "🖌 就画这个") == {}
        await env.picture(env.group)
        assert not env.dd.violations


@asynccontextmanager
async def room(folder: Path, studio: Studio) -> AsyncIterator[Visitor]:
    """A person in a running room of their own."""
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    settings = {"data_dir": folder, "upstream": upstream, "web": {"port": 0}, "keeping": {"low_disk_mb": 0}}
    async with build(prepared(Settings.model_validate(settings)), adapters=[WebAdapter]) as app:
        running = asyncio.create_task(app.run())
        try:
            web = app.adapters["web"]
            assert isinstance(web, WebAdapter)
            await web.listening.wait()
            async with visiting(web.address) as visitor:
                yield visitor
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def entry_with(visitor: Visitor, part: str, *, picture: bool = False) -> dict[str, Any]:
    """Wait for an entry of the bot with these words."""
    async with asyncio.timeout(WAIT_S):
        while True:
            for entry in await visitor.entries():
                if part in entry.get("text", "") and bool(entry.get("picture")) >= picture:
                    return entry
            await asyncio.sleep(POLL_S)


@pytest.mark.parametrize(
    ("language", "words", "said", "paint"),
    [("zh", "/润色 一只狐狸", ZH, "🖌 就画这个"), ("en", "/improve a fox", EN, "🖌 Paint")],
)
async def test_room__better_prompt_is_painted_by_a_press(
    tmp_path: Path, studio: Studio, language: str, words: str, said: str, paint: str
) -> None:
    async with room(tmp_path, studio) as visitor:
        await visitor.say(words, language=language)
        shown = await entry_with(visitor, said)
        [action] = [button["action"] for row in shown["buttons"] for button in row if button["label"] == paint]
        press = {"entry": shown["id"], "action": action, "nonce": "press-1", "language": language}
        answer = await visitor.post("api/rooms/~/presses", press)
        assert answer.status == 200, await answer.text()
        prompt = shown["text"].partition("\n")[0]
        await entry_with(visitor, prompt, picture=True)


async def test_room__upload_is_described(tmp_path: Path, studio: Studio) -> None:
    async with room(tmp_path, studio) as visitor:
        upload = await visitor.upload(photo(900, 600))
        await visitor.say("/描述", images=[upload])
        assert "900×600" in (await entry_with(visitor, ZH))["text"]


async def test_session__better_prompt_is_for_the_person_and_no_idea(tmp_path: Path, studio: Studio) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as it:
        await it.say("ann", "/session start the sea --rounds 1")
        await it.card()
        await it.say("ben", "/improve a boat")
        shown = await it.text(EN)
        await it.chat.push(
            {
                "action": "call:1:paint", "under": shown.id, "user": "ben", "chat": CHAT, "language": "en", "admin": False,
                "direct": False,
            }
        )  # fmt: skip
        await it.chat.picture(CHAT)
        session = await it.session()
        assert (session.phase, session.current_round.ideas) == ("gathering", ())


async def test_studio__describes_its_own_picture_by_what_it_shows(tmp_path: Path, no_intervals: None) -> None:
    """The studio that paints: its picture comes back as JPEG, smaller, and is recognised."""
    async with (
        Studio(StudioOptions(settings=StudioSettings(min_task_s=0.0), seed=1)) as studio,
        running_app(tmp_path, studio) as shenbi,
    ):
        await shenbi.chat.say("/imagine a red fox in the snow")
        picture = await shenbi.chat.picture()
        await shenbi.chat.say("/describe", reply_to=picture.id)
        shown = await shenbi.chat.text(EN)
        assert "fox" in shown.view.text


async def test_embedded_studio__charges_nothing_and_says_whose_words_they_are(tmp_path: Path, studio: Studio) -> None:
    """With no key: the app's own studio answers."""
    async with running_app(tmp_path, studio, upstream={"accounts": []}) as shenbi:
        await shenbi.chat.say("/improve a fox")
        shown = await shenbi.chat.text("by the rules of the embedded studio")
        assert "¥" not in shown.view.text
        await shenbi.chat.say("/cost")
        assert "today: ¥0.00, 0 pictures" in (await shenbi.chat.text("What your pictures cost")).view.text


async def test_telegram__one_of_an_album_is_described(telegram: RunningBot) -> None:
    photos = [photo(600, 400), photo(800, 400), photo(900, 400)]
    telegram.ann.send_album(telegram.chat, photos, "/describe")
    await telegram.words("took picture 1 of 3. For another one: /describe picture 2")
    assert "600 by 400" in (await telegram.words(EN)).words
    bobs = telegram.tg.private_chat(telegram.bot, telegram.bob)
    telegram.bob.send_album(bobs, photos, "/描述 第三张", at=2)
    assert "900×400" in (await telegram.words(ZH, bobs)).words


async def test_room__one_of_several_uploads_is_described(tmp_path: Path, studio: Studio) -> None:
    async with room(tmp_path, studio) as visitor:
        uploads = [await visitor.upload(photo(side, 400)) for side in (600, 800)]
        await visitor.say("/描述", images=uploads)
        assert "600×400" in (await entry_with(visitor, ZH))["text"]
        assert "/描述 图2" in (await entry_with(visitor, "一次只描述一张"))["text"]
        await visitor.say("/描述 图2", images=uploads)
        assert ZH in (await entry_with(visitor, "800×400"))["text"]


async def test_dingtalk__several_pictures_in_one_message(dingtalk: Environment) -> None:
    dingtalk.li.rich_text(dingtalk.chat, ["/描述 图2", photo(600, 400), photo(800, 400)])
    assert "800×400" in (await dingtalk.says(dingtalk.chat, ZH)).text


async def test_room__picture_that_is_replied_to_is_described(tmp_path: Path, studio: Studio) -> None:
    async with room(tmp_path, studio) as visitor:
        await visitor.say("/画 一只狐狸")
        first = await entry_with(visitor, "#1", picture=True)
        await visitor.say("/画 一只熊 --比例 16:9")
        await entry_with(visitor, "#2", picture=True)
        await visitor.say("/描述", reply_to=first["id"])
        assert "1024×1024" in (await entry_with(visitor, ZH))["text"]
