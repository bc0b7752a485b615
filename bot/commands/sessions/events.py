"""Converts updates to events of sessions, and the outcomes of events to replies."""

from __future__ import annotations

from dataclasses import replace

from bot.access import Action, Kind, Principal, Resource, allows
from bot.intake.context import UpdateContext
from bot.intake.reply import Reply, one_line, respond
from bot.sessions.effects import EventOutcome, EventRefused
from bot.sessions.events import Actor, Event
from bot.sessions.model import Session
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import SessionRow

NO_SESSION = one_line("session-none")


def actor_of(context: UpdateContext) -> Actor:
    """The update's sender, with the rank that they have where they write."""
    speaker = context.speaker
    return Actor(speaker.person.id, speaker.person.name, speaker.principal.moderates)


def open_session(tx: Tx, service: SessionService, context: UpdateContext) -> Session | None:
    """The session that is open where the update comes from."""
    return service.open_session(tx, context.speaker.conversation.id)


def session_here(tx: Tx, service: SessionService, context: UpdateContext, session_id: int) -> Session | None:
    """A session by its number, if it is of the conversation that the update comes from."""
    return service.get(tx, session_id) if is_here(tx, context, session_id) else None


def is_here(tx: Tx, context: UpdateContext, session_id: int) -> bool:
    """Whether a session is of the conversation that the update comes from."""
    row = tx.one(SessionRow, "sessions.get", id=session_id)
    here = Principal(context.speaker.person.id, context.speaker.conversation.id)
    return row is not None and allows(here, Action.SEE, Resource(Kind.SESSION, conversation=row.conversation_id))


def actor_in(tx: Tx, context: UpdateContext, session_id: int) -> Actor:
    """The sender as a session sees them. The role of administrator counts only in the session's own conversation: in a one-to-one
    chat everybody has it, and a person who was removed from a session could rejoin that way."""
    actor = actor_of(context)
    return replace(actor, is_moderator=actor.is_moderator and is_here(tx, context, session_id))


def apply_event(tx: Tx, service: SessionService, session: Session, event: Event, done: str = "") -> Reply | None:
    """Apply an event and return the answer."""
    return reply_to(service.apply(tx, session.id, event), done)


def reply_to(outcome: EventOutcome, done: str = "") -> Reply | None:
    """Why an event was refused, or else the text `done`; None where the card alone says what happened."""
    if isinstance(outcome, EventRefused):
        return one_line(outcome.text_id, **outcome.arguments) if outcome.text_id else None
    return one_line(done) if done else None


def respond_if(tx: Tx, context: UpdateContext, reply: Reply | None) -> None:
    """Answer the update, if there is anything to say."""
    if reply:
        respond(tx, context, reply)
