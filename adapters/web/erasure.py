"""Deletes people's messages, on `/forget` and after the retention period; and what of theirs is theirs to have.

Functions over an open transaction; `drop_images` is the host's, in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from adapters.web import encode, names, rooms
from adapters.web.rows import EntryPicturesRow, OldEntryRow, OwnEntryRow, OwnUploadRow, QuotingEntryRow, StaleUploadRow
from bot.store import Tx

DropImages = Callable[[Tx, Iterable[str]], None]
CLEAR_BATCH = 200


def erase_person(tx: Tx, person: str, drop_images: DropImages) -> None:
    """Delete a person's messages, the bot's replies to them, their name and uploads.

    Their own room is emptied. In shared rooms other people's messages stay, without quotes of theirs.
    """
    for room in tx.values("web.erasure.rooms_of_person", person=person):
        drop_images(
            tx, _image_handles(tx.all(EntryPicturesRow, "web.erasure.messages_of_person", room=room, person=person))
        )
        revision = rooms.next_revision(tx, room)
        if room == names.private_room(person):
            tx.run("web.erasure.remove_all_entries", room=room, revision=revision)
            continue
        tx.run("web.erasure.remove_messages_of_person", room=room, person=person, revision=revision)
        for entry in tx.all(QuotingEntryRow, "web.erasure.quoting", room=room, pattern=f'%"{person}"%'):
            _unquote(tx, room, entry, person, revision)
    drop_images(tx, [row.handle for row in tx.all(OwnUploadRow, "web.erasure.uploads_of_person", person=person)])
    tx.run("web.erasure.delete_uploads_of_person", person=person)
    tx.run("web.erasure.delete_person", person=person)
    tx.run("web.erasure.delete_address", person=person)


def export_person(tx: Tx, person: str) -> list[dict[str, Any]]:
    """What a person wrote, with the room and the time; not the words of others that they quoted."""
    found: list[dict[str, Any]] = []
    for row in tx.all(OwnEntryRow, "web.erasure.entries_of_person", person=person):
        try:
            text = str(json.loads(row.body).get("text", ""))
        except (ValueError, AttributeError):
            continue  # A damaged row.
        found.append({"room": row.room, "at": row.at, "text": text})
    return found


def _unquote(tx: Tx, room: str, entry: QuotingEntryRow, person: str, revision: int) -> None:
    try:
        body, pictures = json.loads(entry.body), json.loads(entry.pictures)
        quotes = bool(body.get("quote")) and body["quote"]["person"] == person
    except (ValueError, LookupError, TypeError, AttributeError):
        # What cannot be read may quote them.
        tx.run("web.room.remove_entry", room=room, id=entry.id, revision=revision)
        return
    if "milestone" in body and (quotes or body.get("mention") == person):
        tx.run("web.room.remove_entry", room=room, id=entry.id, revision=revision)  # The bot's reply to them.
    elif quotes:
        body["quote"] = None
        bare = encode.Entry(body, pictures).dumps()
        tx.run("web.room.update_entry", room=room, id=entry.id, revision=revision, **bare)


def delete_before(tx: Tx, before: float, drop_images: DropImages) -> bool:
    """Delete at most CLEAR_BATCH entries older than `before` (unix seconds). True if there may be more."""
    old = tx.all(OldEntryRow, "web.erasure.old_entries", before=before, limit=CLEAR_BATCH)
    for row in old:
        tx.run("web.erasure.delete_entry", room=row.room, id=row.id)
    drop_images(tx, _image_handles(old))
    return len(old) == CLEAR_BATCH


def drop_uploads(tx: Tx, before: float, drop_images: DropImages) -> None:
    """Delete uploads older than `before`, which can no longer be attached; the bytes stay if a message uses them."""
    stale = tx.all(StaleUploadRow, "web.erasure.stale_uploads", before=before)
    for row in stale:
        tx.run("web.erasure.delete_upload", id=row.id)
    drop_images(tx, [row.handle for row in stale if not row.used])


def _image_handles(entries: Iterable[EntryPicturesRow | OldEntryRow]) -> list[str]:
    """Handles of images that people attached to entries; the bot's own pictures have none."""
    return [handle for entry in entries for handle in _handles_in(entry.pictures)]


def _handles_in(pictures: str) -> list[str]:
    try:
        return [picture["handle"] for picture in json.loads(pictures).values() if "handle" in picture]
    except (ValueError, TypeError, AttributeError):
        return []  # Of a damaged entry; what belongs to no entry expires with the uploads.
