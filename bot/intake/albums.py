"""Albums: several messages that were sent as one, each with one picture, and usually one of them with the words.

The platform tells neither how many they are nor which is the last. So the first of them waits until no further one has come
for a while; then all that are in the inbox are handled together, in the transaction that handles the one with the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.adapter_api import Adapter, Message, RawUpdate
from bot.grammar.parsing import Parsed
from bot.intake.images import MOST_IMAGES, album_scope
from bot.intake.reply import one_line, send_reply
from bot.intake.speaker import Speaker
from bot.outbox import desired
from bot.store import Store, Tx
from bot.store.rows import InboxRow

SETTLE_S = 1.5
"""An album is complete once no further message of it has been saved for this many seconds."""
ALBUM_S = 10.0
"""An album is complete this many seconds after its first message in any case."""
MOST_ROWS = 200
"""How many later updates of the chat are searched for messages of an album."""


@dataclass(frozen=True, slots=True)
class MergedMessage:
    """What is handled in one transaction: a message and, if it is of an album, the rest of that.

    `row` and `message` are acted on: those with the words, with the pictures of all. `rest` are the ids of the other
    updates. `complete_at` is when no further one is expected (unix seconds).
    """

    row: InboxRow
    message: Message
    rest: tuple[int, ...] = ()
    complete_at: float = 0.0


async def merged_message(store: Store, adapter: Adapter, row: InboxRow, message: Message) -> MergedMessage:
    """The album that begins with a message, as far as it was saved; or the message alone."""
    if not message.album or message.authorship == "edited":
        return MergedMessage(row, message)
    later = await store.read(_later_updates, row, message)
    members = [(row, message), *_members(adapter, later, message)]
    newest = max(each.received_at for each, _ in members)
    full = len(members) >= MOST_IMAGES
    complete_at = 0.0 if full or later is None else min(newest + SETTLE_S, row.received_at + ALBUM_S)
    return replace(_merge(members), complete_at=complete_at)


def _later_updates(tx: Tx, row: InboxRow, message: Message) -> list[InboxRow] | None:
    """The updates of the chat in which the rest of an album may be; None if its words were handled before."""
    if tx.value("inbox.is_recorded", scope=album_scope(message)) is not None:
        return None
    return tx.all(
        InboxRow,
        "inbox.later_of_lane",
        platform=row.platform,
        lane=row.lane,
        id=row.id,
        before=row.received_at + ALBUM_S,
        limit=MOST_ROWS,
    )


def _members(adapter: Adapter, rows: Iterable[InboxRow] | None, first: Message) -> Iterable[tuple[InboxRow, Message]]:
    for row in rows or ():
        try:
            decoded = adapter.decode(RawUpdate(row.event_id, row.body, row.lane))
        except (ValueError, RecursionError):
            continue  # It is quarantined when it is handled itself, which tells its sender.
        if (
            isinstance(decoded, Message)
            and (decoded.album, decoded.conversation) == (first.album, first.conversation)
            and decoded.sender.user_id == first.sender.user_id
            and decoded.authorship != "edited"
        ):
            yield row, decoded


def _merge(members: list[tuple[InboxRow, Message]]) -> MergedMessage:
    """One message with the words and all pictures. Words under several pictures are each about their own picture, as clients
    show them: then the first of those is alone, the others have their own turn, and what has no words has none."""
    members = sorted(members, key=lambda each: (each[1].album_order, each[0].id))
    with_words = [each for each in members if each[1].text]
    row, message = (with_words or members)[0]
    apart = len(with_words) > 1
    together = [each for each in members if each[0] is row or not (apart and each[1].text)]
    if not apart:
        images = tuple(image for _, each in members for image in each.images)
        unreadable = next((each.unreadable for _, each in members if each.unreadable), message.unreadable)
        message = replace(message, images=images, unreadable=unreadable)
    return MergedMessage(row, message, tuple(each.id for each, _ in together if each is not row))


# --- acting


class HandledElsewhere(Exception):
    """Another process has handled an update of the album meanwhile."""


def take_rest(tx: Tx, merged: MergedMessage) -> None:
    """Mark the rest of an album as handled. Raises HandledElsewhere, for the transaction to be rolled back."""
    for id in merged.rest:
        if not tx.run("inbox.handled", id=id, now=tx.now):
            raise HandledElsewhere


def share_sender(tx: Tx, merged: MergedMessage) -> None:
    """Record the sender of the rest of an album, for /forget, once it is known. What it holds was handled with the words."""
    for id in merged.rest:
        tx.run("inbox.share_sender", id=id, other_id=merged.row.id)


def question_subject(message: Message) -> str:
    """The subject of the question that is asked once about an album."""
    return f"note:album:{message.conversation}:{message.album}"


def record_words(tx: Tx, message: Message) -> None:
    """The words of an album are acted on. A question that was asked before they came is withdrawn."""
    tx.run("inbox.record_once", scope=album_scope(message), now=tx.now, window=ALBUM_S)
    desired.mark_deleted(tx, question_subject(message))


def is_late(tx: Tx, message: Message, parsed: Parsed | None) -> bool:
    """Whether a message without words is of an album whose words were acted on before it came."""
    # (A reply to a session's card is a command without words.)
    has_words = bool(message.text) and parsed is not None and bool(parsed.command or parsed.text)
    return (
        bool(message.album) and not has_words and tx.value("inbox.is_recorded", scope=album_scope(message)) is not None
    )


def tell_late(tx: Tx, speaker: Speaker, message: Message) -> None:
    """Say that a picture of an album came too late, once for the album."""
    subject = f"note:album-late:{message.conversation}:{message.album}"
    send_reply(tx, speaker, subject, one_line("album-late"), message.message_id)
