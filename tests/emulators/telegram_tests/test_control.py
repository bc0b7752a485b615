"""The control door, and the emulator as a separate process."""

import asyncio
import base64
import os
import sys
from pathlib import Path

import aiohttp

from tests.emulators.telegram import TelegramServer

from .conftest import Environment, client, png


async def test_control__control_endpoint(env: Environment) -> None:
    async def control(verb: str, **asked: object) -> dict[str, object]:
        async with env.http.post(f"{env.tg.origin}/_control/{verb}", json=asked) as response:
            body: dict[str, object] = await response.json()
            assert response.status == (400 if "error" in body else 200)
            return body

    where = {"bot": "shenbi_bot", "person": env.ann.id}
    said = await control("say", chat=where, person=env.ann.id, text="/imagine a fox")
    assert said["text"] == "/imagine a fox"
    photo = base64.b64encode(png()).decode()
    replied = await control(
        "send_photo", chat=where, person=env.ann.id, data=photo, caption="x", reply_to=said["message_id"]
    )
    assert replied["reply_to"] == said["message_id"]
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await env.call("sendMessage", chat_id=env.chat.id, text="x", reply_markup=keyboard)
    shown = (await control("messages", chat=where))["messages"]
    assert isinstance(shown, list) and shown[-1]["buttons"][0][0]["data"] == "go"
    press = await control("press", chat=where, person=env.ann.id, message_id=shown[-1]["message_id"], button="Go")
    assert (await control("answer", press=press["press"]))["answer"] is None
    assert (await control("pending", bot="shenbi_bot")) == {"pending": 3, "dropped_unread": 0}
    await control("fault", fault={"error": {"status": 500, "description": "x"}}, methods=["getMe"])
    assert (await env.call("getMe")).status == 500
    assert await control("advance", seconds=5) == {"now": env.clock.now()}
    assert "no verb 'dance'" in str((await control("dance"))["error"])
    assert "is not in" in str(
        (await control("say", chat=env.tg.supergroup("G").id, person=env.ann.id, text="x"))["error"]
    )
    assert (await control("violations")) == {"violations": []}


async def test_control__as_a_process_of_its_own() -> None:
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


async def test_control__several_emulators_do_not_meet() -> None:
    async with TelegramServer() as one, TelegramServer() as other:
        assert one.origin != other.origin
        one.add_bot("5:x")
        async with client(one, "5:x") as bot:
            assert bot.username == "shenbi_bot"
        assert other.world.bots == {}
