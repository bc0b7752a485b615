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
from adapters.web.encode import Json
from adapters.web.limits import GOODBYE_SECONDS, PEOPLE_LISTED, POLL_SECONDS, SOCKET_BACKLOG, TYPING_SECONDS
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
        self._crowds_changed: set[str] = set()
        self._typing: dict[str, dict[str, float]] = defaultdict(dict)

    def join(self, page: Page) -> None:
        """A page opened; it gets what it lacks and who is here."""
        self._pages[page.room].add(page)
        self._crowd_changed(page.room)

    def leave(self, page: Page) -> None:
        """A page closed."""
        pages = self._pages[page.room]
        pages.discard(page)
        if not any(other.person == page.person for other in pages):
            self._typing[page.room].pop(page.person, None)
        if not pages:
            del self._pages[page.room]
            self._typing.pop(page.room, None)
        if not self._pages:
            self._empty.set()
        self._crowd_changed(page.room)

    def pages_of(self, person: str) -> int:
        """How many pages a person has open."""
        return sum(page.person == person for pages in self._pages.values() for page in pages)

    def type(self, page: Page, on: bool) -> None:
        """A person types, or has stopped."""
        typing = self._typing[page.room]
        known = page.person in typing
        if on:
            typing[page.person] = self._host.clock.now() + TYPING_SECONDS
        else:
            typing.pop(page.person, None)
        if on != known:
            self._crowd_changed(page.room)

    def renamed(self, person: str, name: str) -> None:
        """A person has another name now."""
        for room, pages in self._pages.items():
            for page in pages:
                if page.person == person:
                    page.name = name
                    self._crowd_changed(room)

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
            self._forget_typing(room)
        changed, self._crowds_changed = self._crowds_changed, set()
        for room in changed & self._pages.keys():
            text = _message("here", **self._crowd(room))
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

    def _crowd(self, room: str) -> Json:
        people = {page.person: page.name for page in self._pages[room]}
        listed = [{"id": person, "name": people[person]} for person in sorted(people)[:PEOPLE_LISTED]]
        return {"people": listed, "count": len(people), "typing": sorted(self._typing.get(room, ()))}

    def _crowd_changed(self, room: str) -> None:
        self._crowds_changed.add(room)
        self._wake.set()

    def _forget_typing(self, room: str) -> None:
        now = self._host.clock.now()
        typing = self._typing.get(room, {})
        for person in [person for person, until in typing.items() if until <= now]:
            del typing[person]
            self._crowds_changed.add(room)


def _message(kind: str, **content: object) -> str:
    return json.dumps({"kind": kind, **content}, ensure_ascii=False, separators=(",", ":"))
