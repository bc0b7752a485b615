"""Who speaks and where: the rows of person, conversation and payer, and the language to answer in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.preferences import Preferences
from bot.messages import Conversation, Sender
from bot.store import Row, Tx
from bot.texts import language_of

MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in a conversation. `payer` is who pays for what is asked now; kept apart from the person."""

    person: Row
    conversation: Row
    payer: Row
    language: str
    is_admin: bool


def meet(
    tx: Tx, sender: Sender, conversation: Conversation, *, direct: bool, default_language: str, admins: frozenset[str]
) -> Speaker:
    """Find or make the rows of whoever spoke."""
    person = tx.get(
        "people.person",
        platform=sender.platform,
        user_id=sender.user_id,
        name=sender.name[:MAX_NAME],
        hint=sender.language[:16],
        reply_key=sender.reply_key,
        now=tx.now,
    )
    place = tx.get(
        "people.conversation",
        platform=conversation.platform,
        chat_id=conversation.chat_id,
        thread_id=conversation.thread_id,
        direct=int(direct),
    )
    if direct and person["private_id"] != place["id"]:
        tx.run("people.set_private", id=person["id"], conversation_id=place["id"])
    payer = tx.get("people.payer", kind="person", ref_id=person["id"])
    here = Preferences.of(place).language
    language = language_of(person["language"], here, sender.language, default=default_language)
    is_admin = sender.is_admin or f"{sender.platform}:{sender.user_id}" in admins
    return Speaker(person, place, payer, language, is_admin)
