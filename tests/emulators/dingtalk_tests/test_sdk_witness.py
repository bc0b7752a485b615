"""The independent witness: the vendor's own client, unmodified, talks to the emulator.

One test, as starting the SDK's process costs more than all it does.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from .conftest import Environment, picture
from .raw_client import WAIT_S

_START_S = 60.0  # a cold import of the SDK on a busy machine


@asynccontextmanager
async def sdk_process(env: Environment) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "DINGTALK_OPENAPI_ENDPOINT": env.dd.openapi_endpoint,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.emulators.dingtalk_tests.sdk_robot",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()  # the SDK cannot be stopped otherwise
        await process.wait()


async def told(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    return json.loads(await asyncio.wait_for(process.stdout.readline(), _START_S))


async def test_vendor_sdk__vendors_own_client_is_served(env: Environment) -> None:
    async with sdk_process(env) as process:
        (connection,) = await env.dd.gateway.connected(timeout=_START_S)
        await env.dd.gateway.ping(timeout=WAIT_S)

        # A message, its ack, and an answer through the sessionWebhook.
        asked = env.li.say(env.group, "draw", at=True)
        assert (await asked.acked())["code"] == 200
        assert await told(process) == {"answer": {"errcode": 0, "errmsg": "ok"}}
        answer = await env.group.wait_for(lambda message: message.text == "heard:  draw")
        assert answer.content.at == ("小李",)

        # A card in two steps, updated, then pressed.
        await env.li.say(env.chat, "card").acked()
        track_id = (await told(process))["card"]
        card = await env.chat.wait_for(lambda message: message.text.endswith("done"))
        assert card.card is env.dd.cards.by_track_id[track_id]
        response = await env.li.press_card(card, "again")
        assert response is not None and response["cardUpdateOptions"] == {"updateCardDataByKey": True}
        assert await told(process) == {"pressed": ["again"]}
        assert card.text.endswith("again!")

        # A picture's code is exchanged for an address that needs no token.
        await env.li.send_picture(env.chat, picture()).acked()
        url = (await told(process))["url"]
        assert (await env.robot.http("GET", url))[1] == picture()

        # Told to leave, it comes back at once.
        env.dd.gateway.disconnect()
        (again,) = await env.dd.gateway.connected(timeout=WAIT_S)
        assert again is not connection

    assert [push.sendings[0].connection_id for push in env.dd.delivery.pushes] == [connection.connection_id] * 4
    assert env.violated() == []
