"""Resolves the sender of an update to the rows of person, conversation and payer, and the language to answer in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Principal
from bot.adapter_api import Conversation, Sender
from bot.grammar.text_cleaning import cleaned
from bot.intake.admission import Admission
from bot.intake.preferences import Preferences
from bot.runtime.texts import language_of
from bot.store import Tx
from bot.store.rows import ConversationRow, PayerRow, PersonRow

MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in a conversation. `payer` pays for what is requested, separate from the person; `principal` is the
    person for the policy. `may_be_admin`: they have no rights of an administrator because the update did not tell
    whether they are one."""

    person: PersonRow
    conversation: ConversationRow
    payer: PayerRow
    language: str
    principal: Principal
    may_be_admin: bool = False


def save_sender(tx: Tx, sender: Sender) -> PersonRow:
    """Find or insert the row of a sender, with what the update tells about them."""
    return tx.get(
        PersonRow,
        "people.person",
        platform=sender.platform,
        user_id=sender.user_id,
        name=" ".join(cleaned(sender.name[: 4 * MAX_NAME]).split())[:MAX_NAME],
        hint=sender.language[:16],
        reply_key=sender.reply_key,
        now=tx.now,
    )


def resolve_speaker(
    tx: Tx, sender: Sender, conversation: Conversation, *, direct: bool, default_language: str, admission: Admission
) -> Speaker:
    """Find or insert the rows of a sender."""
    person = save_sender(tx, sender)
    place = tx.get(
        ConversationRow,
        "people.conversation",
        platform=conversation.platform,
        chat_id=conversation.chat_id,
        thread_id=conversation.thread_id,
        direct=int(direct),
    )
    if direct and person.dm_conversation_id != place.id:
        tx.run("people.set_dm_conversation", id=person.id, conversation_id=place.id)
    payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=person.id)
    here = Preferences.of(place.settings).language
    language = language_of(person.language, here, person.platform_language, default=default_language)
    principal = Principal(
        person.id,
        place.id,
        moderates=bool(sender.is_admin or place.direct),
        rank=admission.rank(person, sender, conversation),
        banned=bool(person.banned) or (sender.hidden and _may_be_banned(tx, sender, conversation)),
    )
    may_be_admin = sender.is_admin is None and not principal.moderates
    return Speaker(person, place, payer, language, principal, may_be_admin)


def _may_be_banned(tx: Tx, sender: Sender, where: Conversation) -> bool:
    """Whether a banned person may be posting in the name of a chat: one of those who can, where they are known;
    otherwise anybody banned who is known in the conversation."""
    place = {"platform": sender.platform, "chat_id": where.chat_id}
    if not sender.possible_user_ids:
        return tx.value("access.banned_in_chat", **place) is not None
    return any(tx.value("access.added_by_banned", user_id=user, **place) for user in sender.possible_user_ids)
