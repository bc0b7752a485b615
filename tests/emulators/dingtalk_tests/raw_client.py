"""A minimal robot: opens the stream, acknowledges, calls interfaces. No adapter, no SDK."""

import asyncio
import io
import json
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.emulators.dingtalk import App, DingTalkServer

BOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"
WAIT_S = 60.0

Answer = tuple[int, Any]


class RawRobot:
    """One process of an app. `card_answer` is what a pressed card is answered with."""

    def __init__(self, dd: DingTalkServer, app: App) -> None:
        self.dd, self.app = dd, app
        self.card_answer: dict[str, Any] = {}
        self.acking = True
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAIT_S))
        self._readers: list[asyncio.Task[None]] = []
        self.sockets: list[aiohttp.ClientWebSocketResponse] = []
        self.received: list[dict[str, Any]] = []  # frames, decoded
        self.texts: list[str] = []  # frames, as they came

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        for socket in self.sockets:
            await socket.close()
        await self._session.close()

    # The stream.

    async def open(self, topics: tuple[str, ...] = (BOT, CARD), **changes: Any) -> Answer:
        """Ask the gateway for a ticket."""
        subscriptions = [{"type": "CALLBACK", "topic": topic} for topic in topics]
        body = {
            "clientId": self.app.client_id,
            "clientSecret": self.app.client_secret,
            "subscriptions": subscriptions,
            **changes,
        }
        return await self.http("POST", "/v1.0/gateway/connections/open", body, accept="application/json")

    async def connect(self, **changes: Any) -> aiohttp.ClientWebSocketResponse:
        """Open a stream and read it in the background."""
        _, opened = await self.open(**changes)
        socket = await self.dial(opened)
        self._readers.append(asyncio.create_task(self._read(socket)))
        await self.dd.gateway.connected(len([each for each in self.sockets if not each.closed]))
        return socket

    async def dial(self, opened: dict[str, str]) -> aiohttp.ClientWebSocketResponse:
        """Use a ticket. Raises aiohttp.WSServerHandshakeError when it is refused."""
        url, ticket = opened["endpoint"], opened["ticket"]
        socket = await self._session.ws_connect(url, params={"ticket": ticket}, max_msg_size=0)
        self.sockets.append(socket)
        return socket

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            self.texts.append(str(message.data))
            self.dd.core.changed.notify()
            try:
                frame = json.loads(message.data)
            except ValueError:
                continue
            self.received.append(frame)
            self.dd.core.changed.notify()
            if self.acking and frame["headers"]["topic"] != "disconnect":
                await socket.send_str(json.dumps(self._ack(frame)))

    def _ack(self, frame: dict[str, Any]) -> dict[str, Any]:
        data: Any = {"response": None}
        if frame["type"] == "SYSTEM":
            data = json.loads(frame["data"])
        elif frame["headers"]["topic"] == CARD:
            data = {"response": self.card_answer}
        headers = {"contentType": "application/json", "messageId": frame["headers"]["messageId"]}
        return {"code": 200, "headers": headers, "message": "OK", "data": json.dumps(data)}

    async def frames(self, count: int) -> list[dict[str, Any]]:
        """The first `count` callback frames, once they are there."""

        def probe() -> list[dict[str, Any]] | None:
            callbacks = [frame for frame in self.received if frame["type"] == "CALLBACK"]
            return callbacks if len(callbacks) >= count else None

        return await self.dd.core.changed.wait_until(probe, WAIT_S, f"{count} frames")

    async def payload(self) -> Any:
        """The data of the newest of one or more callback frames."""
        await self.frames(1)
        return json.loads((await self.frames(1))[-1]["data"])

    # The interfaces.

    async def http(
        self, method: str, path: str, body: Any = None, *, token: str = "", accept: str = "*/*", base: str = ""
    ) -> Answer:
        """One request; its status and decoded body (text when it is no JSON)."""
        headers = {"Accept": accept}
        if token:
            headers["x-acs-dingtalk-access-token"] = token
        url = path if path.startswith("http") else (base or self.dd.openapi_endpoint) + path
        async with self._session.request(method, url, json=body, headers=headers) as response:
            raw = await response.read()
        try:
            return response.status, json.loads(raw)
        except ValueError:
            return response.status, raw

    async def token(self) -> str:
        credentials = {"appKey": self.app.client_id, "appSecret": self.app.client_secret}
        _, answer = await self.http("POST", "/v1.0/oauth2/accessToken", credentials)
        return str(answer["accessToken"])

    async def call(self, path: str, body: Any, method: str = "POST") -> Answer:
        """A v1.0 call with a good token."""
        return await self.http(method, f"/v1.0{path}", body, token=await self.token())

    async def upload(self, data: bytes, name: str = "image.png", kind: str = "image", token: str = "") -> Any:
        """media/upload with the type as a query field."""
        form = aiohttp.FormData()
        form.add_field("media", io.BytesIO(data), filename=name, content_type="application/octet-stream")
        query = {"access_token": token or await self.token(), "type": kind}
        url = f"{self.dd.oapi_endpoint}/media/upload"
        async with self._session.post(url, params=query, data=form) as response:
            assert response.status == 200
            return await response.json()

    async def send(self, user: str, msg_key: str, param: Any, **changes: Any) -> Answer:
        """1:1 batchSend to one user."""
        msg_param = param if isinstance(param, str) else json.dumps(param)
        body = {"robotCode": self.app.robot_code, "userIds": [user], "msgKey": msg_key, "msgParam": msg_param}
        return await self.call("/robot/oToMessages/batchSend", body | changes)

    async def send_group(self, conversation_id: str, msg_key: str, param: Any, **changes: Any) -> Answer:
        body = {
            "robotCode": self.app.robot_code,
            "openConversationId": conversation_id,
            "msgKey": msg_key,
            "msgParam": json.dumps(param),
        }
        return await self.call("/robot/groupMessages/send", body | changes)

    async def download(self, code: str, robot_code: str = "") -> Answer:
        body = {"downloadCode": code, "robotCode": robot_code or self.app.robot_code}
        return await self.call("/robot/messageFiles/download", body)

    async def webhook(self, url: str, body: Any) -> Any:
        status, answer = await self.http("POST", url, body)
        assert status == 200
        return answer
