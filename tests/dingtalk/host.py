"""The adapter alone: a real store, the emulator, one clock for both, and a recording host."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from adapters.dingtalk import DingTalkAdapter
from adapters.dingtalk.adapter import DingTalkAdapter as Adapter
from adapters.dingtalk.transport import Liveness
from bot.adapter_api import Conversation, Create, Message, Outcome, PostView, RawUpdate, Sender, ViewPicture
from bot.runtime.texts import Texts
from bot.store import Store, Tx, open_store
from config.settings import LOCALES_FOLDER, Settings
from studio.server.canned_pictures import canned_png
from tests.databases import sqlite_url
from tests.emulators.dingtalk import App, Chat, ChatMessage, DingTalkServer, ManualClock, Person

WAIT_S = 180.0
TEXTS = Texts(LOCALES_FOLDER)
T = TypeVar("T")


class EmulatorClock(ManualClock):
    """The emulator's clock, moved by hand, that the bot's parts can read and wait on too."""

    def monotonic(self) -> float:
        return self.now()

    async def wait(self, event: asyncio.Event, until: float) -> bool:
        waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(self.sleep_until(until))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return event.is_set()


@dataclass
class StubHost:
    """See `bot.adapter_api.Host`. `fail_saves` makes so many of the next saves fail."""

    clock: EmulatorClock
    store: Store
    data_dir: Path
    texts: Texts = TEXTS
    saved: dict[str, RawUpdate] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    problems: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    fail_saves: int = 0
    on_problem: Callable[[], None] = lambda: None

    async def save(self, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None) -> list[bool]:
        assert also is None, "not used by this platform"
        if self.fail_saves:
            self.fail_saves -= 1
            raise OSError("no space left on device")
        news = []
        for update in updates:
            news.append(update.event_id not in self.saved)
            self.saved.setdefault(update.event_id, update)
        return news

    async def load_picture(self, key: str) -> bytes:
        return self.pictures[key]

    def has_space(self, size: int) -> bool:
        return True

    def drop_images(self, tx: Tx, handles: Iterable[str]) -> None:
        raise AssertionError("none was kept")

    async def keep_image(self, data: bytes) -> str:
        raise AssertionError("images are fetched by code here")

    async def load_image(self, handle: str) -> bytes:
        raise KeyError(handle)

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        assert self.texts.has(message), message
        return self.texts.say(language, message, **arguments)

    def resolved(self, code: str, resolved_code: str, /, **details: object) -> None:
        self.ended.append((code, resolved_code))
        self.on_problem()

    def alert(self, code: str, /, **details: object) -> None:
        self.problems.append((code, details))
        self.on_problem()


@dataclass
class AdapterHarness:
    """A listening adapter, with people and chats of the emulator."""

    dd: DingTalkServer
    clock: EmulatorClock
    host: StubHost
    adapter: Adapter
    robot: App
    li: Person
    wang: Person
    stranger: Person
    chat: Chat
    group: Chat
    posts: int = 0

    def view(self, text: str = "#7 · 猫\n好了", **more: Any) -> PostView:
        """A view for 小李, in Chinese."""
        sender = Sender("dingtalk", "0147", "小李", reply_key="0147")
        return PostView(text, **{"milestone": "done", "mention": sender, "language": "zh", **more})

    def picture(self, key: str = "p1") -> ViewPicture:
        """A stored picture."""
        self.host.pictures[key] = canned_png(64, 64, zlib.crc32(key.encode()), key)
        return ViewPicture(key, "image/png", 64, 64, name=f"{key}.png")

    async def post(self, chat: Chat, view: PostView, post_id: int = 0) -> Outcome:
        """Create a post; a new one, unless its number is given."""
        self.posts += 1
        return await self.done(self.adapter.post(self.where(chat), Create(post_id or self.posts, view)))

    async def done(self, call: Coroutine[Any, Any, T]) -> T:
        """Await a call, advancing the clock while it waits for the rate limit."""
        task = asyncio.ensure_future(call)
        try:
            async with asyncio.timeout(WAIT_S):
                while not (await asyncio.wait((task,), timeout=0.02))[0]:
                    await self.clock.advance(0.06)
        finally:
            task.cancel()
        return task.result()

    def where(self, chat: Chat) -> Conversation:
        """The conversation of a chat."""
        who = chat.members[0]
        return Conversation(
            "dingtalk", chat.conversation_id if chat.is_group else f"1:{who.staff_id or who.encrypted_id}"
        )

    async def heard(self, message: ChatMessage) -> Message:
        """Wait until a message is acknowledged; returns the decoded message."""
        await message.acked(WAIT_S)
        decoded = self.adapter.decode(self.host.saved[message.message_id])
        assert isinstance(decoded, Message)
        return decoded

    def told(self, code: str) -> list[dict[str, object]]:
        """The alerts with this code."""
        return [details for found, details in self.host.problems if found == code]


@asynccontextmanager
async def adapter_harness(
    folder: Path, *, listen: bool = True, liveness: Liveness | None = None, **options: Any
) -> AsyncIterator[AdapterHarness]:
    """A bench with settings of [dingtalk] of its own."""
    clock = EmulatorClock()
    async with DingTalkServer(clock=clock, seed=7) as dd:
        dd.settings.ping_every_s = None  # months pass in these tests
        robot = dd.add_app("ding-app", "very-secret")
        li, wang = dd.add_person("小李", "0147"), dd.add_person("小王", "0148")
        stranger = dd.add_person("外人", external=True)
        chat, group = dd.one_to_one(robot, li), dd.group("画图群", [li, wang], robot)
        settings = Settings.model_validate(
            {
                "dingtalk": {
                    "client_id": "ding-app",
                    "client_secret": "very-secret",
                    "openapi_endpoint": dd.openapi_endpoint,
                    "oapi_endpoint": dd.oapi_endpoint,
                    **options,
                }
            }
        )
        store = await open_store(sqlite_url(folder / "bench.db"), clock)
        host = StubHost(clock, store, folder, on_problem=dd.core.changed.notify)
        adapter = DingTalkAdapter.create(settings, host)
        assert isinstance(adapter, Adapter)
        adapter.liveness = liveness or Liveness(connections=2, ping_every_s=0.2, ping_timeout_s=0.2)
        task = asyncio.create_task(adapter.listen() if listen else asyncio.sleep(0))
        try:
            if listen:
                await dd.gateway.connected(adapter.liveness.connections, timeout=WAIT_S)
            yield AdapterHarness(dd, clock, host, adapter, robot, li, wang, stranger, chat, group)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await adapter.close()
            await store.close()
