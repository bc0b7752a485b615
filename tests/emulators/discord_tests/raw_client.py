"""A bot that speaks the protocol and does nothing by itself."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.emulators.discord import Bot, DiscordServer
from tests.emulators.discord.bits import Intents

WAIT_S = 30.0
USUAL_INTENTS = int(Intents.GUILDS | Intents.GUILD_MESSAGES | Intents.DIRECT_MESSAGES)
PROPERTIES = {"os": "linux", "browser": "test", "device": "test"}


@dataclass(slots=True)
class Reply:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> int:
        code: int = self.body["code"]
        return code


@dataclass(slots=True, eq=False, repr=False)
class RawSocket:
    """One connection to the gateway."""

    socket: aiohttp.ClientWebSocketResponse
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def frame(self) -> dict[str, Any]:
        """The next frame. Raises ConnectionError with the code when the server closes instead."""
        message = await self.socket.receive(WAIT_S)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(self.socket.close_code)
        frame: dict[str, Any] = json.loads(message.data)
        self.frames.append(frame)
        return frame

    async def event(self, name: str) -> Any:
        """The data of the next event of this name; other frames before it are skipped."""
        while True:
            frame = await self.frame()
            if frame["op"] == 0 and frame["t"] == name:
                return frame["d"]

    async def op(self, number: int) -> dict[str, Any]:
        while True:
            frame = await self.frame()
            if frame["op"] == number:
                return frame

    async def close_code(self) -> int | None:
        """The code with which the server closes."""
        async with asyncio.timeout(WAIT_S):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code

    @property
    def seq(self) -> int:
        numbers: list[int] = [frame["s"] for frame in self.frames if frame["op"] == 0]
        return max(numbers)

    async def identify(self, bot: Bot, intents: int = USUAL_INTENTS, **more: Any) -> dict[str, Any]:
        """IDENTIFY; the data of READY."""
        await self.send(2, {"token": bot.token, "intents": intents, "properties": PROPERTIES, **more})
        ready: dict[str, Any] = await self.event("READY")
        return ready

    async def resume(self, bot: Bot, session_id: str, seq: int) -> None:
        await self.send(6, {"token": bot.token, "session_id": session_id, "seq": seq})


@dataclass(slots=True, repr=False)
class RawBot:
    """REST and gateway of one bot."""

    server: DiscordServer
    bot: Bot
    session: aiohttp.ClientSession
    sockets: list[RawSocket] = field(default_factory=list)

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        files: Sequence[bytes] = (),
        *,
        token: str | None = None,
        **more: Any,
    ) -> Reply:
        """A request with the bot's token; with files as a form."""
        headers = {"Authorization": f"Bot {self.bot.token if token is None else token}"}
        data: Any = {"json": body} if body is not None else {}
        if files:
            form = aiohttp.FormData()
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for number, one in enumerate(files):
                form.add_field(f"files[{number}]", io.BytesIO(one), filename=f"{number}.png", content_type="image/png")
            data = {"data": form}
        url = f"{self.server.api_url}{path}"
        async with self.session.request(method, url, headers=headers, **data, **more) as response:
            raw = await response.read()
            is_json = response.headers.get("Content-Type") == "application/json"
            return Reply(response.status, response.headers, json.loads(raw) if is_json else raw)

    async def post(self, channel_id: str, files: Sequence[bytes] = (), /, **body: Any) -> Reply:
        """Send a message."""
        return await self.call("POST", f"/channels/{channel_id}/messages", body, files)

    async def edit(self, message: Any, files: Sequence[bytes] = (), /, **body: Any) -> Reply:
        """Change a message, given as the body of an answer."""
        path = f"/channels/{message['channel_id']}/messages/{message['id']}"
        return await self.call("PATCH", path, body, files)

    async def answer(self, interaction: Any, kind: int, files: Sequence[bytes] = (), /, **data: Any) -> Reply:
        """The first answer to an interaction, given as the data of its event."""
        body = {"type": kind, "data": data} if data else {"type": kind}
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback?with_response=true"
        return await self.call("POST", path, body, files)

    async def hook(self, interaction: Any, method: str, rest: str = "", body: Any = None) -> Reply:
        """A call with the token of an interaction."""
        path = f"/webhooks/{self.bot.application_id}/{interaction['token']}{rest}"
        return await self.call(method, path, body, token="")

    async def socket(self, url: str = "", query: str = "?v=10&encoding=json") -> RawSocket:
        """A connection that has said HELLO."""
        opened = RawSocket(await self.session.ws_connect(f"{url or self.server.world.gateway_url}{query}"))
        self.sockets.append(opened)
        assert (await opened.frame())["op"] == 10
        return opened

    async def connected(self, intents: int = USUAL_INTENTS, **more: Any) -> RawSocket:
        """A connection with a session."""
        opened = await self.socket()
        await opened.identify(self.bot, intents, **more)
        return opened
