"""Updates by webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict, RetryAfter

from .conftest import Environment, eventually


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


async def settled(env: Environment) -> None:
    """Until nothing is pending any more."""
    async with asyncio.timeout(5):
        while len(env.bot.queue):
            await env.tg.world.changed()


async def test_webhook__delivery_with_secret(env: Environment, hook: Receiver) -> None:
    env.ann.say(env.chat, "before")
    assert await env.api.set_webhook(hook.url, secret_token="s3cret_-")
    env.ann.say(env.chat, "after")
    await hook.wait(2)
    assert hook.texts() == ["before", "after"]
    assert hook.secrets == ["s3cret_-"] * 2
    await settled(env)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await env.api.get_updates()
    info = await env.api.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (hook.url, 0, None)
    assert await env.api.delete_webhook()
    assert (await env.call("deleteWebhook")).body["description"] == "Webhook is already deleted"
    env.ann.say(env.chat, "polled")
    assert [u["message"]["text"] for u in await env.updates()] == ["polled"]


async def test_webhook__retries_double_and_honour_retry_after(env: Environment, hook: Receiver) -> None:
    hook.answers = [
        web.Response(status=500),
        web.Response(status=502),
        web.Response(status=500),
        web.Response(status=503, headers={"Retry-After": "100"}),
    ]
    await env.api.set_webhook(hook.url)
    env.ann.say(env.chat, "x")
    await hook.wait(2)  # The first retry comes at once.
    for attempt, wait_s in ((3, 2), (4, 4), (5, 100)):
        await eventually(lambda: env.clock.sleeping)  # The emulator has noted the failure.
        await env.clock.advance(wait_s - 0.1)
        assert len(hook.got) == attempt - 1
        await env.clock.advance(0.1)
        await hook.wait(attempt)
    await settled(env)
    assert len({update["update_id"] for update in hook.got}) == 1
    info = await env.api.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_webhook__one_after_another_per_chat_and_chats_side_by_side(env: Environment, hook: Receiver) -> None:
    other = env.tg.private_chat(env.bot, env.bob)
    hook.hold = asyncio.Event()
    await env.api.set_webhook(hook.url)
    env.ann.say(env.chat, "ann 1")
    env.ann.say(env.chat, "ann 2")
    env.bob.say(other, "bob 1")
    await hook.wait(2)
    await asyncio.sleep(0.05)
    assert sorted(hook.texts()) == ["ann 1", "bob 1"]
    hook.hold.set()
    await hook.wait(3)
    assert hook.texts()[2] == "ann 2"
    await settled(env)


async def test_webhook__update_that_nobody_takes_is_dropped_when_too_old(env: Environment) -> None:
    await env.api.set_webhook("http://127.0.0.1:9/closed")
    env.ann.type_inline(env.bot, "fox")
    for _ in range(200):
        await asyncio.sleep(0.001)
        await env.clock.advance(1)
        if not len(env.bot.queue):
            break
    assert len(env.bot.queue) == 0
    assert (await env.api.get_webhook_info()).last_error_message == "Webhook connection closed"


async def test_webhook__what_set_webhook_refuses(env: Environment, hook: Receiver) -> None:
    with pytest.raises(BadRequest, match="Bad webhook: an https url must be provided for webhook"):
        await env.api.set_webhook("http://bot.example/hook")
    with pytest.raises(RetryAfter):
        await env.api.set_webhook(hook.url)
    await env.clock.advance(1)
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await env.api.set_webhook(hook.url, secret_token="ä")
    await env.clock.advance(1)
    with pytest.raises(BadRequest, match="Bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"):
        await env.api.set_webhook("https://bot.example:9999/hook")
