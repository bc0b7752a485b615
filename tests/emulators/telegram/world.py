"""Everything that exists in the emulated Telegram, and who is told when something changes."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.emulators.clock import Clock

from .chats import Chat
from .files import FileLimits, FileStore
from .flood import Flood, FloodLimits
from .recorder import Recorder
from .state import CHANNEL_BOT_ID, GROUP_ANONYMOUS_BOT_ID, Account, ChatType, Message
from .updates import UpdateQueue

if TYPE_CHECKING:
    from .queries import Press, Query
    from .webhook import Webhook

TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]+\Z")
SUPERGROUP_ID_BASE = -1_000_000_000_000

CommandKey = tuple[str, int, int, str]
"""(scope type, chat id or 0, user id or 0, language code or empty)."""


@dataclass(slots=True, eq=False)
class Bot(Account):
    """A bot and what Telegram keeps for it."""

    token: str = field(default="", repr=False)
    can_read_all_group_messages: bool = False
    can_join_groups: bool = True
    supports_inline_queries: bool = False
    queue: UpdateQueue = field(kw_only=True)
    flood: Flood = field(kw_only=True)
    commands: dict[CommandKey, list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name, description and short description by (field, language code)."""
    webhook: Webhook | None = None
    last_poll: tuple[int, float] = (0, 0.0)
    poll_cut: asyncio.Future[str] | None = field(default=None, repr=False)
    """Given a reason, it ends the getUpdates that now waits."""
    next_conflict_at: float = 0.0
    next_webhook_at: float = 0.0
    inline_feedback: bool = False
    """Whether the bot is told which inline result was chosen (switched on with BotFather)."""

    def inject(self, update: dict[str, Any], *, kind: str = "message", order_key: str = "injected") -> None:
        """Queue a payload as it is, however broken. Without ``update_id`` it gets the next one."""
        self.queue.push_raw({"update_id": self.queue.next_id, **update}, kind, order_key, broken=True)

    def restart_update_ids(self, start: int) -> None:
        """Let the ids begin anew, as Telegram does after a week without updates. The queue must be empty."""
        assert not len(self.queue), "there are updates waiting under the old ids"
        self.queue.next_id = start

    def __repr__(self) -> str:
        return f"<bot @{self.username}>"


@dataclass(slots=True, eq=False)
class World:
    """The registry. Everything lives in memory; nothing is lost when a bot's process dies."""

    clock: Clock
    flood_limits: FloodLimits
    file_limits: FileLimits
    recorder: Recorder
    files: FileStore = field(init=False)
    bots: dict[str, Bot] = field(default_factory=dict)
    """By token."""
    accounts: dict[int, Account] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    """Groups, supergroups and channels by id."""
    private: dict[tuple[int, int], Chat] = field(default_factory=dict)
    """Private chats by (bot id, person id): to every bot, the chat's id is the person's."""
    anonymous_admin: Account = field(
        default_factory=lambda: Account(GROUP_ANONYMOUS_BOT_ID, "Group", True, username="GroupAnonymousBot")
    )
    channel_writer: Account = field(
        default_factory=lambda: Account(CHANNEL_BOT_ID, "Channel", True, username="Channel_Bot")
    )
    presses: dict[str, Press] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))
    _shared_message_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _strings: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _waiters: list[asyncio.Future[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = FileStore(self.file_limits)

    # -- time and waiting

    def now(self) -> float:
        return self.clock.now()

    def date(self) -> int:
        """Now as the Bot API writes it: whole unix seconds."""
        return int(self.clock.now())

    def notify(self) -> None:
        """Wake all who wait for any change."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def changed(self) -> asyncio.Future[None]:
        """A future that is done at the next change."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        return waiter

    # -- making things

    def new_id(self) -> int:
        return next(self._ids)

    def new_string_id(self) -> str:
        """An id as callback and inline queries have them: a long number in a string."""
        return str(4_000_000_000_000_000_000 + next(self._strings) * 7_919)

    def next_shared_message_id(self) -> int:
        return next(self._shared_message_ids)

    def add_bot(self, token: str, **about: Any) -> Bot:
        assert TOKEN.match(token), "a token is <number>:<letters>"
        bot_id = int(token.split(":")[0])
        assert bot_id not in self.accounts, "that bot is there already"
        bot = Bot(
            id=bot_id,
            is_bot=True,
            token=token,
            queue=UpdateQueue(self.clock, next_id=600_000_000 + bot_id % 1_000_000 * 10),
            flood=Flood(self.flood_limits),
            **about,
        )
        self.bots[token] = bot
        self.accounts[bot.id] = bot
        return bot

    def add_account(self, account: Account) -> Account:
        self.accounts[account.id] = account
        return account

    def add_chat(self, type_: ChatType, title: str) -> Chat:
        """A group, supergroup or channel; private chats come from ``private_chat``."""
        assert type_ != "private", "private chats are kept by pair"
        chat_id = -self.new_id() if type_ == "group" else SUPERGROUP_ID_BASE - self.new_id()
        chat = self.chats[chat_id] = Chat(self, chat_id, type_, title)
        return chat

    def private_chat(self, bot: Bot, person: Account) -> Chat:
        """The chat of these two; it is there from the beginning, but the bot may write only once it was started."""
        chat = self.private.get((bot.id, person.id))
        if chat is None:
            chat = Chat(self, person.id, "private", None, person, bot)
            self.private[bot.id, person.id] = chat
        return chat

    def find_chat(self, bot: Bot, chat_id: int) -> Chat | None:
        """The chat that ``bot`` means by that id."""
        if chat_id > 0:
            return self.private.get((bot.id, chat_id))
        return self.chats.get(chat_id)

    def find_public(self, username: str) -> Chat | None:
        wanted = username.lstrip("@").lower()
        return next((chat for chat in self.chats.values() if (chat.username or "").lower() == wanted), None)

    def all_chats(self) -> list[Chat]:
        return [*self.private.values(), *self.chats.values()]

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are present there, in the order they were added."""
        return [bot for bot in self.bots.values() if chat.is_present(bot)]
