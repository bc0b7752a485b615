"""Who is in a room and who types there: the pages of this process, and what other processes on the same database say.

A process writes down its own people whenever they change, and again before others would forget them: one that dies
without a word is forgotten after a while.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adapters.web.encode import Json
from adapters.web.limits import PEOPLE_LISTED, PRESENCE_TTL_SECONDS, PRESENCE_WRITE_SECONDS, TYPING_SECONDS
from adapters.web.rooms import TOPIC
from bot.store import Store, Tx

Present = tuple[str, str, bool]  # person, name, types


@dataclass(slots=True)
class RoomPresence:
    """What is known of one room: names of our own people by id, until when (unix seconds) each types, the others."""

    here: dict[str, str] = field(default_factory=dict)
    typing: dict[str, float] = field(default_factory=dict)
    elsewhere: tuple[Present, ...] = ()


class PresenceTracker:
    """Everyone; `changed` are the rooms whose people must be told."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # One process alone has nobody to tell, and a write for each key pressed costs a disk its rest.
        self._shared = store.dialect == "postgresql"
        self._process = secrets.token_hex(6)
        self._rooms: dict[str, RoomPresence] = defaultdict(RoomPresence)
        self._written_at = 0.0
        self._unwritten = False
        self.changed: set[str] = set()

    def set_here(self, room: str, people: Mapping[str, str]) -> None:
        """These (id -> name) have a page of the room open in this process."""
        known = self._rooms[room]
        known.here = dict(people)
        known.typing = {person: until for person, until in known.typing.items() if person in people}
        if not people:
            del self._rooms[room]
        self._note(room)

    def set_typing(self, room: str, person: str, on: bool, now: float) -> bool:
        """Somebody types, or has stopped; whether that is news."""
        typing = self._rooms[room].typing
        news = on != (person in typing)
        if on:
            typing[person] = now + TYPING_SECONDS
        else:
            typing.pop(person, None)
        if news:
            self._note(room)
        return news

    def forget_typing(self, now: float) -> None:
        """Whoever has not typed for a while does not."""
        for room, known in self._rooms.items():
            over = [person for person, until in known.typing.items() if until <= now]
            for person in over:
                del known.typing[person]
                self._note(room)

    async def share(self, now: float) -> None:
        """Tell other processes about ours, and hear about theirs. Raises StoreError."""
        if not self._shared:
            return
        if self._unwritten or now >= self._written_at + PRESENCE_WRITE_SECONDS:
            self._unwritten, self._written_at = False, now
            rows = [(room, who, who in known.typing) for room, known in self._rooms.items() for who in known.here]
            await self._store.write(_write_rows, process=self._process, rows=rows)
        for room, known in list(self._rooms.items()):
            elsewhere = await self._store.read(_remote_people, process=self._process, room=room)
            if elsewhere != known.elsewhere:
                known.elsewhere = elsewhere
                self.changed.add(room)

    async def leave(self) -> None:
        """The process stops. Raises StoreError."""
        if self._shared:
            await self._store.write(_write_rows, process=self._process, rows=())

    def tell(self, room: str) -> Json:
        """What a page of the room is told."""
        known = self._rooms[room]
        names = {person: name for person, name, _ in known.elsewhere} | known.here
        typing = known.typing.keys() | {person for person, _, types in known.elsewhere if types}
        listed = [{"id": person, "name": names[person]} for person in sorted(names)[:PEOPLE_LISTED]]
        return {"people": listed, "count": len(names), "typing": sorted(typing)}

    def _note(self, room: str) -> None:
        self.changed.add(room)
        self._unwritten = True


def _write_rows(tx: Tx, *, process: str, rows: Iterable[tuple[str, str, bool]]) -> None:
    tx.run("web.presence.leave", process=process)
    for room, person, typing in rows:
        tx.run("web.presence.enter", process=process, room=room, person=person, typing=int(typing), now=tx.now)
    tx.run("web.presence.forget", before=tx.now - PRESENCE_TTL_SECONDS)
    tx.hint(TOPIC)


def _remote_people(tx: Tx, *, process: str, room: str) -> tuple[Present, ...]:
    since = tx.now - PRESENCE_TTL_SECONDS
    rows = tx.all("web.presence.others", process=process, room=room, since=since)
    return tuple((row["person"], row["name"] or "", bool(row["typing"])) for row in rows)
