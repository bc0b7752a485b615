"""An HTTP client with a cookie jar that sends the page's requests."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

_nonces = itertools.count(1)
PATIENCE_S = 60.0


class LiveSocket:
    """An open WebSocket of a page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def until(self, kind: str) -> dict[str, Any]:
        """The next message of a kind; others are skipped."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.socket.receive_json()
                if message["kind"] == kind:
                    found: dict[str, Any] = message
                    return found

    async def end(self) -> int | None:
        """Read to the end; the close code."""
        async with asyncio.timeout(PATIENCE_S):
            async for _ in self.socket:
                pass
        return self.socket.close_code


class Visitor:
    """An HTTP client of one person; `address` is the adapter's."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address
        self.origin = address.rstrip("/")

    async def get(self, path: str, **more: Any) -> aiohttp.ClientResponse:
        return await self.session.get(self.address + path, allow_redirects=False, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> aiohttp.ClientResponse:
        headers = {"Origin": self.origin, **more.pop("headers", {})}
        if "data" not in more:
            more["json"] = body
        return await self.session.post(self.address + path, headers=headers, allow_redirects=False, **more)

    async def start(self, room: str = "~", language: str = "zh") -> dict[str, Any]:
        """Open the page of a room."""
        answer = await self.post("api/start", {"room": room, "language": language})
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found

    async def say(self, text: str, room: str = "~", **more: Any) -> dict[str, Any]:
        """Send a message; returns {id, seq}."""
        body = {"text": text, "nonce": f"n{next(_nonces)}", "language": "zh", **more}
        answer = await self.post(f"api/rooms/{room}/messages", body)
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found

    async def upload(self, data: bytes) -> str:
        """Upload an image; its id."""
        answer = await self.post("api/uploads", data=data)
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["id"])

    async def entries(self, room: str = "~") -> list[dict[str, Any]]:
        """The room's entries."""
        for _ in range(10):
            answer = await self.get(f"api/rooms/{room}/entries")
            if answer.status != 429:
                break
            # Tests poll more often than a page, which is notified of changes.
            await asyncio.sleep((await answer.json())["arguments"]["seconds"])
        assert answer.status == 200, await answer.text()
        return list((await answer.json())["entries"])

    @asynccontextmanager
    async def open_socket(self, room: str = "~", since: int = 0, **headers: str) -> AsyncIterator[LiveSocket]:
        """The page's WebSocket."""
        address = f"{self.address}ws/{room}?since={since}"
        async with self.session.ws_connect(address, headers={"Origin": self.origin, **headers}) as socket:
            yield LiveSocket(socket)


@asynccontextmanager
async def visiting(address: str, room: str | None = "~") -> AsyncIterator[Visitor]:
    """A new person; unless `room` is None they have opened it already."""
    jar = aiohttp.CookieJar(unsafe=True)  # accept cookies of an IP address
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(PATIENCE_S)) as session:
        visitor = Visitor(session, address)
        if room is not None:
            await visitor.start(room)
        yield visitor
