"""Presence and typing: the pages of this process, and rows written by other processes on the same database.

A process rewrites its rows whenever they change and before they expire; those of a process that died expire after
PRESENCE_TTL_SECONDS.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adapters.web.encode import Json
from adapters.web.limits import PEOPLE_LISTED, PRESENCE_TTL_SECONDS, PRESENCE_WRITE_SECONDS, TYPING_SECONDS
from adapters.web.rooms import TOPIC
from adapters.web.rows import PresentPersonRow
from bot.store import Store, Tx

Present = tuple[str, str, bool]  # person, name, types


@dataclass(slots=True)
class RoomPresence:
    """One room: names of local people by id, until when (unix seconds) each is typing, people at other processes."""

    local: dict[str, str] = field(default_factory=dict)
    typing: dict[str, float] = field(default_factory=dict)
    remote: tuple[Present, ...] = ()


class PresenceTracker:
    """Tracks all rooms; `changed` holds those whose presence must be sent."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # A single process needs no sharing, and typing would cause constant writes.
        self._shared = store.dialect == "postgresql"
        self._process = secrets.token_hex(6)
        self._rooms: dict[str, RoomPresence] = defaultdict(RoomPresence)
        self._written_at = 0.0
        self._dirty = False
        self.changed: set[str] = set()

    def set_local(self, room: str, people: Mapping[str, str]) -> None:
        """Set the people (id -> name) with an open page in this process."""
        presence = self._rooms[room]
        presence.local = dict(people)
        presence.typing = {person: until for person, until in presence.typing.items() if person in people}
        if not people:
            del self._rooms[room]
        self._mark_changed(room)

    def set_typing(self, room: str, person: str, on: bool, now: float) -> bool:
        """Record typing; returns whether it changed."""
        typing = self._rooms[room].typing
        changed_now = on != (person in typing)
        if on:
            typing[person] = now + TYPING_SECONDS
        else:
            typing.pop(person, None)
        if changed_now:
            self._mark_changed(room)
        return changed_now

    def forget_typing(self, now: float) -> None:
        """Expire typing."""
        for room, presence in self._rooms.items():
            over = [person for person, until in presence.typing.items() if until <= now]
            for person in over:
                del presence.typing[person]
                self._mark_changed(room)

    async def sync(self, now: float) -> None:
        """Write our rows and read those of other processes. Raises StoreError."""
        if not self._shared:
            return
        if self._dirty or now >= self._written_at + PRESENCE_WRITE_SECONDS:
            self._dirty, self._written_at = False, now
            rows = [
                (room, person, person in presence.typing)
                for room, presence in self._rooms.items()
                for person in presence.local
            ]
            await self._store.write(_write_rows, process=self._process, rows=rows)
        for room, presence in list(self._rooms.items()):
            remote = await self._store.read(_remote_people, process=self._process, room=room)
            if remote != presence.remote:
                presence.remote = remote
                self.changed.add(room)

    async def withdraw(self) -> None:
        """Remove our rows at shutdown. Raises StoreError."""
        if self._shared:
            await self._store.write(_write_rows, process=self._process, rows=())

    def snapshot(self, room: str) -> Json:
        """The presence message of a room."""
        presence = self._rooms[room]
        names = {person: name for person, name, _ in presence.remote} | presence.local
        typing = presence.typing.keys() | {person for person, _, types in presence.remote if types}
        listed = [{"id": person, "name": names[person]} for person in sorted(names)[:PEOPLE_LISTED]]
        return {"people": listed, "count": len(names), "typing": sorted(typing)}

    def _mark_changed(self, room: str) -> None:
        self.changed.add(room)
        self._dirty = True


def _write_rows(tx: Tx, *, process: str, rows: Iterable[tuple[str, str, bool]]) -> None:
    tx.run("web.presence.delete_process", process=process)
    for room, person, typing in rows:
        tx.run("web.presence.insert", process=process, room=room, person=person, typing=int(typing), now=tx.now)
    tx.run("web.presence.delete_expired", before=tx.now - PRESENCE_TTL_SECONDS)
    tx.hint(TOPIC)


def _remote_people(tx: Tx, *, process: str, room: str) -> tuple[Present, ...]:
    since = tx.now - PRESENCE_TTL_SECONDS
    rows = tx.all(PresentPersonRow, "web.presence.other_processes", process=process, room=room, since=since)
    return tuple((row.person, row.name or "", bool(row.typing)) for row in rows)
