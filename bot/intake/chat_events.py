"""Chat events without a message: migration, bot added or removed, member left."""

from __future__ import annotations

import structlog

from bot.adapter_api import BotMembership, ChatEvent, ChatMigrated, Conversation, MemberLeft, Sender
from bot.intake.handlers import SessionHooks
from bot.intake.speaker import save_sender
from bot.intake.unblocking import unblocked
from bot.outbox.chat_migration import move_chat
from bot.store import Tx, topics
from bot.store.rows import ConversationRow, PersonRow

log = structlog.get_logger()

REMOVED = "the bot was removed or may not write"


def apply(tx: Tx, sessions: SessionHooks, event: ChatEvent, mark: str) -> None:
    """Apply a chat event; `mark` is unique to the update."""
    match event:
        case ChatMigrated():
            move_chat(tx, event.old.platform, event.old.chat_id, event.new.chat_id)
            # Messages under the old id cannot be edited under the new one. The platform reports a migration in both chats.
            for place in _conversations_of(tx, event.new.platform, event.new.chat_id):
                sessions.repost_card(tx, place, f"moved-{event.new.chat_id}")
        case BotMembership(where, active=False):
            tx.run(
                "people.block_chat",
                platform=where.platform,
                chat_id=where.chat_id,
                thread_id=where.thread_id,
                reason=REMOVED,
            )
            tx.hint(topics.SESSIONS)  # A session there is paused.
            log.info("conversation.removed", platform=where.platform)
        case BotMembership(where, active=True, by=by):
            # The bot's rights may have changed without a block: try pictures again.
            tx.run("people.pictures_again", platform=where.platform, chat_id=where.chat_id)
            _record_who_added_us(tx, where, by)
            for place in _conversations_of(tx, where.platform, where.chat_id, where.thread_id):
                with unblocked(tx, sessions, place, mark):
                    pass
        case MemberLeft(where, person):
            known = tx.one(PersonRow, "people.find_person", platform=person.platform, user_id=person.user_id)
            if known is None:
                return
            for place in _conversations_of(tx, where.platform, where.chat_id):
                sessions.person_left(tx, place, known)


def _record_who_added_us(tx: Tx, where: Conversation, by: Sender | None) -> None:
    if by is None:
        return
    person = save_sender(tx, by)
    tx.run("people.set_added_by", platform=where.platform, chat_id=where.chat_id, added_by=person.id)


def _conversations_of(tx: Tx, platform: str, chat_id: str, thread_id: str = "") -> list[ConversationRow]:
    """The conversations of a chat; with `thread_id` that one alone."""
    found = tx.all(ConversationRow, "people.conversations_of_chat", platform=platform, chat_id=chat_id)
    return [place for place in found if thread_id in ("", place.thread_id)]
