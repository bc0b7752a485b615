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

from .conftest import Scene, picture
from .raw_client import WAIT_S

_START_S = 60.0  # a cold import of the SDK on a busy machine


@asynccontextmanager
async def sdk_process(scene: Scene) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "DINGTALK_OPENAPI_ENDPOINT": scene.dd.openapi_endpoint,
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


async def test_the_vendors_own_client_is_served(scene: Scene) -> None:
    async with sdk_process(scene) as process:
        (connection,) = await scene.dd.gateway.connected(timeout=_START_S)
        await scene.dd.gateway.ping(timeout=WAIT_S)

        # A message, its ack, and an answer through the sessionWebhook.
        asked = scene.li.say(scene.group, "draw", at=True)
        assert (await asked.acked())["code"] == 200
        assert await told(process) == {"answer": {"errcode": 0, "errmsg": "ok"}}
        answer = await scene.group.wait_for(lambda message: message.text == "heard:  draw")
        assert answer.content.at == ("小李",)

        # A card in two steps, updated, then pressed.
        await scene.li.say(scene.chat, "card").acked()
        track_id = (await told(process))["card"]
        card = await scene.chat.wait_for(lambda message: message.text.endswith("done"))
        assert card.card is scene.dd.cards.by_track_id[track_id]
        response = await scene.li.press_card(card, "again")
        assert response is not None and response["cardUpdateOptions"] == {"updateCardDataByKey": True}
        assert await told(process) == {"pressed": ["again"]}
        assert card.text.endswith("again!")

        # A picture's code is exchanged for an address that needs no token.
        await scene.li.send_picture(scene.chat, picture()).acked()
        url = (await told(process))["url"]
        assert (await scene.robot.http("GET", url))[1] == picture()

        # Told to leave, it comes back at once.
        scene.dd.gateway.disconnect()
        (again,) = await scene.dd.gateway.connected(timeout=WAIT_S)
        assert again is not connection

    assert [push.sendings[0].connection_id for push in scene.dd.delivery.pushes] == [connection.connection_id] * 4
    assert scene.violated() == []
