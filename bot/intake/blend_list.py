"""The list of pictures that a person collects in a conversation, to have one picture made of them (`/blend`).

There is one for a person in a conversation. It has one post, whose sheet shows the pictures with their numbers and which is
edited at each change. It ends when it is painted or emptied, an hour after its last change, and with `/forget`; a picture that
is deleted leaves it. `bot.commands.blend` decides what is on it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from bot.intake.speaker import Speaker
from bot.outbox import desired, sheets
from bot.outbox.sheets import SheetCell
from bot.store import Tx, file_deletions
from bot.store.rows import BlendRow, ConversationRow, PictureRow, PlacedPictureRow, PostRow

LIFE_S = 3600.0
"""How long after its last change a list can be used."""
MAX_PICTURES = 12
"""Pictures of a list: more than any model takes."""
SUBJECT = "blend:"
MAX_IN_ROW = 4
EXPIRED_IN_A_STEP = 100


def subject_of(list_id: int) -> str:
    """The subject of a list's post."""
    return f"{SUBJECT}{list_id}"


# --- reading


def current(tx: Tx, speaker: Speaker) -> BlendRow | None:
    """The speaker's list here, locked; None if there is none. One that is too old is ended."""
    row = tx.one(
        BlendRow, "blends.of_person_here", person_id=speaker.person.id, conversation_id=speaker.conversation.id
    )
    if row and is_too_old(tx, row):
        end(tx, row.id)
        return None
    return row


def is_too_old(tx: Tx, row: BlendRow) -> bool:
    """Whether a list was left alone for too long."""
    return row.changed_at < tx.now - LIFE_S


def keys_of(tx: Tx, list_id: int) -> tuple[str, ...]:
    """The keys of a list's pictures, in their order."""
    return tuple(tx.values("blends.keys", id=list_id))


def is_shown(tx: Tx, row: BlendRow) -> bool:
    """Whether the list's post shows its present state, with its sheet."""
    post = tx.one(PostRow, "posts.by_subject", subject=subject_of(row.id))
    if post is None or post.status != "idle" or post.shown_revision != post.revision:
        return False
    return sheets.state_of(tx, json.loads(post.payload)["board"]) != "wanted"


# --- changing


def ensure(tx: Tx, speaker: Speaker) -> BlendRow:
    """The speaker's list here, locked; a new one if there is none."""
    if row := current(tx, speaker):
        return row
    return tx.get(
        BlendRow,
        "blends.ensure",
        person_id=speaker.person.id,
        conversation_id=speaker.conversation.id,
        language=speaker.language,
        now=tx.now,
    )


def change(
    tx: Tx, row: BlendRow, keys: Sequence[str], *, asked: str, offer: str, reply_to: str = "", lost: int = 0
) -> None:
    """Store what is on a list, and have its post show it."""
    tx.run("blends.drop_pictures", id=row.id)
    for place, key in enumerate(keys):
        tx.run("blends.add_picture", id=row.id, place=place, key=key)
    reply_to = reply_to or row.reply_to
    tx.run("blends.change", id=row.id, asked=asked, offer=offer, reply_to=reply_to, lost=lost, now=tx.now)
    _show(tx, row, keys)


def _show(tx: Tx, row: BlendRow, keys: Sequence[str]) -> None:
    subject = subject_of(row.id)
    cells = [SheetCell(_label(tx, number, key), key=key) for number, key in enumerate(keys, 1)]
    # Four as two rows of two: in one row they would be small on a phone.
    columns = 2 if len(keys) == MAX_IN_ROW else min(len(keys), 3)
    payload = {
        "blend": row.id,
        "language": row.language,
        "board": sheets.ensure_sheet(tx, subject, row.person_id, cells, columns),
    }
    if post := tx.one(PostRow, "posts.by_subject", subject=subject):
        tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
        desired.mark_dirty(tx, subject, desired.ANSWER)
        return
    conversation = tx.get(ConversationRow, "people.conversation_by_id", id=row.conversation_id)
    desired.ensure(tx, conversation, subject, payload, person_id=row.person_id)


def _label(tx: Tx, number: int, key: str) -> str:
    """The number of a picture on the list, and its own name if it is one of ours: words that named it by that are renumbered."""
    placed = tx.one(PlacedPictureRow, "pictures.by_key", key=key)
    if placed is None:
        return str(number)
    several = len(tx.all(PictureRow, "pictures.of_job", job_id=placed.job_id)) > 1
    return f"{number} · #{placed.job_id}.{placed.idx + 1}" if several else f"{number} · #{placed.job_id}"


def end(tx: Tx, list_id: int) -> None:
    """End a list: its post, its sheets, its rows."""
    subject = subject_of(list_id)
    desired.mark_deleted(tx, subject)
    _drop_sheets(tx, subject)
    tx.run("blends.drop", id=list_id)


def _drop_sheets(tx: Tx, subject: str) -> None:
    tx.run("blends.enqueue_sheets", subject=subject, now=tx.now)
    tx.run("blends.drop_sheets", subject=subject)
    tx.hint(file_deletions.TOPIC)


# --- what others delete


def remove_pictures(tx: Tx, keys: Collection[str]) -> None:
    """Take pictures that are deleted off all lists. A price that was shown for them does not hold any more."""
    lists = sorted({list_id for key in sorted(keys) for list_id in tx.values("blends.with_picture", key=key)})
    for list_id in lists:
        row = tx.one(BlendRow, "blends.get", id=list_id)
        if row is None:
            continue
        before = keys_of(tx, list_id)
        left = [key for key in before if key not in keys]
        if left:
            change(tx, row, left, asked=row.asked, offer="", lost=row.lost + len(before) - len(left))
        else:
            end(tx, list_id)


def erase_person(tx: Tx, person_id: int) -> None:
    """End a person's lists, and take the images that they sent off the lists of others, with the sheets that show them."""
    for list_id in tx.values("blends.of_person", person_id=person_id):
        end(tx, list_id)
    theirs = tx.values("blends.uploads_of_person", person_id=person_id)
    for list_id in {list_id for key in theirs for list_id in tx.values("blends.with_picture", key=key)}:
        _drop_sheets(tx, subject_of(list_id))
    remove_pictures(tx, theirs)


def expire(tx: Tx) -> None:
    """End the lists that are too old."""
    for list_id in tx.values("blends.old", before=tx.now - LIFE_S, limit=EXPIRED_IN_A_STEP):
        end(tx, list_id)
