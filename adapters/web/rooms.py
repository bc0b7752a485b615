"""What stands in the rooms, in tables of the web platform's own. Each function below is one transaction.

A message is shown only once its update is safely saved, and both happen or neither, whenever the process dies:

    prepare   the entry, not shown yet (revision 0), with its update beside it
    save      the update, by the bot (`Host.save`), idempotent by the message's id
    publish   the entry is shown

Whatever was cut off between is finished by `Rooms.unfinished` at the next start, or by another process.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

from adapters.web import encode
from adapters.web.limits import ADDRESS_DAYS, CATCH_UP_CHARACTERS, CATCH_UP_ENTRIES, PAGE_CHARACTERS, PAGE_ENTRIES
from bot.adapter_api import PostView
from bot.store import Row, Store, Tx

TOPIC = "web"  # hinted at whenever anything shown in any room changed
NAMESPACE = "web"
FOLDER = Path(__file__).parent / "sql"
DAY_S = 24 * 3600.0
NEWEST = 2**62  # a seq that no entry reaches

# A store takes a namespace once; an adapter that is made anew on the same store (a test, a restart) must know.
_attached: WeakSet[Any] = WeakSet()


async def attach(store: Store) -> None:
    """Bring our tables and statements into the store."""
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
    """What changed since a revision; `too_many`: so much that a page had better begin anew."""

    entries: list[encode.Json]
    revision: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message on its way: the update to save (empty if it has been), and where in the room it stands."""

    pending: str
    seq: int


def page(tx: Tx, *, room: str, before: int = NEWEST) -> RoomPage:
    """The entries before `before` (a seq), at most PAGE_ENTRIES and about PAGE_CHARACTERS."""
    rows = tx.all("web.room.page", room=room, before=before, count=PAGE_ENTRIES, characters=PAGE_CHARACTERS)
    shown = [encode.for_browser(row) for row in reversed(rows)]
    more = bool(rows) and tx.value("web.room.has_older", room=room, before=rows[-1]["seq"]) is not None
    return RoomPage(shown, revision(tx, room=room), more)


def revision(tx: Tx, *, room: str) -> int:
    """How often the room has changed; 0 for one that nobody has used."""
    return tx.value("web.room.revision", room=room) or 0


def revisions(tx: Tx, *, rooms: Collection[str]) -> dict[str, int]:
    """How often each of these rooms has changed."""
    return {room: revision(tx, room=room) for room in rooms}


def changes(tx: Tx, *, room: str, since: int) -> Changes:
    """What changed after `since`, at most about CATCH_UP_CHARACTERS: then `revision` is before the room's, and the rest is to
    be asked for from there."""
    newest = revision(tx, room=room)
    count = tx.value("web.room.count_changes", room=room, since=since, count=CATCH_UP_ENTRIES + 1)
    if count > CATCH_UP_ENTRIES:
        return Changes([], newest, too_many=True)
    rows = tx.all("web.room.changes", room=room, since=since, count=CATCH_UP_ENTRIES, characters=CATCH_UP_CHARACTERS)
    reached = newest if len(rows) == count else int(rows[-1]["revision"])
    return Changes([encode.for_browser(row) for row in rows], reached, too_many=False)


def entry(tx: Tx, *, room: str, id: str) -> Row | None:
    """One entry that is shown, with its author's name; None if there is none."""
    row = tx.one("web.room.entry", room=room, id=id)
    return None if row is None or row["removed"] or not row["revision"] else row


def prepare(tx: Tx, *, room: str, id: str, person: str, new_entry: encode.Entry, pending: str, at: float) -> Prepared:
    """Keep a message that is not shown yet. The first try decides what it says; later ones find it."""
    if known := tx.one("web.room.entry", room=room, id=id):
        return Prepared(known["pending"], known["seq"])
    tx.run("web.room.make", room=room, now=at)
    seq = tx.value("web.room.next_seq", room=room)
    tx.run(
        "web.room.add",
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
    """Show a prepared message; False if it stood there already."""
    row = tx.one("web.room.entry", room=room, id=id)
    if row is None or row["revision"]:
        return False
    return bool(tx.run("web.room.publish", room=room, id=id, revision=next_revision(tx, room)))


def unfinished(tx: Tx, *, until: float) -> list[Row]:
    """Messages prepared before `until` and not shown: room, id, pending."""
    return tx.all("web.room.pending", until=until, count=CATCH_UP_ENTRIES)


def put_post(tx: Tx, *, room: str, id: str, view: PostView, create: bool, at: float, placeholder: str = "") -> bool:
    """Make the entry of a post say this. False if an edit finds none.

    A create that finds its entry brings it into line: so it may be repeated. What already says it is not touched.
    """
    row = tx.one("web.room.entry", room=room, id=id)
    if not create and (row is None or row["removed"]):
        return False
    answered = tx.one("web.room.entry", room=room, id=view.reply_to) if view.reply_to else None
    new_entry = encode.post(
        view, encode.quote_of(answered) if answered and not answered["removed"] else None, placeholder
    )
    texts = new_entry.dumps()
    if row is None:
        tx.run("web.room.make", room=room, now=at)
        seq = tx.value("web.room.next_seq", room=room)
        new = next_revision(tx, room)
        tx.run("web.room.add", room=room, id=id, seq=seq, revision=new, person="", pending="", at=at, **texts)
    elif row["removed"] or (row["body"], row["pictures"]) != (texts["body"], texts["pictures"]):
        tx.run("web.room.change", room=room, id=id, revision=next_revision(tx, room), **texts)
        if row["removed"]:
            _requote(tx, room, id)
    return True


def remove_post(tx: Tx, *, room: str, id: str) -> None:
    """Take the entry of a post away, if it is there."""
    row = tx.one("web.room.entry", room=room, id=id)
    if row is not None and not row["removed"]:
        tx.run("web.room.remove", room=room, id=id, revision=next_revision(tx, room))
        _requote(tx, room, id)


def _requote(tx: Tx, room: str, id: str) -> None:
    """An entry was taken away, or came back: what answers it quotes it accordingly."""
    quoted = entry(tx, room=room, id=id)
    for row in tx.all("web.room.quoting", room=room, pattern=f'%"quote":{{"id":"{id}",%'):
        body = json.loads(row["body"])
        body["quote"] = encode.quote_of(quoted) if quoted else encode.quote_of_gone(body["quote"])
        texts = encode.Entry(body, json.loads(row["pictures"])).dumps()
        tx.run("web.room.change", room=room, id=row["id"], revision=next_revision(tx, room), **texts)


def has_button(row: Row, action: str) -> bool:
    """Whether an entry shows a button with this action now."""
    rows = json.loads(row["body"]).get("buttons", ())
    return any(button["action"] == action and not button["copy"] for line in rows for button in line)


def person_name(tx: Tx, *, person: str) -> str:
    """What a person calls themselves; empty if they have not said."""
    return tx.value("web.people.name", person=person) or ""


def rename(tx: Tx, *, person: str, name: str) -> None:
    """A person chose a name."""
    tx.run("web.people.rename", person=person, name=name, now=tx.now)


def cookie_generation(tx: Tx, *, person: str) -> int:
    """Which seal of a person counts; 0 until their first login."""
    return tx.value("web.people.seal_generation", person=person) or 0


def is_banned(tx: Tx, *, person: str) -> bool:
    """Whether the operator banned a person."""
    return bool(tx.value("web.people.banned", person=person))


def banned_of(tx: Tx, *, people: Collection[str]) -> set[str]:
    """Those of `people` whom the operator banned."""
    return {person for person in people if is_banned(tx, person=person)}


def is_banned_address(tx: Tx, *, address: str) -> bool:
    """Whether somebody banned opened the room from an address (its mark) not long ago."""
    since = tx.now - ADDRESS_DAYS * DAY_S
    return tx.value("web.people.banned_address", address=address, since=since) is not None


def record_address(tx: Tx, *, person: str, address: str) -> None:
    """Somebody opens the room from an address (its mark). Written at most once a day; what is old is let go of."""
    if tx.run("web.people.note_address", person=person, address=address, now=tx.now, before=tx.now - DAY_S):
        tx.run("web.people.drop_addresses", before=tx.now - ADDRESS_DAYS * DAY_S)


def renew_cookie_generation(tx: Tx, *, person: str) -> int:
    """A person logs in: the generation of their new seal."""
    return int(tx.value("web.people.renew_seal", person=person, now=tx.now))


def save_upload(tx: Tx, *, id: str, person: str, handle: str, mime: str, width: int, height: int, bytes: int) -> None:
    """Remember an image that a person brought."""
    tx.run(
        "web.people.keep_upload",
        id=id, person=person, handle=handle, mime=mime, width=width, height=height, bytes=bytes, now=tx.now,
    )  # fmt: skip


def upload(tx: Tx, *, person: str, id: str) -> Row:
    """A person's own upload: handle, mime, width, height, bytes. Raises LookupError for one that is not theirs."""
    return tx.get("web.people.upload", id=id, person=person)


def uploads(tx: Tx, *, person: str, ids: list[str]) -> list[Row]:
    """A person's own uploads, which are put into a message now: handle, mime, width, height, bytes. Raises LookupError for
    one that is not theirs."""
    found = [upload(tx, person=person, id=id) for id in ids]
    for id in ids:
        tx.run("web.people.use_upload", id=id, person=person)
    return found


def next_revision(tx: Tx, room: str) -> int:
    """Something in a room changes: its next revision."""
    tx.hint(TOPIC)
    return int(tx.value("web.room.next_revision", room=room))
