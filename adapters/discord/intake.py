"""Receives events: they are saved together with their number, and only then count as read.

An interaction is answered as soon as it is saved, in a task of its own. One that comes in a replay is answered first: if it is
past its three seconds, the person was told that it failed, and it is not acted upon (see `adapters.discord.interactions`).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from adapters.discord import tables
from adapters.discord.identity import Identity, is_id
from adapters.discord.interactions import PRESS, Interactions, ReceivedInteraction
from adapters.discord.limits import SAVE_MAX_BATCH, SAVE_TIMEOUT_S, UNSAVED_MAX
from adapters.discord.sessions import Mark, ShardSession
from bot.adapter_api import Host, RawUpdate
from bot.store import Tx

log = structlog.get_logger()

SAVED_EVENTS = frozenset(
    {
        "MESSAGE_CREATE",
        "INTERACTION_CREATE",
        "GUILD_CREATE",
        "GUILD_DELETE",
        "CHANNEL_DELETE",
        "THREAD_DELETE",
        "GUILD_MEMBER_REMOVE",
    }
)
PEOPLE_WRITE = frozenset({0, 19})
"""The types of messages that people write: plain ones and replies."""


@dataclass(slots=True)
class _Event:
    seq: int
    update: RawUpdate | None = None
    interaction: ReceivedInteraction | None = None
    mark: Mark | None = None
    is_replayed: bool = False


@dataclass(slots=True)
class EventReceiver:
    """Saves the events of one session. `on_ready` is called with who the bot is, `on_channel` with a channel in which a person
    did something: the bot's rights there may have changed."""

    host: Host
    session: ShardSession
    interactions: Interactions
    on_ready: Callable[[Identity], None]
    on_channel: Callable[[str], None] = lambda channel: None
    saved_seq: int = 0
    session_id: str = ""
    _identity: Identity = field(default_factory=Identity)
    _known_guilds: set[str] = field(default_factory=set)
    _queue: asyncio.Queue[_Event] = field(default_factory=lambda: asyncio.Queue(UNSAVED_MAX))

    def resume(self, mark: Mark | None, identity: Identity) -> None:
        """A connection begins, with this session to resume."""
        self._queue = asyncio.Queue(UNSAVED_MAX)
        self._identity = identity
        self.saved_seq, self.session_id = (mark.seq, mark.session_id) if mark else (0, "")

    async def put(self, frame: dict[str, Any], *, is_replayed: bool) -> None:
        """See `adapters.discord.gateway.EventSink`."""
        await self._queue.put(self._event(frame, is_replayed))

    async def run(self) -> None:
        """See `adapters.discord.gateway.EventSink`."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < SAVE_MAX_BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._save(batch)
            for _ in batch:
                self._queue.task_done()

    async def drained(self) -> None:
        """See `adapters.discord.gateway.EventSink`."""
        await self._queue.join()

    async def _save(self, batch: Sequence[_Event]) -> None:
        replayed = [one.interaction for one in batch if one.interaction and one.is_replayed]
        if replayed:
            await self.interactions.answer_all(replayed)
        kept = [one for one in batch if not (one.interaction and one.interaction.is_late)]
        updates = [one.update for one in kept if one.update is not None]
        seq, begun = batch[-1].seq, next((one.mark for one in reversed(batch) if one.mark), None)
        if not updates and begun is None and len(kept) == len(batch) and seq - self.saved_seq < SAVE_MAX_BATCH:
            return  # Nothing to keep: the number is saved with the next event, and replaying this one does no harm.
        session_id = begun.session_id if begun else self.session_id

        def also(tx: Tx) -> None:
            if begun:
                self.session.start(tx, Mark(begun.session_id, begun.resume_url, seq))
                tables.save_identity(tx, self._identity)
            else:
                self.session.advance(tx, session_id, seq)

        async with asyncio.timeout(SAVE_TIMEOUT_S):
            new = await self.host.save(updates, also)
        self.saved_seq, self.session_id = seq, session_id
        was_new = {update.event_id for update, is_new in zip(updates, new, strict=True) if is_new}
        for one in kept:
            if one.interaction and not one.is_replayed and one.update and one.update.event_id in was_new:
                self.interactions.start_answer(one.interaction)

    # --- events

    def _event(self, frame: dict[str, Any], is_replayed: bool) -> _Event:
        number, name, data = frame.get("s"), frame.get("t"), frame.get("d")
        seq = number if isinstance(number, int) else self.saved_seq
        event = _Event(seq, is_replayed=is_replayed)
        if not isinstance(data, dict) or not isinstance(name, str):
            return event
        if name == "READY":
            self._ready(data)
            event.mark = Mark(_text(data, "session_id"), _text(data, "resume_gateway_url"), seq)
        elif name == "INTERACTION_CREATE":
            self._interaction(event, data)
        elif name in SAVED_EVENTS and self._is_wanted(name, data):
            event.update = _raw_update(name, data, f"{self.session_id}:{seq}")
        if event.update is not None:
            self.on_channel(_text(data, "channel_id"))
        return event

    def _ready(self, data: dict[str, Any]) -> None:
        user, application = data.get("user"), data.get("application")
        self._identity = Identity(
            _text(user if isinstance(user, dict) else {}, "id"),
            _text(application if isinstance(application, dict) else {}, "id"),
        )
        guilds = data.get("guilds")
        self._known_guilds = (
            {_text(one, "id") for one in guilds if isinstance(one, dict)} if isinstance(guilds, list) else set()
        )
        self.on_ready(self._identity)

    def _interaction(self, event: _Event, data: dict[str, Any]) -> None:
        interaction = ReceivedInteraction.of(data)
        if interaction is None:
            # Malformed: saved without its token for the operator; decoding will quarantine it.
            data.pop("token", None)
            event.update = _raw_update("INTERACTION_CREATE", data, f"{self.session_id}:{event.seq}")
            return
        if self.interactions.answers_unsaved(interaction):
            return
        event.interaction = interaction
        context = self.interactions.context_of(interaction)
        event.update = _raw_update("INTERACTION_CREATE", interaction.data, interaction.id, context)

    def _is_wanted(self, name: str, data: dict[str, Any]) -> bool:
        match name:
            case "MESSAGE_CREATE":
                return self._is_from_a_person(data)
            case "GUILD_CREATE":
                # One follows for each server after READY; only a new one was added.
                guild = _text(data, "id")
                is_new = guild not in self._known_guilds and data.get("unavailable") is not True
                self._known_guilds.add(guild)
                return is_new
            case "GUILD_DELETE":
                if data.get("unavailable") is True:
                    return False  # An outage, no removal.
                self._known_guilds.discard(_text(data, "id"))
        return True

    def _is_from_a_person(self, data: dict[str, Any]) -> bool:
        """Messages of bots and webhooks are not saved, nor those that come without any content, since the bot may not read
        them: with them every message of every server would be."""
        author = data.get("author")
        if not isinstance(author, dict) or "type" not in data:
            return True  # Malformed: decoding will quarantine it.
        if author.get("bot") is True or data.get("webhook_id") or data["type"] not in PEOPLE_WRITE:
            return False
        readable = any(
            data.get(part) for part in ("content", "attachments", "message_snapshots", "sticker_items", "embeds")
        )
        return readable or not data.get("guild_id") or bool(data.get("mentions"))


def _raw_update(name: str, data: dict[str, Any], otherwise: str, context: Mapping[str, Any] | None = None) -> RawUpdate:
    """The update to save. Messages and interactions are known by their own id, so that one that is delivered again counts
    once; other events by the session and number."""
    frame = {"t": name, "d": data, **(context or {})}
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    try:
        body.encode()
    except UnicodeEncodeError:  # Lone surrogates, which databases reject.
        body = json.dumps(frame, separators=(",", ":"))
    own = _text(data, "id") if name in ("MESSAGE_CREATE", "INTERACTION_CREATE") else ""
    lane = _lane(name, data)
    event_id = own if is_id(own) else hashlib.sha256(f"{name} {otherwise}".encode()).hexdigest()[:24]
    return RawUpdate(event_id, body, lane)


def _lane(name: str, data: dict[str, Any]) -> str:
    """What is handled in order: the events of a channel. Presses have a lane for each person, so that they do not wait for
    an image that is fetched in their channel."""
    if name == "INTERACTION_CREATE" and data.get("type") == PRESS:
        member, user = data.get("member"), data.get("user")
        user = member.get("user") if isinstance(member, dict) else user
        return f"press {_text(user, 'id') if isinstance(user, dict) else ''}"
    return _text(data, "channel_id") or _text(data, "guild_id") or _text(data, "id")


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
