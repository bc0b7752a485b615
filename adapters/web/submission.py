"""Submission of messages and presses: prepared, saved by the bot, then shown, each once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.web import decode, encode, erasure, names, rooms
from adapters.web.limits import DROP_UPLOADS_EVERY_SECONDS, PENDING_SECONDS, UPLOAD_KEPT_SECONDS
from adapters.web.rows import EntryRow
from bot.adapter_api import Host, RawUpdate
from bot.store import Store, StoreError, Tx

SWEEP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Submission:
    """A message to submit; `reply_to` is the id of the entry replied to, or ''."""

    room: str
    person: str
    language: str
    nonce: str
    text: str
    uploads: tuple[str, ...] = ()
    reply_to: str = ""


class UnknownUpload(LookupError):
    """An attached upload is gone; the person should attach it again."""


class NoSuchEntry(LookupError):
    """The entry or its button does not exist any more."""


class Submissions:
    """Messages and presses on their way from a browser to the bot."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._store: Store = host.store
        self._started_at = host.clock.now()

    async def submit(self, submission: Submission) -> encode.Json:
        """Submit a message; returns its {id, seq}. Idempotent by nonce. Raises UnknownUpload, or OSError or
        StoreError if it could not be saved: then it may still appear later, and a retry is safe."""
        id = encode.message_id(submission.person, submission.room, submission.nonce)
        ready = await self._store.write(_prepare, submission=submission, id=id, at=self._host.clock.now())
        if ready.pending:
            await self._finish(submission.room, id, ready.pending)
        return {"id": id, "seq": ready.seq}

    async def press(
        self, room: str, person: str, language: str, entry: str, action: str, nonce: str, text: str = ""
    ) -> None:
        """Submit a button press, with the input of its field. Raises NoSuchEntry if the entry has no such button,
        OSError."""
        row = await self._store.read(rooms.entry, room=room, id=entry)
        if row is None or not rooms.has_button(row, action):
            raise NoSuchEntry(entry)
        name = await self._store.read(rooms.person_name, person=person)
        event = encode.press_id(person, room, entry, action, nonce)
        sender = {"id": person, "name": name, "language": language}
        await self._host.save([decode.press_update(event, room, sender, entry, action, self._host.clock.now(), text)])

    async def maintain(self) -> None:
        """Complete pending submissions and delete old uploads, until cancelled."""
        prepared_before, drop_uploads_at = self._started_at, 0.0
        while True:
            now = self._host.clock.now()
            try:
                await self.finish_pending(prepared_before)
                if now >= drop_uploads_at:
                    await self._store.write(erasure.drop_uploads, now - UPLOAD_KEPT_SECONDS, self._host.drop_images)
                    drop_uploads_at = now + DROP_UPLOADS_EVERY_SECONDS
            except (OSError, StoreError) as error:
                self._host.alert("web.sweep", error=str(error))
            await self._host.clock.wait(asyncio.Event(), self._host.clock.now() + SWEEP_SECONDS)
            prepared_before = self._host.clock.now() - PENDING_SECONDS

    async def finish_pending(self, prepared_before: float) -> int:
        """Save and show pending messages prepared until then (unix seconds); returns how many."""
        pending = await self._store.read(rooms.pending_entries, until=prepared_before)
        for row in pending:
            await self._finish(row.room, row.id, row.pending)
        return len(pending)

    async def _finish(self, room: str, id: str, pending: str) -> None:
        await self._host.save([RawUpdate(id, pending, room)])
        await self._store.write(rooms.publish, room=room, id=id)


def _prepare(tx: Tx, *, submission: Submission, id: str, at: float) -> rooms.Prepared:
    """Resolve the message's uploads and quote, and prepare it."""
    try:
        images = rooms.uploads(tx, person=submission.person, ids=list(submission.uploads))
    except LookupError as error:
        raise UnknownUpload(*error.args) from None
    quoted = rooms.entry(tx, room=submission.room, id=submission.reply_to) if submission.reply_to else None
    name = rooms.person_name(tx, person=submission.person)
    update = decode.message_update(
        id,
        submission.room,
        {"id": submission.person, "name": name, "language": submission.language},
        submission.text,
        [{"handle": image.handle, "mime": image.mime, "bytes": image.bytes} for image in images],
        _quote(quoted) if quoted else None,
        at,
    )
    new_entry = encode.message(submission.text, images, encode.quote_of(quoted) if quoted else None, submission.nonce)
    return rooms.prepare(
        tx, room=submission.room, id=id, person=submission.person, new_entry=new_entry, pending=update.body, at=at
    )


def _quote(row: EntryRow) -> dict[str, Any]:
    """The quote in the saved update. The bot finds its own pictures by the message's id."""
    pictures: Sequence[dict[str, Any]] = list(json.loads(row.pictures).values())
    body = json.loads(row.body)
    return {
        "id": row.id,
        "bot": row.person == "",
        "text": names.join_lines(body.get("title", ""), body["text"]),
        "images": [picture for picture in pictures if "handle" in picture],
    }
