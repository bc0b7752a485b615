"""Unblocking a conversation in which the bot can write again, with everything that follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.intake.handlers import SessionHooks
from bot.store import Tx
from bot.store.rows import ConversationRow


@contextmanager
def unblocked(tx: Tx, sessions: SessionHooks, conversation: ConversationRow, mark: str) -> Iterator[ConversationRow]:
    """The conversation, unblocked for the body, which handles the update that shows that the bot can write there again.

    Pictures are tried again, because the bot's rights may have changed. What was due during the block was never posted,
    so the card of the open session is posted again; after the body, and only if that did not post another card or end
    the session. `mark` is unique to the update.
    """
    if not conversation.blocked_reason:
        yield conversation
        return
    tx.run("people.unblock_conversation", id=conversation.id)
    tx.run("people.pictures_again", platform=conversation.platform, chat_id=conversation.chat_id)
    conversation = conversation._replace(blocked_reason="", no_pictures_at=0.0)
    card = sessions.open_card(tx, conversation)
    yield conversation
    if card:
        sessions.repost_card(tx, conversation, mark, unless_moved=card)
