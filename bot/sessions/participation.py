"""Who takes part in a session and who leads it: joining, leaving, removal, bans, handing over the host. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.access import Action, Kind, Role, permits
from bot.sessions import events as ev
from bot.sessions.candidates import without_author
from bot.sessions.effects import EventOutcome, EventRefused, Transition
from bot.sessions.model import Person, Session
from bot.sessions.phases import Phase
from bot.sessions.rounds import enter_resting


def may_lead(session: Session, actor: ev.Actor) -> bool:
    """Whether a person may take the host's actions: the host, and administrators of the conversation."""
    roles = [Role.OWNER] * (actor.id == session.host) + [Role.CHAT_ADMIN] * actor.is_moderator
    return permits(roles, Kind.SESSION, Action.LEAD)


def with_participant(session: Session, actor: ev.Actor) -> Session:
    """The session with `actor` as a participant, under their current name; a person who had left joins again."""
    person = Person(actor.id, actor.name or session.name_of(actor.id))
    session = replace(session, left=tuple(p for p in session.left if p != actor.id))
    if any(p.id == actor.id for p in session.people):
        return replace(session, people=tuple(person if p.id == actor.id else p for p in session.people))
    return replace(session, people=(*session.people, person))


def join(session: Session, event: ev.Join, now: float) -> EventOutcome:
    if event.by.id in session.players():
        return EventRefused()
    return Transition(replace(with_participant(session, event.by), joined=(*session.joined, event.by.id)))


def kick(session: Session, event: ev.Kick, now: float) -> EventOutcome:
    if event.person in session.kicked or not any(p.id == event.person for p in session.people):
        return EventRefused("session-no-such-person")
    session = replace(session, kicked=(*session.kicked, event.person))
    return _remove(session, event.person, now)


def leave(session: Session, event: ev.Leave, now: float) -> EventOutcome:
    if event.by.id in session.left or not any(p.id == event.by.id for p in session.people):
        return EventRefused("session-not-in-it")
    return _remove(session, event.by.id, now)


def ban(session: Session, event: ev.PersonBanned, now: float) -> EventOutcome:
    """Like leaving, and candidates that are not enqueued yet are painted without their idea. Refused if nothing changes."""
    if not any(p.id == event.person for p in session.people):
        return EventRefused()
    banned = without_author(session, event.person)
    host_stays = banned.host != event.person or not any(p.id != event.person for p in banned.present())
    votes = any(ballot.person == event.person for ballot in banned.current_round.votes)
    idea = banned.phase == Phase.GATHERING and banned.current_round.idea_of(event.person)
    if event.person in banned.left and host_stays and not (votes or idea):
        return EventRefused() if banned == session else Transition(banned)
    return _remove(banned, event.person, now)


def _remove(session: Session, person: int, now: float) -> EventOutcome:
    """The session without a person: their idea (before painting) and vote are removed; a host is replaced, or it rests."""
    current = session.current_round
    gathering = session.phase == Phase.GATHERING or session.before == Phase.GATHERING
    session = session.with_current_round(
        replace(
            current,
            ideas=current.ideas_without(person) if gathering else current.ideas,
            votes=tuple(b for b in current.votes if b.person != person),
        )
    )
    session = replace(session, left=(*(p for p in session.left if p != person), person))
    if session.host == person:
        remaining = session.present()
        if not remaining:
            return Transition(
                enter_resting(session, "session-rests-host-left", now) if session.phase != Phase.RESTING else session
            )
        session = replace(session, host=remaining[0].id)
    return Transition(session)
