"""The adapter's tables, as functions over an open transaction. The schema is in `sql/`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakSet

from adapters.discord.identity import Identity, Via, sent_at
from adapters.discord.rows import ResponseRow
from bot.store import Store, Tx

NAMESPACE = "discord"
FOLDER = Path(__file__).parent / "sql"
RESPONSES_KEPT_S = 24 * 3600.0
THREADS_KEPT_S = 30 * RESPONSES_KEPT_S
_THREAD = "thread"
_attached: WeakSet[Store] = WeakSet()


async def attach(store: Store) -> bool:
    """Attach the tables and statements to the store; True if they were not yet."""
    if store in _attached:
        return False
    await store.attach(NAMESPACE, FOLDER)
    _attached.add(store)
    return True


def installation_id(tx: Tx) -> str:
    """A random id of this database, so that a new database does not reuse nonces."""
    tx.run("discord.responses.set_value_if_absent", name="installation", value=secrets.token_hex(3))
    return str(tx.value("discord.responses.value", name="installation"))


def identity(tx: Tx) -> Identity:
    """The bot as the gateway told it last; empty before the first connection."""
    user, application = (tx.value("discord.responses.value", name=name) for name in ("user", "application"))
    return Identity(str(user or ""), str(application or ""))


def save_identity(tx: Tx, identity: Identity) -> None:
    """Keep who the bot is, for processes without a connection of their own."""
    tx.run("discord.responses.set_value", name="user", value=identity.user_id)
    tx.run("discord.responses.set_value", name="application", value=identity.application_id)


def value(tx: Tx, name: str) -> str:
    """A kept value; empty if there is none."""
    return str(tx.value("discord.responses.value", name=name) or "")


def set_value(tx: Tx, name: str, value: str) -> None:
    """Keep a value."""
    tx.run("discord.responses.set_value", name=name, value=value)


def set_answered(tx: Tx, interaction_id: str, channel_id: str, message_id: str, via: Via) -> None:
    """An interaction was answered: by this message."""
    ids = {"interaction_id": interaction_id, "channel_id": channel_id, "message_id": message_id}
    tx.run("discord.responses.answered", **ids, via=via, now=tx.now)


def response(tx: Tx, interaction_id: str) -> ResponseRow | None:
    """An interaction that was answered, or None."""
    return tx.one(ResponseRow, "discord.responses.get", interaction_id=interaction_id)


def claim_response(tx: Tx, interaction_id: str, post_id: int) -> bool:
    """Whether the message that answers an interaction is to show this post: the first that asks gets it."""
    return bool(tx.run("discord.responses.claim", interaction_id=interaction_id, post_id=post_id))


def give_up_response(tx: Tx, interaction_id: str) -> None:
    """The message that answers an interaction cannot be edited: its posts become messages of their own."""
    tx.run("discord.responses.give_up", interaction_id=interaction_id)


def delete_posts(tx: Tx, post_ids: Sequence[int]) -> None:
    """Delete which interactions these posts answer."""
    for post_id in post_ids:
        tx.run("discord.responses.drop_post", post_id=post_id)


def thread_name(thread_id: str) -> str:
    """The name of the value that says which thread was opened for a conversation (`new-<channel>-<interaction>`)."""
    return f"{_THREAD} {thread_id}"


def delete_expired(tx: Tx) -> None:
    """Delete interactions that nothing will answer any more, and threads that were opened so long ago that no post is still
    addressed to what asked for them."""
    tx.run("discord.responses.delete_old", before=tx.now - RESPONSES_KEPT_S)
    for name in tx.values("discord.responses.threads"):
        if sent_at(name.rpartition("-")[2]) < tx.now - THREADS_KEPT_S:
            tx.run("discord.responses.delete_value", name=name)
