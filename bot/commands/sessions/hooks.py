"""Session hooks of the update worker: plain words that are contributions to a session, and chat events."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.adapter_api import Conversation, Message
from bot.commands.sessions.contribution_commands import PRIVATE_SESSION, VOTED
from bot.grammar import session_words
from bot.grammar.parsing import Parsed
from bot.grammar.talk import classify
from bot.sessions.events import Actor, Leave
from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.sessions.private_ideas import asked_for
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import ConversationRow, PersonRow, PostRow, ShownMessageRow


@dataclass(frozen=True, slots=True)
class SessionUpdates:
    """Implements `bot.intake.handlers.SessionHooks`."""

    service: SessionService

    # --- chat events

    def open_card(self, tx: Tx, conversation: ConversationRow) -> str:
        """The subject of the open session's card; empty if there is no open session."""
        session = self.service.open_session(tx, conversation.id)
        return session.card if session else ""

    def repost_card(self, tx: Tx, conversation: ConversationRow, mark: str, *, unless_moved: str = "") -> None:
        """Repost the card where messages can be seen again; not if it is another one than `unless_moved` by now."""
        session = self.service.open_session(tx, conversation.id)
        if session and unless_moved in ("", session.card):
            self.service.repost_open_card(tx, conversation, f"again-{mark}")

    def person_left(self, tx: Tx, conversation: ConversationRow, person: PersonRow) -> None:
        """A person who left the group leaves its session; a host is replaced. Nobody asked, so there is no answer."""
        if session := self.service.open_session(tx, conversation.id):
            self.service.apply(tx, session.id, Leave(Actor(person.id, person.name)))

    # --- words for a session without a command

    def may_be_meant(self, message: Message, parsed: Parsed | None) -> bool:
        """Whether a message may be a contribution to a session; checked without the store, as most are not."""
        if parsed and parsed.command not in ("", "unknown"):
            return False
        return message.direct or message.reply_to is not None or session_words.vote_in(message.text) is not None

    def parse_for_session(self, tx: Tx, message: Message, parsed: Parsed | None) -> Parsed | None:
        """'vote 2', replies to a session's card, and words under the winner's picture that say what to change in it where the
        round's ideas do that; everything else is returned unchanged."""
        conversation = _find(tx, message.conversation)
        if conversation and message.direct and (session_id := asked_for(tx, conversation.id)):
            return Parsed("idea", " ".join(message.text.split()), options={PRIVATE_SESSION: session_id})
        session = self.service.open_session(tx, conversation.id) if conversation else None
        number = session_words.vote_in(message.text)
        # Between people "vote 2" may mean something else; addressed to the bot it is never a picture to paint, even too late.
        if number is not None and (parsed or (session and session.phase == Phase.VOTING)):
            return Parsed("vote", "", options={VOTED: number})
        if conversation is None or session is None:
            return parsed
        if message.reply_to and (
            any(_is_card(tx, conversation.id, key) for key in message.reply_to.keys)
            or _changes_winner(tx, session, conversation.id, message)
        ):
            return Parsed("idea", " ".join(message.text.split()))
        return parsed


def _find(tx: Tx, where: Conversation) -> ConversationRow | None:
    return tx.one(
        ConversationRow,
        "people.find_conversation",
        platform=where.platform,
        chat_id=where.chat_id,
        thread_id=where.thread_id,
    )


def _changes_winner(tx: Tx, session: Session, conversation_id: int, message: Message) -> bool:
    """Whether words under the picture that the round changes say what to change. What else people say of it is no idea."""
    current = session.current_round
    if session.phase != Phase.GATHERING or current.way != "change" or message.reply_to is None:
        return False
    shown = (
        tx.one(ShownMessageRow, "posts.find_by_message", conversation_id=conversation_id, message_key=key)
        for key in message.reply_to.keys
    )
    if not any(row and row.image == current.reference for row in shown):
        return False
    return classify(message.text, under_picture=True).kind in ("instruction", "style")


def _is_card(tx: Tx, conversation_id: int, key: str) -> bool:
    """Whether a message is a session's card."""
    row = tx.one(ShownMessageRow, "posts.find_by_message", conversation_id=conversation_id, message_key=key)
    if row is None or not (row.subject or "").startswith("session:"):
        return False
    post = tx.one(PostRow, "posts.by_subject", subject=row.subject)
    return post is not None and json.loads(post.payload).get("shows") == "card"
