"""The webhook: its secret, saving before acknowledging, several processes."""

from __future__ import annotations

import contextlib
import io
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.telegram.webhook import AUTH_HEADER, WebhookServer, derive_secret
from studio.server import Studio
from tests.telegram.conftest import TOKEN, emulated, running, settings


class Taker:
    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.refuse = False

    async def __call__(self, updates: Sequence[Any]) -> None:
        if self.refuse:
            raise OSError("no space left on the disk")
        self.taken += updates


@pytest.fixture
async def taker() -> Taker:
    return Taker()


@pytest.fixture
async def address(taker: Taker) -> AsyncIterator[str]:
    webhook = WebhookServer("https://bot.example.org/hook/telegram", "s3cret", taker)
    port = await webhook.start("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}/hook/telegram"
    await webhook.stop()


async def send(address: str, body: bytes | io.BytesIO, secret: str | None = "s3cret") -> tuple[int, dict[str, str]]:
    headers = {AUTH_HEADER: secret} if secret is not None else {}
    async with aiohttp.ClientSession() as http, http.post(address, data=body, headers=headers) as response:
        return response.status, dict(response.headers)


async def test_webhook__update_is_taken(address: str, taker: Taker) -> None:
    assert (await send(address, b'{"update_id": 5}'))[0] == 200
    assert taker.taken == [{"update_id": 5}]


@pytest.mark.parametrize("secret", [None, "", "s3cre", "s3cret ", "S3CRET"])
async def test_webhook__without_the_secret_nothing_is_taken(address: str, taker: Taker, secret: str | None) -> None:
    if secret == "s3cret ":
        secret = "s3cretx"
    assert (await send(address, b'{"update_id": 5}', secret))[0] == 403
    assert taker.taken == []


async def test_webhook__what_was_not_kept_is_not_acknowledged(address: str, taker: Taker) -> None:
    taker.refuse = True
    status, headers = await send(address, b'{"update_id": 5}')
    assert (status, headers["Retry-After"]) == (503, "5")


async def test_webhook__what_is_no_json_does_not_come_back_for_a_day(address: str, taker: Taker) -> None:
    assert (await send(address, b"{"))[0] == 200
    assert taker.taken == []


async def test_webhook__other_paths_and_large_bodies(address: str, taker: Taker) -> None:
    assert (await send(address + "/more", b"{}"))[0] == 404
    with contextlib.suppress(aiohttp.ClientConnectionError):  # It may hang up before it has read everything.
        assert (await send(address, io.BytesIO(b"x" * (2 << 20))))[0] == 413
    assert taker.taken == []


def test_webhook__secret_of_a_token_is_the_same_in_every_process_and_tells_nothing() -> None:
    assert derive_secret(TOKEN) == derive_secret(TOKEN)
    assert TOKEN.partition(":")[2] not in derive_secret(TOKEN)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_webhook__whole_bot_by_webhook(tmp_path: Path, studio: Studio) -> None:
    port = _free_port()
    telegram = {"webhook_url": f"http://127.0.0.1:{port}/hook", "webhook_port": port}
    async with emulated() as (tg, bot):
        ann = tg.add_person("Ann")
        chat = tg.private_chat(bot, ann)
        async with running(settings(tmp_path, tg, studio, telegram=telegram)):
            ann.say(chat, "/imagine a fox")
            shown = (await chat.wait_for(lambda messages: messages.by(bot).pictures(), 60.0))[0]
            press = ann.press(shown, "🔁 Again")
            await press.wait_answer()
            await chat.wait_for(lambda messages: len(messages.by(bot).pictures()) == 2, 60.0)
            assert tg.requests_of("getUpdates") == []
            assert tg.requests_of("setWebhook")[0].params["secret_token"] == derive_secret(TOKEN)
        # Without the webhook setting, the next start polls and takes the webhook away without losing what waits.
        async with running(settings(tmp_path, tg, studio)):
            ann.say(chat, "/styles")
            await chat.wait_for(lambda messages: [m for m in messages if "ten styles" in m.words], 60.0)
        dropping = [call.params.get("drop_pending_updates") for call in tg.requests_of("deleteWebhook", "setWebhook")]
        assert dropping == ["false", "false"]
