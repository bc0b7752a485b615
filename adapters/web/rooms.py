"""The rooms' entries, people and uploads, in the adapter's own tables. Each function runs in one transaction.

A message is shown only after its update was saved, and a crash in between is repaired:

    prepare   the entry, pending (revision 0: not shown), with its update
    save      the update, through `Host.save`, idempotent by the message's id
    publish   the entry is shown

Messages left pending by a crash are found by `pending_entries` and completed at the next start, or by another process.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

from adapters.web import encode
from adapters.web.limits import ADDRESS_DAYS, CATCH_UP_CHARACTERS, CATCH_UP_ENTRIES, PAGE_CHARACTERS, PAGE_ENTRIES
from adapters.web.rows import EntryRow, PendingEntryRow, QuotingEntryRow, UploadedImageRow
from bot.adapter_api import PostView
from bot.store import Store, Tx

TOPIC = "web"  # the store hint for any visible change in a room
NAMESPACE = "web"
FOLDER = Path(__file__).parent / "sql"
DAY_S = 24 * 3600.0
NEWEST = 2**62  # greater than any seq

# A store accepts a namespace once; an adapter recreated on the same store (a test, a restart) must know.
_attached: WeakSet[Any] = WeakSet()


async def attach(store: Store) -> None:
    """Attach the tables and statements to the store."""
    if store not in _attached:
        await store.attach(NAMESPACE, FOLDER)
        _attached.add(store)


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Entries in order, oldest first; `more` says whether there are older ones; `revision` is the room's."""

    entries: list[encode.Json]
    revision: int
    more: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a revision; `too_many`: the page should reload the room."""

    entries: list[encode.Json]
    revision: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class News:
    """A room's revision, and what changed since each of the older ones that were asked about."""

    revision: int
    changes: dict[int, Changes]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared message: the update to save (empty if saved), and its seq."""

    pending: str
    seq: int


def page(tx: Tx, *, room: str, before: int = NEWEST) -> RoomPage:
    """The entries before `before` (a seq), at most PAGE_ENTRIES and about PAGE_CHARACTERS."""
    rows = tx.all(EntryRow, "web.room.page", room=room, before=before, count=PAGE_ENTRIES, characters=PAGE_CHARACTERS)
    shown = [encode.for_browser(row) for row in reversed(rows)]
    more = bool(rows) and tx.value("web.room.has_older", room=room, before=rows[-1].seq) is not None
    return RoomPage(shown, revision(tx, room=room), more)


def revision(tx: Tx, *, room: str) -> int:
    """The room's revision; 0 if unused."""
    return tx.value("web.room.revision", room=room) or 0


def news(tx: Tx, *, watched: Mapping[str, Collection[int]]) -> dict[str, News]:
    """What is new in each room since these revisions."""
    found = {}
    for room, since in watched.items():
        newest = revision(tx, room=room)
        found[room] = News(newest, {each: _changes(tx, room, each, newest) for each in since if each != newest})
    return found


def _changes(tx: Tx, room: str, since: int, newest: int) -> Changes:
    """Changes after `since`, at most about CATCH_UP_CHARACTERS: if there are more, `revision` is older than the
    room's, and the next call continues from it."""
    count = tx.value("web.room.count_changes", room=room, since=since, count=CATCH_UP_ENTRIES + 1)
    if count > CATCH_UP_ENTRIES:
        return Changes([], newest, too_many=True)
    rows = tx.all(
        EntryRow, "web.room.changes", room=room, since=since, count=CATCH_UP_ENTRIES, characters=CATCH_UP_CHARACTERS
    )
    reached = newest if len(rows) == count else int(rows[-1].revision)
    return Changes([encode.for_browser(row) for row in rows], reached, too_many=False)


def entry(tx: Tx, *, room: str, id: str) -> EntryRow | None:
    """One visible entry, with its author's name; None if there is none."""
    row = tx.one(EntryRow, "web.room.entry", room=room, id=id)
    return None if row is None or row.removed or not row.revision else row


def prepare(tx: Tx, *, room: str, id: str, person: str, new_entry: encode.Entry, pending: str, at: float) -> Prepared:
    """Insert a pending message. Idempotent: the first call's content stays."""
    if known := tx.one(EntryRow, "web.room.entry", room=room, id=id):
        return Prepared(known.pending, known.seq)
    tx.run("web.room.create_room", room=room, now=at)
    seq = tx.value("web.room.next_seq", room=room)
    tx.run(
        "web.room.add_entry",
        room=room,
        id=id,
        seq=seq,
        revision=0,
        person=person,
        pending=pending,
        at=at,
        **new_entry.dumps(),
    )
    return Prepared(pending, seq)


def publish(tx: Tx, *, room: str, id: str) -> bool:
    """Show a prepared message; False if it is visible already."""
    row = tx.one(EntryRow, "web.room.entry", room=room, id=id)
    if row is None or row.revision:
        return False
    return bool(tx.run("web.room.publish", room=room, id=id, revision=next_revision(tx, room)))


def pending_entries(tx: Tx, *, until: float) -> list[PendingEntryRow]:
    """Pending messages prepared before `until`."""
    return tx.all(PendingEntryRow, "web.room.pending", until=until, count=CATCH_UP_ENTRIES)


def put_post(tx: Tx, *, room: str, id: str, view: PostView, create: bool, at: float, placeholder: str = "") -> bool:
    """Create or update a post's entry. False if an edit finds none.

    A create is idempotent: it updates an existing entry. Unchanged entries are not written.
    """
    row = tx.one(EntryRow, "web.room.entry", room=room, id=id)
    if not create and (row is None or row.removed):
        return False
    answered = tx.one(EntryRow, "web.room.entry", room=room, id=view.reply_to) if view.reply_to else None
    new_entry = encode.post(view, encode.quote_of(answered) if answered and not answered.removed else None, placeholder)
    texts = new_entry.dumps()
    if row is None:
        tx.run("web.room.create_room", room=room, now=at)
        seq = tx.value("web.room.next_seq", room=room)
        new = next_revision(tx, room)
        tx.run("web.room.add_entry", room=room, id=id, seq=seq, revision=new, person="", pending="", at=at, **texts)
    elif row.removed or (row.body, row.pictures) != (texts["body"], texts["pictures"]):
        tx.run("web.room.update_entry", room=room, id=id, revision=next_revision(tx, room), **texts)
        if row.removed:
            _requote(tx, room, id)
    return True


def remove_post(tx: Tx, *, room: str, id: str) -> None:
    """Remove a post's entry, if it exists."""
    row = tx.one(EntryRow, "web.room.entry", room=room, id=id)
    if row is not None and not row.removed:
        tx.run("web.room.remove_entry", room=room, id=id, revision=next_revision(tx, room))
        _requote(tx, room, id)


def _requote(tx: Tx, room: str, id: str) -> None:
    """Update quotes of an entry that was removed or restored."""
    quoted = entry(tx, room=room, id=id)
    # The pattern relies on `encode.quote_of`: `id` is its first key, and there are no spaces.
    for row in tx.all(QuotingEntryRow, "web.room.quoting", room=room, pattern=f'%"quote":{{"id":"{id}",%'):
        body = json.loads(row.body)
        body["quote"] = encode.quote_of(quoted) if quoted else encode.quote_of_gone(body["quote"])
        texts = encode.Entry(body, json.loads(row.pictures)).dumps()
        tx.run("web.room.update_entry", room=room, id=row.id, revision=next_revision(tx, room), **texts)


def has_button(row: EntryRow, action: str) -> bool:
    """Whether an entry currently has a button with this action."""
    rows = json.loads(row.body).get("buttons", ())
    return any(button["action"] == action and not button["copy"] for line in rows for button in line)


def person_name(tx: Tx, *, person: str) -> str:
    """A person's display name; empty if none."""
    return tx.value("web.people.name", person=person) or ""


def rename(tx: Tx, *, person: str, name: str) -> None:
    """Set a person's display name."""
    tx.run("web.people.rename", person=person, name=name, now=tx.now)


def cookie_generation(tx: Tx, *, person: str) -> int:
    """The valid cookie generation of a person; 0 before the first login."""
    return tx.value("web.people.cookie_generation", person=person) or 0


def is_banned(tx: Tx, *, person: str) -> bool:
    """Whether a person is banned."""
    return bool(tx.value("web.people.banned", person=person))


def banned_people(tx: Tx) -> set[str]:
    """All people who are banned."""
    return set(tx.values("web.people.all_banned"))


def is_banned_address(tx: Tx, *, address: str) -> bool:
    """Whether a banned person used this address (hash) within ADDRESS_DAYS."""
    since = tx.now - ADDRESS_DAYS * DAY_S
    return tx.value("web.people.banned_address", address=address, since=since) is not None


def record_address(tx: Tx, *, person: str, address: str) -> None:
    """Record the address (hash) of a person. Written at most once a day; expired rows are deleted."""
    if tx.run("web.people.record_address", person=person, address=address, now=tx.now, before=tx.now - DAY_S):
        tx.run("web.people.delete_addresses", before=tx.now - ADDRESS_DAYS * DAY_S)


def renew_cookie_generation(tx: Tx, *, person: str) -> int:
    """Start a new cookie generation at login and return it."""
    return int(tx.value("web.people.renew_cookie_generation", person=person, now=tx.now))


def save_upload(tx: Tx, *, id: str, person: str, handle: str, mime: str, width: int, height: int, bytes: int) -> None:
    """Save an upload."""
    tx.run(
        "web.people.save_upload",
        id=id, person=person, handle=handle, mime=mime, width=width, height=height, bytes=bytes, now=tx.now,
    )  # fmt: skip


def upload(tx: Tx, *, person: str, id: str) -> UploadedImageRow:
    """A person's own upload. Raises LookupError if it is not theirs."""
    return tx.get(UploadedImageRow, "web.people.upload", id=id, person=person)


def uploads(tx: Tx, *, person: str, ids: list[str]) -> list[UploadedImageRow]:
    """A person's own uploads, marked as used in a message. Raises LookupError for one that is not theirs."""
    found = [upload(tx, person=person, id=id) for id in ids]
    for id in ids:
        tx.run("web.people.mark_upload_used", id=id, person=person)
    return found


def next_revision(tx: Tx, room: str) -> int:
    """Increment a room's revision and hint the change."""
    tx.hint(TOPIC)
    return int(tx.value("web.room.next_revision", room=room))
