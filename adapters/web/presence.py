"""Presence and typing: the pages of this process, and rows written by other processes on the same database.

A process writes what has changed of its rows, and renews all of them before they expire; those of a process that died expire
after PRESENCE_TTL_SECONDS.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from adapters.web.encode import Json
from adapters.web.limits import PEOPLE_LISTED, PRESENCE_TTL_SECONDS, PRESENCE_WRITE_SECONDS, TYPING_SECONDS
from adapters.web.rows import PresentPersonRow
from bot.store import Store, StoreError, Tx

TOPIC = "web_presence"
"""The store hint for a change of presence by another process. Not that of the rooms' changes: nobody has to look for those."""

Page = tuple[str, str]  # room, person


@dataclass(slots=True)
class RoomPresence:
    """One room: names of local people by id, until when (unix seconds) each is typing; names of those at other processes, and who
    types there."""

    local: dict[str, str] = field(default_factory=dict)
    typing: dict[str, float] = field(default_factory=dict)
    remote: dict[str, str] = field(default_factory=dict)
    remote_typing: frozenset[str] = frozenset()


class PresenceTracker:
    """Tracks all rooms, and which of them must be told."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # A single process needs no sharing, and typing would cause constant writes.
        self._shared = store.dialect == "postgresql"
        self._process = secrets.token_hex(6)
        self._rooms: dict[str, RoomPresence] = defaultdict(RoomPresence)
        self._written: dict[Page, bool] = {}
        """Our rows: whether each says that its person types."""
        self._renew_at = 0.0
        self._people_changed: set[str] = set()
        self._typing_changed: set[str] = set()

    def set_local(self, room: str, people: Mapping[str, str]) -> None:
        """Set the people (id -> name) with an open page in this process."""
        presence = self._rooms[room]
        presence.local = dict(people)
        presence.typing = {person: until for person, until in presence.typing.items() if person in people}
        if not people:
            del self._rooms[room]
        self._people_changed.add(room)

    def set_typing(self, room: str, person: str, on: bool, now: float) -> bool:
        """Record typing; returns whether it changed."""
        typing = self._rooms[room].typing
        changed_now = on != (person in typing)
        if on:
            typing[person] = now + TYPING_SECONDS
        else:
            typing.pop(person, None)
        if changed_now:
            self._typing_changed.add(room)
        return changed_now

    def forget_typing(self, now: float) -> None:
        """Expire typing."""
        for room, presence in self._rooms.items():
            over = [person for person, until in presence.typing.items() if until <= now]
            for person in over:
                del presence.typing[person]
                self._typing_changed.add(room)

    async def sync(self, now: float) -> None:
        """Write our rows and read those of other processes. Raises StoreError."""
        if not self._shared:
            return
        await self._write(now)
        rows = await self._store.read(_rows_of_others, process=self._process)
        people: dict[str, dict[str, str]] = defaultdict(dict)
        typing: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            people[row.room][row.person] = row.name or ""
            if row.typing:
                typing[row.room].add(row.person)
        for room, presence in self._rooms.items():
            if people[room] != presence.remote:
                presence.remote = people[room]
                self._people_changed.add(room)
            if typing[room] != presence.remote_typing:
                presence.remote_typing = frozenset(typing[room])
                self._typing_changed.add(room)

    async def _write(self, now: float) -> None:
        rows = {
            (room, person): person in presence.typing
            for room, presence in self._rooms.items()
            for person in presence.local
        }
        renew = now >= self._renew_at
        gone = self._written.keys() - rows.keys()
        new = {page: typing for page, typing in rows.items() if self._written.get(page) is not typing}
        if not (renew or gone or new):
            return
        try:
            await self._store.write(_write_rows, process=self._process, rows=rows, gone=gone, new=new, renew=renew)
        except StoreError:
            self._written, self._renew_at = {}, 0.0  # It may have been written or not: next time all is.
            raise
        self._written = rows
        if renew:
            self._renew_at = now + PRESENCE_WRITE_SECONDS

    async def withdraw(self) -> None:
        """Remove our rows at shutdown. Raises StoreError."""
        if self._shared:
            await self._store.write(_delete_rows, process=self._process)

    def take_changes(self) -> Iterator[tuple[str, str, Json]]:
        """Room, kind and content of each message that is due since the last call. The people of a room are sent only where they
        changed: to everybody in it they are many bytes, and somebody types all the time."""
        people, typing = self._people_changed, self._typing_changed
        self._people_changed, self._typing_changed = set(), set()
        for room in people & self._rooms.keys():
            yield room, "here", self._people(room) | self._typing(room)
        for room in (typing - people) & self._rooms.keys():
            yield room, "typing", self._typing(room)

    def _people(self, room: str) -> Json:
        names = self._rooms[room].remote | self._rooms[room].local
        listed = [{"id": person, "name": names[person]} for person in sorted(names)[:PEOPLE_LISTED]]
        return {"people": listed, "count": len(names)}

    def _typing(self, room: str) -> Json:
        return {"typing": sorted(self._rooms[room].typing.keys() | self._rooms[room].remote_typing)}


def _write_rows(
    tx: Tx, *, process: str, rows: Mapping[Page, bool], gone: Collection[Page], new: Mapping[Page, bool], renew: bool
) -> None:
    for room, person in gone:
        tx.run("web.presence.delete", process=process, room=room, person=person)
    for (room, person), typing in new.items():
        tx.run("web.presence.put", process=process, room=room, person=person, typing=int(typing), now=tx.now)
    if renew:
        if tx.run("web.presence.renew", process=process, now=tx.now) != len(rows):
            # Others took this process for dead and deleted its rows, or a write before this one has failed.
            tx.run("web.presence.delete_process", process=process)
            for (room, person), typing in rows.items():
                tx.run("web.presence.put", process=process, room=room, person=person, typing=int(typing), now=tx.now)
        tx.run("web.presence.delete_expired", before=tx.now - PRESENCE_TTL_SECONDS)
    if gone or new:
        tx.hint(TOPIC)


def _delete_rows(tx: Tx, *, process: str) -> None:
    tx.run("web.presence.delete_process", process=process)
    tx.hint(TOPIC)


def _rows_of_others(tx: Tx, *, process: str) -> list[PresentPersonRow]:
    since = tx.now - PRESENCE_TTL_SECONDS
    return tx.all(PresentPersonRow, "web.presence.other_processes", process=process, since=since)
