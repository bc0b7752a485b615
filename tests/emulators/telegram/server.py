"""The emulator as a test uses it: an HTTP server on loopback, and people, bots and chats to set up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.emulators.clock import Clock, RealClock

from .chats import Chat
from .checks import published
from .control import Control
from .delivery import Delivery
from .faults import Faults
from .files import FileLimits
from .flood import FloodLimits
from .gateway import Gateway
from .groups import Groups
from .person import Person
from .recorder import Call, Recorder
from .state import Account, Topic
from .world import Bot, World

BODY_MAX_BYTES = 64 << 20
SHUTDOWN_S = 0.02


class TelegramServer:
    """A Telegram of one's own.

    ``clock`` drives dates, expiry, flood control and long polls; ``limits`` the flood control, ``files`` the sizes.
    Use as an async context manager; the port is free choice unless given.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        limits: FloodLimits | None = None,
        files: FileLimits | None = None,
        port: int = 0,
    ) -> None:
        self.clock: Clock = clock or RealClock()
        self.recorder = Recorder()
        self.faults = Faults()
        self.world = World(self.clock, limits or FloodLimits(), files or FileLimits(), self.recorder)
        self.delivery = Delivery(self.world)
        self.groups = Groups(self.world, self.delivery)
        self.port = port
        self._gateway = Gateway(self.world, self.delivery, self.faults)
        self._runner: web.AppRunner | None = None

    # -- running

    async def __aenter__(self) -> TelegramServer:
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bot in self.world.bots.values():
            if bot.webhook is not None:
                await bot.webhook.stop()
        await self.hang_up()

    async def listen(self) -> None:
        """Take connections, on the same port as before if there was one."""
        published()  # Imports the witness now, not during a person's request.
        app = web.Application(client_max_size=BODY_MAX_BYTES)
        Control(self).mount(app)
        self._gateway.mount(app)  # Last: it takes every other path, to say 404 as Telegram does.
        self._gateway.closing = asyncio.Event()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def hang_up(self) -> None:
        """Take no more connections and cut those that are there; nothing is forgotten."""
        self._gateway.closing.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url: the token follows."""
        return f"{self.origin}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.origin}/file/bot"

    # -- who and where

    def add_bot(
        self,
        token: str,
        username: str = "shenbi_bot",
        first_name: str = "Shenbi",
        *,
        can_read_all_group_messages: bool = False,
        supports_inline_queries: bool = False,
        inline_feedback: bool = False,
    ) -> Bot:
        """A bot as BotFather makes it. Privacy mode is on unless it can read all group messages."""
        return self.world.add_bot(
            token,
            username=username,
            first_name=first_name,
            can_read_all_group_messages=can_read_all_group_messages,
            supports_inline_queries=supports_inline_queries,
            inline_feedback=inline_feedback,
        )

    def add_person(self, first_name: str, *, language_code: str | None = "en", **about: Any) -> Person:
        """A person with a client. ``about``: last_name, username, id."""
        about.setdefault("id", self.world.new_id() + 5_000_000_000)
        person = Person(
            first_name=first_name, language_code=language_code, world=self.world, delivery=self.delivery, **about
        )
        self.world.add_account(person)
        return person

    def private_chat(self, bot: Bot, person: Account, *, started: bool = True) -> Chat:
        """Their private chat. Not ``started``: the person never wrote, so the bot may not write."""
        chat = self.world.private_chat(bot, person)
        chat.started = started
        return chat

    def basic_group(self, title: str, members: Sequence[Account] = ()) -> Chat:
        """A basic group; the first member is its owner. Bots that are members get no word of how they came in."""
        return self._group("group", title, members)

    def supergroup(
        self, title: str, members: Sequence[Account] = (), *, forum: bool = False, username: str | None = None
    ) -> Chat:
        chat = self._group("supergroup", title, members)
        chat.is_forum, chat.username = forum, username
        return chat

    def channel(self, title: str, members: Sequence[Account] = (), *, username: str | None = None) -> Chat:
        """A channel; the first member owns it, bots are administrators (they cannot be anything else there)."""
        chat = self._group("channel", title, members)
        chat.username = username
        for member in chat.members.values():
            if member.account.is_bot:
                member.status = "administrator"
        return chat

    def _group(self, kind: Any, title: str, members: Sequence[Account]) -> Chat:
        chat = self.world.add_chat(kind, title)
        for index, account in enumerate(members):
            chat.put_member(account, "creator" if index == 0 and not account.is_bot else "member")
        return chat

    # -- what happens to groups

    def add_member(self, chat: Chat, account: Account, by: Account, *, admin: bool = False) -> None:
        self.groups.add(chat, account, by, "administrator" if admin else "member")

    def remove_member(self, chat: Chat, account: Account, by: Account) -> None:
        self.groups.remove(chat, account, by)

    def promote(self, chat: Chat, account: Account, by: Account) -> None:
        self.groups.set_status(chat, account, by, "administrator")

    def restrict(self, chat: Chat, account: Account, by: Account) -> None:
        """The member may read, but not write."""
        self.groups.set_status(chat, account, by, "restricted")
        chat.members[account.id].can_post = False

    def topic(self, chat: Chat, name: str, by: Account) -> Topic:
        return self.groups.open_topic(chat, name, by)

    def upgrade(self, group: Chat, by: Account) -> Chat:
        return self.groups.upgrade(group, by)

    # -- what was asked

    @property
    def violations(self) -> list[str]:
        """What broke the published schema, ours or the bot's, or is beyond the emulator. Should be empty."""
        return self.recorder.violations

    @property
    def requests(self) -> list[Call]:
        return self.recorder.calls

    def requests_of(self, *methods: str) -> list[Call]:
        return self.recorder.of(*methods)

    def transcript(self) -> str:
        return self.recorder.transcript()
