"""For each platform, a user in a one-to-one chat with the whole app; what differs between platforms is declared."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from adapters.dingtalk import DingTalkAdapter
from adapters.discord import DiscordAdapter
from adapters.telegram import TelegramAdapter
from adapters.web import WebAdapter
from bot.adapter_api import PlatformCapabilities, RawUpdate
from bot.app import App, build
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import InboxRow
from config.settings import LOCALES_FOLDER, Settings
from studio.server import Studio
from tests.databases import prepared
from tests.discord.world import DISCORD_TOKEN, discord_options, shown_text, unhurried_discord
from tests.emulators.dingtalk import DingTalkServer
from tests.telegram.conftest import TOKEN, emulated
from tests.web.visitor import Visitor, visiting

PATIENCE_S = 90.0
TEXTS = Texts(LOCALES_FOLDER)


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message of the bot as a user sees it. `native`: the emulator's object, to reply to or press under."""

    native: Any
    text: str
    pictures: int
    buttons: tuple[str, ...]
    id: str


@dataclass
class UserChat(ABC):
    """What the suite does on every platform. `language`: the user's."""

    folder: Path
    studio: Studio
    language: ClassVar[str] = "en"
    platform: ClassVar[str] = ""
    app: App | None = None
    sent: int = 0
    waits: Mapping[str, float] = field(default_factory=dict)
    """How long the bot waits for the service, where a test does not wait as long as the settings say."""

    @property
    def capabilities(self) -> PlatformCapabilities:
        """What the platform declares that it can do; tests ask this instead of skipping platforms."""
        assert self.app is not None
        return self.app.adapters[self.platform].capabilities

    def words(self, text_id: str, **arguments: object) -> str:
        """A text of the locale files in this user's language."""
        return TEXTS.say(self.language, text_id, **arguments)

    def settings(self, **more: Any) -> Settings:
        """Settings of the bot under test."""
        account = {"name": "main", "keys": ["sk-test-0001"]}
        upstream = {"base_url": self.studio.base_url, "accounts": [account], **self.waits}
        return Settings.model_validate(
            {
                "data_dir": self.folder,
                "upstream": upstream,
                "language": self.language,
                "keeping": {"low_disk_mb": 0},
                **more,
            }
        )

    @asynccontextmanager
    async def running(self, made: Settings, factory: Any) -> AsyncIterator[App]:
        """The bot, until the context ends."""
        async with build(prepared(made), adapters=[factory]) as app:
            self.app = app
            task = asyncio.create_task(app.run())
            try:
                yield app
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def until(self, condition: Callable[[Sequence[ShownMessage]], Any]) -> Any:
        """Wait until `condition` of the messages shown is true; its value."""
        seen: Sequence[ShownMessage] = ()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    seen = await self.visible()
                    if value := condition(seen):
                        return value
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{self.platform}: timed out; the chat shows {[s.text for s in seen]}") from None

    async def picture(self, count: int = 1) -> ShownMessage:
        """Wait for `count` messages with a picture; the newest."""

        def enough(seen: Sequence[ShownMessage]) -> ShownMessage | None:
            found = [one for one in seen if one.pictures]
            return found[-1] if len(found) >= count else None

        found: ShownMessage = await self.until(enough)
        return found

    async def text(self, part: str) -> ShownMessage:
        """Wait for a message that contains `part`."""
        found: ShownMessage = await self.until(lambda seen: next((one for one in seen if part in one.text), None))
        return found

    @asynccontextmanager
    @abstractmethod
    def open(self) -> AsyncIterator[None]:
        """Run the platform, which outlives the bot."""

    @asynccontextmanager
    @abstractmethod
    def bot(self) -> AsyncIterator[None]:
        """Run the bot until the context ends; it can be started again."""

    @abstractmethod
    async def say(self, text: str, *photos: bytes, reply_to: Any = None) -> Any:
        """Send a message as the user, with photos in one message or album; the emulator's object for it."""

    @abstractmethod
    async def press(self, seen: ShownMessage, label: str) -> None:
        """Press a button as the user."""

    @abstractmethod
    async def redeliver(self) -> None:
        """Deliver the last message once more."""

    @abstractmethod
    async def visible(self) -> Sequence[ShownMessage]:
        """The bot's messages that the chat shows, oldest first."""


@dataclass
class WebChat(UserChat):
    """The web room."""

    platform: ClassVar[str] = "web"
    visitor: Visitor | None = None
    last: dict[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with visiting("", None) as visitor:  # The client outlives the server.
            self.visitor = visitor
            yield

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        async with self.running(self.settings(web={"port": 0}), WebAdapter) as app:
            room: Any = app.adapters["web"]
            await room.listening.wait()
            assert self.visitor is not None
            self.visitor.address, self.visitor.origin = room.address, room.address.rstrip("/")
            await self.visitor.start(language=self.language)
            yield

    async def say(self, text: str, *photos: bytes, reply_to: Any = None) -> Any:
        assert self.visitor is not None
        more: dict[str, Any] = {"language": self.language}
        if photos:
            more["images"] = [await self.visitor.upload(photo) for photo in photos]
        if reply_to is not None:
            more["reply_to"] = reply_to["id"]
        more["nonce"] = f"conform{self.sent}x{id(self)}"
        self.sent += 1
        self.last = {"text": text, **more}
        return await self.visitor.say(**self.last)

    async def press(self, seen: ShownMessage, label: str) -> None:
        assert self.visitor is not None
        action = next(b["action"] for row in seen.native["buttons"] for b in row if label in b["label"])
        body = {"entry": seen.id, "action": action, "nonce": f"press{self.sent}", "language": self.language}
        self.sent += 1
        answer = await self.visitor.post("api/rooms/~/presses", body)
        assert answer.status == 200, await answer.text()

    async def redeliver(self) -> None:
        assert self.visitor is not None
        await self.visitor.say(**self.last)

    async def visible(self) -> Sequence[ShownMessage]:
        assert self.visitor is not None
        posts = [
            entry for entry in await self.visitor.entries() if entry["id"].startswith("p") and not entry.get("removed")
        ]
        return [
            ShownMessage(
                entry,
                entry["text"],
                len(entry.get("files") or []) or int(bool(entry.get("picture"))),
                tuple(b["label"] for row in entry.get("buttons") or [] for b in row),
                entry["id"],
            )
            for entry in posts
        ]


@dataclass
class TelegramChat(UserChat):
    """A private chat on Telegram."""

    platform: ClassVar[str] = "telegram"
    tg: Any = None
    person: Any = None
    chat: Any = None
    robot: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with emulated() as (tg, robot):
            self.tg, self.robot = tg, robot
            self.person = tg.add_person("Ann", language_code="en")
            self.chat = tg.private_chat(self.robot, self.person)
            yield

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        telegram = {"bot_token": TOKEN, "base_url": self.tg.origin}
        async with self.running(self.settings(telegram=telegram, web={"enabled": False}), TelegramAdapter):
            yield

    async def say(self, text: str, *photos: bytes, reply_to: Any = None) -> Any:
        how = {"to": reply_to} if reply_to is not None else {}
        if len(photos) > 1:
            return self.person.send_album(self.chat, photos, text, **how)
        if photos:
            return self.person.send_photo(self.chat, photos[0], text, **how)
        return self.person.say(self.chat, text, **how)

    async def press(self, seen: ShownMessage, label: str) -> None:
        full = next(b for b in seen.buttons if label in b)
        self.person.press(seen.native, full)

    async def redeliver(self) -> None:
        assert self.app is not None
        # Telegram sends an update again if the bot saved it and never acknowledged its offset: so the inbox gets it once more.
        row = await self.app.store.read(_newest_update)
        await self.app.inbox.save(self.platform, [RawUpdate(row.event_id, row.body, row.lane)])

    async def visible(self) -> Sequence[ShownMessage]:
        return [
            ShownMessage(
                message,
                message.words,
                int(message.photo is not None) or int(message.media is not None),
                tuple(label for row in message.rows for label in row),
                str(message.id),
            )
            for message in self.chat.messages.by(self.robot)
        ]


@dataclass
class DingTalkChat(UserChat):
    """A one-to-one conversation on DingTalk, without a card template."""

    platform: ClassVar[str] = "dingtalk"
    language: ClassVar[str] = "zh"
    dd: Any = None
    person: Any = None
    chat: Any = None
    robot: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with DingTalkServer(seed=7) as dd:
            self.dd, self.robot = dd, dd.add_app("ding-app", "very-secret")
            self.person = dd.add_person("小李", "0147")
            self.chat = dd.one_to_one(self.robot, self.person)
            yield
            assert not dd.violations

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        dingtalk = {
            "client_id": "ding-app",
            "client_secret": "very-secret",
            "openapi_endpoint": self.dd.openapi_endpoint,
            "oapi_endpoint": self.dd.oapi_endpoint,
        }
        async with self.running(self.settings(dingtalk=dingtalk, web={"enabled": False}), DingTalkAdapter):
            await self.dd.gateway.connected(timeout=PATIENCE_S)
            yield

    async def say(self, text: str, *photos: bytes, reply_to: Any = None) -> Any:
        if photos:
            return self.person.rich_text(self.chat, [*([text] if text else []), *photos])
        if reply_to is not None:
            return self.person.quote(self.chat, reply_to, text)
        return self.person.say(self.chat, text)

    async def press(self, seen: ShownMessage, label: str) -> None:
        self.person.press(seen.native, next(b for b in seen.buttons if label in b))

    async def redeliver(self) -> None:
        self.dd.delivery.duplicates = 1

    async def visible(self) -> Sequence[ShownMessage]:
        return [
            ShownMessage(
                message,
                message.text,
                len(message.pictures),
                tuple(b.label for b in message.buttons),
                message.message_id,
            )
            for message in self.chat.answers
            if message.recalled_at is None
        ]


@dataclass
class DiscordChat(UserChat):
    """The direct messages with the bot on Discord."""

    platform: ClassVar[str] = "discord"
    discord: Any = None
    person: Any = None
    chat: Any = None
    robot: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with unhurried_discord() as discord:
            self.discord, self.robot = discord, discord.add_bot(DISCORD_TOKEN)
            self.person = discord.add_person("Ann")
            discord.guild("Painters", [self.person, self.robot])
            self.chat = discord.dm(self.robot, self.person)
            yield

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        options = {"discord": discord_options(self.discord), "web": {"enabled": False}}
        async with self.running(self.settings(**options), DiscordAdapter):
            await self.discord.gateway.connected(timeout=PATIENCE_S)
            yield

    async def say(self, text: str, *photos: bytes, reply_to: Any = None) -> Any:
        return self.person.say(self.chat, text, files=photos, reply_to=reply_to)

    async def press(self, seen: ShownMessage, label: str) -> None:
        for button in seen.native.buttons:
            if chosen := [value for shown, value in button.options if label in shown]:
                self.person.press(seen.native, button.label, chosen[0])
                return
        self.person.press(seen.native, next(b.label for b in seen.native.buttons if label in b.label))

    async def redeliver(self) -> None:
        session = self.discord.delivery.sessions[-1]
        frame = next(one for one in reversed(session.log) if one["t"] == "MESSAGE_CREATE")
        session.dispatch(frame["t"], frame["d"])

    async def visible(self) -> Sequence[ShownMessage]:
        return [
            ShownMessage(
                message,
                shown_text(message.content),
                len(message.pictures),
                tuple(shown for b in message.buttons for shown in ([one[0] for one in b.options] or [b.label])),
                message.id,
            )
            for message in self.chat.by(self.robot)
        ]


def _newest_update(tx: Tx) -> InboxRow:
    numbers = range(1, 1000)
    return [row for number in numbers if (row := tx.one(InboxRow, "inbox.by_id", id=number))][-1]


USER_CHATS: tuple[type[UserChat], ...] = (WebChat, TelegramChat, DingTalkChat, DiscordChat)
