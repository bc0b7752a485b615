"""What stands in the rooms, in tables of the web platform's own. Each function below is one transaction.

A message is shown only once its update is safely saved, and both happen or neither, whenever the process dies:

    prepare   the entry, not shown yet (revision 0), with its update beside it
    save      the update, by the bot (`Host.save`), idempotent by the message's id
    publish   the entry is shown

Whatever was cut off between is finished by `Rooms.unfinished` at the next start, or by another process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

from adapters.web import encode
from adapters.web.limits import CATCH_UP_ENTRIES, PAGE_ENTRIES
from bot.messages import PostView
from bot.store import Row, Store, Tx

TOPIC = "web"  # hinted at whenever anything shown in any room changed
NAMESPACE = "web"
FOLDER = Path(__file__).parent / "sql"
NEWEST = 2**62  # a seq that no entry reaches

# A store takes a namespace once; an adapter that is made anew on the same store (a test, a restart) must know.
_attached: WeakSet[Any] = WeakSet()


async def attach(store: Store) -> None:
    """Bring our tables and statements into the store."""
    if store not in _attached:
        await store.attach(NAMESPACE, FOLDER)
        _attached.add(store)


@dataclass(frozen=True, slots=True)
class Page:
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


def page(tx: Tx, *, room: str, before: int = NEWEST) -> Page:
    """The entries before `before` (a seq), at most PAGE_ENTRIES."""
    rows = tx.all("web.room.page", room=room, before=before, count=PAGE_ENTRIES + 1)
    shown = [encode.for_browser(row) for row in reversed(rows[:PAGE_ENTRIES])]
    return Page(shown, revision(tx, room=room), len(rows) > PAGE_ENTRIES)


def revision(tx: Tx, *, room: str) -> int:
    """How often the room has changed; 0 for one that nobody has used."""
    return tx.value("web.room.revision", room=room) or 0


def changes(tx: Tx, *, room: str, since: int) -> Changes:
    """What changed after `since`."""
    rows = tx.all("web.room.changes", room=room, since=since, count=CATCH_UP_ENTRIES + 1)
    newest = revision(tx, room=room)
    if len(rows) > CATCH_UP_ENTRIES:
        return Changes([], newest, too_many=True)
    return Changes([encode.for_browser(row) for row in rows], newest, too_many=False)


def entry(tx: Tx, *, room: str, id: str) -> Row | None:
    """One entry that is shown, with its author's name; None if there is none."""
    row = tx.one("web.room.entry", room=room, id=id)
    return None if row is None or row["removed"] or not row["revision"] else row


def prepare(tx: Tx, *, room: str, id: str, person: str, made: encode.Entry, pending: str, at: float) -> Prepared:
    """Keep a message that is not shown yet. The first try decides what it says; later ones find it."""
    if known := tx.one("web.room.entry", room=room, id=id):
        return Prepared(known["pending"], known["seq"])
    tx.run("web.room.make", room=room, now=at)
    seq = tx.value("web.room.next_seq", room=room)
    tx.run("web.room.add", room=room, id=id, seq=seq, revision=0, person=person, pending=pending, at=at, **made.dumps())
    return Prepared(pending, seq)


def publish(tx: Tx, *, room: str, id: str) -> bool:
    """Show a prepared message; False if it stood there already."""
    row = tx.one("web.room.entry", room=room, id=id)
    if row is None or row["revision"]:
        return False
    return bool(tx.run("web.room.publish", room=room, id=id, revision=changed(tx, room)))


def unfinished(tx: Tx, *, until: float) -> list[Row]:
    """Messages prepared before `until` and not shown: room, id, pending."""
    return tx.all("web.room.pending", until=until, count=CATCH_UP_ENTRIES)


def put_post(tx: Tx, *, room: str, id: str, view: PostView, create: bool, at: float) -> bool:
    """Make the entry of a post say this. False if an edit finds none.

    A create that finds its entry brings it into line: so it may be repeated. What already says it is not touched.
    """
    row = tx.one("web.room.entry", room=room, id=id)
    if not create and (row is None or row["removed"]):
        return False
    answered = tx.one("web.room.entry", room=room, id=view.reply_to) if view.reply_to else None
    made = encode.post(view, encode.quote_of(answered) if answered and not answered["removed"] else None)
    texts = made.dumps()
    if row is None:
        tx.run("web.room.make", room=room, now=at)
        seq = tx.value("web.room.next_seq", room=room)
        new = changed(tx, room)
        tx.run("web.room.add", room=room, id=id, seq=seq, revision=new, person="", pending="", at=at, **texts)
    elif row["removed"] or (row["body"], row["pictures"]) != (texts["body"], texts["pictures"]):
        tx.run("web.room.change", room=room, id=id, revision=changed(tx, room), **texts)
    return True


def remove_post(tx: Tx, *, room: str, id: str) -> None:
    """Take the entry of a post away, if it is there."""
    row = tx.one("web.room.entry", room=room, id=id)
    if row is not None and not row["removed"]:
        tx.run("web.room.remove", room=room, id=id, revision=changed(tx, room))


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


def keep_upload(tx: Tx, *, id: str, person: str, handle: str, mime: str, width: int, height: int, bytes: int) -> None:
    """Remember an image that a person brought."""
    tx.run(
        "web.people.keep_upload",
        id=id, person=person, handle=handle, mime=mime, width=width, height=height, bytes=bytes, now=tx.now,
    )  # fmt: skip


def uploads(tx: Tx, *, person: str, ids: list[str]) -> list[Row]:
    """A person's own uploads, which are put into a message now: handle, mime, width, height, bytes. Raises LookupError for
    one that is not theirs."""
    found = [tx.get("web.people.upload", id=id, person=person) for id in ids]
    for id in ids:
        tx.run("web.people.use_upload", id=id, person=person)
    return found


def changed(tx: Tx, room: str) -> int:
    """Something in a room changes: its next revision."""
    tx.hint(TOPIC)
    return int(tx.value("web.room.next_revision", room=room))
