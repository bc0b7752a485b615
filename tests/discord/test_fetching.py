"""Fetching images: expired addresses, foreign hosts, limits, and the proxy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from adapters.discord.attachments import ImageHandle
from adapters.discord.fetching import Downloads
from adapters.discord.rest import Rest
from adapters.discord.transport import Connections
from bot.adapter_api import ImageSource
from tests.discord.gateway_bench import Line, emulated, process
from tests.pictures import coloured


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with emulated(tmp_path) as place, process(*place) as one:
        await one.ready()
        yield one


@asynccontextmanager
async def downloads(line: Line, proxy: str = "") -> AsyncIterator[Downloads]:
    """The downloads of the bot, by a proxy if there is one."""
    connections = Connections(proxy)
    rest = Rest(connections, line.discord.api_url, line.bot.token, line.host.clock, line.host.alert)
    try:
        yield Downloads(rest, connections, [line.discord.origin.removeprefix("http://")], plain_http=True)
    finally:
        await connections.close()


def attached(line: Line) -> ImageSource:
    """An image that Ann sent, as decoding refers to it."""
    message = line.ann.say(line.channel, "look", files=[coloured("red")])
    attachment = message.attachments[0]
    handle = ImageHandle(line.channel.id, message.id, attachment.id, line.discord.cdn.url(attachment))
    return ImageSource(str(handle), "image/png")


async def test_fetching__expired_address_is_asked_for_again(line: Line) -> None:
    source = attached(line)
    handle = ImageHandle.parse(source.handle)
    old = ImageSource(str(ImageHandle(handle.channel, handle.message, handle.attachment, _expired(handle.url))))
    of_a_command = ImageSource(str(ImageHandle("", "", handle.attachment, _expired(handle.url))))
    async with downloads(line) as images:
        assert await images.fetch(source, 1 << 20) == coloured("red")
        assert line.discord.recorder.of("message.get") == []
        assert await images.fetch(old, 1 << 20) == coloured("red")
        assert len(line.discord.recorder.of("message.get")) == 1
        with pytest.raises(LookupError):
            await images.fetch(of_a_command, 1 << 20)


async def test_fetching__deleted_message_is_gone(line: Line) -> None:
    handle = ImageHandle.parse(attached(line).handle)
    line.ann.delete(line.channel.all_messages[handle.message])
    async with downloads(line) as images:
        with pytest.raises(LookupError):
            await images.fetch(ImageSource(f"{handle.channel}/{handle.message}/{handle.attachment}"), 1 << 20)


async def test_fetching__too_large_is_not_read_to_its_end(line: Line) -> None:
    async with downloads(line) as images:
        with pytest.raises(ValueError, match="more than"):
            await images.fetch(attached(line), 100)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/a.png", "file:///etc/passwd", "https://cdn.discordapp.com.example/a"]
)
async def test_fetching__only_from_the_content_network(line: Line, url: str) -> None:
    async with downloads(line) as images:
        with pytest.raises(LookupError):
            await images.fetch(ImageSource(f"//1 {url}"), 1 << 20)


async def test_fetching__proxy_is_taken(line: Line) -> None:
    asked: list[str] = []

    async def proxy(request: web.BaseRequest) -> web.Response:
        asked.append(str(request.raw_path))
        return web.Response(body=b"by the proxy")

    runner = web.ServerRunner(web.Server(proxy))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with downloads(line, f"http://127.0.0.1:{runner.addresses[0][1]}") as images:
            assert await images.fetch(attached(line), 1 << 20) == b"by the proxy"
        assert asked[0].startswith("http://"), "an absolute address, as a proxy is asked"
    finally:
        await runner.cleanup()


def _expired(url: str) -> str:
    return url.replace("?ex=", "?ex=1&was=")
