"""A chat platform in the test's own process, served over HTTP, so that it outlives the app that is killed.

It behaves like Telegram: updates wait until they are acknowledged, a repeated create makes a second message, a text becomes
a picture by an edit.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiohttp import web

UPDATES_WAIT_S = 2.0
UPDATES_AT_ONCE = 20


@dataclass(slots=True)
class BotMessage:
    """One message of the bot. `shown`: the keys of all pictures that it ever showed."""

    id: str
    chat: str
    view: dict[str, Any]
    gone: bool = False
    shown: list[str] = field(default_factory=list)

    @property
    def picture(self) -> str:
        """The key of the picture that it shows now, or ''."""
        return str((self.view.get("picture") or {}).get("key", ""))


class ChatServer:
    """The server. `flaky`: the probability that a call fails: lost, refused for now, or done with its answer lost."""

    def __init__(self, seed: int = 0) -> None:
        self.messages: dict[str, BotMessage] = {}
        self.images: dict[str, bytes] = {}
        self.changed = asyncio.Event()
        self.flaky = 0.0
        self.pushed = 0
        self.url = ""
        self._rng = Random(seed)
        self._numbers = itertools.count(1)
        self._updates: dict[int, dict[str, Any]] = {}
        self._arrived = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> ChatServer:
        app = web.Application()
        app.add_routes(
            [web.get("/updates", self._give), web.get("/images/{handle}", self._image), web.post("/call", self._call)]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    # --- what users do

    def say(self, text: str, *, user: str = "ann", image: bytes | None = None) -> str:
        """A user writes in their own chat; returns the message's id."""
        images = []
        if image is not None:
            images = [f"image-{next(self._numbers)}"]
            self.images[images[0]] = image
        return self._push(user, {"text": text, "images": images})

    def press(self, message: BotMessage, label: str, *, user: str = "ann") -> str:
        """A user presses the button whose label contains `label`."""
        buttons = [b for row in message.view["buttons"] for b in row if label in b["label"]]
        assert buttons, f"no button {label!r}: {message.view['buttons']}"
        return self._push(user, {"action": buttons[0]["action"], "under": message.id})

    def _push(self, user: str, data: dict[str, Any]) -> str:
        self.pushed += 1
        number = next(self._numbers)
        self._updates[number] = {"number": number, "id": f"in-{number}", "lane": user, "user": user, **data}
        self._arrived.set()
        return f"in-{number}"

    # --- what they see

    def visible(self, user: str = "ann") -> list[BotMessage]:
        """The bot's messages that a chat shows now, oldest first."""
        return [m for m in self.messages.values() if m.chat == user and not m.gone]

    def pictures(self, user: str = "ann") -> list[BotMessage]:
        """The messages of a chat that show a picture now."""
        return [m for m in self.visible(user) if m.picture]

    @property
    def unread(self) -> int:
        """How many updates are not acknowledged."""
        return len(self._updates)

    def unread_updates(self) -> list[str]:
        """The updates that are not acknowledged."""
        return [f"unread {update['id']}" for update in self._updates.values()]

    async def until(self, condition: Any, timeout_s: float, what: str = "") -> Any:
        """Wait until `condition()` is true after some change; returns its value. Raises TimeoutError naming `what`."""
        try:
            async with asyncio.timeout(timeout_s):
                while not (value := condition()):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"{what or condition}: {[m.view['text'] for m in self.visible()]}") from None
        return value

    # --- HTTP

    async def _give(self, request: web.Request) -> web.Response:
        after = int(request.query["after"])
        for number in [n for n in self._updates if n <= after]:
            del self._updates[number]
        self.changed.set()
        try:
            async with asyncio.timeout(UPDATES_WAIT_S):
                while not any(n > after for n in self._updates):
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            pass
        waiting = [u for n, u in sorted(self._updates.items()) if n > after]
        return web.json_response(waiting[:UPDATES_AT_ONCE])

    async def _image(self, request: web.Request) -> web.Response:
        return web.Response(body=self.images[request.match_info["handle"]])

    async def _call(self, request: web.Request) -> web.StreamResponse:
        data = json.loads(await request.read())
        luck = self._rng.random()
        if luck < self.flaky / 3:
            return _drop_connection(request)
        if luck < self.flaky * 2 / 3:
            return web.json_response({"kind": "later"})
        answer = self._act(data)
        self.changed.set()
        return _drop_connection(request) if luck < self.flaky else web.json_response(answer)

    def _act(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["verb"] == "create":
            assert not data["view"]["picture"], "a create is always a text here"
            id = f"bot-{next(self._numbers)}"
            self.messages[id] = BotMessage(id, data["chat"], data["view"])
            return {"kind": "shown", "handle": id}
        message = self.messages[data["handle"]]
        if message.gone:
            return {"kind": "gone"}
        if data["verb"] == "remove":
            message.gone = True
        else:
            message.view = data["view"]
            if message.picture:
                message.shown.append(message.picture)
        return {"kind": "shown", "handle": message.id}


def _drop_connection(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
