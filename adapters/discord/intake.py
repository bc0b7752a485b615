"""Receives events: they are saved together with their number, and only then count as read.

An interaction is answered as soon as it is saved, in a task of its own. One that comes in a replay is answered first: if it is
past its three seconds, the person was told that it failed, and it is not acted upon (see `adapters.discord.interactions`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from adapters.discord import known_channels, tables
from adapters.discord.events import is_from_a_person, is_to_bot, number_of, raw_update, text_of, user_of
from adapters.discord.identity import Identity
from adapters.discord.interaction import ReceivedInteraction
from adapters.discord.interactions import Interactions
from adapters.discord.limits import SAVE_MAX_BATCH, SAVE_TIMEOUT_S, UNSAVED_MAX
from adapters.discord.modals import CONTEXT_KEY
from adapters.discord.rights import KnownRights
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

ADDED_WITHIN_S = 3600.0
"""After so long nothing is replayed, and clocks differ by less."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Where the bot was spoken to, by whom."""

    channel_id: str
    guild_id: str
    user_id: str
    message_id: str


@dataclass(slots=True)
class _Event:
    """`number`: the id of a message or interaction, as a number; 0 for others."""

    seq: int
    number: int = 0
    spoken: _Spoken | None = None
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
    rights: KnownRights = field(default_factory=KnownRights)
    _known_guilds: set[str] = field(default_factory=set)
    _queue: asyncio.Queue[_Event] = field(default_factory=lambda: asyncio.Queue(UNSAVED_MAX))

    def resume(self, mark: Mark | None, identity: Identity) -> None:
        """A connection begins, with this session to resume."""
        self._queue = asyncio.Queue(UNSAVED_MAX)
        self._identity = identity
        self.saved_seq, self.session_id = (mark.seq, mark.session_id) if mark else (0, "")

    async def put(self, frame: dict[str, Any], *, is_replayed: bool) -> None:
        """See `adapters.discord.gateway.EventSink`."""
        data = frame.get("d")
        if frame.get("t") == "INTERACTION_CREATE" and isinstance(data, dict):
            await self.interactions.recall(data)
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
                known_channels.note_gap(tx, self.session)
            else:
                self.session.advance(tx, session_id, seq, max(one.number for one in batch))
            for one in kept:
                if (at := one.spoken) is not None:
                    known_channels.use(tx, self.session.bot_id, at.channel_id, at.guild_id, at.user_id, at.message_id)

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
        if name in ("MESSAGE_CREATE", "INTERACTION_CREATE"):
            event.number = number_of(text_of(data, "id"))
        self.rights.note(name, data, self._identity.user_id)
        if name == "READY":
            self._ready(data)
            event.mark = Mark(text_of(data, "session_id"), text_of(data, "resume_gateway_url"), seq)
        elif name == "INTERACTION_CREATE":
            self._interaction(event, data)
        elif name in SAVED_EVENTS and self._is_wanted(name, data):
            event.update = raw_update(name, data, f"{self.session_id}:{seq}", self._context(name, data))
        if event.update is not None:
            self.on_channel(text_of(data, "channel_id"))
            event.spoken = self._spoken(event, data)
        return event

    def _context(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        """What is saved beside an event: of a message in a server, whether pictures may be posted there."""
        if name != "MESSAGE_CREATE":
            return {}
        place = (text_of(data, "guild_id"), text_of(data, "channel_id"))
        allowed = self.rights.pictures_allowed(*place, self._identity.user_id)
        return {} if allowed is None else {CONTEXT_KEY: {"pictures_allowed": allowed}}

    def _spoken(self, event: _Event, data: dict[str, Any]) -> _Spoken | None:
        """Where the bot was spoken to, if it can read there by its own rights."""
        channel, guild, id = (text_of(data, name) for name in ("channel_id", "guild_id", "id"))
        to_bot = event.interaction.via == "bot" if event.interaction else is_to_bot(data, self._identity.user_id)
        if not (event.number and to_bot and number_of(channel) and number_of(guild or "1")):
            return None
        return _Spoken(channel, guild, user_of(data), id)

    def _ready(self, data: dict[str, Any]) -> None:
        user, application = data.get("user"), data.get("application")
        self._identity = Identity(
            text_of(user if isinstance(user, dict) else {}, "id"),
            text_of(application if isinstance(application, dict) else {}, "id"),
        )
        self.rights.clear()
        guilds = data.get("guilds")
        self._known_guilds = (
            {text_of(one, "id") for one in guilds if isinstance(one, dict)} if isinstance(guilds, list) else set()
        )
        self.on_ready(self._identity)

    def _interaction(self, event: _Event, data: dict[str, Any]) -> None:
        interaction = ReceivedInteraction.of(data)
        if interaction is None:
            # Malformed: saved without its token for the operator; decoding will quarantine it.
            data.pop("token", None)
            event.update = raw_update("INTERACTION_CREATE", data, f"{self.session_id}:{event.seq}")
            return
        if self.interactions.answers_unsaved(interaction):
            return
        event.interaction = interaction
        context = self.interactions.context_of(interaction)
        event.update = raw_update("INTERACTION_CREATE", interaction.data, interaction.id, context)

    def _joined_lately(self, guild: dict[str, Any]) -> bool:
        """Whether the bot was added to a server within the time for which events are replayed."""
        try:
            joined = datetime.fromisoformat(text_of(guild, "joined_at")).timestamp()
        except ValueError:
            return True
        return self.host.clock.now() - joined < ADDED_WITHIN_S

    def _is_wanted(self, name: str, data: dict[str, Any]) -> bool:
        match name:
            case "MESSAGE_CREATE":
                return is_from_a_person(data)
            case "GUILD_CREATE":
                # One follows for each server after READY, and one when its outage is over; only a new one was added. (Which
                # ones are known is not, where a session was resumed after a restart.)
                guild = text_of(data, "id")
                is_new = guild not in self._known_guilds and data.get("unavailable") is not True
                self._known_guilds.add(guild)
                return is_new and self._joined_lately(data)
            case "GUILD_DELETE":
                if data.get("unavailable") is True:
                    return False  # An outage, no removal.
                self._known_guilds.discard(text_of(data, "id"))
        return True
