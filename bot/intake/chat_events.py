"""What happens to a chat without anybody speaking to us: it moves, we or somebody else come and go."""

from __future__ import annotations

import structlog

from bot.adapter_api import BotMembership, ChatEvent, ChatMigrated, Conversation, MemberLeft, Sender
from bot.intake.handlers import SessionHooks
from bot.intake.speaker import MAX_NAME
from bot.outbox.chat_migration import move_chat
from bot.store import Row, Tx

log = structlog.get_logger()

REMOVED = "the bot was removed or may not write"


def apply(tx: Tx, sessions: SessionHooks, what: ChatEvent, mark: str) -> None:
    """Note what happened; `mark` tells this update from others."""
    match what:
        case ChatMigrated():
            move_chat(tx, what.old.platform, what.old.chat_id, what.new.chat_id)
            # Messages that stand under the old address cannot be edited from the new one. It is told from both sides.
            for place in _places(tx, what.new.platform, what.new.chat_id):
                sessions.show_again(tx, place, f"moved-{what.new.chat_id}")
        case BotMembership(where, active=False):
            tx.run("people.block_chat", platform=where.platform, chat_id=where.chat_id, reason=REMOVED)
            tx.hint("sessions")  # What goes on there has to rest.
            log.info("conversation.removed", platform=where.platform)
        case BotMembership(where, active=True, by=by):
            # Our rights there may be others now: the next picture shows it.
            tx.run("people.pictures_again", platform=where.platform, chat_id=where.chat_id)
            _note_who_brought_us(tx, where, by)
            for place in _places(tx, where.platform, where.chat_id):
                if place["blocked_reason"]:
                    tx.run("people.unblock_conversation", id=place["id"])
                    sessions.show_again(tx, place | {"blocked_reason": ""}, mark)
        case MemberLeft(where, person):
            known = tx.one("people.find_person", platform=person.platform, user_id=person.user_id)
            if known is None:
                return
            for place in _places(tx, where.platform, where.chat_id):
                sessions.person_left(tx, place, known)


def _note_who_brought_us(tx: Tx, where: Conversation, by: Sender | None) -> None:
    if by is None:
        return
    person = tx.get(
        "people.person",
        platform=by.platform,
        user_id=by.user_id,
        name=by.name[:MAX_NAME],
        hint=by.language[:16],
        reply_key=by.reply_key,
        now=tx.now,
    )
    tx.run("people.set_added_by", platform=where.platform, chat_id=where.chat_id, added_by=person["id"])


def _places(tx: Tx, platform: str, chat_id: str) -> list[Row]:
    return tx.all("people.conversations_of_chat", platform=platform, chat_id=chat_id)
