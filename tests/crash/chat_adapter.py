"""The adapter of the chat server's platform; it runs in the processes that are killed."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
from typing import Any

import aiohttp

from bot.adapter_api import (
    Conversation,
    Create,
    Decoded,
    Delivered,
    Gone,
    Host,
    ImageSource,
    Message,
    Outcome,
    PlatformCapabilities,
    PostCall,
    Press,
    RawUpdate,
    Remove,
    RetryLater,
    Sender,
    Unconfirmed,
)
from tests.scripted import EDITABLE

TIMEOUT_S = 5.0
RECONNECT_S = 0.1


class ChatAdapter:
    """Adapter factory and adapter in one; `url` is the chat server's address."""

    name = "chats"
    capabilities: PlatformCapabilities = EDITABLE

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None
        self._host: Host | None = None

    def configured(self, settings: Any) -> bool:
        return True

    def create(self, settings: Any, host: Host) -> ChatAdapter:
        self._host = host
        return self

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
            self._session = aiohttp.ClientSession(self._url, timeout=timeout)
        return self._session

    async def listen(self) -> None:
        assert self._host is not None
        after = 0
        while True:
            try:
                async with self._http.get("/updates", params={"after": str(after)}) as answer:
                    updates = await answer.json()
                await self._host.save([RawUpdate(u["id"], json.dumps(u), u["lane"]) for u in updates])
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(RECONNECT_S)
                continue
            after = max([after, *(u["number"] for u in updates)])

    def decode(self, update: RawUpdate) -> Decoded:
        data = json.loads(update.body)
        where = Conversation(self.name, data["user"])
        sender = Sender(self.name, data["user"], data["user"].title(), "en")
        if "action" in data:
            return Press(where, sender, data["action"], data["under"], direct=True)
        images = tuple(ImageSource(handle) for handle in data["images"])
        return Message(where, sender, message_id=update.event_id, text=data["text"], images=images, direct=True)

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        view = dataclasses.asdict(call.view)
        for picture in filter(None, [view["picture"], *view["files"]]):
            assert self._host is not None
            # Real platforms are given the bytes, so they must exist.
            data = await self._host.load_picture(picture["key"])
            picture["sha256"] = hashlib.sha256(data).hexdigest()
        verb = "create" if isinstance(call, Create) else "remove" if isinstance(call, Remove) else "edit"
        handle = "" if isinstance(call, Create) else call.handle
        body = {"verb": verb, "chat": conversation.chat_id, "handle": handle, "view": view}
        try:
            async with self._http.post("/call", json=body) as answer:
                outcome = await answer.json()
        except (aiohttp.ClientError, OSError) as error:
            return Unconfirmed(type(error).__name__)
        match outcome["kind"]:
            case "shown":
                return Delivered(outcome["handle"], (outcome["handle"],))
            case "gone":
                return Gone()
            case _:
                return RetryLater(0.2, "busy")

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        async with self._http.get(f"/images/{source.handle}") as answer:
            return await answer.read()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
