"""Updates by webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict, RetryAfter

from .conftest import Stage, eventually


@dataclass
class Receiver:
    """A webhook server that answers what it is told to."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    hold: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.arrived.set()
        if self.hold is not None:
            await self.hold.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def settled(stage: Stage) -> None:
    """Until nothing is pending any more."""
    async with asyncio.timeout(5):
        while len(stage.bot.queue):
            await stage.tg.world.changed()


async def test_delivery_with_secret(stage: Stage, hook: Receiver) -> None:
    stage.ann.say(stage.chat, "before")
    assert await stage.api.set_webhook(hook.url, secret_token="s3cret_-")
    stage.ann.say(stage.chat, "after")
    await hook.wait(2)
    assert hook.texts() == ["before", "after"]
    assert hook.secrets == ["s3cret_-"] * 2
    await settled(stage)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await stage.api.get_updates()
    info = await stage.api.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (hook.url, 0, None)
    assert await stage.api.delete_webhook()
    assert (await stage.call("deleteWebhook")).body["description"] == "Webhook is already deleted"
    stage.ann.say(stage.chat, "polled")
    assert [u["message"]["text"] for u in await stage.updates()] == ["polled"]


async def test_retries_double_and_honour_retry_after(stage: Stage, hook: Receiver) -> None:
    hook.answers = [
        web.Response(status=500),
        web.Response(status=502),
        web.Response(status=500),
        web.Response(status=503, headers={"Retry-After": "100"}),
    ]
    await stage.api.set_webhook(hook.url)
    stage.ann.say(stage.chat, "x")
    await hook.wait(2)  # The first retry comes at once.
    for attempt, wait_s in ((3, 2), (4, 4), (5, 100)):
        await eventually(lambda: stage.clock.sleeping)  # The emulator has noted the failure.
        await stage.clock.advance(wait_s - 0.1)
        assert len(hook.got) == attempt - 1
        await stage.clock.advance(0.1)
        await hook.wait(attempt)
    await settled(stage)
    assert len({update["update_id"] for update in hook.got}) == 1
    info = await stage.api.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_one_after_another_per_chat_and_chats_side_by_side(stage: Stage, hook: Receiver) -> None:
    other = stage.tg.private_chat(stage.bot, stage.bob)
    hook.hold = asyncio.Event()
    await stage.api.set_webhook(hook.url)
    stage.ann.say(stage.chat, "ann 1")
    stage.ann.say(stage.chat, "ann 2")
    stage.bob.say(other, "bob 1")
    await hook.wait(2)
    await asyncio.sleep(0.05)
    assert sorted(hook.texts()) == ["ann 1", "bob 1"]
    hook.hold.set()
    await hook.wait(3)
    assert hook.texts()[2] == "ann 2"
    await settled(stage)


async def test_an_update_that_nobody_takes_is_dropped_when_too_old(stage: Stage) -> None:
    await stage.api.set_webhook("http://127.0.0.1:9/closed")
    stage.ann.type_inline(stage.bot, "fox")
    for _ in range(200):
        await asyncio.sleep(0.001)
        await stage.clock.advance(1)
        if not len(stage.bot.queue):
            break
    assert len(stage.bot.queue) == 0
    assert (await stage.api.get_webhook_info()).last_error_message == "Webhook connection closed"


async def test_what_set_webhook_refuses(stage: Stage, hook: Receiver) -> None:
    with pytest.raises(BadRequest, match="Bad webhook: an https url must be provided for webhook"):
        await stage.api.set_webhook("http://bot.example/hook")
    with pytest.raises(RetryAfter):
        await stage.api.set_webhook(hook.url)
    await stage.clock.advance(1)
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await stage.api.set_webhook(hook.url, secret_token="ä")
    await stage.clock.advance(1)
    with pytest.raises(BadRequest, match="Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"):
        await stage.api.set_webhook("https://bot.example:9999/hook")
