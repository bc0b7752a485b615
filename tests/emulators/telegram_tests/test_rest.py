"""Commands, the checks themselves, the person's side, the clock, the control door, another process."""

import asyncio
import base64
import os
import sys
from pathlib import Path

import aiohttp
import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from tests.emulators.telegram import DrivenClock, SharedClock, TelegramServer
from tests.emulators.telegram.checks import check_request, check_update, nulls
from tests.emulators.telegram.richtext import format_text

from .conftest import Stage, png


async def test_commands_by_scope_and_language(stage: Stage) -> None:
    english, chinese = [BotCommand("imagine", "Paint")], [BotCommand("imagine", "画图")]
    await stage.api.set_my_commands(english)
    await stage.api.set_my_commands(chinese, language_code="zh")
    await stage.api.set_my_commands(english * 1, BotCommandScopeAllGroupChats())
    await stage.api.set_my_commands([], BotCommandScopeChat(stage.chat.id))
    assert list(await stage.api.get_my_commands(language_code="zh")) == chinese
    assert list(await stage.api.get_my_commands(BotCommandScopeAllPrivateChats())) == []
    group = stage.tg.supergroup("G", [stage.ann, stage.bob, stage.bot])
    bobs = stage.tg.private_chat(stage.bot, stage.bob)
    assert stage.bob.menu(stage.bot, bobs)[0]["description"] == "画图"
    assert stage.bob.menu(stage.bot, group)[0]["description"] == "Paint", "a narrower scope wins over the language"
    assert stage.ann.menu(stage.bot, stage.chat) == []
    await stage.api.delete_my_commands(BotCommandScopeChat(stage.chat.id))
    assert stage.ann.menu(stage.bot, stage.chat)[0]["description"] == "Paint"


@pytest.mark.parametrize(
    ("commands", "language", "refusal"),
    [
        ([("Imagine", "x")], None, "Bot_command_invalid"),
        ([("x" * 33, "x")], None, "Bot_command_invalid"),
        ([("imagine", "")], None, "Bot_command_description_invalid"),
        ([("imagine", "x" * 257)], None, "Bot_command_description_invalid"),
        ([("imagine", "x")] * 101, None, "Bot_commands_too_much"),
        ([("imagine", "x")], "zh-hans", "Invalid language code specified"),
    ],
)
async def test_commands_that_are_refused(
    stage: Stage, commands: list[tuple[str, str]], language: str | None, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await stage.api.set_my_commands(commands, language_code=language)


async def test_descriptions(stage: Stage) -> None:
    await stage.api.set_my_short_description("paints")
    await stage.api.set_my_short_description("画画", "zh")
    assert (await stage.api.get_my_short_description("zh")).short_description == "画画"
    assert (await stage.api.get_my_short_description("de")).short_description == "paints"
    assert (await stage.api.get_my_name()).name == "Shenbi"


def test_the_witness_finds_what_is_wrong() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
    assert check_update({"update_id": 1, "message": message}) == []
    assert check_update({"update_id": 1, "message": {**message, "photo": None}}) == [
        "update 1: null at $.message.photo"
    ]
    assert check_update({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}}})
    assert check_request("sendMessage", {"chat_id": 1, "text": "x"}) == []
    assert check_request("sendMessage", {"chat_id": 1}) == ["sendMessage: text: Field required"]
    assert check_request("sendMessage", {"chat_id": 1, "text": "x", "colour": 1}) == [
        "sendMessage: unknown parameter 'colour'"
    ]
    assert nulls({"a": [1, {"b": None}]}) == ["$.a[1].b"]


async def test_a_bot_that_breaks_the_schema_is_noted(stage: Stage) -> None:
    await stage.call("sendMessage", chat_id=stage.chat.id, text="x", colour="red")
    assert stage.tg.violations == ["sendMessage: unknown parameter 'colour'"]
    stage.tg.violations.clear()


def test_code_blocks_and_found_entities() -> None:
    formatted = format_text(
        '<pre><code class="language-py">x</code></pre> /go@shenbi_bot #画 https://x.example.', "HTML", None
    )
    assert formatted.text == "x /go@shenbi_bot #画 https://x.example."
    assert [(e["type"], e["offset"], e["length"], e.get("language")) for e in formatted.entities] == [
        ("pre", 0, 1, "py"),
        ("bot_command", 2, 14, None),
        ("hashtag", 17, 2, None),
        ("url", 20, 17, None),
    ]


async def test_waiting_for_what_stands_in_the_chat(stage: Stage) -> None:
    waiting = asyncio.create_task(stage.chat.wait_for(lambda messages: messages.by(stage.bot).pictures()))
    sent = await stage.api.send_message(stage.chat.id, "queued")
    await sent.edit_media(telegram.InputMediaPhoto(png(), "done", filename="x.png"))
    (picture,) = await waiting
    assert picture.caption == "done"
    with pytest.raises(AssertionError, match="the chat shows"):
        await stage.chat.wait_for(lambda messages: messages.by(stage.ann), timeout=0.01)


async def test_transcript_has_no_token(stage: Stage) -> None:
    await stage.api.send_message(stage.chat.id, "x")
    assert "@shenbi_bot sendMessage" in stage.tg.transcript()
    assert stage.bot.token.split(":")[1] not in stage.tg.transcript() + repr(stage.bot) + stage.chat.shown()


async def test_driven_clock_wakes_in_order() -> None:
    clock, woken = DrivenClock(0), list[tuple[float, float]]()

    async def sleeper(moment: float) -> None:
        await clock.sleep_until(moment)
        woken.append((moment, clock.now()))

    async with asyncio.TaskGroup() as tasks:
        for moment in (3, 1, 2):
            tasks.create_task(sleeper(moment))
        await clock.advance(2.5)
        assert woken == [(1, 1), (2, 2)]
        await clock.advance(1)


async def test_a_clock_that_waits_for_events_can_be_shared() -> None:
    class Waiting:
        """A clock of the other shape, on top of a driven one."""

        def __init__(self) -> None:
            self.driven = DrivenClock(0)

        def now(self) -> float:
            return self.driven.now()

        async def wait(self, event: asyncio.Event, until: float) -> bool:
            await self.driven.sleep_until(until)
            return event.is_set()

    inner = Waiting()
    sleeping = asyncio.create_task(SharedClock(inner).sleep_until(5))
    await inner.driven.advance(4)
    assert not sleeping.done()
    await inner.driven.advance(1)
    await sleeping


async def test_control_door(stage: Stage) -> None:
    async def control(verb: str, **asked: object) -> dict[str, object]:
        async with stage.http.post(f"{stage.tg.origin}/_control/{verb}", json=asked) as response:
            body: dict[str, object] = await response.json()
            assert response.status == (400 if "error" in body else 200)
            return body

    where = {"bot": "shenbi_bot", "person": stage.ann.id}
    said = await control("say", chat=where, person=stage.ann.id, text="/imagine a fox")
    assert said["text"] == "/imagine a fox"
    photo = base64.b64encode(png()).decode()
    replied = await control(
        "send_photo", chat=where, person=stage.ann.id, data=photo, caption="x", reply_to=said["message_id"]
    )
    assert replied["reply_to"] == said["message_id"]
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await stage.call("sendMessage", chat_id=stage.chat.id, text="x", reply_markup=keyboard)
    shown = (await control("messages", chat=where))["messages"]
    assert isinstance(shown, list) and shown[-1]["buttons"][0][0]["data"] == "go"
    press = await control("press", chat=where, person=stage.ann.id, message_id=shown[-1]["message_id"], button="Go")
    assert (await control("answer", press=press["press"]))["answer"] is None
    assert (await control("pending", bot="shenbi_bot")) == {"pending": 3, "dropped_unread": 0}
    await control("fault", fault={"error": {"status": 500, "description": "x"}}, methods=["getMe"])
    assert (await stage.call("getMe")).status == 500
    assert await control("advance", seconds=5) == {"now": stage.clock.now()}
    assert "no verb 'dance'" in str((await control("dance"))["error"])
    assert "is not in" in str(
        (await control("say", chat=stage.tg.supergroup("G").id, person=stage.ann.id, text="x"))["error"]
    )
    assert (await control("violations")) == {"violations": []}


async def test_as_a_process_of_its_own() -> None:
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.emulators.telegram",
        "--no-flood",
        cwd=root,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            origin = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as http:
            for verb, asked in (("add_bot", {"token": "5:x"}), ("add_person", {"first_name": "Ann", "id": 9})):
                async with http.post(f"{origin}/_control/{verb}", json=asked) as response:
                    assert response.status == 200
            where = {"bot": "shenbi_bot", "person": 9}
            async with http.post(f"{origin}/_control/say", json={"chat": where, "person": 9, "text": "x"}) as response:
                assert response.status == 200
            async with http.get(f"{origin}/bot5:x/getUpdates") as response:
                assert (await response.json())["result"][0]["message"]["text"] == "x"
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)
    assert process.returncode == 0


async def test_several_emulators_do_not_meet() -> None:
    async with TelegramServer() as one, TelegramServer() as other:
        assert one.origin != other.origin
        one.add_bot("5:x")
        async with telegram.Bot("5:x", base_url=one.base_url) as bot:
            assert bot.username == "shenbi_bot"
        assert other.world.bots == {}
