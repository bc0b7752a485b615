"""Telling open pages what changed. One task looks at the rooms that somebody watches and sends each page what it lacks.

A page says the last revision it has, so that nothing has to be remembered for it: after a lost connection, or a
restart of the server, it gets what it missed. Because only one task reads and sends, a page can neither miss a
change nor get two in the wrong order.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict, deque

from adapters.web import rooms
from adapters.web.crowd import Crowd
from adapters.web.limits import GOODBYE_SECONDS, POLL_SECONDS, SOCKET_BACKLOG
from bot.messages import Host
from bot.store import Store, StoreError


class Page:
    """One open page: what it has (`revision`), and what waits to be sent to it."""

    def __init__(self, room: str, person: str, name: str, revision: int) -> None:
        self.room = room
        self.person = person
        self.name = name
        self.revision = revision
        self.let_go = False
        self._waiting: deque[str] = deque()
        self._news = asyncio.Event()

    def send(self, text: str) -> None:
        """Queue a message; a page that reads too slowly is let go, and catches up when it comes again."""
        if len(self._waiting) >= SOCKET_BACKLOG:
            self.close()
            return
        self._waiting.append(text)
        self._news.set()

    def close(self) -> None:
        """Let the page go."""
        self.let_go = True
        self._news.set()

    async def next(self) -> str | None:
        """The next message to send, in its order; None when the page is let go."""
        while not self._waiting and not self.let_go:
            self._news.clear()
            await self._news.wait()
        return None if self.let_go else self._waiting.popleft()


class Live:
    """The open pages of this process."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._store: Store = host.store
        self._wake = self._store.hints.event(rooms.TOPIC)
        self._pages: dict[str, set[Page]] = defaultdict(set)
        self._empty = asyncio.Event()
        self._crowd = Crowd(self._store)

    def join(self, page: Page) -> None:
        """A page opened; it gets what it lacks and who is here."""
        self._pages[page.room].add(page)
        self._tell_crowd(page.room)

    def leave(self, page: Page) -> None:
        """A page closed."""
        pages = self._pages[page.room]
        pages.discard(page)
        self._tell_crowd(page.room)
        if not pages:
            del self._pages[page.room]
        if not self._pages:
            self._empty.set()

    def pages_of(self, person: str) -> int:
        """How many pages a person has open."""
        return sum(page.person == person for pages in self._pages.values() for page in pages)

    def type(self, page: Page, on: bool) -> None:
        """A person types, or has stopped."""
        if self._crowd.set_typing(page.room, page.person, on, self._host.clock.now()):
            self._wake.set()

    def renamed(self, person: str, name: str) -> None:
        """A person has another name now."""
        for room, pages in self._pages.items():
            for page in pages:
                if page.person == person:
                    page.name = name
                    self._tell_crowd(room)

    async def run(self) -> None:
        """Send what changes until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self.step()
            except StoreError as error:
                self._host.problem("web.live", error=str(error))
            # Hints tell at once what this process wrote, and others' writes as far as the database passes them on;
            # the second makes sure.
            await self._host.clock.wait(self._wake, self._host.clock.now() + POLL_SECONDS)

    async def step(self) -> None:
        """Look once at every room that is watched."""
        for room in list(self._pages):
            await self._send_changes(room)
        now = self._host.clock.now()
        self._crowd.forget_typing(now)
        await self._crowd.share(now)
        changed, self._crowd.changed = self._crowd.changed, set()
        for room in changed & self._pages.keys():
            text = _message("here", **self._crowd.tell(room))
            for page in self._pages[room]:
                page.send(text)

    async def close(self) -> None:
        """The server stops: tell every page, and wait (not for long) until they have heard it. They come again."""
        for pages in self._pages.values():
            for page in pages:
                page.close()
        if self._pages:
            self._empty.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self._empty.wait()
        with contextlib.suppress(StoreError):  # Then the others notice it by our silence.
            await self._crowd.leave()

    async def _send_changes(self, room: str) -> None:
        newest = await self._store.read(rooms.revision, room=room)
        behind: dict[int, list[Page]] = defaultdict(list)
        for page in self._pages.get(room, ()):
            if page.revision != newest:
                behind[page.revision].append(page)
        for since, pages in behind.items():
            # A page that is ahead of us saw a database that is no more (restored from a backup).
            changes = await self._store.read(rooms.changes, room=room, since=since)
            if changes.too_many or since > changes.revision:
                text = _message("reset")
            else:
                text = _message("changes", entries=changes.entries, revision=changes.revision)
            for page in pages:
                page.send(text)
                page.revision = changes.revision

    def _tell_crowd(self, room: str) -> None:
        self._crowd.set_here(room, {page.person: page.name for page in self._pages[room]})
        self._wake.set()


def _message(kind: str, **content: object) -> str:
    return json.dumps({"kind": kind, **content}, ensure_ascii=False, separators=(",", ":"))
