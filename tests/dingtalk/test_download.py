"""Downloading incoming pictures: bad addresses that the platform hands out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.dingtalk import download, http
from adapters.dingtalk.openapi import OpenApi
from tests.dingtalk.test_decode import PICTURE


async def fetched(address: str) -> bytes:
    async def download_url(robot_code: str, code: str) -> str:
        return address

    def alert(code: str, /, **details: object) -> None:
        raise AssertionError(code)

    session: aiohttp.ClientSession = http.new_session()
    api: Any = SimpleNamespace(download_url=download_url)
    async with session:
        return await download.fetch(cast("OpenApi", api), lambda: session, PICTURE, "robot", 1000, alert)


# yarl raises an IndexError for the second one.
@pytest.mark.parametrize(
    "address", ["", "https://[]@", "https://[]@/a.png", "https://h:99999/", "file:///etc/passwd", "https://a b/"]
)
async def test_download__address_that_is_none_may_be_tried_again(address: str) -> None:
    with pytest.raises(OSError, match="cannot be read"):
        await fetched(address)


async def test_download__redirect_to_an_address_that_is_none() -> None:
    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["to"]})

    app = web.Application()
    app.router.add_get("/", redirect)
    async with TestServer(app) as server:
        with pytest.raises(OSError, match="could not be fetched"):
            await fetched(f"http://127.0.0.1:{server.port}/?to=https://[]@")


async def test_download__address_is_fetched_unchanged() -> None:
    """A signature covers the spelling, too."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.raw_path)
        return web.Response(body=b"picture")

    app = web.Application()
    app.router.add_get("/a+b.png", answer)
    async with TestServer(app) as server:
        assert await fetched(f"http://127.0.0.1:{server.port}/a%2Bb.png?S=a%2Fb%2B") == b"picture"
    assert asked == ["/a%2Bb.png?S=a%2Fb%2B"]
