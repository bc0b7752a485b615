"""Sends changes to open pages. One task reads what is new in all watched rooms and sends each page what it lacks.

A page states the last revision it has, so the server keeps no state for it: after a lost connection or a server
restart it gets what it missed. Because a single task reads and sends, a page can neither miss changes nor get them
out of order.

Who is present and who types has a task of its own: no change waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Awaitable, Callable

from adapters.web import names, presence, rooms
from adapters.web.limits import (
    BAN_CHECK_SECONDS,
    CLOSE_TIMEOUT_SECONDS,
    POLL_SECONDS,
    PRESENCE_SEND_SECONDS,
    SOCKET_SEND_SECONDS,
    SOCKETS,
    SOCKETS_BYTES,
    SOCKETS_PER_ADDRESS,
    SOCKETS_PER_PERSON,
)
from adapters.web.presence import PresenceTracker
from bot.adapter_api import Host
from bot.store import Store, StoreError

ACTIVE_PEOPLE_REMEMBERED = 1000


class SendBacklog:
    """Bytes queued for all pages together."""

    def __init__(self) -> None:
        self.bytes = 0


class LivePage:
    """One open page: its revision, and the newest queued message of each kind.

    So a slow page's queue is bounded by the size of a message; `behind` means that it lacks more.
    """

    def __init__(self, room: str, person: str, address: str, revision: int) -> None:
        self.room = room
        self.person = person
        self.address = address
        self.name = ""
        self.revision = revision
        self.behind = False
        self.closed = False
        self.backlog = SendBacklog()
        self.abort: Callable[[], None] = lambda: None
        self.stuck_since: float | None = None  # when it was first seen that the message being sent does not leave
        self._waiting: dict[str, str] = {}
        self._sending = ""
        self._wake_sender = asyncio.Event()

    @property
    def unsent_bytes(self) -> int:
        """Bytes queued, including the message being sent."""
        return sum(sys.getsizeof(text) for text in (*self._waiting.values(), self._sending) if text)

    @property
    def caught_up(self) -> bool:
        """Whether all changes sent to it were delivered."""
        return not self._sending and not self._waiting.keys() & {"changes", "reset"}

    @property
    def is_sending(self) -> bool:
        """Whether a message is being sent."""
        return bool(self._sending)

    def send(self, kind: str, text: str) -> None:
        """Queue a message; it replaces a queued one of its kind."""
        if self.closed:
            return
        before = self.unsent_bytes
        self._waiting.pop(kind, None)
        self._waiting[kind] = text
        self.backlog.bytes += self.unsent_bytes - before
        self._wake_sender.set()

    def close(self) -> None:
        """Close the page; nothing more is sent. If a send is in progress, the connection is aborted."""
        self.closed = True
        if self._sending:
            self.abort()
        self.backlog.bytes -= self.unsent_bytes
        self._waiting.clear()
        self._sending = ""
        self._wake_sender.set()

    async def next(self) -> str | None:
        """The next message to send; None once the page is closed. Marks the previous one as sent."""
        if self._sending:
            self.backlog.bytes -= sys.getsizeof(self._sending)
            self._sending = ""
        self.stuck_since = None
        while not self._waiting and not self.closed:
            self._wake_sender.clear()
            await self._wake_sender.wait()
        if self.closed:
            return None
        kind = next(iter(self._waiting))
        self._sending = self._waiting.pop(kind)
        return self._sending


class LiveUpdates:
    """The open pages of this process; `max_pages` of them at once."""

    def __init__(self, host: Host, max_pages: int = SOCKETS) -> None:
        self.max_pages = max_pages
        self._host = host
        self._store: Store = host.store
        self._wake = self._store.hints.event(rooms.TOPIC)
        self._wake_presence = self._store.hints.event(presence.TOPIC)
        self._open: dict[LivePage, None] = {}  # in order of arrival
        self._pages: dict[str, set[LivePage]] = defaultdict(set)
        self._active_people: OrderedDict[str, None] = OrderedDict()
        self._backlog = SendBacklog()
        self._empty = asyncio.Event()
        self._presence = PresenceTracker(self._store)
        self._next_ban_check_at = 0.0

    def admit(self, page: LivePage) -> bool:
        """Admit a new page, before anything is awaited for it. False if its person has too many.

        At the limit per address or in total, another page is closed instead: of people without activity first, then
        of the address and person with the most pages. It may reconnect.
        """
        open_pages = [each for each in self._open if not each.closed]
        if sum(each.person == page.person for each in open_pages) >= SOCKETS_PER_PERSON:
            return False
        neighbours = [each for each in open_pages if page.address and each.address == page.address]
        if len(neighbours) >= SOCKETS_PER_ADDRESS:
            self._page_to_drop(neighbours).close()
        elif len(open_pages) >= self.max_pages:
            self._page_to_drop(open_pages).close()
        page.backlog = self._backlog
        self._open[page] = None
        return True

    def mark_active(self, person: str) -> None:
        """Record that a person sent a message or pressed a button."""
        self._active_people[person] = None
        self._active_people.move_to_end(person)
        if len(self._active_people) > ACTIVE_PEOPLE_REMEMBERED:
            self._active_people.popitem(last=False)

    def join(self, page: LivePage) -> None:
        """An admitted page is open: send it what it lacks and the presence."""
        self._pages[page.room].add(page)
        self._wake.set()
        self._update_presence(page.room)

    def leave(self, page: LivePage) -> None:
        """A page closed."""
        if not page.closed:
            page.close()
        self._open.pop(page, None)
        pages = self._pages[page.room]
        pages.discard(page)
        self._update_presence(page.room)
        if not pages:
            del self._pages[page.room]
        if not self._pages:
            self._empty.set()

    def on_delivered(self, page: LivePage) -> None:
        """A message was delivered; if the page lacks more, send it."""
        if page.behind:
            self._wake.set()

    def _page_to_drop(self, pages: list[LivePage]) -> LivePage:
        of_address = Counter(each.address for each in pages)
        of_person = Counter(each.person for each in pages)
        return max(
            pages,
            key=lambda each: (each.person not in self._active_people, of_address[each.address], of_person[each.person]),
        )

    def set_typing(self, page: LivePage, on: bool) -> None:
        """A person started or stopped typing."""
        if self._presence.set_typing(page.room, page.person, on, self._host.clock.now()):
            self._wake_presence.set()

    def renamed(self, person: str, name: str) -> None:
        """A person was renamed."""
        for room, pages in self._pages.items():
            for page in pages:
                if page.person == person:
                    page.name = name
                    self._update_presence(room)

    async def run(self) -> None:
        """Send changes until cancelled."""
        await self._repeat(self.step, self._wake, 0.0)

    async def run_presence(self) -> None:
        """Send who is present and who types until cancelled."""
        await self._repeat(self.step_presence, self._wake_presence, PRESENCE_SEND_SECONDS)

    async def _repeat(self, step: Callable[[], Awaitable[None]], wake: asyncio.Event, apart: float) -> None:
        """Do a step whenever there may be work, `apart` seconds apart at least."""
        clock = self._host.clock
        while True:
            wake.clear()
            began = clock.now()
            try:
                await step()
            except StoreError as error:
                self._host.alert("web.live", error=str(error))
            # Store hints report this process's writes at once, and those of other processes if the database forwards
            # them; polling covers the rest.
            await clock.wait(wake, began + POLL_SECONDS)
            if apart:
                await clock.wait(asyncio.Event(), began + apart)

    async def step(self) -> None:
        """Read once what is new in all watched rooms, and send it. Raises StoreError."""
        # All rooms in one transaction: a person may watch hundreds. Pages with the same revision share what is read.
        lacking = {room: {page.revision for page in pages if page.caught_up} for room, pages in self._pages.items()}
        for room, news in (await self._store.read(rooms.news, watched=lacking)).items():
            self._send_changes(room, news)

    async def step_presence(self) -> None:
        """Send who is present and who types where it changed; close pages that do not read, or of banned people. Raises
        StoreError."""
        now = self._host.clock.now()
        self._close_stuck(now)
        await self._close_banned(now)
        self._presence.forget_typing(now)
        await self._presence.sync(now)
        for room, kind, content in self._presence.take_changes():
            text = _message(kind, **content)
            for page in self._pages.get(room, ()):
                page.send(kind, text)

    def _close_stuck(self, now: float) -> None:
        """Close pages to which one message has been sent for SOCKET_SEND_SECONDS: without a timer for each message of each page,
        which would be a third of what sending one costs."""
        for page in self._open:
            if not page.is_sending:
                continue
            if page.stuck_since is None:
                page.stuck_since = now
            elif now - page.stuck_since > SOCKET_SEND_SECONDS:
                page.close()

    async def _close_banned(self, now: float) -> None:
        """Close open pages of banned people in shared rooms; they are not admitted again."""
        if now < self._next_ban_check_at:
            return
        self._next_ban_check_at = now + BAN_CHECK_SECONDS
        banned = await self._store.read(rooms.banned_people)
        for page in self._open:
            if page.person in banned and not names.is_private(page.room):
                page.close()

    async def close(self) -> None:
        """Shutdown: close every page, waiting briefly for the close handshakes. The pages reconnect."""
        for pages in self._pages.values():
            for page in pages:
                page.close()
        if self._pages:
            self._empty.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_TIMEOUT_SECONDS):
                    await self._empty.wait()
        with contextlib.suppress(StoreError):  # Otherwise our presence rows expire.
            await self._presence.withdraw()

    def _send_changes(self, room: str, news: rooms.News) -> None:
        texts: dict[int, tuple[str, str]] = {}
        for page in self._pages.get(room, ()):
            page.behind = page.revision != news.revision
            if not page.behind or page.closed or not page.caught_up:
                continue
            changes = news.changes.get(page.revision)
            if changes is None:
                self._wake.set()  # It came, or had delivered what it was sent, while this was read.
                continue
            since = page.revision
            if since not in texts:
                # A page with a newer revision saw a database that was since restored from a backup.
                reset = changes.too_many or since > changes.revision
                content = {} if reset else {"entries": changes.entries, "revision": changes.revision}
                kind = "reset" if reset else "changes"
                texts[since] = kind, _message(kind, **content)
            page.send(*texts[since])
            page.revision = changes.revision
            page.behind = page.revision != news.revision
        self._drop_slowest()

    def _drop_slowest(self) -> None:
        """Close the slowest pages while the backlog exceeds SOCKETS_BYTES."""
        while self._backlog.bytes > SOCKETS_BYTES:
            slowest = max(self._open, key=lambda page: (not page.closed, page.unsent_bytes))
            if slowest.closed:
                return
            self._host.alert("web.unread", person=slowest.person)
            slowest.close()

    def _update_presence(self, room: str) -> None:
        self._presence.set_local(room, {page.person: page.name for page in self._pages[room]})
        self._wake_presence.set()


def _message(kind: str, **content: object) -> str:
    return json.dumps({"kind": kind, **content}, ensure_ascii=False, separators=(",", ":"))
