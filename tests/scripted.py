"""A scripted chat platform: send a message, look at what the chat shows. For tests of everything behind the adapters."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.adapter_api import (
    Conversation,
    Create,
    Decoded,
    Delivered,
    Edit,
    Gone,
    HasMenu,
    Host,
    ImageSource,
    Message,
    Outcome,
    PlatformCapabilities,
    PostCall,
    PostView,
    Press,
    Quote,
    RateLimits,
    RawUpdate,
    Remove,
    Sender,
)

NO_RATE_LIMITS = RateLimits(0, 0, 0)
EDITABLE = PlatformCapabilities(
    edits=True, creates_pictures=False, idempotent_creates=False, buttons=20, callbacks=True,
    text_limit=4096, caption_limit=1024, max_picture_bytes=10_000_000, rates=NO_RATE_LIMITS,
    personal_buttons=True,
)  # fmt: skip
APPEND_ONLY = dataclasses.replace(
    EDITABLE, edits=False, creates_pictures=True, callbacks=False, buttons=5, personal_buttons=False
)


@dataclass(slots=True)
class BotMessage:
    """One message of the bot, in its present state."""

    id: str
    chat: str
    view: PostView
    edits: int = 0
    gone: bool = False


@dataclass
class ScriptedPlatform:
    """Adapter factory, adapter and script in one. `outcomes` are canned answers, each with a flag: whether the call takes effect
    all the same, as when only the answer is lost."""

    name: str = "scripted"
    capabilities: PlatformCapabilities = EDITABLE
    messages: dict[str, BotMessage] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    outcomes: list[tuple[Outcome, bool]] = field(default_factory=list)
    calls: list[PostCall] = field(default_factory=list)
    fetch_errors: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._host: Host | None = None
        self.changed = asyncio.Event()

    # --- factory

    def configured(self, settings: Any) -> bool:
        return True

    def create(self, settings: Any, host: Host) -> ScriptedPlatform:
        self._host = host
        return self

    # --- adapter

    async def listen(self) -> None:
        await asyncio.Event().wait()

    def decode(self, update: RawUpdate) -> Decoded:
        data = json.loads(update.body)
        if data.get("poison"):
            raise ValueError("poison")
        where = Conversation(self.name, data["chat"])
        sender = Sender(
            self.name, data["user"], data.get("name") or data["user"].title(), data["language"], data["admin"]
        )
        if "action" in data:
            return Press(
                where,
                sender,
                data["action"],
                data["under"],
                direct=data["direct"],
                sent_at=data.get("sent_at", 0.0),
                text=data.get("text", ""),
            )
        quote = data["quote"]
        return Message(
            where,
            sender,
            message_id=update.event_id,
            text=data["text"],
            images=tuple(ImageSource(handle) for handle in data["images"]),
            reply_to=Quote(
                **{**quote, "keys": tuple(quote["keys"]), "images": tuple(ImageSource(h) for h in quote["images"])}
            )
            if quote
            else None,
            direct=data["direct"],
            addressed=data["text"].startswith("/") or data.get("addressed", False),
            unreadable=data.get("unreadable", ""),
            authorship=data.get("authorship", "typed"),
            maybe_split=len(data["text"]) >= 3500,
            album=data.get("album", ""),
            awaits_answer=data.get("awaits", False),
            album_order=data.get("album_order", 0),
            sent_at=data.get("sent_at", 0.0),
        )

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        self.calls.append(call)
        outcome, act = self.outcomes.pop(0) if self.outcomes else (None, True)
        done: Outcome = self._apply(conversation, call) if act else Delivered("")
        self.changed.set()
        return outcome or done

    def _apply(self, conversation: Conversation, call: PostCall) -> Outcome:
        if isinstance(call, Create):
            assert not (call.view.picture and self.capabilities.edits and not self.capabilities.creates_pictures)
            number = f"bot-{next(self._numbers)}"
            self.messages[number] = BotMessage(number, conversation.chat_id, call.view)
            return Delivered(number, (number,))
        message = self.messages[call.handle]
        if message.gone:
            return Gone()
        if isinstance(call, Remove):
            message.gone = True
        elif isinstance(call, Edit):
            assert self.capabilities.edits
            message.view = call.view
            message.edits += 1
        return Delivered(call.handle, (call.handle,))

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        if self.fetch_errors:
            raise self.fetch_errors.pop(0)
        return self.images[source.handle]

    async def close(self) -> None:
        return None

    # --- script

    async def say(
        self,
        text: str,
        *,
        user: str = "ann",
        chat: str = "",
        image: bytes | None = None,
        reply_to: str = "",
        reply_image: bytes | None = None,
        withheld: bool = False,
        language: str = "en",
        admin: bool = False,
        event_id: str = "",
        group: bool = False,
        name: str = "",
    ) -> str:
        """A person says something; returns the message's id. `chat` is the person's own by default."""
        handles = [self._add_image(image)] if image is not None else []
        quote = None
        if reply_to or reply_image is not None or withheld:
            quote = {
                "keys": [reply_to] if reply_to else [],
                "images": [self._add_image(reply_image)] if reply_image is not None else [],
                "withheld": withheld,
            }
        return await self.push(
            {
                "text": text, "images": handles, "quote": quote, "user": user, "chat": chat or user, "language": language,
                "admin": admin, "direct": not group, "name": name,
            },
            event_id,
        )  # fmt: skip

    async def press(
        self, message: BotMessage, label: str, *, user: str = "ann", admin: bool = False, event_id: str = ""
    ) -> str:
        """A person presses the button whose label contains `label` (or whose action it is)."""
        buttons = [b for row in message.view.buttons for b in row if label in b.label or label == b.action]
        assert buttons, f"no button {label!r}: {message.view.buttons}"
        return await self.push(
            {
                "action": buttons[0].action, "under": message.id, "user": user, "chat": message.chat, "language": "en",
                "admin": admin, "direct": True,
            },
            event_id,
        )  # fmt: skip

    async def push(self, data: dict[str, Any], event_id: str = "") -> str:
        """A raw update."""
        assert self._host is not None
        event_id = event_id or f"in-{next(self._numbers)}"
        await self._host.save([RawUpdate(event_id, json.dumps(data), data.get("chat", ""))])
        return event_id

    async def push_form(
        self, message: BotMessage, action: str, words: str, *, user: str = "ann", where: str = ""
    ) -> str:
        """A person sends in the form that a button opened."""
        return await self.push(
            {
                "action": action, "under": message.id, "user": user, "chat": where or message.chat, "language": "en",
                "admin": False, "direct": True, "text": words,
            }
        )  # fmt: skip

    @property
    def host(self) -> Host:
        """What the bot gave the platform."""
        assert self._host is not None
        return self._host

    def menu(self, language: str) -> dict[str, Any]:
        """What an adapter that completes what people type is told."""
        host: object = self._host
        assert isinstance(host, HasMenu)
        return host.menu(language)

    def _add_image(self, image: bytes) -> str:
        handle = f"image-{next(self._numbers)}"
        self.images[handle] = image
        return handle

    # --- reading

    def visible(self, chat: str = "ann") -> list[BotMessage]:
        """The bot's messages that a chat shows now, oldest first."""
        return [m for m in self.messages.values() if m.chat == chat and not m.gone]

    async def until(self, condition: Callable[[], Any], timeout: float = 100.0) -> Any:
        """Wait until `condition()` is true after some change; returns its value.

        Raises AssertionError with the messages shown then; `timeout` (seconds) only guards against hanging.
        """
        try:
            async with asyncio.timeout(timeout):
                while not (value := condition()):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            shown = (f"{m.chat}{' (gone)' if m.gone else ''}: {m.view.text!r}" for m in self.messages.values())
            raise AssertionError("it did not come; the chats show:\n" + "\n".join(shown)) from None
        return value

    async def picture(self, chat: str = "ann", count: int = 1) -> BotMessage:
        """Wait until `count` messages of a chat show a picture; the newest of them."""

        def pictures() -> list[BotMessage]:
            found = [m for m in self.visible(chat) if m.view.picture]
            return found if len(found) >= count else []

        found: list[BotMessage] = await self.until(pictures)
        return found[-1]

    async def text(self, part: str, chat: str = "ann") -> BotMessage:
        """Wait until a message of a chat contains `part`."""
        found: BotMessage = await self.until(lambda: next((m for m in self.visible(chat) if part in m.view.text), None))
        return found
