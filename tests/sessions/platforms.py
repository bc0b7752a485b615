"""Sessions on the emulated platforms: helpers that read the chat and the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App
from bot.sessions.model import Session
from bot.store.rows import ConversationRow, JobRow
from studio.server import Studio
from tests.dingtalk.conftest import Environment, environment
from tests.emulators.telegram import Bot, Chat, FloodLimits, Message, MessageList, Person, TelegramServer
from tests.sessions.stored import WAIT_S, StoredSession
from tests.telegram.conftest import emulated, running, settings
from tests.waiting import stored

RICH = {"limits": {"daily_yuan": 100, "requests_per_minute": 0}}


@dataclass
class PlatformSession(StoredSession):
    """The session of one conversation on a platform. `chat_id` is the adapter's id of the chat."""

    app: App
    platform: str
    chat_id: str

    def where(self) -> dict[str, str]:
        """The chat."""
        return {"platform": self.platform, "chat_id": self.chat_id}

    async def place(self) -> ConversationRow:
        """The conversation's row."""
        found = await self.app.store.read(
            lambda tx: tx.one(ConversationRow, "people.find_conversation", **self.where(), thread_id="")
        )
        assert found is not None, f"{self.chat_id} is not known"
        return found

    async def painted(self, job: int) -> None:
        """Wait until a job has its picture."""
        try:
            await stored(self.app.store, lambda tx: tx.get(JobRow, "jobs.get", id=job).state == "done")
        except TimeoutError:
            raise AssertionError(f"#{job} was never painted") from None

    async def ideas(self, count: int) -> Session:
        """Wait until there are so many ideas."""
        return await self.until(lambda s: len(s.current_round.ideas) == count, f"{count} ideas")


@dataclass
class TelegramGroup(PlatformSession):
    """A running bot in a group on an emulated Telegram."""

    tg: TelegramServer
    bot: Bot
    chat: Chat
    people: tuple[Person, ...]

    @property
    def cards(self) -> MessageList:
        """The cards in the chat, oldest first, without former cards that point to a newer one."""
        return MessageList(m for m in self.chat.messages.by(self.bot) if m.words.startswith("🎨"))

    async def card(self, part: str = "") -> Message:
        """Wait for a card with this text and with buttons (they come with the picture, after the text); returns the newest."""

        def found(messages: MessageList) -> Message | None:
            cards = [m for m in messages if m.words.startswith("🎨") and part in m.words and m.rows]
            return cards[-1] if cards else None

        message = await self.chat.wait_for(found, WAIT_S, f"a card with {part!r}")
        assert message is not None
        return message

    def say(self, person: Person, text: str, **how: Any) -> Message:
        """Send a message; commands as a client inserts them in a group."""
        head, _, rest = text.partition(" ")
        return person.say(self.chat, f"{head}@shenbi_bot {rest}".strip() if head.startswith("/") else text, **how)

    def press(self, person: Person, card: Message, part: str) -> None:
        """Press the button with this label."""
        labels = [label for row in card.rows for label in row]
        found = [label for label in labels if part in label]
        assert found, f"no button {part!r} among {labels} under {card.words!r}"
        person.press(card, found[0])

    async def words(self, part: str, chat: Chat | None = None) -> Message:
        """Wait until a message of the bot contains `part`."""

        def found(messages: MessageList) -> Message | None:
            return next((m for m in messages.by(self.bot) if part in m.words), None)

        message = await (chat or self.chat).wait_for(found, WAIT_S, repr(part))
        assert message is not None
        return message


@asynccontextmanager
async def telegram_group(
    folder: Path,
    studio: Studio,
    *,
    basic: bool = False,
    names: tuple[str, ...] = ("Ann", "Bob", "Cat"),
    language: str = "en",
    limits: FloodLimits | None = None,
    **more: Any,
) -> AsyncIterator[TelegramGroup]:
    """A bot in privacy mode in a group of these people; the first one owns the group."""
    async with emulated(limits) as (tg, bot):
        people = tuple(tg.add_person(name, language_code=language) for name in names)
        chat = (tg.basic_group if basic else tg.supergroup)("Painters", [*people, bot])
        made = settings(folder, tg, studio, **RICH, **more)
        async with running(made) as app:
            yield TelegramGroup(app, "telegram", str(chat.id), tg, bot, chat, people)


@dataclass
class DingTalkGroup(PlatformSession):
    """A running bot in a group on an emulated DingTalk."""

    env: Environment

    def say(self, person: Any, text: str) -> Any:
        """Mention the robot."""
        return person.say(self.env.group, text, at=True)

    @property
    def texts(self) -> list[str]:
        """The texts of the robot's messages in the group."""
        return [f"{m.content.title}\n{m.text}" for m in self.env.group.answers]


@asynccontextmanager
async def dingtalk_group(folder: Path, studio: Studio, **more: Any) -> AsyncIterator[DingTalkGroup]:
    """A robot in a group of two. Fails if the emulator got a call that the real service would refuse."""
    async with environment(studio, folder, **RICH, **more) as env:
        yield DingTalkGroup(env.app, "dingtalk", env.group.conversation_id, env)
        assert not env.dd.violations
