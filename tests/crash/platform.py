"""A chat platform that outlives those it serves: in the test's process over HTTP, so that Shenbi's can be killed.

It behaves like Telegram: updates wait until they are acknowledged, a create that is repeated makes a second message, a
text becomes a picture by an edit. What it was asked to show is its record.
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
class Standing:
    """One message of the bot. `shown` are the keys of all pictures that it ever showed."""

    id: str
    chat: str
    view: dict[str, Any]
    gone: bool = False
    shown: list[str] = field(default_factory=list)

    @property
    def picture(self) -> str:
        """The key of the picture that it shows now, or ''."""
        return str((self.view.get("picture") or {}).get("key", ""))


class Chats:
    """The platform's server. `flaky` is the probability that an answer to a call gets lost, or the call itself."""

    def __init__(self, seed: int = 0) -> None:
        self.messages: dict[str, Standing] = {}
        self.images: dict[str, bytes] = {}
        self.changed = asyncio.Event()
        self.flaky = 0.0
        self.pushed = 0
        self.url = ""
        self._rng = Random(seed)
        self._numbers = itertools.count(1)
        self._updates: dict[int, dict[str, Any]] = {}
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Chats:
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

    # --- what people do

    def say(self, text: str, *, user: str = "ann", image: bytes | None = None) -> str:
        """A person says something in a chat of their own; returns the message's id."""
        images = []
        if image is not None:
            images = [f"image-{next(self._numbers)}"]
            self.images[images[0]] = image
        return self._push(user, {"text": text, "images": images})

    def press(self, standing: Standing, label: str, *, user: str = "ann") -> str:
        """A person presses the button whose label contains `label`."""
        buttons = [b for row in standing.view["buttons"] for b in row if label in b["label"]]
        assert buttons, f"no button {label!r}: {standing.view['buttons']}"
        return self._push(user, {"action": buttons[0]["action"], "under": standing.id})

    def _push(self, user: str, data: dict[str, Any]) -> str:
        self.pushed += 1
        number = next(self._numbers)
        self._updates[number] = {"number": number, "id": f"in-{number}", "lane": user, "user": user, **data}
        self._news.set()
        return f"in-{number}"

    # --- what they see

    def visible(self, user: str = "ann") -> list[Standing]:
        """What stands in a chat now, oldest first."""
        return [m for m in self.messages.values() if m.chat == user and not m.gone]

    def pictures(self, user: str = "ann") -> list[Standing]:
        """The messages of a chat that show a picture now."""
        return [m for m in self.visible(user) if m.picture]

    @property
    def unread(self) -> int:
        """Updates that nobody has acknowledged."""
        return len(self._updates)

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

    # --- the wire

    async def _give(self, request: web.Request) -> web.Response:
        after = int(request.query["after"])
        for number in [n for n in self._updates if n <= after]:
            del self._updates[number]
        self.changed.set()
        try:
            async with asyncio.timeout(UPDATES_WAIT_S):
                while not any(n > after for n in self._updates):
                    self._news.clear()
                    await self._news.wait()
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
            return _broken_off(request)
        if luck < self.flaky * 2 / 3:
            return web.json_response({"kind": "later"})
        answer = self._act(data)
        self.changed.set()
        return _broken_off(request) if luck < self.flaky else web.json_response(answer)

    def _act(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["verb"] == "create":
            assert not data["view"]["picture"], "a create is always a text here"
            id = f"bot-{next(self._numbers)}"
            self.messages[id] = Standing(id, data["chat"], data["view"])
            return {"kind": "shown", "handle": id}
        standing = self.messages[data["handle"]]
        if standing.gone:
            return {"kind": "gone"}
        if data["verb"] == "remove":
            standing.gone = True
        else:
            standing.view = data["view"]
            if standing.picture:
                standing.shown.append(standing.picture)
        return {"kind": "shown", "handle": standing.id}


def _broken_off(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
